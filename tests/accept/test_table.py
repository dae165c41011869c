"""The list of docs/acceptance.md: every line has a test that exists, or says why there is none."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(
    r"\| (?P<check>[a-z_0-9]+) \| (?P<here>[^|]+) \| (?:`(?P<file>tests/[a-z_/0-9]+\.py)::(?P<test>test_\w+)`|-) \|"
)
ROWS = [
    match
    for line in (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8").splitlines()
    if (match := ROW.fullmatch(line))
]


def test_no_line_is_missing_or_written_twice() -> None:
    names = [row["check"] for row in ROWS]

    assert len(names) == len(set(names)) == 74


@pytest.mark.parametrize("row", ROWS, ids=[row["check"] for row in ROWS])
def test_a_line_names_a_test_that_exists_or_says_why_not(row: "re.Match[str]") -> None:
    if row["file"] is None:
        assert row["here"].startswith(("not offered yet: issue ", "no counterpart"))
    else:
        source = (ROOT / row["file"]).read_text(encoding="utf-8")
        assert re.search(rf"^(async )?def {row['test']}\(", source, re.MULTILINE), "the test is not in that file"
