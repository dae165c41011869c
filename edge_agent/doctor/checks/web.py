"""Whether the page can be reached, and who holds its port when the agent does not. Pure."""

from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, unknown

NAME = "web"
LOOPBACK = ("127.", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class WebFacts:
    """`address`: what the agent says, empty while it is down; `holder`: who listens at the port, empty for nobody."""

    port: int
    address: str = ""
    listen: str = "127.0.0.1"
    holder: str = ""
    own: bool = False  # the holder is the agent, which does not answer
    known: bool = True


def judge(facts: WebFacts) -> Finding:
    if not facts.known:
        return unknown(NAME, "the kernel does not tell who listens")
    if facts.address:
        return _up(facts)
    if facts.own:
        return unknown(NAME, f"the agent holds port {facts.port} and does not answer", "see the finding of agent")
    if facts.holder:
        step = "stop that program, or set http.port in hearthnet.toml to another port"
        return broken(NAME, f"port {facts.port} of the page is taken by {facts.holder}", step)
    return note(NAME, f"nothing listens at port {facts.port} of the page; it comes with the agent")


def _up(facts: WebFacts) -> Finding:
    if not facts.holder:
        return broken(NAME, f"the agent says {facts.address}, and nothing listens there", "restart the agent")
    if facts.listen.startswith(LOOPBACK):
        step = 'set http.listen = "0.0.0.0" in hearthnet.toml to open it to the neighbourhood'
        return note(NAME, f"{facts.address}, for this machine only", step)
    return ok(NAME, f"{facts.address} for everybody in the network")
