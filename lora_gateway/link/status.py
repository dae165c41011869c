"""The gateway's state in words: for the agent, and for `lora-gateway status`. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256

from lora_gateway.air.outbox import Outbox
from lora_gateway.air.tally import Tally
from lora_gateway.boards.table import HeardBoard
from lora_gateway.law.budget import Budget
from lora_gateway.law.ledger import WINDOW_S
from lora_gateway.port.port import Port
from meshwire.radio_key import CHANNEL_NAME, channel_key

Status = dict[str, object]
FOREIGN_KEY = (
    f"channel {CHANNEL_NAME} has the key of another community: nobody here can read it; run: hearthnet radio setup"
)


def radio(port: Port, roots: Iterable[bytes], region: str) -> Status:
    """`roots` are those of the communities whose channel the radio should have, none when no agent has told."""
    state = "up" if port.state.up else "down"
    known = {"url": port.url, "state": state, "reason": port.state.reason, "preset": port.radio.preset}
    digests = {sha256(channel_key(root)).hexdigest()[:16] for root in roots}
    return {**known, "about": _checked(port.about(), digests, region)}


def _checked(about: Mapping[str, object], digests: set[str], region: str) -> Status:
    """With warnings for each radio whose channel has a key of none of them, or that is set up for another place."""
    match about:
        case {"radios": list(radios)}:
            checked = [_checked(one, digests, region) for one in radios if isinstance(one, Mapping)]
            return {**about, "radios": checked}
        case {"channels": list(channels), "warnings": list(warnings), "region": str(set_to)}:
            return {**about, "warnings": [*warnings, *_foreign(channels, digests), *_elsewhere(set_to, region)]}
    return dict(about)


def _foreign(channels: Iterable[object], digests: set[str]) -> Iterator[str]:
    ours = [one for one in channels if isinstance(one, Mapping) and one.get("name") == CHANNEL_NAME]
    if digests and ours and ours[0].get("key_digest") not in digests:
        yield FOREIGN_KEY


def _elsewhere(set_to: str, region: str) -> Iterator[str]:
    if set_to not in (region, "UNSET"):  # a radio without a region says so itself
        yield (
            f"the radio is set up for {set_to}, and gateway.region is {region}: airtime is counted by the law of"
            f" {region}; correct the one that is wrong"
        )


def airtime(budget: Budget, region: str, now: float) -> Status:
    return {"region": region, "used_ms": budget.used_ms(now), "allowed_ms": budget.allowed_ms, "window_s": WINDOW_S}


def air(tally: Tally) -> Status:
    """What the airtime since the start was spent on."""
    return {kind: asdict(count) for kind, count in sorted(tally.counts.items())}


def boards(heard: Iterable[HeardBoard]) -> list[Status]:
    """Those that tell of themselves by radio, the latest first."""
    return [
        {
            "id": one.beacon.author_id.hex(), "name": one.beacon.name, "battery": one.beacon.battery,
            "calls": one.beacon.calls, "has_clock": one.beacon.has_clock, "uptime_h": one.beacon.uptime_h,
            "readings": [list(reading) for reading in one.beacon.readings],
            "rssi": one.rssi_dbm, "snr": one.snr_db, "at": one.at, "certified": one.certified,
        }
        for one in heard
    ]  # fmt: skip


def queue(outbox: Outbox) -> Status:
    by_priority = Counter(int(outgoing.priority) for outgoing in outbox.waiting())
    return {"waiting": len(outbox), "by_priority": dict(sorted(by_priority.items()))}


def sending(outbox: Outbox) -> list[Status]:
    return [{"id": outgoing.id, "state": outgoing.state, "tries": outgoing.flight.tries} for outgoing in outbox.shown()]


def lines(status: Mapping[str, object]) -> Iterator[str]:
    """One line per fact, name and value, that a script can cut."""
    for name, value in status.items():
        if isinstance(value, Mapping):
            yield from (f"{name}.{line}" for line in lines({str(key): inner for key, inner in value.items()}))
        elif isinstance(value, list):
            yield from (f"{name} {_words(item)}" for item in value)
        elif name == "last_heard":
            yield f"{name} {datetime.fromtimestamp(value, UTC).isoformat() if value else 'never'}"  # type: ignore[arg-type]
        else:
            yield f"{name} {value}"


def _words(item: object) -> str:
    """The values of a map, for example id, state and tries of a frame that is being sent."""
    if not isinstance(item, Mapping):
        return str(item)
    return " ".join(value.hex() if isinstance(value, bytes) else str(value) for value in item.values())
