"""Shorter private names: the same program, and nothing that another module knows is renamed."""

import ast

import pytest

from edge_agent.firmware.names import kept_names, short_names, shortened
from edge_agent.firmware.program import SOURCES, modules

TEXTS = {path.relative_to(SOURCES).as_posix(): path.read_text(encoding="utf-8") for path in modules()}
KEPT = kept_names(TEXTS.values())


class Renamed(ast.NodeTransformer):
    """The same on the tree instead of the text."""

    def __init__(self, names):
        self.names = names

    def generic_visit(self, node):
        for field in ("id", "attr", "name", "arg", "asname"):
            value = getattr(node, field, None)
            if isinstance(value, str) and value in self.names:
                setattr(node, field, self.names[value])
        return super().generic_visit(node)


@pytest.mark.parametrize("name", TEXTS)
def test_a_module_stays_the_same_but_for_its_private_names(name):
    source = TEXTS[name]
    expected = Renamed(short_names(source, KEPT)).visit(ast.parse(source))
    assert ast.dump(ast.parse(shortened(source, KEPT))) == ast.dump(expected)
    assert shortened(source, KEPT).count("\n") == source.count("\n")


def test_names_become_few_and_those_inside_formatted_strings_follow():
    source = '_FIRST = 1\n\n\ndef _second(_third):\n    return f"{_FIRST} _FIRST {_third}" + "_second thoughts"\n'
    assert shortened(source) == '_a = 1\n\n\ndef _b(_c):\n    return f"{_a} _FIRST {_c}" + "_second thoughts"\n'


def test_what_another_module_or_a_string_names_is_kept():
    one = "class A:\n    def __init__(self):\n        self._x = self._y = self._w = 1\n"
    other = 'class B:\n    def f(self, a):\n        self._x = self._v = a._x\n_z = "_y"\n'
    kept = kept_names([one, other])
    assert kept == {"_x", "_y"}
    assert short_names(one, kept) == {"_w": "_a"}
    assert short_names(other, kept) == {"_v": "_a", "_z": "_b"}


def test_no_short_name_is_one_that_was_kept():
    assert short_names("_x = 1\n", {"_a"}) == {"_x": "_b"}


def test_no_module_inherits_from_another_whose_private_names_could_collide():
    for name, source in TEXTS.items():
        tree = ast.parse(source)
        own = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        bases = {ast.unparse(base) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases}
        assert bases - own <= {"ValueError", "Exception", "RuntimeError", "io.IOBase"}, name
