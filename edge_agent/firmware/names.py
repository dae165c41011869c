"""Shortens the private names of a board's modules, whose memory holds every distinct name once. Pure.

A board interns the names of all modules it has loaded, in a table that doubles: at the 1271st name it takes 9 kB of
the heap in one step. Private names are a module's own affair: every module can use `_a`, `_b`, and so on.
"""

import ast
import io
import re
import tokenize
from collections.abc import Container, Iterable, Iterator

PRIVATE = re.compile(r"\b_[A-Za-z]\w*\b")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def kept_names(sources: Iterable[str]) -> set[str]:
    """Private names that a module may use of another one, or has in a string: they stay as they are in all modules."""
    return set().union(*(_kept(source) for source in sources))


def short_names(source: str, kept: Container[str] = ()) -> dict[str, str]:
    """What each private name of a module is called on the board."""
    used = {name for node in ast.walk(ast.parse(source)) for name in _names(node) if PRIVATE.fullmatch(name)}
    return dict(zip(sorted(name for name in used if name not in kept), _short(kept), strict=False))


def shortened(source: str, kept: Container[str] = ()) -> str:
    """The same program on the same lines."""
    names = short_names(source, kept)
    lines = source.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        row, start = token.start
        if token.type == tokenize.NAME and token.string in names:
            line = lines[row - 1]
            lines[row - 1] = line[:start] + names[token.string] + line[token.end[1] :]
        elif token.type == tokenize.STRING and "f" in token.string.partition(token.string[-1])[0].lower():
            # before Python 3.12 a formatted string is one token
            text = re.sub(r"\{[^{}]*\}", lambda found: _renamed(found[0], names), token.string)
            lines[row - 1] = lines[row - 1][:start] + text + lines[row - 1][token.end[1] :]
    return "".join(lines)


def _renamed(text: str, names: dict[str, str]) -> str:
    return PRIVATE.sub(lambda found: names.get(found[0], found[0]), text)


def _kept(source: str) -> set[str]:
    """Names in strings, and those of anything but `self`: that may be an object of another module."""
    kept = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(name)):
                kept.add(name)
            case ast.Attribute(value=ast.Name(id="self")):
                pass
            case ast.Attribute(attr=name) | ast.ImportFrom(names=[ast.alias(name=name), *_]):
                kept.add(name)
    return {name for name in kept if PRIVATE.fullmatch(name)}


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name


def _short(kept: Container[str]) -> Iterator[str]:
    for first in ("", *LETTERS):
        for last in LETTERS:
            if f"_{first}{last}" not in kept:
                yield f"_{first}{last}"
