"""Specialisation: quotients, proximity, density and complexity worked out beside the code."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.specialisation import (
    Grid,
    complexity,
    densities,
    indices,
    proximities,
    proximity,
    specialisation,
)
from kg.errors import FormatError, NotComputableError
from kg.text.table import Table

AMOUNTS = np.array([[8.0, 2.0, 0.0], [2.0, 6.0, 2.0], [0.0, 2.0, 3.0]])
NESTED = np.array([[1.0, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]])
MATRICES = st.lists(
    st.lists(st.integers(0, 1), min_size=5, max_size=5), min_size=4, max_size=4
).map(lambda rows: np.array(rows, dtype=float))


def table_of(amounts: np.ndarray, title: str = "Jobs") -> Table:
    rows = [
        [f"p{p}", f"b{b}", float(amounts[p, b])]
        for p in range(amounts.shape[0])
        for b in range(amounts.shape[1])
    ]
    return Table.of(["place", "branch", "amount"], rows, title)


def specialised_in(amounts: np.ndarray) -> np.ndarray:
    inside = amounts / amounts.sum(axis=1, keepdims=True)
    return inside / (amounts.sum(axis=0) / amounts.sum())


def test_the_location_quotient_by_hand() -> None:
    """Place 0 has 8 of 10 in branch 0, all places 10 of 25: LQ = 0.8 / 0.4 = 2."""
    table = specialisation(table_of(AMOUNTS))
    first = next(table.records())
    assert (first["place"], first["branch"], first["amount"]) == ("p0", "b0", 8.0)
    assert first["lq"] == pytest.approx(2.0)
    assert first["specialised"] is True
    quotients = np.array(table.column("lq"), dtype=float).reshape(3, 3)
    assert quotients == pytest.approx(specialised_in(AMOUNTS))
    assert table.column("diversity")[::3] == [1, 2, 2]  # 0.2/0.2 and 0.4/0.4 count
    assert table.column("ubiquity")[:3] == [1, 2, 2]


@settings(deadline=None)
@given(MATRICES)
def test_proximity_is_the_smaller_conditional_chance(has: np.ndarray) -> None:
    near = proximities(has)
    for i in range(5):
        for j in range(5):
            both, one, other = (has[:, i] * has[:, j]).sum(), has[:, i].sum(), has[:, j].sum()
            expected = min(both / one, both / other) if i != j and both else 0.0
            assert near[i, j] == pytest.approx(expected)


@settings(deadline=None)
@given(MATRICES)
def test_density_is_the_share_of_proximity_already_there(has: np.ndarray) -> None:
    near = proximities(has)
    found = densities(has, near)
    for p in range(4):
        for b in range(5):
            whole = sum(near[b, other] for other in range(5))
            if whole:
                share = sum(has[p, other] * near[b, other] for other in range(5)) / whole
                assert found[p, b] == pytest.approx(share)
                assert 0 <= found[p, b] <= 1 + 1e-9
            else:
                assert np.isnan(found[p, b])


def test_complexity_of_a_nested_matrix_falls_from_place_to_place() -> None:
    """Hidalgo & Hausmann (2009): the most diverse have what few have; places in this order."""
    eci, pci = indices(NESTED, "T")
    assert eci.tolist() == sorted(eci.tolist(), reverse=True)
    assert pci.tolist() == sorted(pci.tolist())
    assert (eci.mean(), eci.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))


def test_eci_is_the_second_eigenvector_of_the_reflections() -> None:
    """Hausmann et al. (2014), the Atlas: the matrix sum_b M_pb M_qb / (k_p k_b) maps it to
    itself times the second largest eigenvalue."""
    has = np.array([[1.0, 1, 0, 0, 1], [0, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 0, 1, 0, 0]])
    eci, pci = indices(has, "T")
    across = (has / has.sum(axis=1, keepdims=True)) @ (has / has.sum(axis=0)).T
    values = np.sort(np.linalg.eigvals(across).real)[::-1]
    assert values[0] == pytest.approx(1)
    moved = across @ eci
    level = moved.mean()
    assert moved - level == pytest.approx(values[1] * (eci - eci.mean()), abs=1e-9)
    mean = (has.T @ eci) / has.sum(axis=0)
    assert pci == pytest.approx((mean - mean.mean()) / mean.std())
    assert np.corrcoef(eci, has.sum(axis=1))[0, 1] > 0


def test_the_table_ranks_places_then_branches() -> None:
    jobs = np.array([[9.0, 5, 4, 1], [1, 5, 4, 4], [9, 1, 4, 0], [9, 1, 0, 0]])
    table = complexity(table_of(jobs))
    assert table.column("indexed") == ["place"] * 4 + ["branch"] * 4
    assert table.column("rank") == [1, 2, 3, 4] * 2
    eci, pci = indices((specialised_in(jobs) >= 1).astype(float), "T")
    assert table.column("index")[:4] == pytest.approx(sorted(eci, reverse=True))
    assert table.column("index")[4:] == pytest.approx(sorted(pci, reverse=True))
    assert any(note.startswith("Correlation of ECI with diversity: ") for note in table.notes)
    assert any("arXiv 2303.14458" in note for note in table.notes)


def test_the_nearest_branches_come_first() -> None:
    table = proximity(table_of(AMOUNTS))
    assert table.rows == (("b1", "b2", 1.0, 2),)


def test_columns_may_have_other_names() -> None:
    table = table_of(AMOUNTS)
    other = Table.of(["city", "trade", "jobs"], table.rows)
    assert specialisation(other, Grid("city", "trade", "jobs")).rows == specialisation(table).rows


def test_too_small_or_too_poor_a_matrix_is_refused() -> None:
    with pytest.raises(NotComputableError, match=r"needs 3 places and 3 branches .* 2 and 3"):
        specialisation(table_of(AMOUNTS[:2]))
    with pytest.raises(NotComputableError, match="of rank 3 or more, found 4 by 4 of rank 2"):
        indices(np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]), "T")
    with pytest.raises(NotComputableError, match="of rank 3 or more, found 2 by 3"):
        indices(np.ones((2, 3)), "T")
    with pytest.raises(NotComputableError, match="needs a second eigenvalue of its own"):
        indices(np.eye(4), "T")
    with pytest.raises(FormatError, match="has no column branch"):
        proximity(Table.of(["place", "amount"], []))


def test_the_tables_speak_chinese() -> None:
    assert specialisation(table_of(AMOUNTS), lang="zh").title == "专业化：Jobs"
    assert proximity(table_of(AMOUNTS), lang="zh").fields[0].heading == "行业"
