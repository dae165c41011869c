"""Sizes and durations in words. Pure."""


def span(seconds: float) -> str:
    """A duration in the largest unit of which there are two."""
    for unit, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds // unit:.0f} {name}"
    return f"{max(seconds, 0):.0f} s"


def size(number: float) -> str:
    """Bytes in the largest unit of which there are two."""
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if number >= 2 * unit:
            return f"{number / unit:.0f} {name}"
    return f"{number:.0f} bytes"
