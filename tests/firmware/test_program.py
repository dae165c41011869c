"""What a board carries, how large it is, and what is written for copying and for mip."""

import json

import pytest
from nacl.signing import VerifyKey

from edge_agent.errors import BadRequest, ConfigError
from edge_agent.firmware import bundle, package, program, sizes
from edge_agent.identity.keys import Key
from meshwire.bundle import decode
from tools import firmware as tool


@pytest.fixture(scope="module")
def built():
    return package.build(None, ["de"])


@pytest.fixture
def sources(tmp_path):
    """Boards of two kinds."""
    for name, text in {
        "main.py": "from node import board\n",
        "boards/__init__.py": "",
        "boards/roof.py": "from drivers import screen\n",
        "boards/cellar.py": "",
        "drivers/screen.py": "",
        "node/__init__.py": "",
        "node/board.py": "from meshwire.cbor import dumps\ndef late():\n    __import__('node.rare')\n",
        "node/rare.py": "",
        "lib/meshwire/__init__.py": "",
        "lib/meshwire/cbor.py": "import meshwire.errors\n",
        "lib/meshwire/errors.py": "",
        "lib/meshwire/gateway_only.py": "",
        "lib/meshwire/phrases/en.py": "",
        "lib/meshwire/phrases/de.py": "",
        "lib/meshwire/phrases/fr.py": "",
        "lib/meshwire/dictionaries/fr.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_board_carries_what_its_entry_reaches_and_nothing_else(sources):
    found = set(program.needed("roof", ["de"], sources))
    assert {"node/rare.py", "lib/meshwire/errors.py", "drivers/screen.py", "lib/meshwire/__init__.py"} <= found
    assert "lib/meshwire/gateway_only.py" not in found
    assert "boards/cellar.py" not in found


def test_it_speaks_its_own_language_and_english_and_reads_all(sources):
    found = set(program.needed("roof", ["de"], sources))
    assert {"lib/meshwire/phrases/en.py", "lib/meshwire/phrases/de.py", "lib/meshwire/dictionaries/fr.py"} <= found
    assert "lib/meshwire/phrases/fr.py" not in found


@pytest.mark.parametrize(("kind", "language"), [("desk", "de"), ("submarine", "de"), ("roof", "tlh")])
def test_an_unknown_kind_or_language_is_answered_with_those_that_are_there(sources, kind, language):
    with pytest.raises(BadRequest, match=r"cellar, roof|de, en, fr"):
        program.needed(kind, [language], sources)


def test_what_only_gateways_need_stays_off_boards(built):
    assert "node/board.mpy" in built
    assert not built.keys() & {f"lib/meshwire/{name}.mpy" for name in ("vector", "wanted", "spread")}


def test_no_module_grew_without_being_recorded():
    assert [*map(str, sizes.growths(package.recorded(), tool.measured()))] == [], (
        "look why: make firmware ARGS=--record"
    )


def test_a_module_that_grew_is_named():
    before = {"node/board.mpy": 1000, "node/alarm.mpy": 1000, "node/relay.mpy": 4000}
    now = {"node/board.mpy": 1201, "node/alarm.mpy": 1200, "node/relay.mpy": 4400, "node/new.mpy": 201}
    assert sizes.growths(before, now) == [("node/board.mpy", 1000, 1201), ("node/new.mpy", 0, 201)]
    assert "GREW: node/board.mpy from 1000 to 1201 bytes" in "\n".join(sizes.table(now, before))


def test_the_table_has_every_module_the_sum_of_its_group_and_the_verdict(built):
    lines = list(sizes.table(package.sizes(built), package.recorded()))
    shown = {words[1]: int(words[0]) for words in (line.split() for line in lines) if words[0].isdigit()}
    assert {name: shown[name] for name in built} == package.sizes(built)
    assert shown["wire"] == sum(len(data) for name, data in built.items() if program.group_of(name) == "wire")
    total = sum(len(data) for data in built.values())
    assert sizes.counted(package.sizes(built)) == total
    assert any(f"missed by {total - sizes.GOAL}" in line for line in lines) or total <= sizes.GOAL


def test_boards_and_drivers_do_not_count_for_the_goal():
    assert sizes.counted({"lib/meshwire/a.mpy": 1, "node/a.mpy": 2, "boards/a.mpy": 4, "drivers/a.mpy": 8}) == 3
    assert "is met" in sizes.verdict(sizes.GOAL)
    assert "missed by 1" in sizes.verdict(sizes.GOAL + 1)


def test_every_file_that_mip_is_told_of_is_beside_the_list(tmp_path, built):
    package.write(built, {"main.py": b"start\n"}, "1.2", tmp_path)
    listed = json.loads((tmp_path / "package.json").read_text(encoding="utf-8"))
    assert listed["version"] == "1.2"
    assert dict(listed["urls"])["meshwire/cbor.mpy"] == "copy/slots/a/lib/meshwire/cbor.mpy"
    assert {url: (tmp_path / url).read_bytes() for _, url in listed["urls"]} == {
        f"copy/slots/a/{name}": data for name, data in built.items()
    }
    assert (tmp_path / "copy" / "main.py").read_bytes() == b"start\n"


@pytest.mark.parametrize("kind", program.kinds())
def test_the_program_of_every_kind_is_an_update_that_boards_read(kind):
    key = Key(b"node".ljust(32, b"."))
    files = package.build(kind, ["de"])
    head, contents = decode(bundle.signed(files, "1.2+7", kind, 7, key))
    assert (head.manifest.board, head.manifest.counter, head.signer) == (kind, 7, key.public)
    assert dict(zip((one.path for one in head.manifest.files), contents, strict=False)).keys() <= files.keys()
    VerifyKey(key.public).verify(head.digest, head.signature)


def test_the_radio_s_driver_is_gathered_from_the_packages_it_comes_in(tmp_path):
    for name in ("lora/lora/__init__.py", "lora/lora/modem.py", "lora-sx126x/lora/sx126x.py", "lora-sync/other.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    found = package.radio_library(tmp_path)
    assert set(found) == {"__init__.mpy", "modem.mpy", "sx126x.mpy"}
    assert all(data.startswith(b"M") for data in found.values())


def test_a_folder_without_it_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="micropython/lora of micropython-lib"):
        package.radio_library(tmp_path)
