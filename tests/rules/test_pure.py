"""A pure module decides from its arguments alone: no clock, no chance, no world outside.

A module says that it is pure in its docstring. These are pure in any case: meshwire, and what the design calls pure.
"""

import ast
import re
from collections.abc import Mapping

import pytest

from tests.rules.sources import PRODUCT, files, imports, module_name, text, within

THE_WORLD = (
    "aiohttp", "aiosqlite", "asyncio", "http", "os", "pathlib", "random", "secrets", "select", "serial", "serialx",
    "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib.request", "zeroconf",
)  # fmt: skip
CLOCK_CALLS = {"now", "today", "utcnow"}
PURE_BY_DESIGN = re.compile(r"meshwire(\.|$)|edge_agent\.\w+\.model$|edge_agent\.identity\.trust$")
SAYS_PURE = re.compile(r"\bpure\b", re.IGNORECASE)


def is_pure(module: str, source: str) -> bool:
    return bool(PURE_BY_DESIGN.match(module) or SAYS_PURE.search(ast.get_docstring(ast.parse(source)) or ""))


def impurities(module: str, source: str, product: Mapping[str, str]) -> list[str]:
    """What reaches the world from a module, straight or through modules of the product that it imports."""
    said = [f"{module}:{line} asks the clock" for line in clock_calls(source)]
    waiting, seen = [(module, source)], {module}
    while waiting:
        name, content = waiting.pop()
        for one in (one for one in imports(content) if not one.typing):
            if any(within(one.name, forbidden) for forbidden in THE_WORLD):
                said.append(f"{module} reaches {one.name} through {name}:{one.line}")
            ours = one.name if one.name in product else one.name.rpartition(".")[0]
            if ours in product and ours not in seen:
                seen.add(ours)
                waiting.append((ours, product[ours]))
    return said


def clock_calls(source: str) -> list[int]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [node.lineno for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS]


def test_pure_modules_stay_pure():
    product = {module_name(path): text(path) for package in PRODUCT for path in files(".py", under=package)}
    pure = {module: source for module, source in product.items() if is_pure(module, source)}
    assert len(pure) >= 5
    assert [said for module, source in pure.items() for said in impurities(module, source, product)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from os import path",
        "def late():\n    import random",
        "from datetime import datetime\nissued = datetime.now()",
        "from edge_agent.events.store import EventStore",
    ],
)
def test_a_way_to_the_world_is_found(source):
    product = {"edge_agent.events.store": "import aiosqlite"}
    assert impurities("edge_agent.alerts.model", source, product)


def test_a_module_is_pure_when_it_says_so():
    assert is_pure("lora_gateway.air.outbox", '"""What to send next. Pure."""')
    assert not is_pure("lora_gateway.store.store", '"""Keeps the outbox."""')
