"""Values stand where the axis says, bounds point the right way, all is said in words."""

from __future__ import annotations

import pytest

from kg.errors import FormatError
from kg.visual.charts.frame import Head
from kg.visual.charts.trajectory import STEM, Series, Trajectory, Value, trajectory
from tests.visual.charts.samples import SVG, desc, marks, plain, samples, texts, tip, tree


def drawn(*values: Value, lang: str = "en") -> str:
    one = Series(plain("Income", "收入"), values)
    return trajectory(Trajectory(Head(plain("T", "题")), (one,), plain("yuan", "元")), lang)


def test_the_description_names_every_value_with_its_bound() -> None:
    said = desc(samples()["trajectory"]("en", 900))
    assert "2023 more than 510 billion yuan" in said
    assert "2025 600 billion yuan" in said
    assert "2030 at least 1 trillion yuan (900 billion to 1.1 trillion)" in said
    assert "2023 超过5100亿元" in desc(samples()["trajectory"]("zh", 900))


def test_values_stand_at_their_height_between_zero_and_the_top() -> None:
    svg = drawn(Value(2020, 0), Value(2021, 500e9), Value(2022, 1000e9))
    ys = [float(c.get("cy", "nan")) for m in marks(svg) for c in m.iter(f"{SVG}circle")]
    assert ys[1] - ys[2] == pytest.approx(ys[0] - ys[1])
    levels = sorted(
        float(one.get("y1", "nan"))
        for one in tree(svg).iter(f"{SVG}line")
        if "s-rule" in (one.get("class") or "") or "s-axis" in (one.get("class") or "")
        if one.get("y1") == one.get("y2")
    )
    assert (ys[2], ys[0]) == (levels[0], levels[-1])
    xs = [float(c.get("cx", "nan")) for m in marks(svg) for c in m.iter(f"{SVG}circle")]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.02)


def test_more_than_points_up_and_at_most_down() -> None:
    svg = drawn(Value(2020, 5, ">"), Value(2021, 5, "<="), Value(2022, 5))
    up, down, none = marks(svg)
    for mark, way in ((up, -1), (down, 1)):
        stem = mark.find(f"{SVG}line")
        assert stem is not None
        assert float(stem.get("y2", "0")) - float(stem.get("y1", "0")) == way * (STEM - 4)
    assert none.find(f"{SVG}line") is None
    assert ">5" in texts(svg)
    assert "≤5" in texts(svg)


def test_an_aim_is_hollow_and_its_path_dashed() -> None:
    svg = drawn(Value(2020, 1), Value(2025, 2, aim=True))
    rings = [c.get("class") for m in marks(svg) for c in m.iter(f"{SVG}circle")]
    assert rings == ["ring s-c1 f-c1", "ring s-c1 f-ground"]
    dashed = [p for p in tree(svg).iter(f"{SVG}path") if p.get("class") == "line dash s-c1"]
    assert len(dashed) == 1


def test_a_mark_bears_its_claims_and_says_its_value() -> None:
    mark = marks(drawn(Value(2023, 510e9, ">", claims=("o001-008", "o001-014"))))[0]
    assert mark.get("data-claim") == "o001-008 o001-014"
    assert tip(mark) == "Income: 2023 more than 510 billion yuan"


@pytest.mark.parametrize("value", [Value(2020, 1, "?"), Value(2020, float("nan")), Value(1, 1e999)])
def test_a_value_that_cannot_be_drawn_is_refused(value: Value) -> None:
    with pytest.raises(FormatError):
        drawn(value)


def test_no_value_says_so() -> None:
    assert "Nothing to show" in texts(drawn())
