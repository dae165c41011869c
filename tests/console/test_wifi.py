"""Joining a Wi-Fi and opening an access point, through a program that speaks as NetworkManager's nmcli does."""

import json
import os
import sys
from pathlib import Path

import pytest

from edge_agent.console.frame import frame
from edge_agent.console.jobs import Jobs
from edge_agent.console.machine import NO_NMCLI, look
from edge_agent.console.model import Do, Facts, State
from edge_agent.console.screens.all import SCREENS
from edge_agent.console.step import press, told
from tests.console.terminals import ENTER, Line, console

FAKE = Path(__file__).parent / "fake_nmcli.py"
NETWORK = [screen.name for screen in SCREENS].index("Network")
SECRET = "correct horse: \\battery"
HALL = {"ssid": "village hall", "signal": 71, "security": "WPA2", "password": SECRET}
OPEN = {"ssid": "caf\u00e9: C:\\guests", "signal": 88, "security": ""}
HIDDEN = {"ssid": "cellar", "signal": 40, "security": "WPA1 WPA2", "password": SECRET, "hidden": True}
AIR = {
    "running": True, "hardware": "enabled", "wifi": "enabled", "allowed": True, "joined": "", "profiles": {},
    "stations": [HALL, {**HALL, "signal": 34}, OPEN, HIDDEN],
}  # fmt: skip


class Machine:
    """One on which nmcli is the fake; `air` is what NetworkManager knows."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / "nmcli").write_text(f"#!{sys.executable}\n{FAKE.read_text()}")
        (folder / "nmcli").chmod(0o755)
        (folder / "calls.jsonl").touch()
        self.set()

    def set(self, **changes):
        (self.folder / "air.json").write_text(json.dumps({**AIR, **changes}))

    @property
    def joined(self):
        return json.loads((self.folder / "air.json").read_text())["joined"]

    @property
    def calls(self):
        """Every command line, as `ps` showed it."""
        return [" ".join(json.loads(line)) for line in (self.folder / "calls.jsonl").read_text().splitlines()]


class Person:
    """Who presses keys at the screen Network; what the keys ask for is done at once, by the console's own jobs."""

    def __init__(self, home):
        facts = Facts(down="", node={"name": "hall"})
        self.state = State(screen=NETWORK, facts=facts, host=look(home))
        self.jobs = Jobs(home, lambda job, how: None)

    async def press(self, *keys):
        for key in keys:
            self.state, asked = press(self.state, key)
            await self._do(asked)

    async def _do(self, asked):
        for do in asked:
            if do != Do("look"):
                self.state, more = told(self.state, await self.jobs.run(do))
                await self._do(more)

    @property
    def screen(self):
        return [line.rstrip() for line in frame(self.state)]

    @property
    def body(self):
        return [line for line in self.screen[3:-3] if line]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    machine = Machine(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{machine.folder}{os.pathsep}{os.environ['PATH']}")
    return machine


@pytest.fixture
def person(machine, tmp_path):
    return Person(tmp_path)


async def test_the_networks_in_reach_are_listed_once_by_their_true_names(person):
    await person.press("s")

    assert person.body[2:] == [
        "Networks in reach (Enter joins one):",
        ">  88 %  open       caf\u00e9: C:\\guests",
        "   71 %  WPA2       village hall",
    ]


async def test_the_right_password_joins_and_the_list_says_so(machine, person):
    await person.press("s", "down", "enter", *SECRET, "enter", "enter")

    assert machine.joined == "village hall"
    assert "joined village hall" in person.screen[-1]
    assert person.body[-1] == ">  71 %  WPA2       village hall, joined"


async def test_a_wrong_password_is_said_and_the_form_stays_for_another(machine, person):
    await person.press("s", "down", "enter", *"battery staple", "enter", "enter")
    refused = person.body
    await person.press("up", "ctrl-u", *SECRET, "enter", "enter")

    assert refused[0] == "Join village hall"
    assert refused[-1] == "the password is not right"
    assert machine.joined == "village hall"


async def test_a_password_is_on_no_command_line_and_on_no_screen(machine, person):
    shown = []
    for key in ("s", "down", "enter", *SECRET, "enter", "enter"):
        await person.press(key)
        shown.append("\n".join(person.screen))

    assert any("connect village hall" in call for call in machine.calls)
    assert [call for call in machine.calls if SECRET in call] == []
    assert [screen for screen in shown if SECRET[:4] in screen] == []


@pytest.mark.parametrize("password", ["short", "x" * 64])
async def test_a_password_that_no_network_can_have_is_refused_in_words(machine, person, password):
    machine.set(stations=[{**HALL, "password": "y" * 64}])
    await person.press("s", "enter", *password, "enter", "enter")

    assert person.body[-1] in ("a Wi-Fi password has 8 to 63 characters", "the password is not right")
    assert machine.joined == ""


async def test_an_open_network_is_joined_without_a_question_for_a_password(machine, person):
    await person.press("s", "enter", "enter")

    assert machine.joined == "caf\u00e9: C:\\guests"


async def test_a_network_that_hides_its_name_is_joined_by_it(machine, person):
    await person.press("n", *"cellar", "enter", *SECRET, "enter", "enter")

    assert machine.joined == "cellar"
    assert [call for call in machine.calls if SECRET in call] == []


async def test_a_hidden_network_that_is_not_there_is_said(machine, person):
    await person.press("n", *"attic", "enter", "enter", "enter")

    assert "no network of this name is in reach" in person.body[-1]


@pytest.mark.parametrize("name", ["--help", "two\nlines", "lost \ufffd"])
async def test_a_name_that_could_be_taken_for_an_option_or_is_damaged_is_not_given_to_nmcli(machine, person, name):
    machine.set(stations=[{"ssid": name, "signal": 50, "security": ""}])
    news = await person.jobs.run(Do("wifi-join", {"ssid": name, "password": ""}))

    assert "join with `nmtui`" in news.problem
    assert machine.calls == []


async def test_a_network_that_wants_a_user_name_is_refused_before_anything_is_asked(machine, person):
    machine.set(stations=[{"ssid": "school", "signal": 60, "security": "WPA2 802.1X"}])
    await person.press("s", "enter")

    assert "wants a user name" in person.screen[-1]
    assert person.state.over == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"running": False}, "NetworkManager does not run; start it with `sudo systemctl start NetworkManager`"),
        ({"wifi": "disabled"}, "Wi-Fi is switched off: run `nmcli radio wifi on`"),
        ({"hardware": "disabled"}, "Wi-Fi is switched off"),
        ({"hardware": "missing"}, "this machine has no Wi-Fi"),
    ],
)
@pytest.mark.parametrize("keys", ["s", "o"])
async def test_what_keeps_wifi_from_working_is_said_with_the_next_step(machine, person, keys, changes, words):
    machine.set(**changes)
    await person.press(keys, *("OPEN" if keys == "o" else ""), "enter", "esc")
    await person.press(*("o", *"OPEN", "enter") if keys == "o" else ("s",))

    assert words in " ".join("\n".join(person.screen).split())
    assert machine.joined == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"allowed": False}, "run `sudo usermod -aG netdev USER`, then log in again"),
        ({"stations": [{**HALL, "weak": True}]}, "it took too long"),
        ({"stations": []}, "no network of this name is in reach"),
        ({"running": False}, "NetworkManager does not run"),
        ({"wifi": "disabled"}, "Wi-Fi is switched off"),
    ],
)
async def test_a_refusal_to_join_says_what_to_do(machine, person, changes, words):
    machine.set(stations=[HALL])
    await person.press("s", "enter", *SECRET, "enter")
    machine.set(**{"stations": [HALL], **changes})
    await person.press("enter")

    assert words in " ".join(" ".join(person.body).split())
    assert machine.joined == ""


