"""Reads memory, temperature, supply voltage, clock and time zone of the machine."""

import re

from edge_agent.doctor.checks.clock import ClockFacts
from edge_agent.doctor.checks.memory import MemoryFacts
from edge_agent.doctor.checks.power import PowerFacts
from edge_agent.doctor.checks.temperature import TemperatureFacts
from edge_agent.doctor.checks.updates import UpdateFacts
from edge_agent.doctor.scene import Machine, Scene, text_of

THROTTLED = "/sys/devices/platform/soc/soc:firmware/get_throttled"  # the Raspberry Pi's kernel
SENSORS = (("/sys/class/thermal", "thermal_zone*/temp"), ("/sys/class/hwmon", "hwmon*/temp*_input"))
VOLTAGE_SENSOR = "rpi_volt"
IMPOSSIBLE_C = 200.0  # a sensor that is not connected
ZONE = re.compile(r"zoneinfo/(?:posix/|right/)?(.+)$")


def read_memory(scene: Scene) -> MemoryFacts:
    text = scene.machine.text("/proc/meminfo") or ""
    told = {name: int(kb) << 10 for name, kb in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)}
    kills = re.search(r"^oom_kill (\d+)$", scene.machine.text("/proc/vmstat") or "", re.MULTILINE)
    return MemoryFacts(
        told.get("MemTotal"), told.get("MemAvailable"), told.get("SwapTotal", 0), told.get("SwapFree", 0),
        int(kills[1]) if kills else 0,
    )  # fmt: skip


def read_temperature(scene: Scene) -> TemperatureFacts:
    paths = [path for folder, pattern in SENSORS for path in scene.machine.folder(folder, pattern)]
    degrees = [int(text) / 1000 for path in paths if re.fullmatch(r"-?\d+", text := text_of(path) or "")]
    possible = [one for one in degrees if one < IMPOSSIBLE_C]
    return TemperatureFacts(max(possible, default=None), throttled(scene.machine))


def read_power(scene: Scene) -> PowerFacts:
    names = scene.machine.folder("/sys/class/hwmon", "hwmon*/name")
    sensors = [path.parent for path in names if text_of(path) == VOLTAGE_SENSOR]
    alarms = [text_of(sensor / "in0_lcrit_alarm") for sensor in sensors]
    return PowerFacts(throttled(scene.machine), "1" in alarms if alarms else None)


def throttled(machine: Machine) -> int | None:
    """The bits of a Raspberry Pi's firmware, None on other machines."""
    text = machine.text(THROTTLED) or machine.command(("vcgencmd", "get_throttled")).text
    found = re.search(r"(?:^|=)(?:0x)?([0-9a-fA-F]+)\s*$", text)
    return int(found[1], 16) if found else None


def read_clock(scene: Scene) -> ClockFacts:
    machine = scene.machine
    return ClockFacts(machine.now(), machine.synchronised(), bool(machine.folder("/sys/class/rtc", "rtc*")))


def read_timezone(scene: Scene) -> str:
    try:
        found = ZONE.search(str(scene.machine.at("/etc/localtime").readlink()))
    except OSError:
        found = None
    return found[1] if found else scene.machine.text("/etc/timezone") or ""


def read_updates(scene: Scene, version: str) -> UpdateFacts:
    return UpdateFacts(version, scene.machine.at("/run/reboot-required").exists())
