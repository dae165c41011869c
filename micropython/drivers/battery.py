"""`battery` of node.hardware: percent of one lithium cell, out of its voltage."""

import time

# (millivolts, percent) of a lithium-ion cell at rest and at room temperature; between two points a straight line.
# A cell under load or in the cold shows less: good for "charge it soon", not for hours left.
CURVE = (
    (3000, 0), (3300, 5), (3500, 10), (3600, 20), (3700, 40), (3750, 50), (3800, 60), (3900, 75), (4000, 85),
    (4100, 95), (4180, 100),
)  # fmt: skip
LEAST_MV, MOST_MV = 2500, 4500  # beyond them it is no cell: none is connected, or the line is open
SAMPLES = 7
SETTLE_MS = 10  # of the divider, whose resistors are large


def percent(millivolts: int) -> int | None:
    """None when that is no voltage of a lithium cell."""
    if not LEAST_MV <= millivolts <= MOST_MV:
        return None
    before = (0, 0)
    for point in CURVE:
        if millivolts < point[0]:
            span = point[0] - before[0]
            return before[1] + (point[1] - before[1]) * (millivolts - before[0]) // span if before[0] else 0
        before = point
    return 100


def millivolts(adc) -> int:
    """The median of some readings, by the chip's own calibration where it has one."""
    read = []
    for _ in range(SAMPLES):
        read.append(adc.read_uv() // 1000 if hasattr(adc, "read_uv") else adc.read_u16() * 3300 // 65535)
    return sorted(read)[SAMPLES // 2]


class DividedCell:
    """A cell behind a divider, which a pin may switch on."""

    def __init__(self, adc, ratio_percent: int, switch=None) -> None:
        """`ratio_percent` is what the divider divides by, times 100."""
        self._adc = adc
        self._ratio = ratio_percent
        self._switch = switch
        self._on = 0

    def percent(self) -> int | None:
        """Revisions of one board differ in the level that switches the divider on: what measures a cell is right."""
        found = self._measured()
        if found is None and self._switch is not None:
            self._on = 1 - self._on
            found = self._measured()
        return found

    def _measured(self) -> int | None:
        if self._switch is not None:
            self._switch.value(self._on)
            time.sleep_ms(SETTLE_MS)
        found = percent(millivolts(self._adc) * self._ratio // 100)
        if self._switch is not None:
            self._switch.value(1 - self._on)  # or the divider would empty the cell
        return found
