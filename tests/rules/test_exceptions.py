"""Nothing is raised out of `except*`: the Python 3.11.2 of Debian 12 puts it into a group, where nobody catches it."""

import ast

from tests.rules.sources import PRODUCT, files, module_name, text

RAISING = "try:\n    work()\nexcept* OSError as errors:\n    raise LinkLost from None\n"
LOGGING = "try:\n    work()\nexcept* OSError:\n    log.debug('gone')\n"


def raises(module: str, source: str) -> list[str]:
    groups = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.TryStar)]
    inside = [node for group in groups for handler in group.handlers for node in ast.walk(handler)]
    return [f"{module}:{node.lineno} raises out of except*" for node in inside if isinstance(node, ast.Raise)]


def test_nothing_is_raised_out_of_a_group_handler():
    sources = [(module_name(path), text(path)) for package in PRODUCT for path in files(".py", under=package)]
    assert len(sources) > 100
    assert [said for module, source in sources for said in raises(module, source)] == []


def test_a_raise_in_a_group_handler_is_found():
    assert raises("planted", RAISING) == ["planted:4 raises out of except*"]
    assert raises("planted", LOGGING) == []
