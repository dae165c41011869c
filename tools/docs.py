"""`python -m tools.docs`: write the pages of docs/ that are made from the code and from measurements."""

import argparse
import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import report
from edge_agent.cli.main import build_parser
from lora_gateway.__main__ import build_parser as build_gateway_parser

ROOT = Path(__file__).parent.parent
BENCHMARKS = ROOT / "docs/benchmarks.md"
COMMANDS = ROOT / "docs/commands.md"
DEFAULT_HOME = "~/.local/share/hearthnet"


def main() -> None:
    for page in PAGES:
        write(page)


def write(page: Path) -> None:
    page.write_text(PAGES[page](), encoding="utf-8")


def benchmarks() -> str:
    """One section per area: what is measured, how to repeat it, on what machine, and the figures."""
    parts = [
        "# Benchmarks",
        "Written by `make bench` from `bench/results/`. The machine is named above each table; a rival was measured\n"
        "in the same run. `make bench` repeats them all.",
    ]
    parts += [area_section(path.stem, report.read(path)) for path in sorted(report.RESULTS.glob("*.json"))]
    return "\n\n".join(parts) + "\n"


def area_section(area: str, results: report.Results) -> str:
    sources = sorted([*(ROOT / "bench").glob(f"{area}.py"), *(ROOT / "bench").glob(f"{area}_*.py")])
    repeat = "\n".join(f"    .venv/bin/python -m bench.{source.stem}" for source in sources)
    about = "\n\n".join(ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "" for source in sources)
    machine = "{cpu}, {cores} cores, {memory}, {os}, Python {python}".format(**results["machine"])
    head = "| figure | value | unit | goal | | against |\n|---|---:|---|---|---|---|\n"
    rows = "\n".join(f"| {' | '.join(report.cells(figure))} |" for figure in results["figures"])
    return f"## {area}\n\n{about}\n\n{repeat}\n\n{machine}.\n\n{head}{rows}"


def commands() -> str:
    """Every command with its arguments, from the parsers themselves."""
    sections = [section for parser in (build_parser(), build_gateway_parser()) for section in command_sections(parser)]
    return "\n\n".join(["# Commands", "Written by `make docs` from the help of the commands.", *sections]) + "\n"


def command_sections(parser: argparse.ArgumentParser, about: str = "") -> Iterator[str]:
    """A section for each parser that says something of its own, in the order of the help page."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    arguments = [argument_line(action) for action in parser._actions if is_argument(action)]
    if arguments or not groups:
        about = parser.description or about
        parts = [f"## {parser.prog}", f"{about[:1].upper()}{about[1:].rstrip('.')}.", "\n".join(arguments)]
        yield "\n\n".join(part for part in parts if part)
    for group in groups:
        helps = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for name, child in group.choices.items():
            yield from command_sections(child, helps.get(name, ""))


def is_argument(action: argparse.Action) -> bool:
    own = (argparse._SubParsersAction, argparse._HelpAction, argparse._VersionAction)
    return not isinstance(action, own) and action.help != argparse.SUPPRESS


def argument_line(action: argparse.Action) -> str:
    """Not argparse's own words, which change with the terminal's width, the version of Python and the user's home."""
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    name = f"{action.option_strings[-1]} {value}".strip() if action.option_strings else value
    default = DEFAULT_HOME if action.dest == "home" else action.default
    words = [(action.help or "") % {**vars(action), "default": default}]
    words += [f"one of {', '.join(map(str, action.choices))}"] if action.choices else []
    words += ["required"] if action.option_strings and action.required else []
    return f"- `{name}`: {'; '.join(word for word in words if word)}"


PAGES: dict[Path, Callable[[], str]] = {BENCHMARKS: benchmarks, COMMANDS: commands}

if __name__ == "__main__":
    main()
