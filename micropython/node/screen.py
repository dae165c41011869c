"""What the display shows: pages of 8 lines of 21 characters, an SSD1306 of 128 x 64 pixels with a 6 x 8 font. Pure."""

from meshwire import registry

COLUMNS, LINES = 21, 8
PAGE_MS = 4000  # long enough to read seven short lines
MAX_PAGES = 9  # one digit; the longest headline and sixteen instructions need about that
MAX_CODES = 3  # of an area: the codes of forty counties tell nobody more
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
# First and last character of the blocks that a terminal draws two columns wide (UAX 11), as far as phrases use them.
WIDE = (
    (0x1100, 0x115F), (0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60),
    (0x1F300, 0x3FFFD),
)  # fmt: skip


def idle(name: str, has_place: bool, phrases) -> list[str]:  # type: ignore[no-untyped-def]
    """The screen of a board that knows of no alert. `phrases` is a meshwire.phrasebook."""
    lines = ["HearthNet"] + wrap(name, COLUMNS)[:1] + [""] + wrap(phrases.word("no-alert"), COLUMNS)
    if not has_place:
        lines.extend([""] + wrap(phrases.word("no-place"), COLUMNS))
    return lines[:LINES]


def pages(notice, others: int, phrases, now_s: int) -> list:  # type: ignore[no-untyped-def, type-arg]
    """The pages of one alert, each a list of lines; every page repeats how serious it is and whether it is real.

    `notice` is of node.alarm, `others` how many alerts are in force beside it, `now_s` the board's uptime.
    """
    head = wrap(heading(notice.alert, phrases), COLUMNS - len(" 1/9"))[:2]
    body = []
    for paragraph in paragraphs(notice, others, phrases, now_s):
        body.extend(wrap(paragraph, COLUMNS))
    room = LINES - len(head)
    count = min(-(-len(body) // room), MAX_PAGES)
    shown = []
    for number in range(count):
        first = head[0]
        if count > 1:
            first += " " * (COLUMNS - 3 - columns(first)) + f"{number + 1}/{count}"
        shown.append([first] + head[1:] + body[number * room : (number + 1) * room])
    return shown


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces where there are some; without control characters."""
    lines = []
    line = ""
    for word in bytes([byte if byte >= 0x20 and byte != 0x7F else 0x20 for byte in text.encode()]).decode().split():
        if line and columns(line) + 1 + columns(word) <= width:
            line += " " + word
            continue
        if line and columns(word) > width and _widths(word)[0] == 2:
            line += " " + word  # it will be broken anyway, as is usual in its script
        elif line:
            lines.append(line)
            line = word
        else:
            line = word
        while columns(line) > width:
            cut = _fitting(line, width)
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip()
    return lines + [line] if line else lines


def columns(text: str) -> int:
    """How many of the screen's columns a text takes."""
    return sum(_widths(text))


def _widths(text: str) -> bytes:
    """Of each character. Read off its UTF-8: MicroPython never forgets a string of one character once it was made."""
    widths = bytearray()
    point = 0
    for byte in text.encode() + b" ":
        if byte & 0xC0 == 0x80:
            point = point << 6 | byte & 0x3F
            continue
        widths.append(_width(point))
        point = byte if byte < 0x80 else byte & (0x1F if byte < 0xE0 else 0x0F if byte < 0xF0 else 0x07)
    return bytes(widths[1:])


def _width(code: int) -> int:
    if code < WIDE[0][0]:
        return 1
    return 2 if any(first <= code <= last for first, last in WIDE) else 1


def _fitting(line: str, width: int) -> int:
    used = 0
    widths = _widths(line)
    for at in range(len(widths)):
        used += widths[at]
        if used > width:
            return at
    return len(widths)


def heading(alert, phrases) -> str:  # type: ignore[no-untyped-def]
    word = "cancelled" if alert.message_type == registry.CANCEL else None
    mark = (None, "exercise", "test", "system")[alert.status]
    severity = _loud(phrases.word(word) if word else phrases.severity(alert.severity))
    return severity + " " + _loud(phrases.word(mark)) if mark else severity


def _loud(word: str) -> str:
    """In capitals where both interpreters agree on them: MicroPython knows those of ASCII only."""
    return word.upper() if max(word.encode()) < 0x80 else word


def paragraphs(notice, others: int, phrases, now_s: int) -> list[str]:  # type: ignore[no-untyped-def]
    alert = notice.alert
    found = [phrases.event(alert.event_code), alert.headline + ("..." if alert.headline_cut else "")]
    found.extend("- " + phrases.instruction(code) for code in alert.instructions)
    found.extend(notice.text or [])
    found.append(_age(now_s - notice.born_s, phrases))
    if alert.message_type != registry.CANCEL:
        found.append(_filled(phrases, "ends-in", _duration(notice.ends_s() - now_s, phrases)))
    found.append(phrases.word("area") + ": " + _where(alert.area, phrases))
    marks = (
        ("update", alert.message_type == registry.UPDATE),
        ("headline-cut", alert.headline_cut),
        ("area-widened", alert.area_widened),
        ("acknowledged", notice.acknowledged),
    )
    found.extend("(" + phrases.word(word) + ")" for word, holds in marks if holds)
    if others:
        found.append(_filled(phrases, "other-alerts", str(others)))
    return found


def _filled(phrases, word: str, value: str) -> str:  # type: ignore[no-untyped-def]
    return phrases.word(word).replace("{}", value)  # type: ignore[no-any-return]


def _age(seconds: int, phrases) -> str:  # type: ignore[no-untyped-def]
    """Clocks differ by seconds: what comes from the future is new as well."""
    if seconds < MINUTE_S:
        return phrases.word("just-now")  # type: ignore[no-any-return]
    return _filled(phrases, "ago", _duration(seconds, phrases))


def _duration(seconds: int, phrases) -> str:  # type: ignore[no-untyped-def]
    """Rounded, in the unit of which there are two or more: the reader has neither the board's clock nor its zone."""
    word, unit_s = "minutes", MINUTE_S
    for larger, larger_s in (("hours", HOUR_S), ("days", DAY_S)):
        if seconds >= 2 * larger_s:
            word, unit_s = larger, larger_s
    return _filled(phrases, word, str(max((seconds + unit_s // 2) // unit_s, 1)))


def _where(area, phrases) -> str:  # type: ignore[no-untyped-def]
    """The area in words: its first geocodes, each scheme named once, else a point in it."""
    if not area.geocodes:
        lat, lon = area.circles[0][:2] if area.circles else area.polygons[0][0]
        text = _degrees(lat, "NS") + " " + _degrees(lon, "EW")
        return f"{text} {-(-area.circles[0][2] // 10)} km" if area.circles else text
    found = []
    last = None
    for scheme, value in area.geocodes[:MAX_CODES]:
        found.append(value if scheme == last else _scheme(scheme) + " " + value)
        last = scheme
    more = len(area.geocodes) - MAX_CODES
    return ", ".join(found) + (" " + _filled(phrases, "and-more", str(more)) if more > 0 else "")


def _scheme(code: int) -> str:
    for row in registry.GEOCODE_SCHEMES:
        if row[0] == code:
            return str(row[1])
    return f"scheme {code}"


def _degrees(thousandths: int, signs: str) -> str:
    hundredths = abs(thousandths) // 10
    return f"{hundredths // 100}.{hundredths % 100:02d}{signs[thousandths < 0]}"