async def test_nothing_in_reach_is_said(machine, person):
    machine.set(stations=[])
    await person.press("s")

    assert person.body[-1] == "No network is in reach."


async def test_an_access_point_opens_after_its_word_and_its_password_stays_on_the_screen(machine, person):
    await person.press("o", *"OPEN", "enter")
    await person.press("down")

    assert machine.joined == "HearthNet-hall"
    assert "opened      access point HearthNet-hall, password wbX7:gTq2" in person.body
    assert [call for call in machine.calls if "wbX7" in call] == []


async def test_the_name_of_an_access_point_fits_into_32_bytes(machine, person):
    person.state = State(screen=NETWORK, facts=Facts(down="", node={"name": "\u0395\u03bb\u03bb\u03b7\u03bd" * 4}))
    await person.press("o", *"OPEN", "enter")

    assert machine.joined.startswith("HearthNet-\u0395\u03bb\u03bb\u03b7\u03bd")
    assert len(machine.joined.encode()) == 32


async def test_without_nmcli_nothing_is_offered_and_the_reason_is_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    person = Person(tmp_path)
    await person.press("s", "n", "o")

    assert f"Not offered: search for Wi-Fi: {NO_NMCLI}" in person.body
    assert f"Not offered: join by name: {NO_NMCLI}" in person.body
    assert person.state.over == ()


def test_a_wifi_is_joined_at_a_terminal_while_the_agent_is_down(machine, tmp_path):
    line = Line(console(tmp_path / "nobody")).until("AGENT DOWN").keys("7").until("search for Wi-Fi")
    line.keys("s").until("village hall").keys("j", ENTER).until("Join village hall")
    line.keys("wrong password", ENTER, ENTER).until("the password is not right")
    line.keys("\x1b[A", "\x15", SECRET, ENTER, ENTER).until("joined village hall")
    line.child.close(force=True)

    assert machine.joined == "village hall"
    assert SECRET.encode() not in line.sent
