"""Answers to phone users, in as few bytes as can be read. docs/phones.md. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from edge_agent.phones.model import Item, label
from meshwire import registry
from meshwire.phrasebook import Phrasebook

MAX_ALERTS, MAX_MESSAGES, MAX_POSTS = 8, 8, 3
SAFE = "Recorded: you are safe. Members of this community see it."
HELP_COMES = (
    "SOS recorded and passed on to this community; no promise that somebody comes. "
    "Phone 112 or 911 if you can. inbox shows answers."
)
POSTED = "Posted."
NO_MODEL = "This node has no model to answer questions. alerts, inbox and msg work."
NOT_FOR_PHONES = "This node's model does not answer phones."
NO_ANSWER = "The model did not finish in time; ask something shorter."
BUSY = "The model is answering somebody else; ask again in a minute."
NO_SUCH_ALERT = "No alert of this number is known here; alerts lists those in force."
ASK_WHAT = "Write your question behind ask."
POST_WHAT = "Write your text behind post."
MODEL_SAYS = "Machine answer, may be wrong: "


def alert_list(alerts: Sequence[Mapping[str, object]], book: Phrasebook) -> str:
    """Those in force, worst first, one line each."""
    if not alerts:
        return book.word("no-alert")
    lines = [f"{_what(alert, book)} {alert['id']}" for alert in alerts[:MAX_ALERTS]]
    left = len(alerts) - len(lines)
    return "\n".join([*lines, *([book.word("and-more").replace("{}", str(left))] if left else [])])


def one_alert(alert: Mapping[str, object], book: Phrasebook, now: int) -> str:
    """All of an alert that words can say."""
    instructions = alert["instruction_texts"]
    assert isinstance(instructions, list)
    reasons = alert["not_in_force_because"]
    state = f"Not in force: {'; '.join(map(str, reasons))}." if isinstance(reasons, list) and reasons else ""
    issuer = alert["issuer"]
    by = f"Signed by {issuer['name'] or issuer['short']}." if isinstance(issuer, Mapping) else ""
    left = _ends_in(int(str(alert["expires"])) - now, book) if not state else ""
    head = f"{alert['id']} {_what(alert, book)}"
    return " ".join(text for text in (head, state, *map(str, instructions), left, by) if text)


def inbox(messages: Sequence[Item], posts: Sequence[Item], members: Mapping[bytes, str], now: int) -> str:
    lines = [f"{_from(item, members)} {ago(now - item.time)}: {item.text}" for item in messages[:MAX_MESSAGES]]
    board = [f"Board, {_from(item, members)} {ago(now - item.time)}: {item.text}" for item in posts[:MAX_POSTS]]
    return "\n".join([*(lines or ["No message for you."]), *board])


def ago(seconds: int) -> str:
    minutes = max(seconds, 0) // 60
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def find_alert(wanted: str, alerts: Iterable[Mapping[str, object]]) -> str | None:
    """The id that a user means: whole, or the number behind the dash alone."""
    wanted = wanted.strip().lower()
    ids = [str(alert["id"]) for alert in alerts]
    return next((id for id in ids if id == wanted or id.rpartition("-")[2] == wanted), None)


def _what(alert: Mapping[str, object], book: Phrasebook) -> str:
    status = {"Exercise": "exercise", "Test": "test", "System": "system"}.get(str(alert["status"]))
    mark = f"{book.word(status)} " if status else ""
    severity = book.severity(registry.SEVERITIES.index(str(alert["severity"])))
    event, headline = str(alert["event_name"]), str(alert["headline"])
    said = headline if headline.casefold().startswith(event.casefold()) or not headline else f"{event}: {headline}"
    said = said or event
    return f"{mark}{severity}: {said}" + ("" if said[-1:] in ".!?" else ".")


def _ends_in(seconds: int, book: Phrasebook) -> str:
    minutes = max(seconds, 0) // 60
    word, count = ("minutes", minutes) if minutes < 120 else ("hours", minutes // 60)
    return book.word("ends-in").replace("{}", book.word(word).replace("{}", str(count))) + "."


def _from(item: Item, members: Mapping[bytes, str]) -> str:
    if item.radio is not None:
        return label(item.name, item.radio)
    return members.get(item.author) or f"node {item.author.hex()}"
