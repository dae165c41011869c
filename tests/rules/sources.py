"""What the rules read: the files of the repository and the imports of a module."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
NOT_OURS = {"build", "dist", "node_modules", "__pycache__"}
PRODUCT = ("edge_agent", "lora_gateway", "micropython")


class Import(NamedTuple):
    """`from a import b` imports `a.b`; `deep`: inside a function or a class; `typing`: under `if TYPE_CHECKING`."""

    name: str
    line: int
    deep: bool
    typing: bool


def files(*suffixes: str, under: str = "") -> list[Path]:
    """The repository's own files, without what the tools generate. Never empty: a rule without files proves nothing."""
    found = sorted(path for path in walk(ROOT / under) if not suffixes or path.suffix in suffixes)
    assert found, f"no {suffixes} under {under or 'the repository'}"
    return found


def walk(folder: Path) -> Iterator[Path]:
    for parent, names, leaves in os.walk(folder):
        names[:] = [name for name in names if name not in NOT_OURS and (not name.startswith(".") or name == ".ci")]
        yield from (Path(parent, leaf) for leaf in leaves)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def module_name(path: Path) -> str:
    """How the module is imported: `meshwire.frame`, `node.alarm`, `edge_agent.alerts.model`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[:2] == ("micropython", "lib"):
        parts = parts[2:]
    elif parts[0] == "micropython":
        parts = parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str) -> list[Import]:
    tree = ast.parse(source)
    deep = {below for node in ast.walk(tree) if is_scope(node) for below in ast.walk(node)}
    typing = {below for node in ast.walk(tree) if is_typing(node) for below in ast.walk(node)}
    return [
        Import(name, node.lineno, node in deep, node in typing)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)
    ]


def is_scope(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")
