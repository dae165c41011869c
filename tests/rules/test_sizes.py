"""A file fits on a few screens, a function on one."""

import ast
from statistics import median

from tests.rules.sources import files, is_scope, shown, text

LONGEST_FILE = 300
MEDIAN_FILE = 120  # lines; files of our own code, empty ones not counted
LONGEST_FUNCTION = 40
LONG_FUNCTIONS: dict[str, int] = {}  # "path:name" and its lines, where one sequence reads better in one piece
CODE = (".py", ".js", ".mjs", ".css", ".html", ".sql", ".sh", "")


def long_functions(name: str, source: str) -> dict[str, int]:
    found = {}
    for node in ast.walk(ast.parse(source)):
        if is_scope(node) and not isinstance(node, ast.ClassDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                found[f"{name}:{node.name}"] = lines
    return found


def test_no_file_is_too_long():
    lengths = {shown(path): len(text(path).splitlines()) for path in files(*CODE) if path.name != "LICENSE"}
    assert len(lengths) > 30
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_the_usual_file_is_short():
    lengths = [len(text(path).splitlines()) for path in files(".py")]
    assert median(lines for lines in lengths if lines) < MEDIAN_FILE


def test_no_function_is_too_long():
    found = [long_functions(shown(path), text(path)) for path in files(".py")]
    assert {name: lines for one in found for name, lines in one.items()} == LONG_FUNCTIONS


def test_a_long_function_is_found():
    source = "class A:\n  def long(self):\n" + "    x = 1\n" * LONGEST_FUNCTION
    assert long_functions("a.py", source) == {"a.py:long": LONGEST_FUNCTION + 1}
    assert long_functions("a.py", "def short():\n" + "    x = 1\n" * (LONGEST_FUNCTION - 1)) == {}
