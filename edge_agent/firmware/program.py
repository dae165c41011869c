"""Which modules a board carries: those that its entry reaches by its imports, and the languages it is given.

Modules of the wire that only a gateway needs are left out because no module of a board names them. The dictionaries of
all languages stay: without its dictionary the headline of a foreign alert could not be read at all. Phrases are for
the board's own people: English, for what another language lacks, and the language of the place.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from edge_agent.errors import BadRequest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "micropython"
ENTRY = "main.py"
PROGRAM = (ENTRY, "boards/*.py", "node/**/*.py", "lib/meshwire/**/*.py")  # of SOURCES; the rest is not for boards
DRIVERS = "drivers/*.py"  # they need hardware; a board at a desk does without
LIBRARY = "lib/"  # its folder is on the path of the interpreter
PHRASES = "lib/meshwire/phrases/"
DICTIONARIES = "lib/meshwire/dictionaries/"
FALLBACK = "en"
AT_A_DESK = "desk"
GROUPS = ("wire", "behaviour", "languages", "boards", "drivers")


def modules(sources: Path = SOURCES) -> list[Path]:
    """What a board at a desk carries: everything but drivers."""
    return sorted(path for pattern in PROGRAM for path in sources.glob(pattern))


def kinds(sources: Path = SOURCES) -> list[str]:
    """The boards that can be flashed."""
    found = {path.stem for path in sources.glob("boards/*.py")}
    return sorted(found - {"__init__", AT_A_DESK})


def languages(sources: Path = SOURCES) -> list[str]:
    """The languages that have phrases."""
    return sorted(path.stem for path in sources.glob(f"{PHRASES}*.py") if path.stem != "__init__")


def group_of(name: str) -> str:
    """The group of a module in the table of sizes; `name` is its path below SOURCES."""
    if name.startswith((PHRASES, DICTIONARIES)):
        return "languages"
    if name.startswith(LIBRARY):
        return "wire"
    folder = name.split("/")[0]
    return folder if folder in GROUPS else "behaviour"


def needed(kind: str | None, spoken: Iterable[str] = (), sources: Path = SOURCES) -> list[str]:
    """Paths below SOURCES of what a board of a kind carries; without a kind, what each of them carries."""
    if kind is not None and kind not in kinds(sources) and not _is_at_a_desk(kind, sources):
        raise BadRequest(f"there is no board of the kind {kind}; it is one of {', '.join(kinds(sources))}")
    if unknown := sorted(set(spoken) - set(languages(sources))):
        raise BadRequest(f"there are no phrases in {unknown[0]}; there are {', '.join(languages(sources))}")
    known = _by_module_name(sources)
    entries = [ENTRY] if kind is None else [ENTRY, f"boards/{kind}.py"]
    found = _reached(entries, known, sources)
    found |= {f"{PHRASES}{language}.py" for language in {FALLBACK, *spoken}}
    found |= {path.relative_to(sources).as_posix() for path in sources.glob(f"{DICTIONARIES}*.py")}
    return sorted(found | {package for name in found for package in _packages(name, sources)})


def needed_by_all(spoken: Iterable[str] = (), sources: Path = SOURCES) -> list[str]:
    """The same for every kind that can be flashed."""
    return sorted({name for kind in kinds(sources) for name in needed(kind, spoken, sources)})


def _is_at_a_desk(kind: str, sources: Path) -> bool:
    """It cannot be flashed, but takes updates as any other."""
    return kind == AT_A_DESK and (sources / "boards" / f"{kind}.py").exists()


def _by_module_name(sources: Path) -> dict[str, str]:
    """Path by the name under which a board imports it."""
    paths = [path.relative_to(sources).as_posix() for path in [*modules(sources), *sources.glob(DRIVERS)]]
    return {path.removesuffix(".py").removeprefix(LIBRARY).replace("/", "."): path for path in paths}


def _reached(entries: Iterable[str], known: dict[str, str], sources: Path) -> set[str]:
    waiting, found = list(entries), set[str]()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        named = _named((sources / path).read_text(encoding="utf-8"))
        waiting += [known[name] for name in named if name in known]
    return found


def _named(source: str) -> Iterator[str]:
    """Everything that may be a module: what is imported, and texts, since rare modules are imported by their name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _packages(name: str, sources: Path) -> Iterator[str]:
    folder = Path(name).parent
    if (sources / folder / "__init__.py").exists():
        yield (folder / "__init__.py").as_posix()
        yield from _packages(folder.as_posix(), sources)
