"""bench.report: what a benchmark measured is judged, kept and shown."""

import json
import platform

import pytest

from bench import report


@pytest.mark.parametrize(
    ("value", "better", "goal", "verdict"),
    [
        (190, "lower", 190, True),
        (191, "lower", 190, False),
        (20, "higher", 20, True),
        (19.9, "higher", 20, False),
        (5, "lower", None, None),
    ],
)
def test_a_figure_is_judged_by_its_goal(value, better, goal, verdict):
    assert report.figure("alert.bytes", value, "B", better, goal=goal)["ok"] is verdict


def test_a_count_stays_exact_and_a_measurement_keeps_four_digits():
    assert report.figure("events.rows", 1234567, "", "higher")["value"] == 1234567
    assert report.figure("events.rate", 1234.567, "1/s", "higher")["value"] == 1235.0


def test_a_second_run_replaces_its_own_figures_and_keeps_the_others(tmp_path):
    report.write("alert", [figure("alert.a", 1), figure("alert.b", 2)], folder=tmp_path)

    report.write("alert", [figure("alert.b", 3)], folder=tmp_path)

    kept = report.read(tmp_path / "alert.json")["figures"]
    assert [(one["name"], one["value"]) for one in kept] == [("alert.a", 1), ("alert.b", 3)]


def test_figures_of_another_machine_are_dropped(tmp_path):
    elsewhere = {"machine": {"cpu": "another"}, "figures": [figure("alert.a", 1)]}
    (tmp_path / "alert.json").write_text(json.dumps(elsewhere), encoding="utf-8")

    report.write("alert", [figure("alert.b", 2)], folder=tmp_path)

    kept = report.read(tmp_path / "alert.json")
    assert [one["name"] for one in kept["figures"]] == ["alert.b"]
    assert kept["machine"] == report.machine()


def test_a_table_shows_the_goal_the_verdict_and_the_rival():
    missed = report.figure("alert.bytes", 250, "B", "lower", goal=231, against=("LXMF", 488))
    assert report.table([missed]).split("\n")[1].split() == [
        "alert.bytes", "250", "B", "at", "most", "231", "MISSED", "LXMF", "488",
    ]  # fmt: skip


def test_the_machine_is_described_without_its_name():
    described = report.machine()
    assert described.keys() == {"cpu", "cores", "memory", "os", "python"}
    assert platform.node() not in described.values()


def figure(name: str, value: float) -> report.Figure:
    return report.figure(name, value, "B", "lower")
