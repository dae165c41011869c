"""Moves an old document to now, for drills and examples. Pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from edge_agent.alerts.cap import CapAlert, CapInfo


def retime(cap: CapAlert, now: int) -> CapAlert:
    """The same alert as if it were sent at `now` (UTC s): all its times move by the same amount."""
    shift = datetime.fromtimestamp(now, UTC) - cap.sent
    return replace(cap, sent=cap.sent + shift, infos=tuple(_moved(info, shift) for info in cap.infos))


def _moved(info: CapInfo, shift: timedelta) -> CapInfo:
    times = {name: getattr(info, name) for name in ("effective", "onset", "expires")}
    return replace(info, **{name: time + shift for name, time in times.items() if time is not None})
