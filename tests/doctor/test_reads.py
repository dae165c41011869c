"""What the readers make of /proc, /sys, systemd and the like: trees of files as real machines have them."""

import os

import pytest

from edge_agent.doctor.checks.agent import Unit
from edge_agent.doctor.checks.card import Card
from edge_agent.doctor.checks.memory import MemoryFacts
from edge_agent.doctor.reads import agent, card, disk, network, serial, software
from edge_agent.doctor.reads.machine import (
    read_clock,
    read_memory,
    read_power,
    read_temperature,
    read_timezone,
    read_updates,
)
from edge_agent.doctor.scene import Ran, Scene
from edge_agent.doctor.told import Answer, Told
from tests.doctor.machines import NOW, machine

THROTTLED = "/sys/devices/platform/soc/soc:firmware/get_throttled"
MEMINFO = (
    "MemTotal:         948304 kB\nMemFree: 1 kB\nMemAvailable:     500000 kB\nSwapTotal: 102396 kB\nSwapFree: 0 kB\n"
)


@pytest.fixture
def scene(tmp_path):
    """A scene of these files, programs and words of the running parts."""

    def make(files=None, programs=None, told=None):
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        return Scene(home, machine(tmp_path / "root", files, programs), told or Told())

    return make


def test_memory_and_kills_are_read(scene):
    found = read_memory(scene({"/proc/meminfo": MEMINFO, "/proc/vmstat": "pgfault 5\noom_kill 3\n"}))
    assert found == MemoryFacts(948304 << 10, 500000 << 10, 102396 << 10, 0, 3)


def test_memory_that_is_not_told_is_not_invented(scene):
    assert read_memory(scene()) == MemoryFacts(None, None)


def test_the_hottest_sensor_counts_and_a_broken_one_does_not(scene):
    zones = {"/sys/class/thermal/thermal_zone0/temp": "48312\n", "/sys/class/hwmon/hwmon1/temp1_input": "61000\n"}
    found = read_temperature(scene(zones | {"/sys/class/hwmon/hwmon2/temp1_input": "255000\n"}))
    assert (found.hottest_c, found.throttled) == (61.0, None)


@pytest.mark.parametrize(
    ("files", "programs", "bits"),
    [
        ({THROTTLED: "50005\n"}, {}, 0x50005),
        ({}, {"vcgencmd get_throttled": Ran(0, "throttled=0x50000\n")}, 0x50000),
        ({}, {"vcgencmd get_throttled": Ran(0, "throttled=0x0\n")}, 0),
        ({}, {"vcgencmd get_throttled": Ran(255, "VCHI initialization failed\n")}, None),
        ({}, {}, None),
    ],
)
def test_the_bits_of_the_firmware_are_read(scene, files, programs, bits):
    assert read_power(scene(files, programs)).throttled == bits


@pytest.mark.parametrize(
    ("name", "value", "alarm"), [("rpi_volt", "1", True), ("rpi_volt", "0", False), ("nct", "1", None)]
)
def test_only_the_voltage_sensor_of_a_raspberry_pi_is_believed(scene, name, value, alarm):
    folder = "/sys/class/hwmon/hwmon0"
    assert read_power(scene({f"{folder}/name": name, f"{folder}/in0_lcrit_alarm": value})).alarm is alarm


def test_clock_and_rtc_are_read(scene):
    found = read_clock(scene({"/sys/class/rtc/rtc0/name": "rpi-rtc"}))
    assert (found.now, found.synchronised, found.rtc) == (NOW, True, True)
    assert not read_clock(Scene(scene().home, machine(scene().home / "empty"))).rtc


