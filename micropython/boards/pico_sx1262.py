"""Raspberry Pi Pico, Pico W, Pico 2 or 2 W on a Waveshare Pico-LoRa-SX1262 (868M or 915M): RP2040 or RP2350.

Pins of the module: Meshtastic's firmware, variants/rp2040/rpipico/variant.h (commit abc0cf1), which also says that
DIO3 feeds the TCXO and DIO2 turns the antenna switch. Waveshare's own page could not be read. Not tried on a board by
us. The cell's divider has 200 and 100 kiloohm; the chip's input draws some of it: 3.1 in that file, 3.12 measured by
freakwan's. To be wired by yourself: button GP17 to ground, piezo GP22, relay GP21; SSD1306, if you have one, SDA GP4
and SCL GP5. Without a cell on the module GP26 is open and the battery is not told.
"""

import machine

from drivers.assembly import LoRaPins, board
from drivers.battery import DividedCell
from drivers.button import Button
from drivers.siren import Siren
from drivers.ssd1306 import Display
from node.hardware import Hardware

LORA = LoRaPins(spi=1, sck=10, mosi=11, miso=12, select=3, reset=15, busy=2, dio1=20, tcxo_mv=1800, switch_by_dio2=True)
SDA, SCL = 4, 5
BUTTON = 17
CELL_ADC, CELL_RATIO = 26, 310
PIEZO, RELAY, TIMERS = 22, 21, (-1, -1)  # an RP2040 makes as many timers as one likes


def hardware() -> Hardware:
    i2c = machine.I2C(0, sda=machine.Pin(SDA), scl=machine.Pin(SCL), freq=400000)
    cell = DividedCell(machine.ADC(machine.Pin(CELL_ADC)), CELL_RATIO)
    return board(LORA, Display(i2c), lambda news: Button(BUTTON, news), Siren(TIMERS, PIEZO, RELAY), cell.percent)
