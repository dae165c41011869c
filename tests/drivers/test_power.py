"""Battery and power chips: what is read from ADC and registers, and what is written to them."""

import pytest

from drivers import battery
from drivers.battery import CURVE, DividedCell
from drivers.power_chip import ADDRESS, PowerChip
from tests.boards.doubles.machine import Machine
from tests.boards.doubles.power import AXP192_AT_START, AXP2101_AT_START, Registers

CELL, SWITCH = 1, 37


@pytest.mark.parametrize(
    ("millivolts", "percent"),
    [
        (0, None),
        (2499, None),
        (2500, 0),
        (3000, 0),
        (3150, 2),
        (3750, 50),
        (3775, 55),
        (4180, 100),
        (4300, 100),
        (4501, None),
    ],
)
def test_percent_of_a_voltage(millivolts, percent):
    assert battery.percent(millivolts) == percent


def test_a_cell_that_empties_never_tells_more_than_before():
    told = [battery.percent(millivolts) for millivolts in range(4500, 2499, -1)]
    assert told == sorted(told, reverse=True)
    assert (told[0], told[-1]) == (100, 0)
    assert [battery.percent(millivolts) for millivolts, _ in CURVE] == [percent for _, percent in CURVE]


def cell(bench, *, switch: bool = True) -> DividedCell:
    machine = Machine(bench)
    adc = machine.ADC(machine.Pin(CELL))
    return DividedCell(adc, 490, machine.Pin(SWITCH, machine.Pin.OUT) if switch else None)


@pytest.mark.parametrize("on", [0, 1])
def test_the_level_that_switches_the_divider_on_is_found_out(bench, on):
    bench.microvolts[CELL] = lambda: 766000 if bench.wire(SWITCH).level == on else 2900000
    measured = cell(bench)
    for _ in range(3):
        assert measured.percent() == 50
        assert bench.wire(SWITCH).level == 1 - on  # off again


def test_without_a_cell_nothing_is_told(bench):
    bench.microvolts[CELL] = 12000
    assert cell(bench).percent() is None
    assert cell(bench, switch=False).percent() is None


def test_a_spike_does_not_count(bench):
    readings = iter([766000, 766000, 3300000, 766000, 0, 766000, 766000])
    bench.microvolts[CELL] = lambda: next(readings)
    assert cell(bench, switch=False).percent() == 50


@pytest.fixture
def chip(bench, request):
    registers = bench.i2c[ADDRESS] = Registers(request.param)
    machine = Machine(bench)
    registers.i2c = machine.I2C(0, sda=machine.Pin(21), scl=machine.Pin(22))
    return registers


@pytest.mark.parametrize("chip", [AXP192_AT_START], indirect=True)
def test_the_older_chip_switches_radio_and_screen_on_and_the_satellite_receiver_off(chip):
    PowerChip(chip.i2c)
    assert chip.registers[0x28] & 0xF0 == 0xF0  # LDO2 3.3 V
    assert chip.registers[0x26] == 0x68  # DCDC1 3.3 V: 0.7 V and 104 steps of 25 mV
    assert chip.registers[0x12] & 0x0D == 0x05
    assert chip.registers[0x12] & 0x42 == AXP192_AT_START[0x12] & 0x42  # what feeds the ESP32 stays as it was
    assert 0x27 not in dict(chip.written)
    assert chip.registers[0x82] == 0x83


@pytest.mark.parametrize("chip", [AXP2101_AT_START], indirect=True)
def test_the_newer_chip_switches_the_radio_on_and_the_satellite_receiver_off(chip):
    PowerChip(chip.i2c)
    assert chip.registers[0x93] == 0x1C  # ALDO2 3.3 V
    assert chip.registers[0x90] & 0x07 == 0x03
    assert chip.registers[0x18] == 0x0A
    assert not {register for register, _ in chip.written} & set(range(0x80, 0x87))  # no DCDC


@pytest.mark.parametrize("chip", [AXP192_AT_START, AXP2101_AT_START], indirect=True)
def test_the_voltage_is_right_before_the_output_is_on(chip):
    PowerChip(chip.i2c)
    assert [register for register, _ in chip.written][:-1] in ([0x28, 0x26, 0x12], [0x93, 0x90])


@pytest.mark.parametrize(
    ("chip", "percent"),
    [
        (AXP192_AT_START, 50),  # 3402 steps of 1.1 mV
        (AXP192_AT_START | {0x01: 0}, None),
        (AXP2101_AT_START, 73),
        (AXP2101_AT_START | {0x00: 0}, None),
        (AXP2101_AT_START | {0xA4: 255}, None),
    ],
    indirect=["chip"],
)
def test_the_battery_is_what_the_chip_says(chip, percent):
    found = PowerChip(chip.i2c).percent()
    assert found is None if percent is None else abs(found - percent) <= 2


@pytest.mark.parametrize("chip", [AXP2101_AT_START], indirect=True)
def test_a_chip_that_stops_answering_has_no_battery(bench, chip):
    power = PowerChip(chip.i2c)
    del bench.i2c[ADDRESS]
    assert power.percent() is None


@pytest.mark.parametrize("chip", [{0x03: 0x41}], indirect=True)
def test_another_chip_is_left_alone(chip):
    power = PowerChip(chip.i2c)
    assert "0x41" in power.fault
    assert power.percent() is None
    assert chip.written == []


@pytest.mark.parametrize("chip", [AXP2101_AT_START], indirect=True)
def test_a_chip_that_answers_late_is_set_up_when_it_does(bench, chip):
    device = bench.i2c.pop(ADDRESS)
    power = PowerChip(chip.i2c)
    assert "no supply" in power.fault
    assert power.percent() is None
    bench.i2c[ADDRESS] = device
    assert power.percent() == 73
    assert (power.fault, chip.registers[0x90] & 2) == ("", 2)
