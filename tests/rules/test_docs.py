"""What a user can set, type or follow is documented, and the pages made from the code are fresh."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from edge_agent.config import Config
from lora_gateway.config import Settings as GatewaySettings
from tests.rules.sources import ROOT, files, shown, text
from tools import docs

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def settings() -> dict[str, str]:
    """Each setting and its default, as TOML writes it."""
    agent = Config()
    tables = {table.name: getattr(agent, table.name) for table in fields(agent)} | {"gateway": GatewaySettings()}
    return {
        f"{name}.{key.name}": json.dumps(getattr(table, key.name))
        for name, table in tables.items()
        for key in fields(table)
    }


def undocumented(defaults: dict[str, str], page: str) -> list[str]:
    return [name for name, default in defaults.items() if f"| `{name}` | `{default}` | " not in page]


def test_every_setting_is_documented_with_its_default():
    assert len(settings()) > 10
    assert undocumented(settings(), text(ROOT / "docs/settings.md")) == []


def test_no_setting_is_documented_that_does_not_exist():
    assert set(re.findall(r"^\| `([\w.]+)` \|", text(ROOT / "docs/settings.md"), re.MULTILINE)) == settings().keys()


@pytest.mark.parametrize("row", ["", "| `http.port` | `80` | where it listens |"])
def test_a_setting_without_a_true_row_is_found(row):
    assert undocumented({"http.port": "7080"}, row) == ["http.port"]


@pytest.mark.parametrize("page", docs.PAGES, ids=shown)
def test_a_generated_page_is_fresh(page):
    assert text(page) == docs.PAGES[page](), "run: make docs"


def test_every_argument_of_a_command_says_what_it_is():
    arguments = re.findall(r"^- `.*", text(docs.COMMANDS), re.MULTILINE)
    assert len(arguments) > 20
    assert [line for line in arguments if line.rstrip().endswith(":")] == []


def test_every_make_target_is_explained_to_contributors():
    targets = re.findall(r"^([a-z]+):.*  ## ", text(ROOT / "Makefile"), re.MULTILINE)
    assert {"run", "test"} <= set(targets)
    assert [name for name in targets if name != "help" and f"make {name} " not in text(ROOT / "CONTRIBUTING.md")] == []


def test_every_page_is_in_the_index():
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in files(".md", under="docs")} - {"README.md"}
    assert pages - {link for link, _ in links(text(ROOT / "docs/README.md"))} == set()


def links(page: str) -> Iterator[tuple[str, str]]:
    """The path and the anchor of each link that stays in the repository."""
    for match in LINK.finditer(page):
        target = match.group(1) or match.group(2)
        if "://" not in target and not target.startswith("mailto:"):
            path, _, anchor = target.partition("#")
            yield path, anchor


def broken(page: Path, content: str) -> list[str]:
    return [f"{path}#{anchor}" for path, anchor in links(content) if not leads_somewhere(page, path, anchor)]


def leads_somewhere(page: Path, path: str, anchor: str) -> bool:
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in {slug(heading) for heading in HEADING.findall(text(target))})


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_link_leads_somewhere():
    found = {shown(page): broken(page, text(page)) for page in files(".md")}
    assert {page: said for page, said in found.items() if said} == {}


@pytest.mark.parametrize("link", ["[a](gone.md)", "[a](glossary.md#no-such-heading)", "![a](gone.png)"])
def test_a_broken_link_is_found(link):
    assert broken(ROOT / "docs/README.md", link)
