"""The version is written in pyproject.toml; the changelog and the installed package must agree with it."""

import re
import tomllib
from importlib.metadata import version

from tests.rules.sources import ROOT, text

RELEASE = re.compile(r"^## (\d+\.\d+\.\d+) - (?:unreleased|\d{4}-\d{2}-\d{2})$", re.MULTILINE)
GROUPS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def declared_version() -> str:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    return str(project["version"])


def test_the_changelog_leads_with_the_version_of_the_package():
    assert RELEASE.findall(text(ROOT / "CHANGELOG.md"))[0] == declared_version()


def test_the_installed_package_has_the_declared_version():
    assert version("hearthnet-edge") == declared_version()


def test_only_the_newest_release_may_lack_a_date():
    headings = re.findall(r"^## (.+)$", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert [heading for heading in headings if not RELEASE.match(f"## {heading}")] == []
    assert [heading for heading in headings[1:] if heading.endswith("unreleased")] == []


def test_changes_are_grouped_by_kind():
    groups = re.findall(r"^### (.+)$", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert groups
    assert set(groups) <= GROUPS
