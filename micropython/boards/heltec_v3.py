"""Heltec WiFi LoRa 32 V3: ESP32-S3, SX1262 with a TCXO of 1.8 V, SSD1306, one button, a socket for a lithium cell.

Pins: Meshtastic's firmware, variants/esp32s3/heltec_v3/variant.h (commit 023aa0c), and arduino-esp32's
variants/heltec_wifi_lora_32_V3/pins_arduino.h (0f17f7d); both were read and agree. Not tried on a board by us. The
cell's divider has 390 and 100 kiloohm, and a transistor: 4.9 by the resistors, 5.12 by Meshtastic's file, 5.05
measured (its pull request 3176). V3.2 switches the divider with the other level (pull request 5196, by Heltec);
drivers.battery finds out. To be wired by yourself: piezo GPIO 4, relay GPIO 5.
"""

import time

import machine

from drivers.assembly import LoRaPins, board
from drivers.battery import DividedCell
from drivers.button import Button
from drivers.siren import Siren
from drivers.ssd1306 import Display
from node.hardware import Hardware

LORA = LoRaPins(spi=1, sck=9, mosi=10, miso=11, select=8, reset=12, busy=13, dio1=14, tcxo_mv=1800, switch_by_dio2=True)
VEXT, SCREEN_SDA, SCREEN_SCL, SCREEN_RESET = 36, 17, 18, 21  # Vext feeds the screen, and is on when low
SUPPLY_MS = 20
BUTTON, LED = 0, 35
CELL_ADC, CELL_SWITCH, CELL_RATIO = 1, 37, 512
PIEZO, RELAY, TIMERS = 4, 5, (0, 1)


def hardware() -> Hardware:
    machine.Pin(LED, machine.Pin.OUT, value=0)
    machine.Pin(VEXT, machine.Pin.OUT, value=0)
    reset = machine.Pin(SCREEN_RESET, machine.Pin.OUT, value=0)  # until its supply is there
    time.sleep_ms(SUPPLY_MS)
    reset.value(1)
    i2c = machine.I2C(0, sda=machine.Pin(SCREEN_SDA), scl=machine.Pin(SCREEN_SCL), freq=400000)
    adc = machine.ADC(machine.Pin(CELL_ADC), atten=machine.ADC.ATTN_2_5DB)
    cell = DividedCell(adc, CELL_RATIO, machine.Pin(CELL_SWITCH, machine.Pin.OUT))
    return board(LORA, Display(i2c), lambda news: Button(BUTTON, news), Siren(TIMERS, PIEZO, RELAY), cell.percent)
