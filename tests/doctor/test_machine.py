"""The verdicts about the machine: disk, card, memory, temperature, power, clock, time zone, network, serial devices."""

import pytest

from edge_agent.doctor.checks import card, clock, disk, memory, network, power, serial, temperature, timezone, updates
from edge_agent.doctor.checks.card import Card, CardFacts
from edge_agent.doctor.checks.clock import ClockFacts
from edge_agent.doctor.checks.disk import DiskFacts
from edge_agent.doctor.checks.memory import MemoryFacts
from edge_agent.doctor.checks.network import NetworkFacts
from edge_agent.doctor.checks.power import PowerFacts
from edge_agent.doctor.checks.serial import Device, SerialFacts
from edge_agent.doctor.checks.temperature import TemperatureFacts
from edge_agent.doctor.checks.updates import UpdateFacts

MB = 1 << 20
GB = 1 << 30
NOW = 1_800_000_000.0
USB = Device("/dev/ttyUSB0", usable=True)


def says(finding, verdict, words):
    assert (finding.verdict.value, words in finding.reason) == (verdict, True), finding
    assert finding.next_step or verdict not in ("warning", "broken")  # whoever must act is told how


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (DiskFacts("/srv", 9 * GB, 29 * GB, 1000000, 900000), "ok", "9 GB of 29 GB are free"),
        (DiskFacts("/srv", 100 * MB, 29 * GB), "warning", "nearly full"),
        (DiskFacts("/srv", 1 * MB, 29 * GB), "broken", "the disk is full"),
        (DiskFacts("/srv", 9 * GB, 29 * GB, read_only=True), "broken", "read-only"),
        (DiskFacts("/srv", 9 * GB, 29 * GB, 1000000, 12), "warning", "only 12 more files"),
        (DiskFacts("/srv", 9 * GB, 29 * GB, 1000000, 0), "broken", "only 0 more files"),
        (DiskFacts("/srv", 9 * GB, 29 * GB, 0, 0), "ok", "free"),  # btrfs has no limit
    ],
)
def test_disk(facts, verdict, words):
    says(disk.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (CardFacts((Card("mmcblk0", life=2, pre_eol=1),), (("mmcblk0p2", 0),)), "ok", "up to 20 % of its life"),
        (CardFacts((Card("mmcblk0"),), (("mmcblk0p2", 0),)), "note", "does not tell how worn"),
        (CardFacts((Card("mmcblk0", life=9, pre_eol=1),)), "warning", "nearly worn out (90 %"),
        (CardFacts((Card("mmcblk0", life=3, pre_eol=2),)), "warning", "nearly worn out"),
        (CardFacts((Card("mmcblk0", life=11, pre_eol=1),)), "broken", "is worn out"),
        (CardFacts((Card("mmcblk0", life=1, pre_eol=3),)), "broken", "is worn out"),
        (CardFacts(errors=(("mmcblk0p2", 4),)), "warning", "mmcblk0p2 has met 4 errors"),
        (CardFacts(errors=(("mmcblk0p2", 4),), read_only=("/",)), "broken", "/ was made read-only"),
        (CardFacts(), "unknown", "no card"),
    ],
)
def test_card(facts, verdict, words):
    says(card.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (MemoryFacts(1 * GB, 700 * MB, 200 * MB, 190 * MB), "ok", "700 MB of 1024 MB are available, swap 190 MB"),
        (MemoryFacts(1 * GB, 700 * MB), "ok", "no swap"),
        (MemoryFacts(1 * GB, 60 * MB), "warning", "only 60 MB"),
        (MemoryFacts(1 * GB, 10 * MB), "broken", "programs will be killed"),
        (MemoryFacts(1 * GB, 700 * MB, 200 * MB, 5 * MB), "warning", "the swap is full"),
        (MemoryFacts(1 * GB, 700 * MB, oom_kills=2), "note", "killed 2 programs"),
        (MemoryFacts(None, None), "unknown", "does not tell"),
    ],
)
def test_memory(facts, verdict, words):
    says(memory.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (TemperatureFacts(48.2, 0), "ok", "48 degrees"),
        (TemperatureFacts(None, 0), "ok", "not too hot"),
        (TemperatureFacts(72.0), "note", "warm"),
        (TemperatureFacts(83.0), "warning", "too hot"),
        (TemperatureFacts(60.0, 0x4), "warning", "slower now"),
        (TemperatureFacts(60.0, 0x8), "warning", "slower now"),
        (TemperatureFacts(40.0, 0x40000), "note", "was too hot at some time"),
        (TemperatureFacts(40.0, 0x50005 & ~0xC000C), "ok", "40 degrees"),  # undervoltage is the business of power
        (TemperatureFacts(None), "unknown", "neither"),
    ],
)
def test_temperature(facts, verdict, words):
    says(temperature.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (PowerFacts(0), "ok", "right"),
        (PowerFacts(0x50005), "warning", "too low now"),
        (PowerFacts(0x50000), "note", "at some time"),
        (PowerFacts(None, alarm=True), "warning", "too low now"),
        (PowerFacts(None, alarm=False), "ok", "right"),
        (PowerFacts(0x4), "ok", "right"),  # too hot is the business of temperature
        (PowerFacts(None), "unknown", "does not tell"),
    ],
)
def test_power(facts, verdict, words):
    says(power.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (ClockFacts(NOW, True, True), "ok", "synchronised"),
        (ClockFacts(NOW, True, False), "note", "after a power cut it is wrong"),
        (ClockFacts(NOW, False, True), "note", "nothing sets it; a battery keeps it"),
        (ClockFacts(NOW, False, False), "warning", "nothing sets it"),
        (ClockFacts(5000.0, True, True), "broken", "before this program was made"),
        (ClockFacts(NOW, None, True), "unknown", "does not say"),
    ],
)
def test_clock(facts, verdict, words):
    says(clock.judge(facts), verdict, words)


@pytest.mark.parametrize(("zone", "verdict"), [("Europe/Athens", "ok"), ("Etc/UTC", "note"), ("", "note")])
def test_timezone(zone, verdict):
    says(timezone.judge(zone), verdict, zone if verdict == "ok" else "UTC")


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (NetworkFacts("hall", ("10.0.0.7",), True), "ok", "hall.local, 10.0.0.7"),
        (NetworkFacts("hall", ("10.0.0.7",)), "note", "hall.local is not announced"),
        (NetworkFacts("hall", ()), "note", "no address"),
        (NetworkFacts("hall", None), "unknown", "does not tell"),
    ],
)
def test_network(facts, verdict, words):
    says(network.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (SerialFacts("ada", (USB,)), "ok", "/dev/ttyUSB0"),
        (SerialFacts("ada"), "note", "no device"),
        (SerialFacts("ada", (Device("/dev/ttyACM0", usable=False),)), "warning", "ada may not open /dev/ttyACM0"),
        (SerialFacts("ada", (USB,), "/dev/serial/by-id/x", there=False), "broken", "is not plugged in"),
    ],
)
def test_serial(facts, verdict, words):
    says(serial.judge(facts), verdict, words)


def test_the_group_to_join_is_that_of_the_device():
    finding = serial.judge(SerialFacts("ada", (Device("/dev/ttyACM0", usable=False, group="uucp"),)))
    assert finding.next_step == "sudo usermod -aG uucp ada, then log in again"


@pytest.mark.parametrize(("restart", "verdict"), [(False, "ok"), (True, "note")])
def test_updates(restart, verdict):
    assert updates.judge(UpdateFacts("0.1.0", restart)).verdict == verdict
