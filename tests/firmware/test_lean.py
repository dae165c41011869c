"""A leaner program does the same: numbers stand where their names stood, and what nobody uses is not carried."""

import ast
import builtins
import functools

import pytest

from edge_agent.firmware.lean import lean
from edge_agent.firmware.parsed import module_name, parsed
from edge_agent.firmware.program import SOURCES, kinds, needed

EVENT = '''"""Events."""
from struct import pack as packed

KEY_SIZE, REALM_SIZE = 32, 8
MAX_PART = 4 * KEY_SIZE
NAMES = ("a", "b")
SEVEN = 7


class Event:
    size = KEY_SIZE


def encode(value):
    return _wrapped(value)


def decode(value):
    return value[:MAX_PART]


def _wrapped(value):
    return packed("B", value)
'''
FRAME = '''"""Frames."""
from meshwire import event
from meshwire.event import (
    KEY_SIZE,
    Event,
    REALM_SIZE,
)

HEAD = event.MAX_PART - REALM_SIZE


def made():
    return f"{KEY_SIZE} bytes", event.decode(b""), -HEAD, HEAD.bit_length()


def unmade():
    return Event
'''
MAIN = "from meshwire import frame\n\nEVERY = 5\nprint(frame.made(), EVERY)\n"


def leaned(**changed):
    texts = {"lib/meshwire/event.py": EVENT, "lib/meshwire/frame.py": FRAME, "main.py": MAIN}
    return lean({**texts, **changed})


def defined(text):
    return [name for name in ("Event", "encode", "decode", "NAMES", "KEY_SIZE", "SEVEN") if f"{name} =" in text
            or f"def {name}" in text or f"class {name}" in text]  # fmt: skip


def test_what_no_module_of_the_program_uses_is_left_out():
    found = leaned()

    assert defined(found["lib/meshwire/event.py"]) == ["decode", "KEY_SIZE"]
    assert "unmade" not in found["lib/meshwire/frame.py"]


def test_numbers_stand_where_their_names_stood():
    found = leaned()["lib/meshwire/frame.py"]

    assert "-(120), (120).bit_length()" in found
    assert "REALM_SIZE" not in found


def test_the_length_of_a_table_stands_for_the_table():
    text = MAIN + "from meshwire import event\n\nprint(len(event.NAMES), len((1, *event.decode())))\n"
    found = leaned(**{"main.py": text})

    assert "print((2), len((1, *event.decode())))" in found["main.py"]
    assert "NAMES" not in found["lib/meshwire/event.py"]


def test_a_number_inside_a_formatted_string_keeps_its_name():
    found = leaned()

    assert "from meshwire.event import KEY_SIZE" in found["lib/meshwire/frame.py"]
    assert "KEY_SIZE = 32" in found["lib/meshwire/event.py"]


def test_what_begins_the_program_is_whole():
    assert "EVERY = 5" in leaned()["main.py"]


@pytest.mark.parametrize(
    "use",
    [
        "frame.event.encode(1)",
        "from meshwire.event import encode",
        "x = __import__('meshwire.event', 0, 0, ('encode',))",
    ],
)
def test_a_function_that_is_reached_in_another_way_stays(use):
    text = MAIN + "from meshwire import event\nx = [event]\n" if use.startswith("frame.") else MAIN + use + "\nencode\n"

    assert "def encode" in leaned(**{"main.py": text})["lib/meshwire/event.py"]


@pytest.mark.parametrize("text", ["SIZE = 4\nSIZE = 5\n", "SIZE = 4\n\n\ndef f():\n    global SIZE\n    SIZE = 6\n"])
def test_a_name_that_changes_its_number_stays_a_name(text):
    found = lean({"lib/meshwire/a.py": text + "\n\nprint(SIZE)\n", "main.py": "from meshwire import a\n"})

    assert "print(SIZE)" in found["lib/meshwire/a.py"]


def test_a_local_name_is_not_taken_for_a_module_or_a_number():
    begin = "from meshwire import event\nfrom meshwire.event import SEVEN\n\n\n"
    text = begin + "def f(event, SEVEN):\n    return event.SEVEN, SEVEN\n"

    assert "return event.SEVEN, SEVEN" in leaned(**{"main.py": text})["main.py"]


def test_parameters_of_all_functions_share_the_shortest_names():
    text = "def first(size, colour: int = 0):\n    return lambda shape: (size, colour, shape)\n\n\nfirst(1)\n"

    (found,) = lean({"main.py": text}).values()

    assert found == "def first(a, b: int = 0):\n    return lambda c: (a, b, c)\n\n\nfirst(1)\n"


@pytest.mark.parametrize(
    "text",
    [
        "def f(size):\n    return size\n\n\nf(size=1)\n",
        'def f(size):\n    return f"{size}"\n',
        "import size\n\n\ndef f():\n    return size, lambda size: size\n",
        "def f(size):\n    def g():\n        nonlocal size\n\n",
        "def f(max):\n    return max\n",
        "def f():\n    try:\n        g()\n    except OSError as size:\n        return lambda size: size\n",
    ],
)
def test_a_parameter_keeps_a_name_that_is_said_elsewhere(text):
    (found,) = lean({"main.py": text}).values()

    assert found == text


@pytest.mark.parametrize("kind", kinds())
def test_every_line_of_a_real_program_stays_where_it_is(kind):
    texts, found = real(kind)

    for name, text in found.items():
        assert text.count("\n") == texts[name].count("\n"), name
        assert ast.parse(text), name


@pytest.mark.parametrize("kind", kinds())
def test_no_name_of_a_real_program_is_missing(kind):
    _, found = real(kind)
    modules = {module_name(path): parsed(path, text, {}) for path, text in found.items()}
    modules = {name: parsed(name, module.text, modules) for name, module in modules.items()}

    for name, module in modules.items():
        assert used(module.tree) <= given(module.tree) | set(dir(builtins)), name
        for other, wanted in [*module.imported.values(), *attributes(module)]:
            assert wanted in given(modules[other].tree), f"{name} uses {wanted} of {other}"


@functools.cache
def real(kind):
    """A board's program as it is, and as it is carried."""
    texts = {name: (SOURCES / name).read_text(encoding="utf-8") for name in needed(kind)}
    return texts, lean(texts)


def attributes(module):
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(id=alias), attr=name) if (
                alias in module.modules and not module.bound[alias]
            ):
                yield module.modules[alias], name


def given(tree):
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return names | {alias.asname or alias.name.split(".")[0] for node in imports for alias in node.names}


def used(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
