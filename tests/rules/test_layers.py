"""Who may import whom. The layers are drawn in docs/architecture.md; this is the same drawing as a table."""

import pytest

from tests.rules.sources import PRODUCT, ROOT, files, imports, module_name, shown, text, within

WIRE_LIBRARIES = ("binascii", "collections", "deflate", "hashlib", "io", "struct", "zlib")
MIDDLE = ("identity", "events", "bus")
ENTRIES = ("app", "__main__")
BASE = {path.stem for path in (ROOT / "edge_agent").glob("*.py")} - {"__init__", *ENTRIES}  # errors, config, clock ...
HEAVY = (
    "ai_edge_litert", "fastjsonschema", "ifaddr", "llama_cpp", "meshtastic", "mpremote", "onnxruntime", "playwright",
    "segno", "serial", "serialx", "zeroconf",
)  # fmt: skip
HARDWARE = ("boards", "drivers", "esp32", "lora", "machine", "rp2")  # a board's behaviour is given it
LATE = ("main",)  # a board's entry: there the order of the imports is the order of memory
BEYOND_ITS_LAYER = {
    # `agent` and `run` start the node, `board` prepares boards, `doctor` examines; `alert encode` works without a node
    "cli": ("app", "console", "desk", "doctor", "firmware", "relay", "usb", "alerts.encode"),
    "console": ("cli.client", "doctor"),  # asks the node as a command does, and says why it is down
    "doctor": ("cli.client", "radio.messages"),  # asks the agent as a command does, and the gateway when there is none
    "desk": ("cli.client", "firmware"),  # waits for the node and asks it as a command does; runs a board's program
    "relay": ("mesh",),  # carries its connections
    "usb": ("firmware",),  # puts a program on a board
}


def offences(module: str, source: str) -> list[str]:
    """What a module imports and may not, in words."""
    said = []
    for one in imports(source):
        if not may_import(module, one.name):
            said.append(f"{module}:{one.line} may not import {one.name}")
        if one.deep and module not in LATE and not any(within(one.name, library) for library in HEAVY):
            said.append(f"{module}:{one.line} imports {one.name} below the top of the file")
    return said


def may_import(module: str, name: str) -> bool:
    package = module.split(".")[0]
    if package == "meshwire":
        return any(within(name, allowed) for allowed in ("meshwire", *WIRE_LIBRARIES))
    if package in ("node", "boards", "drivers"):
        beyond = ("edge_agent", "lora_gateway") + (HARDWARE if package == "node" else ())
        return not any(within(name, other) for other in beyond)
    if package == "lora_gateway":
        return not within(name, "edge_agent")
    return not within(name, "lora_gateway") and (not within(name, "edge_agent") or agent_may(module, name))


def agent_may(module: str, name: str) -> bool:
    """A part may import itself and what lies below: base, then identity, events and bus, then one feature or face."""
    part, other = module.split(".")[1], name.split(".")[1]
    if part in ENTRIES or other == part:
        return True
    if any(within(name, f"edge_agent.{more}") for more in BEYOND_ITS_LAYER.get(part, ())):
        return True
    return other in BASE or (part not in BASE and other in MIDDLE)


def product() -> list[tuple[str, str]]:
    return [(module_name(path), text(path)) for package in PRODUCT for path in files(".py", under=package)]


def test_every_module_imports_only_what_its_layer_may():
    assert [offence for module, source in product() for offence in offences(module, source)] == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("meshwire.frame", "import asyncio"),
        ("meshwire.frame", "from cbor2 import loads"),
        ("node.alarm", "from edge_agent import config"),
        ("node.alarm", "from machine import Pin"),
        ("node.face", "from drivers.ssd1306 import Display"),
        ("drivers.siren", "from edge_agent import config"),
        ("lora_gateway.link", "import edge_agent.errors"),
        ("edge_agent.radio.link", "from lora_gateway.config import Config"),
        ("edge_agent.alerts.store", "from edge_agent.messages.store import MessageStore"),
        ("edge_agent.web.routes", "from edge_agent.alerts import model"),
        ("edge_agent.events.store", "from edge_agent.alerts.model import Alert"),
        ("edge_agent.errors", "from edge_agent.bus.bus import Bus"),
        ("edge_agent.alerts.store", "from edge_agent.app import build"),
        ("edge_agent.desk.node", "from edge_agent.cli.alert import add_to"),
        ("edge_agent.alerts.store", "def late():\n    import json"),
    ],
)
def test_an_import_across_the_layers_is_found(module, line):
    assert offences(module, line)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("meshwire.frame", "from meshwire.errors import WireError"),
        ("drivers.siren", "from machine import PWM"),
        ("drivers.button", "from node.hardware import SHORT"),
        ("edge_agent.alerts.store", "from edge_agent.alerts.model import Alert"),
        ("edge_agent.alerts.store", "from edge_agent.events.store import EventStore"),
        ("edge_agent.cli.agent", "from edge_agent.app import build"),
        ("edge_agent.app", "from edge_agent.alerts.store import AlertStore"),
        ("edge_agent.models.worker.gguf", "def load():\n    import llama_cpp"),
    ],
)
def test_an_import_along_the_layers_passes(module, line):
    assert offences(module, line) == []


def test_a_heavy_library_lives_in_one_file():
    homes = {library: heavy_homes(library, product()) for library in HEAVY}
    assert {library: found for library, found in homes.items() if len(found) > 1} == {}


def heavy_homes(library: str, modules: list[tuple[str, str]]) -> list[str]:
    return [module for module, source in modules if any(within(one.name, library) for one in imports(source))]


def test_a_second_home_of_a_heavy_library_is_found():
    modules = [("a", "import serialx"), ("b", "def open_port():\n    from serialx import open_serial_connection")]
    assert heavy_homes("serialx", modules) == ["a", "b"]


def test_package_files_are_empty():
    packages = [path for path in files(".py") if path.name == "__init__.py"]
    assert len(packages) >= 5
    assert [shown(path) for path in packages if text(path).strip()] == []