def test_the_zone_is_the_name_behind_localtime(scene):
    made = scene({"/etc/timezone": "Etc/UTC\n"})
    (made.machine.root / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Athens")
    assert read_timezone(made) == "Europe/Athens"


def test_the_zone_of_older_systems_is_a_text(scene):
    assert read_timezone(scene({"/etc/timezone": "Asia/Manila\n"})) == "Asia/Manila"
    assert read_timezone(Scene(scene().home, machine(scene().home))) == ""


def test_a_restart_that_the_system_asks_for_is_seen(scene):
    assert read_updates(scene({"/run/reboot-required": ""}), "1").restart


def test_wear_and_errors_of_cards_are_read(scene):
    block = "/sys/block/mmcblk0"
    files = {
        f"{block}/device/name": "BJTD4R\n", f"{block}/device/life_time": "0x02 0x03\n",
        f"{block}/device/pre_eol_info": "0x01\n", "/sys/block/mmcblk0boot0/size": "1",
        "/sys/block/mmcblk1/device/name": "SD32G\n", "/sys/fs/ext4/mmcblk0p2/errors_count": "4\n",
        "/sys/fs/ext4/features/x": "", "/proc/mounts": "/dev/mmcblk0p2 / ext4 ro,noatime 0 0\n/dev/sda1 /m ext4 ro\n",
    }  # fmt: skip
    found = card.read(scene(files))
    assert found.cards == (Card("mmcblk0 BJTD4R", 3, 1), Card("mmcblk1 SD32G"))
    assert found.errors == (("mmcblk0p2", 4),)
    assert found.read_only == ("/",)


def test_the_disk_of_a_home_that_is_not_made_yet_is_that_of_its_parent(tmp_path):
    found = disk.read(Scene(tmp_path / "a" / "b", machine(tmp_path)))
    assert found.folder == str(tmp_path)
    assert found.total > found.free > 0


TCP = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1BA8 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1BA9 0100007F:0050 01 00000000:00000000 00:00000000 00000000    33        0 4712 1 0 100 0 0 10 0
"""


def test_the_holder_of_a_port_is_named_with_its_process(scene):
    made = scene({"/proc/net/tcp": TCP, "/proc/12/comm": "nginx\n"})
    folder = made.machine.root / "proc/12/fd"
    folder.mkdir()
    os.symlink("socket:[4711]", folder / "3")
    assert network.holder(made.machine, 7080) == "nginx, process 12"


def test_the_holder_that_the_kernel_hides_is_at_least_a_user(scene):
    assert network.holder(scene({"/proc/net/tcp": TCP}).machine, 7080).startswith("a program of the user ")


def test_a_connection_from_a_port_does_not_hold_it(scene):
    assert network.holder(scene({"/proc/net/tcp": TCP}).machine, 7081) == ""


def test_the_port_of_the_running_agent_goes_before_the_setting(scene):
    told = Told(Answer.ANSWERS, node={"address": "http://10.0.0.7:8000/"})
    found = network.read_web(scene({"/proc/net/tcp": TCP}, told=told))
    assert (found.port, found.listen, found.holder) == (8000, "10.0.0.7", "")


TRIE = "Main:\n     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 10.0.0.7\n        /32 host LOCAL\nLocal:\n" \
    "     |-- 10.0.0.7\n        /32 host LOCAL\n     |-- 10.0.0.255\n        /32 link BROADCAST\n"  # fmt: skip
INET6 = "fd000000000000000000000000000002 02 40 00 80 eth0\nfe800000000000000000000000000001 02 40 20 80 eth0\n"


def test_addresses_and_name_are_read(scene):
    files = {"/proc/net/fib_trie": TRIE, "/proc/net/if_inet6": INET6, "/proc/sys/kernel/hostname": "hall\n"}
    found = network.read_network(scene(files | {"/run/avahi-daemon/socket": ""}))
    assert (found.hostname, found.addresses, found.mdns) == ("hall", ("10.0.0.7", "fd00::2"), True)


def test_serial_devices_and_the_named_one_are_looked_for(scene):
    made = scene({"/dev/ttyACM0": "", "/dev/ttyS0": ""})
    (made.home / "hearthnet.toml").write_text('[gateway]\nport = "modem:///dev/serial/by-id/board"\n')
    found = serial.read(made)
    assert [one.path for one in found.devices] == ["/dev/ttyACM0"]
    assert (found.wanted, found.there) == ("/dev/serial/by-id/board", False)


def test_the_libraries_of_this_installation_are_found(scene):
    found = software.read(scene())
    assert len(found.needs) == len(found.found) > 5


SHOW = "Id=hearthnet-agent.service\nLoadState=loaded\nActiveState=failed\nResult=exit-code\nExecMainCode=1\n" \
    "ExecMainStatus=2\nNRestarts=4\nStateChangeTimestamp=Mon 2026-01-05 10:00:00 UTC\n" \
    "ExecStart={{ argv[]=hearthnet --home {home} agent ; ignore_errors=no }}\nEnvironment=\n"  # fmt: skip


def test_the_service_of_this_home_is_read(scene):
    made = scene()
    answer = Ran(0, SHOW.format(home=made.home))
    found = agent.read_unit(scene(programs={"systemctl show": answer}).machine, agent.UNIT, made.home)
    assert found == Unit(agent.UNIT, "failed", "exit-code", 2, False, 4, "Mon 2026-01-05 10:00:00 UTC")


@pytest.mark.parametrize(
    "answer", [Ran(None), Ran(0, "LoadState=not-found\n"), Ran(0, SHOW.format(home="/srv/another")), Ran(1)]
)
def test_no_service_of_this_home_is_nothing(scene, answer):
    made = scene(programs={"systemctl show": answer})
    assert agent.read_unit(made.machine, agent.UNIT, made.home) is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Ran(0, "-- Boot --\na\nb\nc\nbad \x1b[2J\n"), ("b", "c", "bad \ufffd[2J")),
        (Ran(0, ""), ()),
        (Ran(0, "", "Hint: You are currently not seeing messages from other users and the system.\n"), None),
        (Ran(1, "", "No journal files were opened due to insufficient permissions.\n"), None),
        (Ran(None), None),
    ],
)
def test_the_last_words_of_a_service_are_cleaned(scene, answer, words):
    made = scene(programs={"journalctl -u": answer})
    assert agent.last_words(made.machine, agent.UNIT) == words


@pytest.mark.parametrize(
    ("lock", "line", "process"),
    [
        ("12", "python\0-m\0edge_agent\0agent", 12),
        ("12", "bash\0", None),  # the number was given to another program since
        ("12", None, None),
        ("rubbish", None, None),
    ],
)
def test_the_holder_of_a_lock_is_a_living_process_of_ours(scene, lock, line, process):
    made = scene({"/proc/12/cmdline": line} if line else {})
    (made.home / "agent.lock").write_text(lock)
    assert agent.holder(made.machine, made.home / "agent.lock") == process
