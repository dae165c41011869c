"""Puts the numbers of a board's program where their names stand: each module keeps the names it knows. Pure."""

import ast
import operator
from collections.abc import Iterator, Mapping

from edge_agent.firmware.parsed import Parsed, edited

LARGEST = 1 << 30  # larger ones are objects, of which each module would make its own
_OPERATIONS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
    ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.BitOr: operator.or_, ast.BitAnd: operator.and_,
}  # fmt: skip
_LENGTH = "len(%s)"  # the name of the length of a table
Numbers = dict[str, dict[str, int]]  # by module and name


def replaced(modules: Mapping[str, Parsed]) -> dict[str, str]:
    """Every module's text with numbers for the names that are given one once, at the top of a module."""
    numbers = _numbers(modules)
    return {name: edited(module.text, _edits(module, modules, numbers)) for name, module in modules.items()}


def _numbers(modules: Mapping[str, Parsed]) -> Numbers:
    found: Numbers = {name: {} for name in modules}
    count = -1
    while count != (count := sum(map(len, found.values()))):
        for name, module in modules.items():
            found[name].update(_given(module, modules, found))
    return found


def _given(module: Parsed, modules: Mapping[str, Parsed], found: Numbers) -> Iterator[tuple[str, int]]:
    for statement in module.tree.body:
        for target, value in pairs(statement):
            if module.bound[target] == 1 and isinstance(value, ast.Tuple) and not _has_star(value):
                yield _LENGTH % target, len(value.elts)
            number = _evaluated(value, module, modules, found)
            if module.bound[target] == 1 and number is not None and abs(number) < LARGEST:
                yield target, number


def pairs(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """The names that a statement gives a value of its own, and the values."""
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=value)
        ):
            return [(name, value)] if value is not None else []
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(targets) == len(values):
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            return list(zip(names, values, strict=True)) if len(names) == len(targets) else []
    return []


def _evaluated(node: ast.expr, module: Parsed, modules: Mapping[str, Parsed], found: Numbers) -> int | None:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            positive = _evaluated(operand, module, modules, found)
            return None if positive is None else -positive
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATIONS:
            one, other = (_evaluated(side, module, modules, found) for side in (left, right))
            return None if one is None or other is None else _OPERATIONS[type(operation)](one, other)
        case ast.Call(func=ast.Name(id="len"), args=[table], keywords=[]) if not module.bound["len"]:
            return _known(table, module, modules, found, _LENGTH)
    return _known(node, module, modules, found)


def _known(
    node: ast.expr, module: Parsed, modules: Mapping[str, Parsed], found: Numbers, key: str = "%s"
) -> int | None:
    """The number, or the length, of what a name stands for."""
    match node:
        case ast.Name(id=name):
            pass
        case ast.Attribute(value=ast.Name(id=alias), attr=name) if alias in module.modules and not module.bound[alias]:
            module = modules[module.modules[alias]]
        case _:
            return None
    while name in module.imported and not module.bound[name]:
        other, name = module.imported[name]
        module = modules[other]
    return found[module.name].get(key % name)


def _has_star(table: ast.Tuple) -> bool:
    return any(isinstance(item, ast.Starred) for item in table.elts)


def _edits(module: Parsed, modules: Mapping[str, Parsed], numbers: Numbers) -> Iterator[tuple[ast.AST, str]]:
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr):
            continue  # before Python 3.12 nobody knows where in it a name stands
        if isinstance(node, ast.Call) or isinstance(getattr(node, "ctx", None), ast.Load):
            number = _evaluated(node, module, modules, numbers)  # type: ignore[arg-type]
            if number is not None:
                yield node, f"({number})"
                continue
        waiting.extend(ast.iter_child_nodes(node))
