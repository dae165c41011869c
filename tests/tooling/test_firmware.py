"""make firmware: every module of the boards, compiled, with its size."""

import pytest

from tests.rules.sources import files
from tools import firmware


def test_every_module_is_compiled_and_measured(tmp_path, capsys):
    firmware.main(tmp_path)

    *rows, total = capsys.readouterr().out.splitlines()
    sizes = {name: int(size) for size, name in (row.split() for row in rows)}
    folder = firmware.SOURCES["meshwire"]
    expected = {f"meshwire/{path.relative_to(folder).with_suffix('.mpy')}" for path in files(".py", under=str(folder))}
    assert expected <= sizes.keys()
    assert {name: (tmp_path / name).stat().st_size for name in sizes} == sizes
    assert int(total.split()[0]) == sum(sizes.values())


def test_a_module_that_micropython_cannot_read_ends_the_build(tmp_path, capfd):
    source = tmp_path / "new.py"
    source.write_text("def later(a, /): pass", encoding="utf-8")

    with pytest.raises(SystemExit, match="new.py does not compile"):
        firmware.compile_module(source, "new.py", tmp_path / "new.mpy")

    assert "SyntaxError" in capfd.readouterr().err
