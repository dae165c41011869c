"""The unit that gives a serial line to the console: no root, no shell, started again."""

from configparser import ConfigParser

from tests.rules.sources import ROOT

UNIT = ROOT / "images/files/hearthnet-console@.service"


def test_the_login_unit_runs_only_the_console_and_not_as_root():
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read(UNIT, encoding="utf-8")
    service = unit["Service"]

    assert service["User"] not in ("", "root", "0")
    assert service["ExecStart"].split()[1:] == ["console", "--login"]
    assert service["Restart"] == "always"
    assert "serial-getty@%i.service" in unit["Unit"]["Conflicts"]
