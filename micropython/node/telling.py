"""The commands of the board's console that only tell: each a generator of (pairs, text), see node.commands.

Loaded when one is typed. What came over the air or from a file is cleaned before a terminal sees it.
"""

from meshwire import registry
from node import heap, screen

NAME_WIDTH, TERMINAL = 15, 78
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
CRASH_FILE = "crash.log"
STATUS = (
    "name", "version", "uptime_s", "utc", "safe", "alerts", "battery", "heap_free", "heap_largest", "writes", "heard",
    "sent", "duty_left_ms",
)  # fmt: skip
AIR = ("duty_left_ms", "waiting", "sent", "heard", "refused")


def help_on(rows: list):  # type: ignore[no-untyped-def, type-arg]
    for name, _, words, meaning in rows:
        pairs = [("command", name), ("words", words), ("help", meaning)]
        yield pairs, "%-10s %-20s %s" % (name, words, meaning)
    yield None, "Add --json to a command for one JSON object a line. Tab completes, Ctrl-C ends."


def status(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    facts = workings.facts()
    clock = workings.hardware.clock
    facts["uptime_s"] = clock.uptime_ms() // 1000
    facts["utc"] = clock.utc()
    facts["battery"] = workings.hardware.battery()
    facts["heap_free"] = heap.free()
    facts["heap_largest"] = heap.largest()
    facts["safe"] = workings.alarm is None
    if workings.alarm is not None:
        facts["alerts"] = len(workings.alarm.in_force)
    others = [name for name in sorted(facts) if name not in STATUS + AIR]
    pairs = [(name, facts[name]) for name in STATUS + tuple(others) if name in facts]
    yield [pair for pair in pairs if not isinstance(pair[1], (dict, list))], None


def alerts(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    found = list(workings.alarm.in_force)
    if words:
        number = int(words[0]) if words[0].isdigit() else 0
        if not 0 < number <= len(found):
            raise ValueError("there is no alert of that number; alerts lists them")
    elif not found:
        yield None, "no alert is in force"
    for at, notice in enumerate(found):
        if not words:
            yield _alert(at + 1, notice, workings)
        elif at + 1 == number:
            yield from _whole(at + 1, notice, workings)


def keys(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    authors, own = workings.authors, workings.facts().get("key")
    for key in workings.settings.roots:
        yield from _key("root", key, "", None, None)
    for key in authors.subjects():
        said = authors.roster.certificate(key)
        revoked = said is None
        name = "revoked" if revoked else clean(said.name)
        yield from _key("authority", key, name, not revoked, None if revoked else said.expires)
    for key in workings.settings.updaters:
        yield from _key("updater", key, "", None, None)
    if own:
        public = bytes.fromhex(own)
        is_certified = authors.roster.certificate(public) is not None
        yield from _key("own", public, "" if is_certified else "no authority", is_certified, None)


def air(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    settings, facts = workings.settings, workings.facts()
    pairs = [(name, getattr(settings, name)) for name in ("air", "frequency_hz", "preset", "power_dbm")]
    pairs.append(("duty_per_mille", settings.duty_per_mille))
    yield pairs + [(name, facts[name]) for name in AIR if name in facts], None


def radio(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    measure = getattr(workings.hardware.radio, "facts", None)
    found = measure() if measure is not None else {}
    yield [(name, found[name]) for name in sorted(found)], None if found else "this radio measures nothing"


def log(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    if words == ["crash"]:
        yield from crash(words, workings)
        return
    for uptime_s, text in list(workings.log.lines):
        text = "%s  %s" % (_duration(uptime_s), clean(text))
        yield [("line", text)], text


def crash(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    data = workings.hardware.flash.read(CRASH_FILE)
    if not data:
        yield None, "it never crashed"
        return
    for line in data.split(b"\n"):
        text = clean(_decoded(line))
        yield [("line", text)], text


def sensors(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    readers = workings.hardware.sensors
    if not readers:
        yield None, "this board has no sensors"
    for name in sorted(readers):
        value = readers[name]()
        text = "%-15s %s" % (clean(name), "does not answer" if value is None else value)
        yield [("sensor", name), ("value", value)], text


def lines(pairs: list):  # type: ignore[no-untyped-def, type-arg]
    """What a person reads of an object."""
    for name, value in pairs:
        unit = name[name.rfind("_") + 1 :] if "_" in name else ""
        shown = _shown(name, unit, value)
        label = name[: -len(unit) - 1] if unit in ("s", "ms", "hz", "dbm", "db", "min") else name
        yield "%-15s %s" % (label.replace("_", " "), shown)


def clean(text: str) -> str:
    """Without the characters that steer terminals."""
    data = bytearray(text.encode())
    for at in range(len(data)):
        if data[at] < 32 or data[at] == 127:
            data[at] = 32
        elif data[at] == 0xC2 and 0x80 <= data[at + 1] < 0xA0:
            data[at] = data[at + 1] = 32
    return data.decode()


def _shown(name: str, unit: str, value) -> str:  # type: ignore[no-untyped-def]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(["%s %s" % (key, value[key]) for key in sorted(value)]) or "none"
    if value is None:
        return "not known"
    if name == "utc":
        return _date(value) if value else "no clock"
    return clean(_with_unit(unit, value))


def _with_unit(unit: str, value) -> str:  # type: ignore[no-untyped-def]
    if unit == "s":
        return _duration(value)
    if unit == "ms":
        return "%.1f s" % (value / 1000)
    if unit == "hz":
        return "%.3f MHz" % (value / 1000000)
    names = {"dbm": " dBm", "db": " dB", "min": " min"}
    return str(value) + names.get(unit, "")


def _duration(seconds: int) -> str:
    if seconds < MINUTE_S:
        return "%d s" % seconds
    if seconds < HOUR_S:
        return "%d min %d s" % (seconds // MINUTE_S, seconds % MINUTE_S)
    return "%d d %d h %d min" % (seconds // DAY_S, seconds % DAY_S // HOUR_S, seconds % HOUR_S // MINUTE_S)


def _date(utc: int) -> str:
    """Of the civil calendar: time.gmtime counts from 2000 on some boards."""
    days = utc // DAY_S + 719468
    era = days // 146097
    day = days % 146097
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day += 1 - (153 * month + 2) // 5
    month = month + 3 if month < 10 else month - 9
    year += 400 * era + (month <= 2)
    clock = (utc % DAY_S // HOUR_S, utc % HOUR_S // MINUTE_S, utc % MINUTE_S)
    return "%04d-%02d-%02d %02d:%02d:%02d UTC" % ((year, month, day) + clock)


def _alert(number: int, notice, workings):  # type: ignore[no-untyped-def]
    now_s = workings.hardware.clock.uptime_ms() // 1000
    alert = notice.alert
    name = "%s-%d" % ("".join(["%02x" % byte for byte in notice.author_id]), notice.seq)
    pairs = [
        ("number", number), ("id", name), ("severity", registry.SEVERITIES[alert.severity]),
        ("status", registry.STATUSES[alert.status]), ("headline", clean(alert.headline)),
        ("acknowledged", notice.acknowledged), ("loud", notice.is_loud()),
        ("age_min", max(now_s - notice.born_s, 0) // 60), ("ends_min", max(notice.ends_s() - now_s, 0) // 60),
    ]  # fmt: skip
    heading = screen.heading(alert, workings.phrases)
    mark = "" if notice.acknowledged else " *" if notice.is_loud() else " -"
    return pairs, "%d%s  %s  %s  %s" % (number, mark, name, heading, clean(alert.headline))


def _whole(number: int, notice, workings):  # type: ignore[no-untyped-def]
    pairs, text = _alert(number, notice, workings)
    now_s = workings.hardware.clock.uptime_ms() // 1000
    paragraphs = [clean(one) for one in screen.paragraphs(notice, 0, workings.phrases, now_s)]
    yield pairs + [("text", paragraphs)], text
    for paragraph in paragraphs:
        for line in screen.wrap(paragraph, TERMINAL):
            yield None, line


def _key(role: str, key: bytes, name: str, certified: bool | None, expires: int | None):  # type: ignore[no-untyped-def]
    short = __import__("node.key_names", None, None, ("short_id",)).short_id(key)
    code = "".join(["%02x" % byte for byte in key])
    pairs = [("role", role), ("id", short), ("key", code), ("name", name), ("certified", certified)]
    until = "until " + _date(expires)[:10] if expires else ""
    yield pairs + [("expires", expires)], ("%-10s %s  %s %s" % (role, short, name, until)).rstrip()
    yield None, "  " + code


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except ValueError:
        return repr(line)
