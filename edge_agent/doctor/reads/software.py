"""Reads which Python and which libraries are installed."""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from edge_agent.doctor.checks.software import SoftwareFacts
from edge_agent.doctor.scene import Scene

PACKAGE = "hearthnet-edge"


def read(scene: Scene) -> SoftwareFacts:
    needs = tuple(need.split(";")[0].strip() for need in requires(PACKAGE) or () if "extra ==" not in need)
    found = tuple(_found(needs))
    return SoftwareFacts(installed(), sys.version_info[:3], needs, found, str(scene.told.node.get("version", "")))


def installed() -> str:
    return version(PACKAGE)


def _found(needs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for need in needs:
        name = need.split(">")[0].split("=")[0].split("<")[0].split("!")[0].strip()
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue
