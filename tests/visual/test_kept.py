"""What took long is worked out once, and never taken from a damaged file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kg.visual.kept import Floats, kept


class Maker:
    def __init__(self, value: float) -> None:
        self.value, self.asked = value, 0

    def __call__(self) -> Floats:
        self.asked += 1
        return np.full((3, 2), self.value)


def test_what_is_kept_is_made_once(tmp_path: Path) -> None:
    maker = Maker(1.5)
    for _ in range(2):
        assert (kept(tmp_path / "new", "k", (3, 2), maker) == 1.5).all()
    assert maker.asked == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["k.npy"]


@pytest.mark.parametrize("damage", [b"", b"no array", b"\x93NUMPY\x01\x00"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "k.npy").write_bytes(damage)
    assert (kept(tmp_path, "k", (3, 2), Maker(2.0)) == 2.0).all()
    assert (np.load(tmp_path / "k.npy") == 2.0).all()


@pytest.mark.parametrize("odd", [np.ones((2, 2)), np.full((3, 2), np.nan), np.ones((3, 2), int)])
def test_an_array_of_another_kind_is_not_taken(tmp_path: Path, odd: Floats) -> None:
    np.save(tmp_path / "k.npy", odd)
    assert (kept(tmp_path, "k", (3, 2), Maker(2.0)) == 2.0).all()


def test_an_array_of_objects_is_never_read(tmp_path: Path) -> None:
    np.save(tmp_path / "k.npy", np.array([print] * 6, dtype=object).reshape(3, 2))
    assert (kept(tmp_path, "k", (3, 2), Maker(2.0)) == 2.0).all()


def test_where_nothing_can_be_written_it_is_still_returned(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert (kept(tmp_path / "file", "k", (3, 2), Maker(3.0)) == 3.0).all()
