"""Every check: its name, how long it may look, where it looks and how it judges."""

from collections.abc import Callable
from dataclasses import dataclass

from edge_agent.doctor.checks import agent, config, disk
from edge_agent.doctor.finding import Finding
from edge_agent.doctor.reads import agent as read_agent
from edge_agent.doctor.reads import config as read_config
from edge_agent.doctor.reads import disk as read_disk
from edge_agent.doctor.scene import Scene

USUAL_S = 2.0  # reading a few files
COMMANDS_S = 4.5  # two commands of other programs, each with a limit of its own


@dataclass(frozen=True, slots=True)
class Check:
    """`look` blocks; it runs in a thread of its own."""

    name: str
    look: Callable[[Scene], Finding]
    limit_s: float = USUAL_S


CHECKS = (
    Check(agent.NAME, lambda scene: agent.judge(read_agent.read(scene)), COMMANDS_S),
    Check(config.NAME, lambda scene: config.judge(read_config.read(scene))),
    Check(disk.NAME, lambda scene: disk.judge(read_disk.read(scene))),
)
