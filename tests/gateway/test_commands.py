"""`lora-gateway` as a person types it, and its settings."""

import json
import signal
from dataclasses import fields
from pathlib import Path

import pytest

from lora_gateway.app import open_ports
from lora_gateway.config import Settings, load, parse
from lora_gateway.errors import ConfigError
from lora_gateway.law.region_table import REGIONS
from lora_gateway.log import clean
from lora_gateway.port.modem_url import modem_settings
from lora_gateway.port.schemes import open_port
from tests.gateway.processes import ROOT, Process


async def finished(home, *arguments):
    process = await Process.start(*arguments, errors=home / "errors.log")
    code, printed = await process.finish()
    return code, printed, process.errors


async def test_status_is_printed_as_lines_and_as_json(home, ether, start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()
    agent.offer(1, priority=4)
    await agent.until("status", lambda status: status["sent"] == 1)

    code, lines, _ = await finished(home, "status", "--home", str(home))
    _, as_json, _ = await finished(home, "status", "--home", str(home), "--json")

    assert code == 0
    assert "radio.state up" in lines.splitlines()
    assert "airtime.allowed_ms 360000" in lines.splitlines()
    assert json.loads(as_json)["sending"][0]["state"] == "sent"


async def test_status_without_a_gateway_says_how_to_start_one(home):
    code, _, errors = await finished(home, "status", "--home", str(home))
    assert code == 1
    assert "lora-gateway run --home" in errors


@pytest.mark.parametrize("arguments", [("--port", "ftp://x:1"), ("--preset", "Fast"), ("--port", "sim://host/x")])
async def test_a_wrong_option_ends_at_once_and_names_what_exists(home, arguments):
    code, _, errors = await finished(home, "run", "--home", str(home), *arguments)
    assert code == 2
    assert "sim:///path" in errors or "LongFast" in errors
    assert "Traceback" not in errors


async def test_a_home_that_does_not_exist_is_not_made(home):
    code, _, errors = await finished(home, "run", "--home", str(home / "nowhere"))
    assert code == 2
    assert "hearthnet init" in errors
    assert not (home / "nowhere").exists()


async def test_a_second_gateway_of_one_home_is_told_so(home, start_gateway, connect_agent):
    await start_gateway()
    await connect_agent()
    code, _, errors = await finished(home, "run", "--home", str(home))
    assert code == 2
    assert "another gateway is running" in errors


async def test_a_folder_that_others_may_enter_holds_no_socket(home):
    (home / "run").chmod(0o755)
    code, _, errors = await finished(home, "run", "--home", str(home))
    assert code == 2
    assert "chmod 700" in errors


async def test_ctrl_c_ends_it_without_a_traceback_or_a_stray_file(home, start_gateway, connect_agent):
    gateway = await start_gateway()
    await connect_agent()
    code, _ = await gateway.finish(signal.SIGINT)
    assert code == 0
    assert "Traceback" not in gateway.errors
    assert list((home / "run").iterdir()) == []


def test_settings_come_from_the_gateway_table_and_the_rest_of_the_file_is_left_alone(tmp_path):
    (tmp_path / "hearthnet.toml").write_text(
        '[node]\nname = "ada"\n[gateway]\npreset = "ShortFast"\nalert_reserve = 0\n'
    )
    assert load(tmp_path) == Settings(preset="ShortFast", alert_reserve=0.0)
    assert load(tmp_path / "empty") == Settings()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"speed": 1}, "no setting speed"),
        ({"preset": "Fast"}, "LongFast"),
        ({"preset": 3}, "gateway.preset must be a text"),
        ({"duty_cycle": -0.1}, "duty_cycle"),
        ({"duty_cycle": 0.2}, "duty_cycle"),
        ({"duty_cycle": 1.01}, "duty_cycle"),
        ({"duty_cycle": float("nan")}, "duty_cycle"),
        ({"alert_reserve": 1.0}, "alert_reserve"),
        ({"network": 65536}, "network"),
        ({"hops": 8}, "hops"),
        ({"relay": 1}, "true or false"),
        ({"hops": True}, "a whole number"),
        ({"region": "Atlantis"}, "the regions are"),
        ({"region": "EU_868", "preset": "ShortTurbo"}, "500 kHz"),
        ({"second": "sim://"}, "the same radio"),
        ({"second_use": "spare"}, "standby"),
        ({"text_language": "tlh"}, "text_language"),
        ([], "not a table"),
    ],
)
def test_a_wrong_setting_is_named(table, words):
    with pytest.raises(ConfigError, match=words):
        parse(table)


def test_a_file_that_is_not_toml_is_named(tmp_path):
    (tmp_path / "hearthnet.toml").write_text("[gateway\n")
    with pytest.raises(ConfigError, match=r"hearthnet\.toml is not TOML"):
        load(tmp_path)


def test_every_setting_is_documented():
    described = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert [name for name in (field.name for field in fields(Settings)) if f"`gateway.{name}`" not in described] == []


def opened(url):
    return open_port(url, Path("/home/ada"), preset="LongFast", region="EU_868")


@pytest.mark.parametrize(
    "url", ["sim://", "serial://auto", "serial:///dev/ttyUSB0", "tcp://radio.lan", "modem://auto?mhz=869.525"]
)
def test_a_port_keeps_the_url_that_it_was_opened_with(url):
    assert opened(url).url == url
    assert not opened(url).state.up


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sim:///x?station=" + "a" * 33, "at most 32"),
        ("sim://host/x", "write it as sim://"),
        ("serial://ttyUSB0", "write it as serial://"),
        ("tcp://", "write it as tcp://"),
        ("tcp://[::1", "write it as one of"),
        ("modem://ttyUSB0", "write it as modem://"),
        ("modem://auto?hz=1", "write it as modem://"),
        ("modem://auto?mhz=fast", "write it as modem://"),
        ("modem://auto?mhz=868.3", "not within 869.4 to 869.65 MHz"),
        ("/dev/ttyUSB0", "no driver for that"),
    ],
)
def test_a_url_that_names_no_radio_says_how_it_is_written(url, words):
    with pytest.raises(ConfigError, match=words):
        opened(url)


def test_a_modem_is_set_to_the_middle_of_the_band_and_below_its_power_limit():
    settings = modem_settings("LongFast", REGIONS["EU_868"], 869.525)
    assert (settings.frequency_hz, settings.bandwidth_hz, settings.spreading) == (869525000, 250000, 11)
    assert settings.power_dbm <= REGIONS["EU_868"].power_dbm
    assert settings.sync_word != 0x2B


def test_two_radios_are_one_port():
    port = open_ports(Settings(second="modem:///dev/ttyACM1"), Path("/home/ada"))
    assert port.url == "sim:// and modem:///dev/ttyACM1"


def test_control_characters_do_not_reach_the_terminal():
    assert clean("\x1b[2Jada\r\nforged line") == "?[2Jada??forged line"
