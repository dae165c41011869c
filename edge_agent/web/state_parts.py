"""The state of the boards, the radio and the node."""

from edge_agent.bus.capability import Json
from edge_agent.web.html import Markup, definitions, join, tag, when
from edge_agent.web.reader import Reader
from edge_agent.web.record import Record

SCREEN_LINES, SCREEN_COLUMNS = 8, 21  # docs/protocol/board-console.md


def boards(answer: Json, reader: Reader) -> Markup:
    listed = Record(answer).records("boards")
    if not listed:
        return tag("p", "No board is plugged in, and none was heard by radio.")
    by_radio = [board for board in listed if board.text("link") == "radio"]
    plugged = [_board(board, reader) for board in listed if board.text("link") != "radio"]
    heard = join(tag("h3", "Heard by radio"), tag("ul", [_heard(board) for board in by_radio], class_="listed"))
    return join(plugged, heard if by_radio else None)


def radio(answer: Json, reader: Reader) -> Markup:
    state = Record(answer)
    if state.text("link") == "down":
        return join(_lamp("down", "The gateway does not answer"), tag("p", state.text("reason")))
    port, airtime, queue = state.record("radio"), state.record("airtime"), state.record("queue")
    up = port.text("state") == "up"
    lamp = _lamp("up", "The radio is up") if up else _lamp("down", "The radio is down")
    return join(
        lamp,
        tag("p", port.text("reason")) if port.text("reason") else None,
        definitions(
            ("Radio", join(tag("bdi", _kind(port.text("url"))), ", ", port.text("preset"))),
            ("Airtime", _airtime(airtime)),
            ("Waiting to be sent", queue.number("waiting")),
            ("Sent", state.number("sent")),
            ("Heard", state.number("heard")),
            ("Last heard", when(state.number("last_heard")) if state.number("last_heard") else "nothing yet"),
            ("Dropped", _counters(state.record("dropped"))),
            ("Refused", _counters(state.record("refused"))),
        ),
    )


def node(answer: Json, reader: Reader) -> Markup:
    state = Record(answer)
    return definitions(
        ("Name", tag("bdi", state.text("name"))),
        ("Short id", tag("code", state.text("short"))),
        ("Full id", tag("code", state.text("node_id"), class_="long")),
        ("Community", tag("code", state.text("community"))),
        ("Address", tag("bdi", state.text("address"))),
        ("Events kept", state.number("events")),
        ("Running for", duration(state.number("uptime_s"))),
        ("Version", state.text("version")),
    )


def duration(seconds: int) -> str:
    """In steps of a minute, so that an idle node has no news to send."""
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} days"


def _board(board: Record, reader: Reader) -> Markup:
    name = board.text("board")
    if board.text("link") == "down":
        lamp = _lamp("down", "The board does not answer")
        return tag("article", tag("h3", tag("bdi", name)), lamp, tag("p", board.text("reason")), class_="board")
    siren = board.text("siren") or "off"
    return tag(
        "article",
        tag("h3", tag("bdi", name)),
        _screen(name, board.texts("screen")),
        _lamp("up", "Siren off") if siren == "off" else tag("p", f"SIREN ON: {siren.upper()}", class_="siren"),
        _press(name) if "board.press" in reader.may else None,
        definitions(
            ("Alert on screen", tag("code", board.text("alert")) if board.text("alert") else "none"),
            ("Acknowledged", ("yes" if board.flag("acknowledged") else "no") if board.text("alert") else None),
            ("Frames heard", board.number("frames")),
            ("Alerts shown", board.number("shown")),
            ("Repeated", board.number("relayed")),
            ("Refused", _counters(board.record("refused"))),
            ("Free memory", f"{board.number('heap_free') // 1024} kB"),
        ),
        class_="board",
    )


def _heard(board: Record) -> Markup:
    """One that tells of itself by radio: a beacon proves no more than that its sender knows the community."""
    battery = f"battery {board.number('battery')} %" if board.has("battery") else "no battery reading"
    return tag(
        "li",
        tag("bdi", board.text("board")),
        tag("strong", " calls for help") if board.flag("calls") else None,
        tag(
            "p", when(board.number("at")), f", {battery}, {board.number('rssi')} dBm",
            None if board.flag("certified") else ", not certified", class_="note",
        ),
        class_="sos" if board.flag("calls") else None,
    )  # fmt: skip


def _screen(name: str, lines: list[str]) -> Markup:
    shown = [tag("span", line[:SCREEN_COLUMNS], dir="auto") for line in lines[:SCREEN_LINES]]
    blank = [tag("span") for _ in range(SCREEN_LINES - len(shown))]
    return tag("div", shown, blank, class_="screen", role="group", aria_label=f"Screen of the board {name}")


def _press(name: str) -> Markup:
    field = tag("input", type="hidden", name="board", value=name)
    return tag(
        "form", field, tag("button", "Press its button"), method="post", action="/boards/press", class_="buttons"
    )


def _lamp(state: str, words: str) -> Markup:
    return tag("p", words, class_=f"lamp {state}")


def _kind(url: str) -> str:
    """What sort of radio; where it is plugged in is nobody's business."""
    scheme = url.partition("://")[0]
    return "simulated air" if scheme == "sim" else scheme


def _airtime(airtime: Record) -> Markup:
    used_s, allowed_s = airtime.number("used_ms") / 1000, airtime.number("allowed_ms") / 1000
    words = f"{used_s:.1f} of {allowed_s:.0f} s in {airtime.number('window_s') // 60} min"
    meter = (
        tag("meter", value=f"{used_s:.1f}", max=f"{allowed_s:.1f}", aria_label="Airtime used") if allowed_s else None
    )
    return join(words, meter)


def _counters(record: Record) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in record.counts() if count) or "none"
