"""How a radio is found on USB, and which URLs name one."""

import re
from pathlib import Path

import pytest

from lora_gateway.errors import ConfigError, PortLost
from lora_gateway.port.find import Finder
from lora_gateway.port.schemes import open_port

CP2102, RAK, MOUSE = ("10c4", "CP2102 USB to UART"), ("239a", "WisCore RAK4631"), ("046d", "Mouse")
LASTING = re.compile(r"[^0-9A-Za-z#+.:=@_-]")  # what udev replaces in the names that it makes


class Usb:
    """What Linux shows of plugged in devices."""

    def __init__(self, folder):
        self.dev, self.sys = folder / "dev", folder / "sys"
        (self.sys / "class/tty/console").mkdir(parents=True)
        self.dev.mkdir()

    def plug(self, port, device, *, where="1-1", serial="0001"):
        vendor, product = device
        usb = self.sys / f"devices/usb1/{where}"
        interface = usb / f"{where}:1.0" / port
        interface.mkdir(parents=True)
        (usb / "idVendor").write_text(vendor + "\n")
        (usb / "product").write_text(product + "\n")
        (self.sys / f"class/tty/{port}").mkdir()
        (self.sys / f"class/tty/{port}/device").symlink_to(interface)
        (self.dev / port).touch()
        (self.dev / "serial/by-id").mkdir(parents=True, exist_ok=True)
        lasting = self.dev / f"serial/by-id/usb-{LASTING.sub('_', product)}_{serial}-if00"
        lasting.symlink_to(self.dev / port)
        return lasting

    def unplug(self, port, lasting):
        (self.sys / f"class/tty/{port}/device").unlink()
        (self.sys / f"class/tty/{port}").rmdir()
        (self.dev / port).unlink()
        lasting.unlink()

    def finder(self):
        return Finder(self.dev, self.sys)


@pytest.fixture
def usb(tmp_path):
    return Usb(tmp_path)


def test_the_only_radio_is_found_by_its_lasting_name(usb):
    usb.plug("ttyUSB3", MOUSE, where="1-2")
    lasting = usb.plug("ttyUSB0", CP2102)

    assert usb.finder()() == lasting


def test_no_radio_is_said_in_words(usb):
    usb.plug("ttyUSB3", MOUSE)

    with pytest.raises(PortLost, match="no radio on USB: plug one in"):
        usb.finder()()


def test_a_machine_without_serial_ports_has_no_radio(tmp_path):
    with pytest.raises(PortLost, match="no radio on USB"):
        Finder(tmp_path / "dev", tmp_path / "sys")()


def test_several_radios_are_named(usb):
    first = usb.plug("ttyUSB0", CP2102)
    second = usb.plug("ttyACM0", RAK, where="1-2")

    with pytest.raises(PortLost) as lost:
        usb.finder()()

    assert f"serial://{first} (CP2102 USB to UART)" in str(lost.value)
    assert f"serial://{second} (WisCore RAK4631)" in str(lost.value)


def test_a_radio_is_found_again_under_another_number(usb):
    finder = usb.finder()
    lasting = usb.plug("ttyUSB0", CP2102)
    finder()
    usb.unplug("ttyUSB0", lasting)
    with pytest.raises(PortLost):
        finder()

    lasting = usb.plug("ttyUSB1", CP2102, where="1-3")

    assert finder() == lasting


def test_the_radio_of_before_is_kept_when_another_is_plugged_in(usb):
    finder = usb.finder()
    mine = usb.plug("ttyUSB0", CP2102)
    finder()

    usb.plug("ttyACM0", RAK, where="1-2")

    assert finder() == mine


def test_a_radio_with_two_ports_is_one_radio(usb):
    first = usb.plug("ttyACM0", RAK)
    (usb.sys / "class/tty/ttyACM1").mkdir()
    (usb.sys / "class/tty/ttyACM1/device").symlink_to(usb.sys / "devices/usb1/1-1/1-1:1.0")

    assert usb.finder()() == first


def test_what_a_device_calls_itself_is_cleaned(usb):
    usb.plug("ttyUSB0", ("10c4", "CP\x1b[2J"))
    usb.plug("ttyACM0", RAK, where="1-2")

    with pytest.raises(PortLost) as lost:
        usb.finder()()

    assert str(lost.value).isprintable()


@pytest.mark.parametrize(
    "url", ["serial://auto", "serial:///dev/ttyUSB0", "tcp://192.0.2.1", "tcp://radio.lan:4404", "tcp://[2001:db8::1]"]
)
def test_these_urls_name_a_radio(url):
    assert open_port(url, Path("/home/ada"), preset="LongFast", region="EU_868").url == url


@pytest.mark.parametrize(
    "url",
    [
        "serial://",
        "serial://ttyUSB0",
        "serial://auto/x",
        "tcp://",
        "tcp://host:99999",
        "tcp://host/path",
        "tcp://h?x=1",
    ],
)
def test_any_other_url_says_how_to_write_it(url):
    with pytest.raises(ConfigError, match="write it as"):
        open_port(url, Path("/home/ada"), preset="LongFast", region="EU_868")
