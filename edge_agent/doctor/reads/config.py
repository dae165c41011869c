"""Reads the settings as the agent does, and has the gateway read its own."""

import sys
import tomllib

from edge_agent.config import FILE_NAME, load
from edge_agent.doctor.checks.config import ConfigFacts
from edge_agent.doctor.scene import Ran, Scene, text_of, there
from edge_agent.doctor.told import Answer
from edge_agent.errors import ConfigError

OURS = "lora-gateway: "  # in front of what the gateway complains about


def read(scene: Scene) -> ConfigFacts:
    path = scene.home / FILE_NAME
    if not there(path):
        return ConfigFacts(str(path))
    path.open("rb").close()  # a file that this user may not read is not one with a mistake
    try:
        load(scene.home)
        error = _gateways(scene)
    except ConfigError as wrong:
        error = str(wrong)
    return ConfigFacts(str(path), text_of(path), error)


def gateway_settings(scene: Scene) -> dict[str, object]:
    """The table of the gateway as it stands in the file; empty when there is none that can be read."""
    try:
        found = tomllib.loads(text_of(scene.home / FILE_NAME) or "").get("gateway")
    except tomllib.TOMLDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _gateways(scene: Scene) -> str:
    """Another program's settings are read by that program; one that runs has found them right."""
    if scene.told.gateway is Answer.ANSWERS or not gateway_settings(scene):
        return ""
    ran = scene.machine.command((sys.executable, "-m", "lora_gateway", "check", "--home", str(scene.home)))
    return _complaint(ran) if ran.code == 2 else ""


def _complaint(ran: Ran) -> str:
    lines = ran.errors.strip().splitlines()
    return lines[-1].removeprefix(OURS) if lines else ""
