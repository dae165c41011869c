"""Whether the settings can be read and mean something. Pure."""

import re
from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, ok

NAME = "config"
_TABLE, _SETTING = re.compile(r"\[(\w+)\]"), re.compile(r"no setting (\w+)|\b(\w+)\.(\w+)\b")


@dataclass(frozen=True, slots=True)
class ConfigFacts:
    """`error`: what the program that reads the file says about it; `text` is the file, None when there is none."""

    path: str
    text: str | None = None
    error: str = ""


def judge(facts: ConfigFacts) -> Finding:
    if facts.error:
        line = line_of(facts.error, facts.text or "")
        where = f" (line {line})" if line and "line" not in facts.error else ""
        return broken(NAME, f"{facts.error}{where}", f"correct {facts.path}; docs/settings.md names every setting")
    if facts.text is None:
        return ok(NAME, f"there is no {facts.path}: every setting has its default")
    return ok(NAME, f"{facts.path} is right")


def line_of(error: str, text: str) -> int:
    """The line of the setting or the table that an error names, 0 when it cannot be found."""
    table, setting = _named(error)
    here, table_at = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            here = stripped.lstrip("[ ").partition("]")[0].strip("[ ")
            table_at = number if here == table else table_at
        elif setting and here == table and re.match(rf"[\"']?{setting}[\"']?\s*=", stripped):
            return number
    return table_at


def _named(error: str) -> tuple[str, str]:
    """The table and the setting in an error, after the path of the file; empty for those that are not named."""
    words = error.partition(": ")[2]
    table, setting = _TABLE.search(words), _SETTING.search(words)
    if table:
        return table[1], setting[1] or "" if setting else ""
    return (setting[2], setting[3]) if setting and setting[2] else ("", "")
