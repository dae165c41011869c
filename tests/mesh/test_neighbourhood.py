"""Real nodes on networks of their own find each other, stay equal, survive cuts and kills, and reach over a hub."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mesh.homes import COMMAND, HERE, Homes
from tests.networks import Networks, expect

FLOOD = str(Path(__file__).parents[2] / "examples" / "flood.xml")


@pytest.fixture
def lan() -> Iterator[Networks]:
    with Networks("anna", "ben", "carla") as networks:
        yield networks


@pytest.fixture
def homes(lan: Networks, tmp_path: Path) -> Homes:
    return Homes(lan, tmp_path)


def issue(homes: Homes, name: str, *, headline: str = "Flood") -> None:
    document = Path(FLOOD).read_text(encoding="utf-8").replace("<identifier>", f"<identifier>{headline}-")
    path = homes.home(name).parent / f"{headline}.xml"
    path.write_text(document, encoding="utf-8")
    homes.said(name, "alert", "issue", "--cap", str(path))


@pytest.mark.timeout(300)
def test_three_nodes_find_each_other_and_stay_equal_through_a_partition_and_a_kill(lan: Networks, homes: Homes) -> None:
    homes.found("anna")
    for name in ("ben", "carla"):
        homes.join(name, "anna")
    for name in lan.machines:
        others = set(lan.machines) - {name}
        homes.until(lambda name=name, others=others: set(homes.linked(name)) == others, f"{name} is linked to {others}")
    issue(homes, "anna", headline="first")
    homes.until(lambda: homes.alerts("ben") == homes.alerts("carla") == 1, "the alert is everywhere")

    lan.part(["anna"])
    issue(homes, "anna", headline="second")
    homes.until(lambda: set(homes.linked("ben")) == {"carla"}, "ben has noticed that anna is gone")
    assert homes.alerts("ben") == 1
    homes.stop("carla", signal.SIGKILL)
    lan.part([])
    homes.start("carla")

    homes.until(lambda: homes.alerts("ben") == homes.alerts("carla") == 2, "what was said apart came together")
    homes.until(lambda: homes.equal(*lan.machines), "the logs are equal")


@pytest.mark.timeout(300)
def test_nodes_that_cannot_reach_each_other_do_over_a_hub_and_prefer_the_direct_way(
    lan: Networks, homes: Homes
) -> None:
    hub = lan.start("carla", *COMMAND, "--home", str(homes.home("carla")), "relay", "--listen", lan.address("carla"))
    expect(hub, "relay hub on")
    over_hub = f'[relay]\nhubs = ["ws://{lan.address("carla")}:7090"]\n'
    homes.found("anna")
    homes.join("ben", "anna", start=False)
    homes.stop("anna")
    homes.start("anna", HERE + over_hub)
    homes.start("ben", HERE + over_hub)

    homes.until(lambda: homes.linked("anna") == {"ben": True}, "anna reaches ben over the hub")
    homes.until(lambda: homes.linked("ben") == {"anna": True}, "ben reaches anna over the hub")
    issue(homes, "anna")
    homes.until(lambda: homes.alerts("ben") == 1, "the alert came over the hub")
    assert "online" not in homes.said("ben", "status"), "a hub in the same network is no internet"

    address = homes.said("ben", "whoami").split("node id")[1].split()[0]
    homes.stop("ben")
    homes.start("ben", f'[http]\nlisten = "0.0.0.0"\n{over_hub}')
    homes.said("anna", "peers", "--add", f"{address}@{lan.address('ben')}:7081")

    homes.until(lambda: homes.linked("anna") == {"ben": False}, "the direct way is taken")


@pytest.mark.timeout(300)
def test_when_one_hub_is_gone_another_one_leads_on(lan: Networks, homes: Homes) -> None:
    hubs = []
    for port in ("7090", "7091"):
        home = str(homes.home(f"hub{port}"))
        hubs.append(
            lan.start("carla", *COMMAND, "--home", home, "relay", "--listen", lan.address("carla"), "--port", port)
        )
        expect(hubs[-1], "relay hub on")
    both = ", ".join(f'"ws://{lan.address("carla")}:{port}"' for port in ("7090", "7091"))
    homes.found("anna")
    homes.join("ben", "anna", start=False)
    homes.stop("anna")
    for name in ("anna", "ben"):
        homes.start(name, HERE + f"[relay]\nhubs = [{both}]\n")
    homes.until(lambda: homes.linked("anna") == {"ben": True}, "over a hub")

    hubs[0].kill()
    issue(homes, "anna")

    homes.until(lambda: homes.alerts("ben") == 1, "the alert came over the other hub")
    homes.until(lambda: homes.linked("ben") == {"anna": True}, "the link is back")
