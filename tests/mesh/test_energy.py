"""The battery of a machine, from files as Linux writes them."""

from pathlib import Path

import pytest

from edge_agent.mesh.energy import energy


def supply(folder: Path, name: str, **said: str) -> None:
    (folder / name).mkdir()
    for what, value in said.items():
        (folder / name / what).write_text(f"{value}\n")


def test_a_machine_without_a_battery_has_all_it_needs(tmp_path: Path) -> None:
    assert energy(tmp_path / "none") == 1.0
    supply(tmp_path, "AC", type="Mains", online="1")

    assert energy(tmp_path) == 1.0


@pytest.mark.parametrize(
    ("status", "capacity", "left"),
    [("Discharging", "37", 0.37), ("Charging", "37", 1.0), ("Full", "100", 1.0), ("Discharging", "broken", 1.0)],
)
def test_a_battery_counts_while_it_runs_down(tmp_path: Path, status: str, capacity: str, left: float) -> None:
    supply(tmp_path, "BAT0", type="Battery", status=status, capacity=capacity)

    assert energy(tmp_path) == left


def test_the_emptiest_of_two_batteries_counts(tmp_path: Path) -> None:
    for name, capacity in (("BAT0", "80"), ("BAT1", "12")):
        supply(tmp_path, name, type="Battery", status="Discharging", capacity=capacity)

    assert energy(tmp_path) == 0.12
