"""A module of a board's program as it is read, and edited without moving a line. Pure."""

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

LIBRARY = "lib/"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What its names stand for, where the sources of all modules tell."""

    name: str  # as it is imported, "meshwire.event"
    text: str
    tree: ast.Module
    modules: dict[str, str] = field(default_factory=dict)  # names that stand for another module of the program
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)  # names of others: their module and name there
    bound: Counter[str] = field(default_factory=Counter)  # how often each name is given a value, anywhere in it


def module_name(path: str) -> str:
    return path.removeprefix(LIBRARY).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def parsed(path: str, text: str, known: Collection[str]) -> Parsed:
    """`known` are the names of all modules of the program."""
    found = Parsed(module_name(path), text, ast.parse(text))
    for node in ast.walk(found.tree):
        if isinstance(node, ast.ImportFrom):
            _take_import(found, node, known)
    found.bound.update(name for node in ast.walk(found.tree) for name in _bound_by(node))
    return found


def edited(text: str, edits: Iterable[tuple[ast.AST, str]]) -> str:
    """With other text in the place of these nodes, which do not overlap; every other line stays where it is."""
    data = text.encode()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node, replacement in sorted(edits, key=lambda edit: _place(edit[0]), reverse=True):
        first, start, last, end = _place(node)
        lines = replacement + "\n" * (last - first - replacement.count("\n"))
        data = data[: starts[first - 1] + start] + lines.encode() + data[starts[last - 1] + end :]
    return data.decode()


def _place(node: ast.AST) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def _take_import(found: Parsed, node: ast.ImportFrom, known: Collection[str]) -> None:
    for alias in node.names if node.module else []:
        module = f"{node.module}.{alias.name}"
        if module in known:
            found.modules[alias.asname or alias.name] = module
        elif node.module and node.module in known:
            found.imported[alias.asname or alias.name] = (node.module, alias.name)


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names * 2
