"""LilyGO T-Beam v1.1 and v1.2 with an SX1262: ESP32, power chip AXP192 (v1.1) or AXP2101 (v1.2), holder for an 18650.

Buy the one that says SX1262: those with an SX1276 or SX1278 look the same, have the same pins but for BUSY, and need
another driver of the lora library, which this file does not use. The T-Beam Supreme (S3) is another board.
Pins: Xinyuan-LilyGO/LilyGo-LoRa-Series, examples/Factory/utilities.h (commit 23a0e7f); TCXO and antenna switch:
Meshtastic's firmware, variants/esp32/tbeam/variant.h (591be16). Both were read. Not tried on a board by us. The
screen is an SSD1306 that is often sold apart; a 1.3 inch one is an SH1106: set SCREEN_COLUMN to 2. Siren: connect it
to GPIO 13, relay to GPIO 14. GPIO 35 to 39 have no pull-up.
"""

import machine

from drivers.assembly import LoRaPins, board
from drivers.button import Button
from drivers.power_chip import PowerChip
from drivers.siren import Siren
from drivers.ssd1306 import Display
from node.hardware import Hardware

LORA = LoRaPins(
    spi=2, sck=5, mosi=27, miso=19, select=18, reset=23, busy=32, dio1=33, tcxo_mv=1800, switch_by_dio2=True
)
SDA, SCL, SCREEN_COLUMN = 21, 22, 0
BUTTON, LED = 38, 4
PIEZO, RELAY, TIMERS = 13, 14, (0, 1)


def hardware() -> Hardware:
    machine.Pin(LED, machine.Pin.OUT, value=1)  # lit when low
    i2c = machine.I2C(0, sda=machine.Pin(SDA), scl=machine.Pin(SCL), freq=400000)
    power = PowerChip(i2c)  # before the radio, which it feeds
    return board(
        LORA, Display(i2c, SCREEN_COLUMN), lambda news: Button(BUTTON, news, pull=False), Siren(TIMERS, PIEZO, RELAY),
        power.percent, power.fault,
    )  # fmt: skip
