"""Ingest: every fault has its place, nothing else is ever raised, and what is legal arrives."""

from __future__ import annotations

import csv
import os
import random
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.errors import DataError, KgError, StoreError
from kg.evidence.ingest import read_evidence
from kg.graph.build import build_graph
from kg.ontology import Ontology
from kg.text.names import PREFIXES

HERE = Path(__file__).parents[1]
Edit = Callable[[str, str, str, str], None]
Faults = Callable[[], str]

CLAIMS, ACTORS, THINGS = "claims/t1.csv", "entities/actors.csv", "entities/things.csv"
FIGURES, PLACES = "observations/t1.csv", "reference/divisions.csv"
SOURCES, MENTIONS, IDENTITIES = "sources.csv", "mentions.csv", "identities.csv"

BAD_CELLS = [
    # identifiers
    (ACTORS, "acme", "id", "", r"actors\.csv:2:id: is empty, but needs a value"),
    (ACTORS, "acme", "id", "Acme", r"actors\.csv:2:id: 'Acme' is no id"),
    (ACTORS, "acme", "id", "acme ltd", r"actors\.csv:2:id: .* is no id"),
    (ACTORS, "acme", "id", "阿克米", r"actors\.csv:2:id: .* is no id"),
    (ACTORS, "acme", "id", "../acme", r"actors\.csv:2:id: .* is no id"),
    (ACTORS, "acme", "id", "acme> <http://evil", r"actors\.csv:2:id: .* is no id"),
    (ACTORS, "acme", "id", "https://w3id.org/green-industry/id/acme", r":2:id: .* is no id"),
    (ACTORS, "acme", "id", "a" * 101, r"actors\.csv:2:id: .* is no id"),
    (ACTORS, "acme", "id", "beta", r"actors\.csv:4:id: 'beta' is already used in .*actors\.csv:2"),
    (ACTORS, "acme", "id", "t1", r"actors\.csv:2:id: 't1' is already used in sources\.csv:2"),
    (ACTORS, "acme", "id", "c1", r"t1\.csv:2:id: 'c1' is already used in entities/actors\.csv:2"),
    # classes
    (ACTORS, "acme", "class", "", r"actors\.csv:2:class: is empty"),
    (ACTORS, "acme", "class", "Enterprize", r":2:class: unknown term.*did you mean Enterprise"),
    (ACTORS, "acme", "class", "enterprise", r":2:class: unknown term.*did you mean Enterprise"),
    (ACTORS, "acme", "class", "leads", r"actors\.csv:2:class: 'leads' is no class"),
    (ACTORS, "acme", "class", "gic:high", r"actors\.csv:2:class: unknown term"),
    (ACTORS, "acme", "class", "Enterprise;Person", r"actors\.csv:2:class: unknown term"),
    (ACTORS, "acme", "class", "http://evil/Enterprise", r"actors\.csv:2:class: unknown term"),
    (PLACES, "testland", "class", "Provinze", r"divisions\.csv:3:class: .*did you mean Province"),
    # required names
    (ACTORS, "acme", "zh", "", r"actors\.csv:2:zh: is empty"),
    (ACTORS, "acme", "en", "   ", r"actors\.csv:2:en: is empty"),
    (ACTORS, "acme", "en", "\u3000", r"actors\.csv:2:en: is empty"),
    (ACTORS, "acme", "source", ";", r"actors\.csv:2:source: is empty"),
    (SOURCES, "t1", "title_en", "", r"sources\.csv:2:title_en: is empty"),
    (CLAIMS, "c1", "paraphrase_en", "", r"t1\.csv:2:paraphrase_en: is empty"),
    (MENTIONS, "m1", "printed", "", r"mentions\.csv:2:printed: is empty"),
    (IDENTITIES, "i1", "basis", "", r"identities\.csv:2:basis: is empty"),
    # characters
    (ACTORS, "acme", "en", "Ac\x01me", r":2:en: holds the control character U\+0001 at position 3"),
    (ACTORS, "acme", "en", "Acme\x1b[31m", r":2:en: holds the control character U\+001B"),
    (ACTORS, "acme", "note", "\x1f", r":2:note: holds the control character U\+001F at position 1"),
    (ACTORS, "acme", "note", "a\x7f", r":2:note: holds the control character U\+007F"),
    (ACTORS, "acme", "note", "a\x85", r":2:note: holds the control character U\+0085"),
    (ACTORS, "acme", "note", "a\ufffe", r":2:note: holds the control character U\+FFFE"),
    (ACTORS, "acme", "note", "x" * 10_001, r":2:note: holds 10001 characters; at most 10000"),
    (ACTORS, "acme", "note", "x" * 200_000, r":2:note: holds 200000 characters"),
    # concepts
    (ACTORS, "acme", "certainty", "hihg", r":2:certainty: 'hihg' is not one of high, low, medium"),
    (ACTORS, "acme", "certainty", "High", r":2:certainty: .*did you mean high"),
    (ACTORS, "acme", "certainty", "", r":2:certainty: is empty"),
    (ACTORS, "acme", "certainty", "fact", r":2:certainty: 'fact' is not one of"),
    (CLAIMS, "c1", "modality", "facts", r"t1\.csv:2:modality: .*did you mean fact"),
    (CLAIMS, "c1", "derivation", "guessed", r"t1\.csv:2:derivation: 'guessed' is not one of"),
    (SOURCES, "t1", "kind", "rumour", r"sources\.csv:2:kind: 'rumour' is not one of"),
    (SOURCES, "t1", "translation", "superb", r"sources\.csv:2:translation: 'superb' is not one of"),
    (FIGURES, "o1", "comparator", "=", r"t1\.csv:2:comparator: '=' is not one of"),
    (FIGURES, "o1", "unit", "yuan", r"t1\.csv:2:unit: 'yuan' is not one of"),
    (FIGURES, "o1", "unit", "cny", r"t1\.csv:2:unit: 'cny' is not one of"),
    (IDENTITIES, "i1", "decision", "maybe", r"identities\.csv:2:decision: 'maybe' is not one of"),
    (CLAIMS, "c3", "object", "chain-leeder", r"t1\.csv:4:object: .*did you mean chain-leader"),
    (CLAIMS, "c3", "object", "acme", r"t1\.csv:4:object: 'acme' is not one of"),
    # numbers
    (FIGURES, "o1", "value", "1e9", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "1,000", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "1 000", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "NaN", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "∞", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "INF", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "１０００", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "1000元", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "一千", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "=1000", r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o1", "value", "9" * 31, r"t1\.csv:2:value: not a plain decimal number"),
    (FIGURES, "o2", "upper", "many", r"t1\.csv:3:upper: not a plain decimal number"),
    (CLAIMS, "c6", "object", "three", r"t1\.csv:7:object: 'three' is no whole number"),
    (CLAIMS, "c6", "object", "3.0", r"t1\.csv:7:object: '3\.0' is no whole number"),
    (CLAIMS, "c6", "object", "三", r"t1\.csv:7:object: '三' is no whole number"),
    # dates
    (CLAIMS, "c4", "from", "2023-02-30", r"t1\.csv:5:from: no such day"),
    (CLAIMS, "c4", "from", "2023-13", r"t1\.csv:5:from: no such day"),
    (CLAIMS, "c4", "from", "0000", r"t1\.csv:5:from: no such day"),
    (CLAIMS, "c4", "from", "2023-1", r"t1\.csv:5:from: not a date"),
    (CLAIMS, "c4", "to", "12.10.2023", r"t1\.csv:5:to: not a date"),
    (CLAIMS, "c4", "to", "２０２３", r"t1\.csv:5:to: not a date"),
    (CLAIMS, "c4", "to", "2023年", r"t1\.csv:5:to: not a date"),
    (CLAIMS, "c14", "object", "last autumn", r"t1\.csv:15:object: not a date"),
    (SOURCES, "t1", "date_earliest", "1900-02-29", r"sources\.csv:2:date_earliest: no such day"),
    (IDENTITIES, "i1", "decided_on", "2026-01", r"identities\.csv:2:decided_on: .*no whole day"),
    (PLACES, "testland", "valid_from", "ancient", r"divisions\.csv:3:valid_from: not a date"),
    # passages
    (CLAIMS, "c1", "start", "-1", r"t1\.csv:2:start: '-1' is no whole number"),
    (CLAIMS, "c1", "start", "1.5", r"t1\.csv:2:start: '1\.5' is no whole number"),
    (CLAIMS, "c1", "start", "３", r"t1\.csv:2:start: '３' is no whole number"),
    (CLAIMS, "c1", "start", "", r"t1\.csv:2:start: is empty, but a passage needs"),
    (CLAIMS, "c1", "end", "", r"t1\.csv:2:end: is empty, but a passage needs"),
    (CLAIMS, "c1", "sha256", "", r"t1\.csv:2:sha256: is empty, but a passage needs"),
    (CLAIMS, "c1", "end", "0", r"t1\.csv:2:end: is not behind the start"),
    (CLAIMS, "c1", "start", "9999999", r"t1\.csv:2:end: is not behind the start"),
    (CLAIMS, "c1", "sha256", "abc", r"t1\.csv:2:sha256: is no SHA-256"),
    (CLAIMS, "c1", "sha256", "G" * 64, r"t1\.csv:2:sha256: is no SHA-256"),
    (SOURCES, "t1", "file", "", r"t1\.csv:2:start: names a passage, but the source has no"),
    (MENTIONS, "m1", "start", "", r"mentions\.csv:2:start: is empty, but needs a value"),
    # references
    (CLAIMS, "c4", "object", "an", r"t1\.csv:5:object: 'an' is defined in no table; .*ann"),
    (CLAIMS, "c4", "subject", "chain-leader", r"t1\.csv:5:subject: .* no table; .*chain-leaders"),
    (CLAIMS, "c4", "source", "t9", r"t1\.csv:5:source: 't9' is defined in no table"),
    (CLAIMS, "c4", "speaker", "nobody", r"t1\.csv:5:speaker: 'nobody' is defined in no table"),
    (FIGURES, "o1", "indicator", "incomes", r"t1\.csv:2:indicator: .*did you mean income"),
    (FIGURES, "o2", "policy", "plan-b", r"t1\.csv:3:policy: 'plan-b' is defined in no table"),
    (FIGURES, "o2", "baseline", "o99", r"t1\.csv:3:baseline: 'o99' is defined in no table"),
    (FIGURES, "o2", "part_of", "o99", r"t1\.csv:3:part_of: 'o99' is defined in no table"),
    (ACTORS, "acme", "source", "t1;t3", r"actors\.csv:2:source: 't3' is defined in no table"),
    (MENTIONS, "m1", "entity", "acmee", r"mentions\.csv:2:entity: .*did you mean acme"),
    (IDENTITIES, "i1", "left", "acme-as-prin", r"identities\.csv:2:left: .* acme-as-printed"),
    (PLACES, "east-city", "parent", "westland", r"divisions\.csv:4:parent: .*testland"),
    # predicates, domains and ranges
    (CLAIMS, "c1", "predicate", "support", r"t1\.csv:2:predicate: .*did you mean supports"),
    (CLAIMS, "c1", "predicate", "", r"t1\.csv:2:predicate: is empty"),
    (CLAIMS, "c1", "predicate", "Enterprise", r"t1\.csv:2:predicate: 'Enterprise' is no property"),
    (CLAIMS, "c1", "predicate", "rdf:type", r"t1\.csv:2:predicate: unknown term"),
    (CLAIMS, "c1", "predicate", "http://evil/p", r"t1\.csv:2:predicate: unknown term"),
    (CLAIMS, "c3", "subject", "ann", r"t1\.csv:4:subject: ann is a Person; the subject of hasRole"),
    (CLAIMS, "c13", "object", "ann", r"t1\.csv:14:object: ann is a Person; the object of isLocat"),
    (CLAIMS, "c4", "subject", "ann", r"t1\.csv:5:subject: ann is a Person; the subject of hasMem"),
    (CLAIMS, "c14", "subject", "acme", r"t1\.csv:15:subject: acme is a Enterprise; the subject"),
    (CLAIMS, "c6", "subject", "t1", None),
    (CLAIMS, "c4", "source", "ann", r"t1\.csv:5:source: ann is a Person; the object of isStatedIn"),
    (FIGURES, "o1", "indicator", "ann", r"t1\.csv:2:indicator: ann is a Person; .* is a Indicator"),
    (FIGURES, "o2", "policy", "ann", r"t1\.csv:3:policy: ann is a Person; the object of isSetBy"),
    (FIGURES, "o2", "baseline", "acme", r"t1\.csv:3:baseline: acme is a Enterprise; the object"),
    (ACTORS, "acme", "source", "t1;ann", r"actors\.csv:2:source: ann is a Person; the object of"),
    # injected names
    (CLAIMS, "c4", "object", "ann> . <x", r"t1\.csv:5:object: .* is no id"),
    (CLAIMS, "c4", "object", "javascript:alert(1)", r"t1\.csv:5:object: .* is no id"),
    (CLAIMS, "c4", "object", "Governor Ann", r"t1\.csv:5:object: .* is no id"),
    (CLAIMS, "c4", "source", "../t1", r"t1\.csv:5:source: .* is no id"),
    (MENTIONS, "m1", "entity", "acme\n", None),
    # addresses and codes
    (SOURCES, "t1", "url", "javascript:alert(1)", r"sources\.csv:2:url: .* is no web address"),
    (SOURCES, "t1", "url", "data:text/html,<b>", r"sources\.csv:2:url: .* is no web address"),
    (SOURCES, "t1", "url", "file:///etc/passwd", r"sources\.csv:2:url: .* is no web address"),
    (SOURCES, "t1", "url", "example.org", r"sources\.csv:2:url: .* is no web address"),
    (SOURCES, "t1", "url", "https://a b.org", r"sources\.csv:2:url: .* is no web address"),
    (SOURCES, "t1", "sha256", "0" * 63, r"sources\.csv:2:sha256: is no SHA-256"),
    (PLACES, "testland", "code", "99000", r"divisions\.csv:3:code: '99000' does not match"),
    (PLACES, "testland", "code", "099000", r"divisions\.csv:3:code: '099000' does not match"),
    (PLACES, "testland", "code", "９９００００", r"divisions\.csv:3:code: .* does not match"),
    (PLACES, "testland", "wikidata", "P31", r"divisions\.csv:3:wikidata: 'P31' does not match"),
    # circles
    (PLACES, "testnation", "parent", "east-city", r"isPartOf goes in a circle: .*testland"),
    (PLACES, "testland", "parent", "testland", r"isPartOf goes in a circle: testland > testland"),
]
HARMLESS = [case for case in BAD_CELLS if case[4] is None]
BAD = [case for case in BAD_CELLS if case[4] is not None]


@pytest.mark.parametrize(("file", "row_id", "column", "value", "message"), BAD)
def test_a_bad_cell_is_named_with_file_row_and_column(  # noqa: PLR0917  one case a line
    edit: Edit, faults: Faults, file: str, row_id: str, column: str, value: str, message: str
) -> None:
    edit(file, row_id, column, value)
    text = faults()
    assert re.search(message, text), text
    assert text.endswith("nothing was written")


@pytest.mark.parametrize(("file", "row_id", "column", "value", "message"), HARMLESS)
def test_what_only_looks_bad_is_read(  # noqa: PLR0917  one case a line
    world: Path,
    onto: Ontology,
    edit: Edit,
    file: str,
    row_id: str,
    column: str,
    value: str,
    message: None,
) -> None:
    assert message is None
    edit(file, row_id, column, value)
    assert read_evidence(world, onto).records


def test_the_small_world_has_no_fault(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    assert len(evidence.of("claims/*.csv")) == 18
    assert [record.id for record in evidence.of("sources.csv")] == ["t1", "t2", "codes"]


# ---- whole files ---------------------------------------------------------------------------------

HEAD = "id,class,zh,en,pinyin,source,certainty,note\n"
ROW = "x,Enterprise,某,X,,t1,high,\n"
FIRM = "x,Enterprise,绿色低碳企业,X,,t1,high,\n"
BAD_FILES = [
    ((HEAD + ROW).encode("utf-16"), r"x\.csv: is in UTF-16; save it as UTF-8"),
    ((HEAD + ROW).encode("utf-16-le"), r"x\.csv: (holds a NUL|is not UTF-8)"),
    ((HEAD + ROW).encode("utf-32"), r"x\.csv: is in UTF-16|x\.csv: holds a NUL"),
    ((HEAD + FIRM).encode("gbk"), r"x\.csv: is not UTF-8 \(line 2, byte \d+\); if it is GBK"),
    ((HEAD + FIRM).encode("gb18030"), r"x\.csv: is not UTF-8 \(line 2"),
    ((HEAD + FIRM).replace("绿", "廣").encode("big5", "ignore"), r"x\.csv: is not UTF-8 \(line 2"),
    (
        (HEAD + "x,Enterprise,a,café,,t1,high,\n").encode("latin-1"),
        r"x\.csv: is not UTF-8 \(line 2",
    ),
    (HEAD.encode() + b"x,Enterprise,a,\xed\xa0\x80,,t1,high,\n", r"x\.csv: is not UTF-8 \(line 2"),
    (HEAD.encode() + b"x,Enterprise,a,\xc0\xaf,,t1,high,\n", r"x\.csv: is not UTF-8 \(line 2"),
    (HEAD.encode() + b"x,Enterprise,a,\xf0\x9f,,t1,high,\n", r"x\.csv: is not UTF-8 \(line 2"),
    (
        (HEAD + "x,Enterprise,a,b\0,,t1,high,\n").encode(),
        r"x\.csv: holds a NUL character in line 2",
    ),
    (b"", r"x\.csv:1: is empty: the header is missing"),
    (b"\xef\xbb\xbf", r"x\.csv:1: is empty: the header is missing"),
    (b"\n", r"x\.csv:1:id: this column is missing"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", r"x\.csv: is not UTF-8|x\.csv: holds a NUL"),
    (b"PK\x03\x04\x14\x00\x06\x00", r"x\.csv: holds a NUL character in line 1"),
    ((HEAD + 'x,Enterprise,"a,b,,t1,high,\n').encode(), r"x\.csv: unexpected end of data"),
    ((HEAD + 'x,Enterprise,"a"b,X,,t1,high,\n').encode(), r"x\.csv: .*expected after"),
    ((HEAD + "x,Enterprise,a\n").encode(), r"x\.csv:2: has 3 cells, but the header has 8"),
    ((HEAD + ROW.replace("\n", ",,\n")).encode(), r"x\.csv:2: has 10 cells, but the header has 8"),
    ((HEAD + "\n" + ROW).encode(), r"x\.csv:2: has 0 cells, but the header has 8"),
    ((HEAD + ROW.replace(",", ";")).encode(), r"x\.csv:2: has 1 cells, but the header has 8"),
    (
        (HEAD.replace(",", ";") + ROW).encode(),
        r"x\.csv:1: unknown column 'id;class;.*allowed: id, ",
    ),
    ((HEAD.replace(",", "\t") + ROW).encode(), r"x\.csv:1: unknown column"),
    ((HEAD.replace("note", "id") + ROW).encode(), r"x\.csv:1:id: stands twice in the header"),
    ((HEAD.replace("class", "clas") + ROW).encode(), r"x\.csv:1: .*'clas'; did you mean class"),
    ((HEAD.replace("class", "clas") + ROW).encode(), r"x\.csv:1:class: this column is missing"),
    ((HEAD.replace("id,", "ID,") + ROW).encode(), r"x\.csv:1: unknown column 'ID'"),
    ((HEAD.replace("id,", " id,") + ROW).encode(), r"x\.csv:1: .*' id'; did you mean id"),
    ((HEAD.replace("note", "") + ROW).encode(), r"x\.csv:1: unknown column ''"),
    ((HEAD.replace("zh,", "") + ROW).encode(), r"x\.csv:1:zh: this column is missing"),
    (ROW.encode(), r"x\.csv:1: unknown column 'x'"),
    (b"," * 2000 + b"\n", r"x\.csv:1: has 2001 columns; at most 1000"),
    ((HEAD + ROW + ROW).encode(), r"x\.csv:3:id: 'x' is already used in entities/x\.csv:2"),
    (
        (HEAD + 'x,Enterprise,"a\nb\nc",X,,t1,high,\ny,No,b,Y,,t1,high,\n').encode(),
        r"x\.csv:3:class",
    ),
    (b"<html><body>404</body></html>", r"x\.csv:1: unknown column"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", r"x\.csv:1: unknown column"),
]


@pytest.mark.parametrize(("content", "message"), BAD_FILES)
def test_a_bad_file_is_named_with_its_place(
    world: Path, faults: Faults, content: bytes, message: str
) -> None:
    (world / "entities" / "x.csv").write_bytes(content)
    text = faults()
    assert re.search("entities/" + message, text), text


GOOD_FILES = [
    b"\xef\xbb\xbf" + (HEAD + ROW).encode(),
    (HEAD + ROW).replace("\n", "\r\n").encode(),
    (HEAD + ROW).rstrip("\n").encode(),
    (HEAD + ROW).replace("\n", "\r").encode(),
    ("en,zh,class,id,certainty,source\n" + "X,某,Enterprise,x,high,t1\n").encode(),
    (HEAD + 'x,Enterprise,"某",X,,t1,high,""\n').encode(),
    (HEAD + "x , Enterprise,某, X ,, t1 ; t2 , high,\n").encode(),
]


@pytest.mark.parametrize("content", GOOD_FILES)
def test_what_spreadsheets_write_is_read(world: Path, onto: Ontology, content: bytes) -> None:
    (world / "entities" / "x.csv").write_bytes(content)
    (record,) = [r for r in read_evidence(world, onto).records if r.id == "x"]
    assert record.first("en") == "X"
    assert record.first("zh") == "某"


def test_a_table_with_only_a_header_is_empty_and_fine(world: Path, onto: Ontology) -> None:
    before = len(read_evidence(world, onto).records)
    (world / "entities" / "x.csv").write_text(HEAD, "utf-8")
    assert len(read_evidence(world, onto).records) == before


def test_a_predicate_with_spaces_around_it_is_read_like_one_without(
    world: Path, onto: Ontology, edit: Edit
) -> None:
    edit(CLAIMS, "c4", "predicate", " hasMember ")
    (record,) = [r for r in read_evidence(world, onto).records if r.id == "c4"]
    assert record.first("object") == PREFIXES["gid"] + "ann"


# ---- folders and links ---------------------------------------------------------------------------


def test_a_folder_that_is_none_is_said(tmp_path: Path, onto: Ontology) -> None:
    with pytest.raises(StoreError, match="nowhere is no folder"):
        read_evidence(tmp_path / "nowhere", onto)


def test_a_file_is_no_folder(world: Path, onto: Ontology) -> None:
    with pytest.raises(StoreError, match="is no folder"):
        read_evidence(world / "sources.csv", onto)


def test_an_empty_folder_is_told_what_is_expected(tmp_path: Path, onto: Ontology) -> None:
    with pytest.raises(StoreError, match=r"holds no tables; expected are sources\.csv"):
        read_evidence(tmp_path, onto)


@pytest.mark.parametrize(
    "name", ["extra.csv", "claims/sub/t9.csv", "entities.csv", "SOURCES.CSV", "claims/t9.CSV"]
)
def test_a_csv_file_of_no_table_is_refused_and_not_passed_over(
    world: Path, faults: Faults, name: str
) -> None:
    (world / name).parent.mkdir(exist_ok=True)
    (world / name).write_text(HEAD + ROW, "utf-8")
    assert f"{name}: is no table of the code book" in faults()


def test_a_folder_called_like_a_table_is_refused(world: Path, faults: Faults) -> None:
    (world / "claims" / "x.csv").mkdir()
    assert "claims/x.csv: is no regular file" in faults()


def test_a_link_out_of_the_folder_is_refused(world: Path, faults: Faults, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text(HEAD + ROW, "utf-8")
    (world / "entities" / "x.csv").symlink_to(tmp_path / "outside.csv")
    assert "entities/x.csv: is no regular file" in faults()


def test_a_linked_folder_is_refused(world: Path, faults: Faults, tmp_path: Path) -> None:
    shutil.move(world / "entities", tmp_path / "outside")
    (world / "entities").symlink_to(tmp_path / "outside", target_is_directory=True)
    text = faults()
    assert "entities/actors.csv: is no regular file" in text


def test_a_broken_link_and_a_pipe_are_refused(world: Path, faults: Faults) -> None:
    (world / "entities" / "x.csv").symlink_to(world / "nowhere")
    os.mkfifo(world / "entities" / "y.csv")
    text = faults()
    assert "entities/x.csv: is no regular file" in text
    assert "entities/y.csv: is no regular file" in text


def test_the_name_of_a_file_cannot_write_to_the_terminal(world: Path, faults: Faults) -> None:
    (world / "entities" / "x\x1b[31m\n.csv").write_text("", "utf-8")
    text = faults()
    assert "\x1b" not in text
    assert "entities/x<U+001B>[31m .csv:1: is empty" in text


def test_a_huge_file_is_refused_before_it_is_read(world: Path, faults: Faults) -> None:
    with (world / "entities" / "x.csv").open("wb") as stream:
        stream.truncate(50_000_001)
    assert "entities/x.csv: has 50000001 bytes; at most 50000000" in faults()


# ---- many faults ---------------------------------------------------------------------------------


def test_all_faults_are_found_at_once(edit: Edit, faults: Faults) -> None:
    edit(ACTORS, "acme", "certainty", "hihg")
    edit(CLAIMS, "c4", "from", "soon")
    edit(FIGURES, "o1", "value", "1e9")
    edit(PLACES, "east-city", "parent", "nowhere")
    text = faults()
    assert text.count("\n") == 4
    assert text.endswith("4 problems; nothing was written")


def test_one_bad_cell_does_not_make_its_row_unknown_to_others(edit: Edit, faults: Faults) -> None:
    edit(ACTORS, "ann", "certainty", "hihg")
    assert faults().endswith("\n1 problem; nothing was written")


def test_a_file_that_cannot_be_read_does_not_bury_its_fault(world: Path, faults: Faults) -> None:
    content = (world / ACTORS).read_text("utf-8")
    (world / ACTORS).write_bytes(content.encode("gbk"))
    assert faults().endswith("\n1 problem; nothing was written")


def test_the_first_hundred_of_many_faults_are_shown(world: Path, onto: Ontology) -> None:
    rows = "".join(f"x{n:04},Enterprise,某,X,,t1,no,\n" for n in range(2, 1202))
    (world / "entities" / "x.csv").write_text(HEAD + rows, "utf-8")
    with pytest.raises(DataError) as caught:
        read_evidence(world, onto)
    lines = str(caught.value).splitlines()
    assert len(caught.value.problems) == 1200
    assert len(lines) == 102
    assert lines[0].startswith("entities/x.csv:2:certainty")
    assert lines[99].startswith("entities/x.csv:101:certainty")
    assert lines[100] == "... and 1100 more"


@pytest.mark.timeout(30)
def test_thousands_of_dangling_references_are_told_soon(world: Path, onto: Ontology) -> None:
    rows = "".join(f"x{n:04},Enterprise,某,X,,no-such-{n * 7:05},high,\n" for n in range(5000))
    (world / "entities" / "x.csv").write_text(HEAD + rows, "utf-8")
    with pytest.raises(DataError) as caught:
        read_evidence(world, onto)
    assert len(caught.value.problems) == 5000


# ---- odd but legal -------------------------------------------------------------------------------

ODD = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://evil","x")',
    "\u202eevil\u202c",
    "a\u200bb",
    "\ufeffbom",
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    '"quoted"',
    "two\nlines",
    "two\r\nlines",
    "a\rb",
    "tab\there",
    "back\\slash \\u0041",
    "e\u0301 and é",
    "𠮷野家 😀",
    "{{7*7}} ${x} %s",
    "null",
    "true",
    "0012",
    "a\u2028b",
    "constructor",
    "x" * 10_000,
]


@pytest.mark.parametrize("name", ODD, ids=[ascii(name)[:30] for name in ODD])
def test_odd_but_legal_text_arrives_unchanged_in_the_graph(
    world: Path, onto: Ontology, edit: Edit, name: str
) -> None:
    edit(ACTORS, "beta", "en", name)
    assert name_in_graph(world, onto) == name.strip()


def name_in_graph(world: Path, onto: Ontology) -> str:
    """Return the English name of Beta Gas in the graph of the world."""
    query = (
        'SELECT ?n { GRAPH gig:entities { gid:beta skos:prefLabel ?n } FILTER(LANG(?n) = "en") }'
    )
    found = build_graph(world, onto).query(query, prefixes=dict(PREFIXES))
    return str(next(iter(found))[0].value)  # type: ignore[union-attr,call-overload]


LEGAL = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: bool(text.strip()))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=LEGAL, number=st.decimals(-(10**14), 10**14, places=6), day=st.dates())
@example(name='"', number=0, day="0001-01-01")
def test_names_numbers_and_days_make_the_round_trip(
    onto: Ontology, tmp_path_factory: pytest.TempPathFactory, name: str, number: object, day: object
) -> None:
    world = Path(shutil.copytree(HERE / "world", tmp_path_factory.mktemp("w") / "world"))
    change(world / ACTORS, "beta", "en", name)
    change(world / FIGURES, "o1", "value", f"{number:f}")
    change(world / FIGURES, "o1", "from", str(day))
    records = {record.id: record for record in read_evidence(world, onto).records}
    assert records["beta"].first("en") == name.strip()
    assert records["o1"].first("from") == str(day)
    assert Decimal(records["o1"].first("value")) == Decimal(str(number))
    shutil.rmtree(world.parent)


def change(path: Path, row_id: str, column: str, value: str) -> None:
    """Put `value` into one cell of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        if row["id"] == row_id:
            row[column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


# ---- mutations -----------------------------------------------------------------------------------

PIECES = [b"\x00", b"\xff", b'"', b",", b"\n", b"\r", b";", b"-1", b"=", b"\xef\xbb\xbf", b"9" * 40]


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(10))
def test_no_mutation_of_the_tables_raises_anything_but_our_errors(
    world: Path, onto: Ontology, corpus: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  a repeatable choice, no secret
    paths = sorted(world.rglob("*.csv"))
    refused = 0
    for _ in range(30):
        path = chance.choice(paths)
        sound = path.read_bytes()
        broken = bytearray(sound)
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(broken))
            if chance.random() < 0.5:
                broken[place] = chance.randrange(256)
            else:
                broken[place : place + chance.randint(0, 20)] = chance.choice(PIECES)
        path.write_bytes(bytes(broken))
        try:
            build_graph(world, onto, corpus)
        except KgError:
            refused += 1
        path.write_bytes(sound)
    assert refused > 5


def test_a_row_of_another_length_is_still_known_to_others(world: Path, faults: Faults) -> None:
    text = (world / ACTORS).read_text("utf-8")
    (world / ACTORS).write_text(text.replace("Beta Gas,,t1", "Beta, Gas,,t1"), "utf-8")
    assert faults().startswith(
        "entities/actors.csv:4: has 9 cells, but the header has 8\n1 problem"
    )
