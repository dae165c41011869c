"""Finds the serial port of a radio: Linux describes USB devices in /sys and names them in /dev/serial/by-id."""

from dataclasses import dataclass
from pathlib import Path

from lora_gateway.errors import PortLost

DEV, SYS = Path("/dev"), Path("/sys")
RADIO_MAKERS = {  # USB vendor: what has it. Boards that speak USB themselves use the id of the chip's maker
    "10c4": "Silicon Labs CP210x, as on Heltec V3 and T-Beam",
    "1a86": "WCH CH34x and CH910x, as on T-Beam and T-LoRa",
    "239a": "Adafruit nRF52, as on RAK4631 and T-Echo",
    "2886": "Seeed, as on T1000-E and Wio Tracker",
    "2e8a": "Raspberry Pi RP2040",
    "303a": "Espressif ESP32-S3 and C3, as on T-Deck and Heltec V4",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    device: Path  # the lasting name, if there is one
    usb: Path  # the USB device in /sys
    product: str


class Finder:
    """Call it for the device of the only radio that is plugged in, or of the one that it found before."""

    def __init__(self, dev: Path = DEV, sys: Path = SYS) -> None:
        self._dev = dev
        self._sys = sys
        self._last: Path | None = None

    def __call__(self) -> Path:
        found = candidates(self._dev, self._sys)
        if not found:
            raise PortLost("no radio on USB: plug one in, or name its port with serial:///dev/serial/by-id/NAME")
        devices = [candidate.device for candidate in found]
        if len(found) > 1 and self._last not in devices:
            names = ", ".join(f"serial://{candidate.device} ({candidate.product})" for candidate in found)
            raise PortLost(f"{len(found)} devices on USB may be the radio, name one of them: {names}")
        if self._last not in devices:
            self._last = devices[0]
        assert self._last is not None
        return self._last


def candidates(dev: Path, sys: Path) -> list[Candidate]:
    """The serial ports of USB devices that may be radios; of a device with several ports the first."""
    lasting = {link.resolve(): link for link in _children(dev / "serial/by-id")}
    found: dict[Path, Candidate] = {}
    for port in _children(sys / "class/tty"):
        usb = _usb_device(port)
        if usb is None or usb in found or _read(usb / "idVendor") not in RADIO_MAKERS:
            continue
        device = dev / port.name
        product = _read(usb / "product") or RADIO_MAKERS[_read(usb / "idVendor")]
        found[usb] = Candidate(lasting.get(device.resolve(), device), usb, product)
    return list(found.values())


def _usb_device(port: Path) -> Path | None:
    """The folder of the USB device, up to three levels above the one of its serial port."""
    folder = (port / "device").resolve()
    return next((above for above in list(folder.parents)[:3] if (above / "idVendor").exists()), None)


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # absent while nothing is plugged in
        return []


def _read(file: Path) -> str:
    """What Linux says in a file of /sys, without what is not printable: a device chooses its own product name."""
    try:
        said = file.read_text(encoding="utf-8", errors="replace")
    except OSError:  # just unplugged
        return ""
    return "".join(character for character in said if character.isprintable())[:80]
