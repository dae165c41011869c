"""Charts that any browser draws, on light and on dark pages."""

from xml.etree import ElementTree

from bench.airsim.svg import Series, axis, bars, lines

MINUTES = axis("minutes", 0, 5, 10)
PERCENT = axis("reached, %", 0, 50, 100)


def test_a_line_goes_through_its_points():
    drawn = ElementTree.fromstring(lines("Reach", MINUTES, PERCENT, [Series("ours", ((0, 0), (10, 100)))]))

    [line] = drawn.iter("{http://www.w3.org/2000/svg}polyline")
    assert line.get("points") == "64.0,352.0 696.0,56.0"


def test_a_bar_is_as_high_as_its_parts_together():
    drawn = ElementTree.fromstring(bars("Airtime", PERCENT, ["ours"], [("alert", [25.0]), ("summary", [50.0])]))

    heights = [float(rect.get("height")) for rect in drawn.iter("{http://www.w3.org/2000/svg}rect") if rect.get("fill")]
    assert heights[:2] == [74.0, 148.0]


def test_a_chart_changes_its_text_on_a_dark_page():
    assert "prefers-color-scheme: dark" in lines("Reach", MINUTES, PERCENT, [])


def test_what_is_beyond_an_axis_is_drawn_at_its_end():
    drawn = lines("Reach", MINUTES, PERCENT, [Series("ours", ((0, 0), (99, 999)))])

    assert "696.0,56.0" in drawn


def test_names_are_text_not_markup():
    assert "&lt;ours&gt;" in lines("Reach", MINUTES, PERCENT, [Series("<ours>", ((0, 0), (10, 100)))])
