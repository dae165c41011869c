"""The alert texts that this gateway knows, for phones that ask while the agent is away. Pure."""

from collections import OrderedDict

from lora_gateway.phones.lane import AlertText
from lora_gateway.phones.words import NO_ALERT, NO_SUCH_ALERT

MAX_KNOWN = 64


class Book:
    def __init__(self) -> None:
        self._known: OrderedDict[str, AlertText] = OrderedDict()

    def add(self, alert: AlertText, *, ends: bool) -> None:
        """Take in an alert, an update, or (`ends`) a cancellation."""
        for id in alert.replaces & self._known.keys():
            del self._known[id]
        if not ends:
            self._known[alert.id] = alert
        if len(self._known) > MAX_KNOWN:
            del self._known[min(self._known.values(), key=lambda one: (one.severity, one.expires)).id]

    def listed(self, utc: float) -> str:
        """Those in force, worst first, one line each."""
        lines = [one.text for one in self._in_force(utc)]
        return "\n".join(lines) or NO_ALERT

    def one(self, id: str, utc: float) -> str:
        """The alert that a user named; the number alone will do."""
        wanted = id.strip().lower()
        found = [one.text for one in self._in_force(utc) if one.id == wanted or one.id.endswith(f"-{wanted}")]
        return "\n".join(found) or NO_SUCH_ALERT

    def _in_force(self, utc: float) -> list[AlertText]:
        return sorted((one for one in self._known.values() if one.expires > utc), key=lambda one: -one.severity)
