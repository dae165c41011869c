"""What the display shows: pages of 8 lines of 21 characters, an SSD1306 of 128 x 64 pixels with a 6 x 8 font. Pure."""

from meshwire import registry

COLUMNS, LINES = 21, 8
PAGE_MS = 4000  # long enough to read seven short lines
MAX_PAGES = 9  # one digit; the longest headline and sixteen instructions need about that
MINUTE_S, DAY_S = 60, 86400
# First and last character of the blocks that a terminal draws two columns wide (UAX 11), as far as phrases use them.
WIDE = (
    (0x1100, 0x115F), (0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60),
    (0x1F300, 0x3FFFD),
)  # fmt: skip


def idle(name: str, has_place: bool) -> list[str]:
    """The screen of a board that knows of no alert."""
    lines = ["HearthNet", name[:COLUMNS], "", "No alert in force"]
    return lines if has_place else lines + ["", "No place is set:", "alerts of any area", "are shown"]


def pages(notice, phrases, now_s: int, utc: int) -> list:  # type: ignore[no-untyped-def, type-arg]
    """The pages of one alert, each a list of lines; every page repeats how serious it is and whether it is real.

    `notice` is of node.alarm, `phrases` a meshwire.phrasebook, `now_s` the board's uptime, `utc` its clock or 0.
    """
    head = wrap(_heading(notice.alert, phrases), COLUMNS - len(" 1/9"))[:2]
    body = []
    for paragraph in _paragraphs(notice, phrases, now_s, utc):
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
    for word in "".join(character if character >= " " and character != "\x7f" else " " for character in text).split():
        if line and columns(line) + 1 + columns(word) <= width:
            line += " " + word
            continue
        if line:
            lines.append(line)
        line = word
        while columns(line) > width:
            cut = _fitting(line, width)
            lines.append(line[:cut])
            line = line[cut:]
    return lines + [line] if line else lines


def columns(text: str) -> int:
    """How many of the screen's columns a text takes."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    code = ord(character)
    if code < WIDE[0][0]:
        return 1
    return 2 if any(first <= code <= last for first, last in WIDE) else 1


def _fitting(line: str, width: int) -> int:
    used = 0
    for at in range(len(line)):
        used += _width(line[at])
        if used > width:
            return at
    return len(line)


def _heading(alert, phrases) -> str:  # type: ignore[no-untyped-def]
    word = "cancelled" if alert.message_type == registry.CANCEL else None
    mark = (None, "exercise", "test", "system")[alert.status]
    heading = _loud(phrases.word(word) if word else phrases.severity(alert.severity))
    return heading + " " + _loud(phrases.word(mark)) if mark else heading


def _loud(word: str) -> str:
    """In capitals where both interpreters agree on them: MicroPython knows those of ASCII only."""
    return word.upper() if max(word) < "\x80" else word


def _paragraphs(notice, phrases, now_s: int, utc: int) -> list[str]:  # type: ignore[no-untyped-def]
    alert = notice.alert
    found = [phrases.event(alert.event_code), alert.headline + ("..." if alert.headline_cut else "")]
    found.extend("- " + phrases.instruction(code) for code in alert.instructions)
    found.append(_times(notice, phrases, now_s, utc))
    found.append(_where(alert.area))
    marks = (
        ("headline-cut", alert.headline_cut),
        ("area-widened", alert.area_widened),
        ("acknowledged", notice.acknowledged),
    )
    found.extend("(" + phrases.word(word) + ")" for word, holds in marks if holds)
    return found


def _times(notice, phrases, now_s: int, utc: int) -> str:  # type: ignore[no-untyped-def]
    """Age and end, for example "-12 min, until 18:30 UTC"; without a clock "-12 min, until +80 min"."""
    age_min = max(now_s - notice.born_s, 0) // MINUTE_S
    left_s = notice.ends_s() - now_s
    end = f"+{left_s // MINUTE_S} min"
    if utc:
        end_minute = (utc + left_s) // MINUTE_S % (DAY_S // MINUTE_S)
        days = (utc + left_s) // DAY_S - utc // DAY_S
        end = f"{end_minute // 60:02d}:{end_minute % 60:02d} UTC" + (f" +{days} d" if days else "")
    return f"-{age_min} min, {phrases.word('until')} {end}"


def _where(area) -> str:  # type: ignore[no-untyped-def]
    """The area in words: its geocodes, else a point in it."""
    if area.geocodes:
        return ", ".join(_scheme(scheme) + " " + value for scheme, value in area.geocodes)
    lat, lon = area.circles[0][:2] if area.circles else area.polygons[0][0]
    text = _degrees(lat, "NS") + " " + _degrees(lon, "EW")
    return f"{text} {-(-area.circles[0][2] // 10)} km" if area.circles else text


def _scheme(code: int) -> str:
    for row in registry.GEOCODE_SCHEMES:
        if row[0] == code:
            return str(row[1])
    return f"scheme {code}"


def _degrees(thousandths: int, signs: str) -> str:
    hundredths = abs(thousandths) // 10
    return f"{hundredths // 100}.{hundredths % 100:02d}{signs[thousandths < 0]}"
