"""What is left of this machine's battery, as the kernel says it."""

from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")


def energy(folder: Path = SUPPLIES) -> float:
    """1 on mains or without a battery, else the share that the emptiest battery has left."""
    left = 1.0
    for supply in folder.iterdir() if folder.is_dir() else ():
        if _said(supply / "type") == "Battery" and _said(supply / "status") == "Discharging":
            capacity = _said(supply / "capacity")
            left = min(left, int(capacity) / 100) if capacity.isdigit() else left
    return max(0.0, left)


def _said(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
