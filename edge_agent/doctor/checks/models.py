"""Which models of language and speech this node has. Pure."""

from edge_agent.doctor.finding import Finding, note

NAME = "models"


def judge() -> Finding:
    """Nothing here runs one yet."""
    return note(NAME, "this node has no models; alerts, messages and radio need none")
