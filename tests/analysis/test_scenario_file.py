"""The scenario file: whatever stands in it, it is read or refused, at once and in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.analysis.scenario_file import LARGEST, PARTS, Scenario, read_scenario
from kg.errors import DataError
from kg.ontology import Ontology
from kg.text.names import local_name

HEAD = """id = "try"
title_en = "A try"
title_zh = "试验"
date = 2026-11-22
reason = "To see."
"""
TIE = """[[add.tie]]
from = "acme"
relation = "suppliesTo"
to = "beta"
reason = "Assumed."
"""
BOMB = "a: &a [lol, lol]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def read(folder: Path, onto: Ontology, raw: bytes) -> Scenario:
    path = folder / "try.toml"
    path.write_bytes(raw)
    return read_scenario(path, onto)


def test_a_file_is_read_with_its_entries_in_order(onto: Ontology, tmp_path: Path) -> None:
    found = read(tmp_path, onto, (HEAD + TIE).encode())
    assert (found.source.id, len(found.digest)) == ("scenario-try", 64)
    (entry,) = found.of("add")
    assert entry.path == "add.tie[0]"
    assert [local_name(name) for name in entry.key] == ["acme", "suppliesTo", "beta"]
    assert found.of("remove") == []


HOSTILE = {
    "a YAML bomb": (BOMB.encode(), "is no TOML"),
    "aliases without end": (b"a: &a\n  b: *a\n", "is no TOML"),
    "a key twice": (b'id = "other"\n' + HEAD.encode(), "is no TOML: Cannot overwrite"),
    "a key of too many parts": (b"a." * (PARTS + 1) + b"a = 1\n", f"more than {PARTS} parts"),
    "half a megabyte of parts": (b"a." * 499_000 + b"a = 1", f"more than {PARTS} parts"),
    "quoted parts": (b'"a" . ' * 160_000 + b"a = 1", f"more than {PARTS} parts"),
    "tables in tables": (b"x = " + b"{a = " * 20_000, "is no TOML: is nested too deep"),
    "lists in lists": (b"x = " + b"[" * 20_000, "is no TOML: is nested too deep"),
    "a number without end": (b"date = " + b"9" * 900_000, "is no TOML"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), r"try\.toml:1: is not UTF-8"),
    "a broken character": (HEAD.encode() + b'x = "\xff"', r"try\.toml:6: is not UTF-8"),
    "a zero byte": (HEAD.encode() + b"\0", "is no TOML"),
    "UTF-16": ((HEAD + TIE).encode("utf-16"), r"try\.toml:1: is not UTF-8"),
    "far too many entries": (b"[[add.tie]]\n" * 10_001, r"add\.tie: has 10001 entries; at most"),
    "an id that climbs": (
        (HEAD.replace('"try"', '"../../etc/cron.d/x"') + TIE).encode(),
        r"try\.toml:id: .* is no id",
    ),
    "an id of two lines": (
        (HEAD.replace('"try"', '"""a\nb"""') + TIE).encode(),
        r"try\.toml:id: .* is no id",
    ),
    "an id that ends the query": (
        (HEAD.replace('"try"', "'x> } ; DROP ALL #'") + TIE).encode(),
        r"try\.toml:id: .* is no id",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_harm_is_refused_at_once(onto: Ontology, tmp_path: Path, name: str) -> None:
    raw, words = HOSTILE[name]
    with pytest.raises(DataError, match=words) as caught:
        read(tmp_path, onto, raw)
    assert len(str(caught.value)) < 2000


def test_a_file_of_a_hundred_megabytes_is_not_read(onto: Ontology, tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(DataError, match=f"is larger than {LARGEST} bytes"):
        read_scenario(path, onto)


def test_a_device_without_end_is_not_read_to_its_end(onto: Ontology) -> None:
    with pytest.raises(DataError, match=f"is larger than {LARGEST} bytes"):
        read_scenario(Path("/dev/zero"), onto)


def test_the_name_of_the_file_commands_no_terminal(onto: Ontology, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\u202e.toml"
    path.write_text("x", "utf-8")
    with pytest.raises(DataError) as caught:
        read_scenario(path, onto)
    assert not set(str(caught.value)) & {"\x1b", "\u202e"}


def test_in_a_notebook_its_assumptions_are_a_table(onto: Ontology, tmp_path: Path) -> None:
    hostile = TIE.replace("Assumed.", "<img src=x onerror=alert(1)>")
    page = read(tmp_path, onto, (HEAD + hostile).encode())._repr_html_()
    assert "A try" in page
    assert "acme · suppliesTo · beta" in page
    assert "<img" not in page
