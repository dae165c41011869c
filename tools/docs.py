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


def main() -> None:
    for page in PAGES:
        write(page)


def write(page: Path) -> None:
    page.write_text(PAGES[page](), encoding="utf-8")


def benchmarks() -> str:
    """One section per area: what is measured, how to repeat it, on what machine, and the figures."""
    parts = [
        "# Benchmarks",
        "Written by `make bench` from `bench/results/`. Every figure comes from one run on the machine named above its"
        " table; a figure of a rival was taken in the same run. `make bench` repeats them all.",
    ]
    parts += [area_section(path.stem, report.read(path)) for path in sorted(report.RESULTS.glob("*.json"))]
    return "\n\n".join(parts) + "\n"


def area_section(area: str, results: report.Results) -> str:
    sources = sorted([*(ROOT / "bench").glob(f"{area}.py"), *(ROOT / "bench").glob(f"{area}_*.py")])
    repeat = "\n".join(f"    .venv/bin/python -m bench.{source.stem}" for source in sources)
    about = "\n\n".join(ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "" for source in sources)
    machine = ", ".join(f"{what} {value}" for what, value in results["machine"].items())
    head = "| figure | value | unit | goal | | against |\n|---|---:|---|---|---|---|\n"
    rows = "\n".join(f"| {' | '.join(report.cells(figure))} |" for figure in results["figures"])
    return f"## {area}\n\n{about}\n\n{repeat}\n\n{machine[0].upper()}{machine[1:]}.\n\n{head}{rows}"


def commands() -> str:
    """Every command and verb with its arguments, from the parsers themselves."""
    parts = ["# Commands", "Written by `make docs` from the commands' own help."]
    for parser in (build_parser(), build_gateway_parser()):
        parts += [command_section(leaf, about) for leaf, about in leaves(parser, parser.description or "")]
    return "\n\n".join(parts) + "\n"


def leaves(parser: argparse.ArgumentParser, about: str) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """The commands that do something, each with its line of help, in the order of the help page."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield parser, about
    for group in groups:
        helps = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for name, child in group.choices.items():
            yield from leaves(child, helps.get(name, ""))


def command_section(parser: argparse.ArgumentParser, about: str) -> str:
    """Not argparse's own text: that one changes with the width of the terminal and the version of Python."""
    lines = [f"## {parser.prog}", "", f"{about[:1].upper()}{about[1:].rstrip('.')}."]
    actions = [action for action in parser._actions if action.help not in (None, argparse.SUPPRESS)]
    described = [argument_line(action) for action in actions if action.dest != "help"]
    return "\n".join([*lines, *([""] if described else []), *described])


def argument_line(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    names = [f"{option} {value}".strip() for option in action.option_strings[-1:]] or [value]
    explained = (action.help or "") % {**vars(action), "prog": ""}
    needed = " (required)" if action.required and action.option_strings else ""
    return f"- `{names[0]}`: {explained}{needed}"


PAGES: dict[Path, Callable[[], str]] = {BENCHMARKS: benchmarks, COMMANDS: commands}

if __name__ == "__main__":
    main()
