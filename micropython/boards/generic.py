"""A template: copy this file, name it after your board, put its pins in, add a line to docs/boards.md.

It describes an ESP32 development board with an SX1262 module on the usual SPI pins and nothing else that is certain.
Wherever a part is missing, leave its line out as the comments say.
"""

import machine

from drivers.assembly import LoRaPins, board
from drivers.button import Button
from drivers.parts import no_battery
from drivers.siren import Siren
from drivers.ssd1306 import Display
from node.hardware import Hardware

# tcxo_mv: what feeds the module's crystal from DIO3, of its data sheet; 0 when it has a plain crystal.
# switch_by_dio2: False when the module's antenna switch hangs on pins of its own; the library then needs an ant_sw.
LORA = LoRaPins(
    spi=1, sck=18, mosi=23, miso=19, select=5, reset=14, busy=26, dio1=25, tcxo_mv=1800, switch_by_dio2=True
)
SDA, SCL = 21, 22
SCREEN_COLUMN = 0  # 2 for an SH1106, the usual controller of screens of 1.3 inches
BUTTON = 0  # to ground; a pin without a pull-up inside needs a resistor and Button(..., pull=False)
PIEZO = 4  # through a transistor when it draws more than 10 mA; None when there is none
RELAY = None  # a pin whose high level closes a relay; Siren(..., on=0) for those that close at a low one
TIMERS = (0, 1)  # hardware timers of an ESP32; (-1, -1) on an RP2040


def hardware() -> Hardware:
    """Power that has to be switched on comes first, then the parts."""
    i2c = machine.I2C(0, sda=machine.Pin(SDA), scl=machine.Pin(SCL), freq=400000)
    return board(
        LORA,
        Display(i2c, SCREEN_COLUMN),  # or drivers.ssd1306.NoDisplay()
        lambda news: Button(BUTTON, news),
        Siren(TIMERS, PIEZO, RELAY),
        no_battery,  # or drivers.battery.DividedCell(machine.ADC(machine.Pin(...)), 200).percent for a divider by two
    )
