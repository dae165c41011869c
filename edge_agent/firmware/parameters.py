"""Gives the parameters of all functions of a board's program the same few names: a board keeps every name. Pure.

One that somewhere is given by its name keeps it, and so does one inside a formatted string.
"""

import ast
import builtins
from collections.abc import Iterator, Mapping

from edge_agent.firmware.parsed import Parsed, edited

LETTERS = "abcdefghijklmnopqrstuvwxyz"
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def renamed(modules: Mapping[str, Parsed]) -> dict[str, str]:
    """The text of every module."""
    given = {node.arg for module in modules.values() for node in ast.walk(module.tree) if isinstance(node, ast.keyword)}
    kept = given | set(dir(builtins)) | {"self"}
    return {
        name: edited(module.text, _edits(module.tree, kept | _fixed(module.tree))) for name, module in modules.items()
    }


def _fixed(tree: ast.Module) -> set[str]:
    """Names that stand for something else somewhere in the module."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=str(name)) | ast.AsyncFunctionDef(name=str(name)) | ast.ClassDef(name=str(name)):
                found.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.alias(asname=str(name)) | ast.alias(name=name):
                found.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                found.update(names)
    tops = [node for node in tree.body if not isinstance(node, Function | ast.ClassDef)]
    return found | {_name(node) for top in tops for node in ast.walk(top)}


def _edits(tree: ast.Module, kept: set[str | None]) -> Iterator[tuple[ast.AST, str]]:
    """Of a function and all that is inside it at once: what is inside may use its parameters."""
    for function in _outermost(tree):
        used = [node for node in ast.walk(function) if isinstance(node, ast.Name | ast.arg)]
        formatted = [node for node in ast.walk(function) if isinstance(node, ast.JoinedStr)]
        said = {_name(node) for text in formatted for node in ast.walk(text)}
        wanted = [node.arg for node in used if isinstance(node, ast.arg) and node.arg not in kept | said]
        taken = {_name(node) for node in used} | kept
        free = (letter for letter in LETTERS if letter not in taken)
        short = dict(zip(dict.fromkeys(wanted), free, strict=False))
        for node in used:
            name = short.get(_name(node))
            if name is not None:
                yield _bare(node), name


def _outermost(tree: ast.Module) -> Iterator[Function]:
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            yield node
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else ""


def _bare(node: ast.Name | ast.arg) -> ast.AST:
    """Without the annotation of a parameter, which is not its name."""
    if isinstance(node, ast.Name) or node.annotation is None:
        return node
    end = node.col_offset + len(node.arg.encode())
    return ast.Name(
        node.arg, lineno=node.lineno, col_offset=node.col_offset, end_lineno=node.lineno, end_col_offset=end
    )
