"""Reads the settings as the agent does, and has the gateway read its own."""

from edge_agent.config import FILE_NAME, load
from edge_agent.doctor.checks.config import ConfigFacts
from edge_agent.doctor.scene import Scene, text_of
from edge_agent.errors import ConfigError


def read(scene: Scene) -> ConfigFacts:
    path = scene.home / FILE_NAME
    if path.exists():
        path.open("rb").close()  # a file that this user may not read is not one with a mistake
    try:
        load(scene.home)
        error = ""
    except ConfigError as wrong:
        error = str(wrong)
    return ConfigFacts(str(path), text_of(path), error)
