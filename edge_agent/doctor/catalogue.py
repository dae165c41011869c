"""Every check: its name, how long it may look, where it looks and how it judges."""

from collections.abc import Callable
from dataclasses import dataclass

from edge_agent.doctor.checks import (
    agent,
    airtime,
    alerts,
    backup,
    boards,
    card,
    certificate,
    clock,
    config,
    disk,
    gateway,
    keys,
    log,
    memory,
    models,
    network,
    power,
    radio,
    serial,
    software,
    temperature,
    timezone,
    updates,
    web,
)  # fmt: skip
from edge_agent.doctor.checks.alerts import AlertFacts
from edge_agent.doctor.checks.boards import BoardFacts
from edge_agent.doctor.finding import Finding
from edge_agent.doctor.reads import agent as read_agent
from edge_agent.doctor.reads import card as read_card
from edge_agent.doctor.reads import config as read_config
from edge_agent.doctor.reads import disk as read_disk
from edge_agent.doctor.reads import gateway as read_gateway
from edge_agent.doctor.reads import serial as read_serial
from edge_agent.doctor.reads import software as read_software
from edge_agent.doctor.reads.keys import read_certificate, read_keys
from edge_agent.doctor.reads.log import read_backup, read_log
from edge_agent.doctor.reads.machine import (
    read_clock,
    read_memory,
    read_power,
    read_temperature,
    read_timezone,
    read_updates,
)  # fmt: skip
from edge_agent.doctor.reads.network import read_network, read_web
from edge_agent.doctor.scene import Scene

USUAL_S = 2.0  # reading a few files
COMMANDS_S = 4.5  # two commands of other programs, each with a limit of its own; SQLite's look at the log


@dataclass(frozen=True, slots=True)
class Check:
    """`look` blocks; it runs in a thread of its own."""

    name: str
    look: Callable[[Scene], Finding]
    limit_s: float = USUAL_S


CHECKS = (
    Check(agent.NAME, lambda scene: agent.judge(read_agent.read(scene)), COMMANDS_S),
    Check(gateway.NAME, lambda scene: gateway.judge(read_gateway.read(scene)), COMMANDS_S),
    Check(radio.NAME, lambda scene: radio.judge(scene.told)),
    Check(airtime.NAME, lambda scene: airtime.judge(scene.told)),
    Check(boards.NAME, lambda scene: boards.judge(BoardFacts(scene.told, scene.machine.now()))),
    Check(alerts.NAME, lambda scene: alerts.judge(AlertFacts(scene.told, scene.machine.synchronised()))),
    Check(config.NAME, lambda scene: config.judge(read_config.read(scene)), COMMANDS_S),
    Check(keys.NAME, lambda scene: keys.judge(read_keys(scene))),
    Check(certificate.NAME, lambda scene: certificate.judge(read_certificate(scene))),
    Check(log.NAME, lambda scene: log.judge(read_log(scene)), COMMANDS_S),
    Check(backup.NAME, lambda scene: backup.judge(read_backup(scene))),
    Check(disk.NAME, lambda scene: disk.judge(read_disk.read(scene))),
    Check(card.NAME, lambda scene: card.judge(read_card.read(scene))),
    Check(memory.NAME, lambda scene: memory.judge(read_memory(scene))),
    Check(temperature.NAME, lambda scene: temperature.judge(read_temperature(scene)), COMMANDS_S),
    Check(power.NAME, lambda scene: power.judge(read_power(scene)), COMMANDS_S),
    Check(clock.NAME, lambda scene: clock.judge(read_clock(scene))),
    Check(timezone.NAME, lambda scene: timezone.judge(read_timezone(scene))),
    Check(web.NAME, lambda scene: web.judge(read_web(scene))),
    Check(network.NAME, lambda scene: network.judge(read_network(scene))),
    Check(serial.NAME, lambda scene: serial.judge(read_serial.read(scene))),
    Check(software.NAME, lambda scene: software.judge(read_software.read(scene))),
    Check(updates.NAME, lambda scene: updates.judge(read_updates(scene, read_software.installed()))),
    Check(models.NAME, lambda scene: models.judge()),
)
