"""docs/commands.md: made from the parsers, the same on every machine."""

import argparse
from pathlib import Path

from tools.docs import command_sections


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="hearthnet", description="A node.")
    top.add_argument("--home", type=Path, default=Path("/home/ada/.local"), help="the folder (default: %(default)s)")
    verbs = top.add_subparsers(required=True)
    alert = verbs.add_parser("alert", help="civil-defence alerts").add_subparsers(required=True)
    issue = alert.add_parser("issue", help="sign and send an alert")
    issue.add_argument("headline", help="what people read first")
    issue.add_argument("-c", "--cap", metavar="FILE", required=True, help="a CAP file, - for stdin")
    issue.add_argument("--trust", choices=["member", "anchor"], help="who may read it")
    issue.add_argument("--json", action="store_true", help="print JSON")
    issue.add_argument("--debug", help=argparse.SUPPRESS)
    return top


def test_each_command_has_a_section_with_its_arguments():
    top, issue = command_sections(parser())

    assert top == "## hearthnet\n\nA node.\n\n- `--home HOME`: the folder (default: ~/.local/share/hearthnet)"
    assert issue.splitlines() == [
        "## hearthnet alert issue",
        "",
        "Sign and send an alert.",
        "",
        "- `HEADLINE`: what people read first",
        "- `--cap FILE`: a CAP file, - for stdin; required",
        "- `--trust TRUST`: who may read it; one of member, anchor",
        "- `--json`: print JSON",
    ]
