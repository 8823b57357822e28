"""The runner at size S: every answer of the product equals that of each peer at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import bench as at_hand
from benchmarks.bench import Bench, Row, compare, judged
from benchmarks.goals_network import LINEAR, REPORT, doubled
from benchmarks.measure import Result, child, own_python
from benchmarks.peers import Peers
from benchmarks.run import GOALS, chosen, read, write

HERE = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Return a run at size S with the peers of this environment, each step done once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_BENCH_BUDGET", "0")
        yield Bench("S", Peers(here=True), tmp_path_factory.mktemp("bench"))


def of(bench: Bench, goal: str) -> list[Row]:
    """Return the rows that a goal adds."""
    before = len(bench.rows)
    GOALS[goal](bench)
    return bench.rows[before:]


def both_ended(row: Row) -> bool:
    """Return whether a row holds two figures."""
    return bool(row.kg and row.theirs)


@pytest.mark.parametrize(
    ("goal", "least"), [("P1", 2), ("P3", 2), ("P4", 12), ("P5", 6), ("P6", 2), ("P7", 2)]
)
def test_the_answers_on_the_graph_equal_those_of_every_peer_here(
    bench: Bench, goal: str, least: int
) -> None:
    compared = [row for row in of(bench, goal) if row.equal]
    assert len(compared) >= least
    assert [row for row in compared if row.equal != "yes" or not both_ended(row)] == []


def test_the_measures_equal_those_of_networkx_on_the_same_ties(bench: Bench) -> None:
    rows = [row for goal in ("P8", "P9") for row in of(bench, goal) if row.peer == "networkx"]
    assert [row.what for row in rows if row.equal == "no" or not both_ended(row)] == []
    assert [row.what for row in bench.unequal] == []
    exact = 4  # two networks, with the extra and without
    whole = 1  # the same measures in one job
    assert sum(row.equal == "yes" for row in rows) == len(REPORT) - 1 + whole + exact  # no Leiden


def test_every_linear_measure_is_doubled_twice(bench: Bench) -> None:
    before = len(bench.rows)
    doubled(bench)
    rows = bench.rows[before:]
    assert len(rows) == 2 * len(LINEAR)
    assert [row.what for row in rows if not both_ended(row)] == []


def test_a_peer_that_is_not_here_is_reported_and_not_passed_over(bench: Bench) -> None:
    rows = [row for row in bench.rows if row.peer == "kglab"] or of(bench, "P1")
    missing = [row for row in rows if row.peer == "kglab"]
    assert missing
    assert {(row.note, row.theirs, row.reached) for row in missing} == {
        ("not available here", "", "")
    }


def test_a_step_that_tells_nothing_is_stopped_and_gives_a_bound() -> None:
    told = child(own_python(), "agree.views", {}, cap=0.01)
    assert told.why == "stopped at 0 s"
    row = compare(("P1", "M", "load", "≥ 12"), Result(1.0), "peer", told["load"])
    assert (row.ratio, row.reached) == (">60.0", "yes")
    row = compare(("P1", "M", "load", "≥ 90"), Result(1.0), "peer", told["load"])
    assert (row.ratio, row.reached) == (">60.0", "unknown")


@pytest.mark.parametrize(
    ("values", "wanted", "answer"),
    [
        ((1.0, 12.0), "≥ 12", ("12.0", "yes")),
        ((1.0, 11.9), "≥ 12", ("11.9", "no")),
        ((1.3, 1.0), "≤ 1.3", ("1.3", "yes")),
        ((1.4, 1.0), "≤ 1.3", ("1.4", "no")),
        ((None, 1.0), "≤ 1.3", ("", "")),
        ((2.0, 1.0), "", ("0.5", "")),
    ],
)
def test_a_ratio_is_judged_by_what_is_wanted_of_it(
    values: tuple[float | None, float | None], wanted: str, answer: tuple[str, str]
) -> None:
    assert judged(values, wanted) == answer


def test_a_goal_of_a_larger_size_is_not_judged_on_a_small_world() -> None:
    row = compare(("P5", "S", "scans", "≥ 8"), Result(1.0), "peer", Result(9.0))
    assert (row.ratio, row.wanted, row.reached) == ("9.0", "≥ 8", "")


def test_unequal_answers_are_named_in_the_row_and_by_the_run(tmp_path: Path) -> None:
    one = Bench("S", Peers(here=True), tmp_path)
    one.add(compare(("P1", "S", "load", ""), Result(1.0, 5), "peer", Result(1.0, 6), equal=False))
    assert [row.equal for row in one.unequal] == ["no"]


def test_rows_of_other_goals_stay_when_some_are_run_again(tmp_path: Path) -> None:
    path = tmp_path / "S.csv"
    rows = [compare((goal, "S", "x", ""), Result(1.0), "p", Result(2.0)) for goal in ("P2", "P1")]
    write(rows, path, ["P1", "P2"])
    again = [compare(("P1", "S", "y", ""), Result(1.0), "p", Result(2.0))]
    write(again, path, ["P1"])
    assert [(row.goal, row.what) for row in read(path)] == [("P1", "y"), ("P2", "x")]


def test_goals_are_chosen_by_name_and_unknown_ones_refused() -> None:
    assert chosen("") == list(GOALS)
    assert chosen("P4, P1") == ["P4", "P1"]
    with pytest.raises(Exception, match="unknown goal P99; there are P1"):
        chosen("P99")


def test_every_goal_that_was_missed_on_record_has_its_reason() -> None:
    reasons = json.loads((HERE / "reasons.json").read_text("utf-8"))
    assert {name.split()[0] for name in reasons} <= set(GOALS)
    for size in at_hand.ORDER:
        rows = read(HERE / "results" / f"{size}.csv")
        assert {row.equal for row in rows} <= {"", "yes"}
        for row in rows:
            if row.goal.startswith("P") and row.reached == "no" and size != "S":
                assert {row.goal, f"{row.goal} {row.peer}"} & set(reasons), row.what


def test_the_sizes_of_the_runner_are_those_of_the_worlds() -> None:
    assert list(at_hand.ORDER) == ["S", "M", "L", "XL"]
