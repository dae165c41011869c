"""Joins what is the same on every real board with the parts that its own file brings."""

import os
from collections import namedtuple

import machine

from drivers import parts, sensors
from drivers.clock import Clock
from drivers.log import Log
from drivers.lora_radio import Radio
from drivers.sx126x import Chip
from drivers.usb import Usb
from node.files import Files
from node.hardware import Hardware
from node.line import SerialLine

SPI_HZ = 2000000  # what the library's examples use; the chip takes 16 MHz, long wires do not
TCXO_START_US = 5000  # what Meshtastic's and Semtech's own drivers allow it
SETTINGS = "board.json"
ROOT_FOLDER = "/"  # of the flash

# Numbers of an SX1262's pins; `tcxo_mv` is what DIO3 feeds its crystal, 0 for none; `switch_by_dio2` that DIO2 turns
# its antenna switch.
LoRaPins = namedtuple(
    "LoRaPins", ("spi", "sck", "mosi", "miso", "select", "reset", "busy", "dio1", "tcxo_mv", "switch_by_dio2")
)


def board(lora, display, make_button, siren, percent, fault: str = "") -> Hardware:
    """`make_button(news)` makes the button, `percent()` is the battery, `fault` what is known to be wrong; the radio is
    silent until it is tuned."""
    log, clock, wait, usb = Log(), Clock(), parts.Wait(), Usb()
    if fault:
        log.note(fault)
    flash = Files(ROOT_FOLDER, os, open, log)
    button = make_button(wait.news)
    wait.polled = [button.has_news, usb.has_input, display.rest]
    found = sensors.connect(flash.read(SETTINGS), clock.uptime_ms, log)
    return Hardware(
        radio(lora, wait.news, log), button, display, siren, flash, clock, SerialLine(usb.read, usb.write), log,
        parts.random_ms, wait.wait, parts.random_bytes, percent, found, parts.Watchdog().feed, parts.reboot,
    )  # fmt: skip


def radio(lora, news, log) -> Radio:
    """An SX1262 on pins of its own."""
    pins = machine.Pin
    select, busy = pins(lora.select, pins.OUT, value=1), pins(lora.busy, pins.IN)
    spi = machine.SPI(lora.spi, baudrate=SPI_HZ, sck=pins(lora.sck), mosi=pins(lora.mosi), miso=pins(lora.miso))
    dio1, reset = pins(lora.dio1, pins.IN), pins(lora.reset, pins.OUT, value=1)

    def open_modem():
        try:
            library = __import__("lora")  # late: a board without it still has a console that says so
        except ImportError:
            raise OSError("the lora library is missing; hearthnet board flash brings it")
        return library.AsyncSX1262(
            spi, select, busy, dio1=dio1, dio2_rf_sw=lora.switch_by_dio2, dio3_tcxo_millivolts=lora.tcxo_mv or None,
            dio3_tcxo_start_time_us=TCXO_START_US, reset=reset,
        )  # fmt: skip

    return Radio(open_modem, Chip(spi, select, busy), news, log)
