"""The rules of CAP 1.2 (OASIS, July 2010, sections 3.2 and 3.4) as a check, written without our parser."""

import re
import xml.etree.ElementTree as ET

NS = "{urn:oasis:names:tc:emergency:cap:1.2}"
ANY = re.compile(r"(?s).+")
NAME = re.compile(r"[^\s,<&]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
POINT = r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?"
POLYGON = re.compile(rf"{POINT}( {POINT}){{3,}}")
CIRCLE = re.compile(rf"{POINT} \d+(\.\d+)?")


def one_of(words: str) -> re.Pattern[str]:
    return re.compile(words.replace(" ", "|"))


# In the order of the schema: name, least and greatest number, what the text matches or the rules of its children.
PAIR = [("valueName", 1, 1, ANY), ("value", 1, 1, ANY)]
AREA = [
    ("areaDesc", 1, 1, ANY), ("polygon", 0, 99, POLYGON), ("circle", 0, 99, CIRCLE), ("geocode", 0, 99, PAIR),
    ("altitude", 0, 1, ANY), ("ceiling", 0, 1, ANY),
]  # fmt: skip
INFO = [
    ("language", 0, 1, re.compile(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]+)*")),
    ("category", 1, 12, one_of("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")),
    ("event", 1, 1, ANY),
    ("responseType", 0, 9, one_of("Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")),
    ("urgency", 1, 1, one_of("Immediate Expected Future Past Unknown")),
    ("severity", 1, 1, one_of("Extreme Severe Moderate Minor Unknown")),
    ("certainty", 1, 1, one_of("Observed Likely Possible Unlikely Unknown")),
    ("audience", 0, 1, ANY), ("eventCode", 0, 99, PAIR), ("effective", 0, 1, TIME), ("onset", 0, 1, TIME),
    ("expires", 0, 1, TIME), ("senderName", 0, 1, ANY), ("headline", 0, 1, ANY), ("description", 0, 1, ANY),
    ("instruction", 0, 1, ANY), ("web", 0, 1, ANY), ("contact", 0, 1, ANY), ("parameter", 0, 99, PAIR),
    ("area", 0, 99, AREA),
]  # fmt: skip
ALERT = [
    ("identifier", 1, 1, NAME), ("sender", 1, 1, NAME), ("sent", 1, 1, TIME),
    ("status", 1, 1, one_of("Actual Exercise System Test Draft")),
    ("msgType", 1, 1, one_of("Alert Update Cancel Ack Error")), ("source", 0, 1, ANY),
    ("scope", 1, 1, one_of("Public Restricted Private")), ("restriction", 0, 1, ANY), ("addresses", 0, 1, ANY),
    ("code", 0, 99, ANY), ("note", 0, 1, ANY),
    ("references", 0, 1, re.compile(r"[^\s,]+,[^\s,]+,[^\s,]+( [^\s,]+,[^\s,]+,[^\s,]+)*")),
    ("incidents", 0, 1, ANY), ("info", 0, 99, INFO),
]  # fmt: skip


def violations(data: bytes) -> list[str]:
    """Where the document breaks the standard; empty when it is valid."""
    root = ET.fromstring(data)
    if root.tag != NS + "alert":
        return [f"the root is {root.tag}"]
    found = _of(root, ALERT, "alert")
    if root.findtext(NS + "scope") == "Restricted" and root.find(NS + "restriction") is None:
        found.append("alert: scope Restricted without restriction")
    for polygon in root.iter(NS + "polygon"):
        points = (polygon.text or "").split()
        if points[0] != points[-1]:
            found.append("polygon: not closed")
    return found


def _of(element: ET.Element, rules: list, path: str) -> list[str]:
    names = [child.tag.removeprefix(NS) for child in element]
    known = [name for name, *_ in rules]
    found = [f"{path}: {name} is not in the standard" for name in names if name not in known]
    order = [known.index(name) for name in names if name in known]
    if order != sorted(order):
        found.append(f"{path}: elements out of order: {' '.join(names)}")
    for name, least, greatest, rule in rules:
        children = element.findall(NS + name)
        if not least <= len(children) <= greatest:
            found.append(f"{path}: {len(children)} {name}")
        for child in children:
            found += _child(child, rule, f"{path}/{name}")
    return found


def _child(child: ET.Element, rule: list | re.Pattern[str], path: str) -> list[str]:
    if isinstance(rule, list):
        return _of(child, rule, path)
    return [] if rule.fullmatch(child.text or "") else [f"{path}: {child.text!r}"]
