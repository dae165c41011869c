"""Reads what is known of the gateway without it."""

from edge_agent.doctor.checks.gateway import GatewayFacts
from edge_agent.doctor.reads.agent import GATEWAY_UNIT, is_founded, last_words, read_unit
from edge_agent.doctor.scene import Scene
from edge_agent.doctor.told import Answer


def read(scene: Scene) -> GatewayFacts:
    unit = read_unit(scene.machine, GATEWAY_UNIT, scene.home)
    up, forbidden = scene.told.gateway is Answer.ANSWERS, scene.told.gateway is Answer.FORBIDDEN
    return GatewayFacts(
        answer=scene.told.gateway, link=scene.told.link, unit=unit,
        last_words=() if up or unit is None else last_words(scene.machine, unit.name),
        founded=up or forbidden or is_founded(scene.home), command=scene.hearthnet, home=str(scene.home),
        as_owner=scene.doctor_as_owner if forbidden else "",
    )  # fmt: skip
