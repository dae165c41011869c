"""All checks together: hung parts, the limits, what a user may not see, a check that has a bug."""

import asyncio
import socket
import threading

import pytest

from edge_agent.doctor import ask as asking
from edge_agent.doctor import examine as examining
from edge_agent.doctor.catalogue import CHECKS, Check
from edge_agent.doctor.examine import examine, look_at_all
from edge_agent.doctor.finding import exit_code, ok
from edge_agent.doctor.scene import Scene, run_command
from edge_agent.doctor.threads import MOST, in_thread
from edge_agent.doctor.told import Answer
from edge_agent.errors import BadRequest, ConfigError
from tests.doctor.machines import machine

LONG_S = 60.0


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path, machine(tmp_path))


@pytest.fixture
def hung():
    """What a check waits for until the test is over."""
    over = threading.Event()
    yield over
    over.set()


def waiting(name, hung, limit_s):
    return Check(name, lambda scene: ok(name, str(hung.wait(LONG_S))), limit_s)


def within(seconds):
    return asyncio.get_running_loop().time() + seconds


async def test_a_check_that_hangs_is_told_and_the_others_are_not_held_up(scene, hung):
    checks = [waiting("stuck", hung, 0.01), Check("quick", lambda scene: ok("quick", "fine"))]
    stuck, quick = await look_at_all(checks, scene, end=within(LONG_S))
    assert (stuck.verdict, quick.verdict) == ("warning", "ok")
    assert "did not end" in stuck.reason
    assert f"--home {scene.home} doctor --only stuck" in stuck.next_step


async def test_all_that_hang_end_together_however_many(scene, hung):
    checks = [waiting(str(number), hung, LONG_S) for number in range(3 * examining.AT_ONCE)]
    found = await look_at_all(checks, scene, end=within(0.05))
    assert [one.verdict for one in found] == ["warning"] * len(checks)


async def test_no_more_than_a_few_look_at_the_same_time(scene, hung):
    checks = [waiting(str(number), hung, LONG_S) for number in range(3 * examining.AT_ONCE)]
    before = threading.enumerate()
    looking = asyncio.create_task(look_at_all(checks, scene, end=within(LONG_S)))
    await asyncio.to_thread(lambda: None)  # every check has had its turn to begin
    threads = [one for one in threading.enumerate() if one.name.startswith("doctor: ") and one not in before]
    hung.set()

    assert len(threads) == examining.AT_ONCE
    assert [one.verdict for one in await looking] == ["ok"] * len(checks)


async def test_looking_again_and_again_does_not_pile_up_threads_that_hang(scene, hung):
    check = waiting("a dying card", hung, 0.01)
    found = [await look_at_all([check], scene, end=within(LONG_S)) for _ in range(3 * MOST)]

    assert [one.verdict for (one,) in found] == ["warning"] * len(found)
    assert sum(thread.name == "doctor: a dying card" for thread in threading.enumerate()) == MOST


async def test_a_name_is_free_again_when_its_threads_have_ended(scene):
    for _ in range(3 * MOST):
        assert await in_thread("free again", lambda: 7) == 7
        for thread in threading.enumerate():
            if thread.name == "doctor: free again":
                thread.join(LONG_S)


def test_the_limits_of_the_catalogue_leave_the_whole_run_under_ten_seconds():
    start_s = 2.0  # of Python on a Pi with a cold card
    assert start_s + examining.WHOLE_S <= 10.0
    assert asking.KNOCK_S + asking.ANSWER_S < examining.WHOLE_S
    assert max(check.limit_s for check in CHECKS) < examining.WHOLE_S


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied", "/srv/node/keys"), "this user may not look at /srv/node/keys"),
        (OSError(5, "Input/output error"), "the look failed: [Errno 5]"),
        (ConfigError("no"), "the look failed: no"),
        (ZeroDivisionError("odd"), "this check has a bug: ZeroDivisionError: odd"),
    ],
)
async def test_a_check_that_cannot_look_is_unknown_and_says_why(scene, error, words):
    def look(scene):
        raise error

    (found,) = await look_at_all([Check("x", look)], scene, end=within(LONG_S))
    assert found.verdict == "unknown"
    assert words in found.reason


async def test_a_user_without_rights_is_told_whose_node_it_is(scene):
    def look(scene):
        raise PermissionError(13, "Permission denied", "/srv")

    (found,) = await look_at_all([Check("x", look)], scene, end=within(LONG_S))
    assert found.next_step == scene.doctor_as_owner
    assert f"hearthnet --home {scene.home} doctor" in found.next_step
    assert exit_code([found]) == 1  # nobody knows whether the node is well


async def test_names_are_those_of_the_catalogue_in_its_order(tmp_path):
    found = await examine(tmp_path, machine=machine(tmp_path))
    assert [one.name for one in found] == [check.name for check in CHECKS]
    assert len({check.name for check in CHECKS}) == len(CHECKS)


async def test_one_check_is_asked_for_alone(tmp_path):
    (found,) = await examine(tmp_path, only="agent", machine=machine(tmp_path))
    assert found.name == "agent"


async def test_a_check_that_does_not_exist_is_a_bad_request(tmp_path):
    with pytest.raises(BadRequest, match="agent, gateway"):
        await examine(tmp_path, only="discs")


async def test_an_agent_that_takes_connections_and_says_nothing_is_silent(tmp_path, monkeypatch):
    monkeypatch.setattr(asking, "ANSWER_S", 0.05)
    (tmp_path / "run").mkdir()
    with socket.socket(socket.AF_UNIX) as agent, socket.socket(socket.AF_UNIX) as gateway:
        for end, name in ((agent, "agent.sock"), (gateway, "gateway.sock")):
            end.bind(str(tmp_path / "run" / name))
            end.listen()
        told = await asking.ask(tmp_path)
    assert (told.agent, told.gateway) == (Answer.SILENT, Answer.SILENT)
    assert "no answer to node.status" in told.complaint or "stopped answering" in told.complaint


async def test_a_backlog_that_is_full_does_not_hold_up(tmp_path):
    path = tmp_path / "agent.sock"
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as first:
        server.bind(str(path))
        server.listen(0)
        first.connect(str(path))
        assert asking.knock(path) is Answer.SILENT


@pytest.mark.parametrize(("left", "answer"), [(False, Answer.ABSENT), (True, Answer.REFUSED)])
def test_a_socket_that_nobody_serves_is_told_from_one_that_is_not_there(tmp_path, left, answer):
    if left:
        with socket.socket(socket.AF_UNIX) as gone:
            gone.bind(str(tmp_path / "agent.sock"))
    assert asking.knock(tmp_path / "agent.sock") is answer


def test_a_path_that_is_too_long_for_a_socket_is_no_agent(tmp_path):
    assert asking.knock(tmp_path / ("a" * 120)) is Answer.ABSENT


def test_a_program_that_is_not_there_or_fails_says_nothing():
    assert run_command(("no-such-program-anywhere",)).code is None
    assert run_command(("false",)).code == 1
