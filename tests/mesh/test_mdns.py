"""Discovery between real processes on networks of their own."""

import signal
import subprocess
import sys
import time

import pytest

from tests.networks import Networks, expect


@pytest.fixture
def lan() -> Networks:
    with Networks("anna", "ben", "carla") as networks:
        yield networks


def announcer(lan: Networks, machine: str, node: str, community: int = 9) -> "subprocess.Popen[bytes]":
    return lan.start(machine, sys.executable, "-m", "tests.mesh.announcer", node, str(community))


def test_nodes_of_a_community_find_each_other_under_their_real_addresses(lan: Networks) -> None:
    anna, ben = announcer(lan, "anna", "1"), announcer(lan, "ben", "2")

    assert f"{lan.address('ben')}:7081" in expect(anna, "found 2")
    assert f"{lan.address('anna')}:7081" in expect(ben, "found 1")


def test_machines_without_any_router_find_each_other_by_link_local_addresses(lan: Networks) -> None:
    for machine in ("anna", "ben"):
        assert lan.run(machine, ["ip", "addr", "flush", "dev", "eth0", "scope", "global"]).returncode == 0
    _wait_for_link_local(lan, "anna", "ben")

    anna, ben = announcer(lan, "anna", "1"), announcer(lan, "ben", "2")

    assert " fe80::" in (found := expect(anna, "found 2"))
    assert "%" in found, "a link-local address leads nowhere without its interface"
    assert " fe80::" in expect(ben, "found 1")


def test_who_leaves_says_goodbye(lan: Networks) -> None:
    anna, ben = announcer(lan, "anna", "1"), announcer(lan, "ben", "2")
    expect(ben, "found 1")

    anna.send_signal(signal.SIGINT)

    expect(ben, "left 1")


def test_neither_itself_nor_another_community_nor_an_announcement_without_a_node_is_told(lan: Networks) -> None:
    anna = announcer(lan, "anna", "1")
    announcer(lan, "carla", "3", community=8)
    expect(announcer(lan, "carla", "liar"), "lied")
    announcer(lan, "ben", "2")

    told = [expect(anna, "found")]  # the last to come, and the first to be told
    anna.send_signal(signal.SIGINT)
    assert anna.stdout
    told += anna.stdout.read().decode().splitlines()

    assert [line.split()[1] for line in told if line.startswith("found")] == ["2"]


def _wait_for_link_local(lan: Networks, *machines: str) -> None:
    """Until duplicate address detection has ended, at most ten seconds."""
    for machine in machines:
        for _ in range(100):
            if b"tentative" not in lan.run(machine, ["ip", "-6", "addr", "show", "dev", "eth0"]).stdout:
                break
            time.sleep(0.1)
