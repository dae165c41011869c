"""Leaves out of a board's program what its modules do not use of each other: what only gateways need. Pure.

Of modules of the wire, functions, classes and tables; of all, names of numbers and imports. What begins a program
(main and a board's file) and what is named in any text stays.
"""

import ast
from collections.abc import Iterator, Mapping

from edge_agent.firmware.numbers import pairs
from edge_agent.firmware.parsed import Parsed, edited

WIRE = "meshwire."
CUT = (WIRE, "node.")
TEXT, ATTRIBUTE, ALL = "a text", "an attribute", "*"  # in the place of a module, and of a name
Uses = Iterator[tuple[str, str]]  # module and name


def cut(modules: Mapping[str, Parsed]) -> dict[str, str]:
    """The text of every module."""
    used = _used(modules)
    return {name: edited(module.text, _edits(module, modules, used)) for name, module in modules.items()}


def _used(modules: Mapping[str, Parsed]) -> set[tuple[str, str]]:
    """What is used by what stays, and by what that uses in turn."""
    offered = {name: dict(_offers(module)) for name, module in modules.items()}
    named = {use for module in modules.values() for use in _uses(module.tree, module) if use[0] in (TEXT, ATTRIBUTE)}
    waiting = [use for module in modules.values() for node in _stays(module) for use in _uses(node, module)]
    for module, offers in offered.items():
        waiting += [(module, name) for name, node in offers.items() if _is_named(name, node, named)]
    found = set[tuple[str, str]]()
    while waiting:
        module, name = use = waiting.pop()
        if use in found or module not in modules:
            continue
        found.add(use)
        if name == ALL:
            waiting += [(module, one) for one in offered[module]]
        elif name in modules[module].imported:
            waiting.append(modules[module].imported[name])
        elif name in offered[module]:
            waiting += _uses(offered[module][name], modules[module])
    return found


def _offers(module: Parsed) -> Iterator[tuple[str, ast.AST]]:
    """What may be left out: names and what they stand for."""
    is_wire = module.name.startswith(WIRE)
    for statement in module.tree.body if module.name.startswith(CUT) else []:
        match statement:
            case ast.FunctionDef(name=name, decorator_list=[]) | ast.ClassDef(name=name, decorator_list=[]) if is_wire:
                yield name, statement
        found = pairs(statement)
        if all(module.bound[name] == 1 and _is_plain(value, is_wire) for name, value in found):
            yield from found


def _is_plain(value: ast.expr, is_wire: bool) -> bool:
    """A number, or a table of the wire: making it does nothing else."""
    parts = (ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Constant)
    tables = (ast.Tuple, ast.expr_context) if is_wire else ()
    return all(
        isinstance(node, parts + tables) and (is_wire or isinstance(getattr(node, "value", 0), int))
        for node in ast.walk(value)
    )


def _stays(module: Parsed) -> Iterator[ast.AST]:
    """The statements that run whatever is used."""
    offered = {id(node) for _, node in _offers(module)}
    for statement in module.tree.body:
        part = next((value for _, value in pairs(statement)), statement)
        if not isinstance(statement, ast.ImportFrom) and id(part) not in offered:
            yield statement


def _is_named(name: str, node: ast.AST, named: set[tuple[str, str]]) -> bool:
    """A function or class is never reached through an object: attributes of its name belong to others."""
    return (TEXT, name) in named or (isinstance(node, ast.expr) and (ATTRIBUTE, name) in named)


def _uses(node: ast.AST, module: Parsed) -> Uses:
    """Names that a part of a module uses, with their modules."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        match found:
            case ast.Attribute(value=ast.Name(id=alias), attr=name) if alias in module.modules:
                yield module.name, alias
                yield module.modules[alias], name
                continue
            case ast.Attribute(attr=name):
                yield ATTRIBUTE, name
            case ast.Name(id=name, ctx=ast.Load()):
                yield module.name, name
                yield module.modules.get(name, module.name), ALL if name in module.modules else name
            case ast.Constant(value=str(name)) if name.isidentifier():
                yield TEXT, name
        waiting.extend(ast.iter_child_nodes(found))


def _edits(module: Parsed, modules: Mapping[str, Parsed], used: set[tuple[str, str]]) -> Iterator[tuple[ast.AST, str]]:
    offered = dict(_offers(module))
    for statement in module.tree.body:
        if isinstance(statement, ast.ImportFrom):
            if statement.module in modules or any(alias.name in module.modules for alias in statement.names):
                yield from _shorter_import(statement, module, used)
            continue
        names = [name for name, _ in pairs(statement)] or [getattr(statement, "name", "")]
        kept = [name for name in names if name not in offered or (module.name, name) in used]
        if not kept:
            yield statement, "pass"
        elif len(kept) < len(names):
            values = [ast.unparse(offered[name]) for name in kept]
            yield statement, f"{', '.join(kept)} = {', '.join(values)}"


def _shorter_import(
    statement: ast.ImportFrom, module: Parsed, used: set[tuple[str, str]]
) -> Iterator[tuple[ast.AST, str]]:
    kept = [alias for alias in statement.names if (module.name, alias.asname or alias.name) in used]
    if not kept:
        yield statement, "pass"
    elif len(kept) < len(statement.names):
        yield statement, ast.unparse(ast.ImportFrom(statement.module, kept, 0))
