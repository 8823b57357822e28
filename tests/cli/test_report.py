"""`kg report`: formats, languages, names that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.built import answer, assert_one_line, world_store


def test_a_report_is_printed_with_its_words_and_command() -> None:
    found = answer("report", "gaps")
    text = found.stdout.decode("utf-8")
    assert found.returncode == 0, found.stderr
    assert text.startswith("Chain gaps\n")
    assert "$ kg report gaps" in text


def test_a_dossier_speaks_chinese_on_request() -> None:
    found = json.loads(
        answer("report", "entity", "hubei", "--lang", "zh", "--format", "json").stdout
    )
    assert found["lang"] == "zh"
    assert "湖北" in found["sections"][0]["title"]


def test_the_page_is_one_file_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    found = answer("report", "all", "--format", "html", "-o", path, "--store", world_store())
    assert found.returncode == 0, found.stderr
    text = path.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert 'lang="zh"' in text
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("gap",), "did you mean gaps"),
        (("entity", "hubeii"), "unknown thing 'hubeii'"),
        (("policy",), "takes NAME"),
        (("gaps", "hubei"), "takes no names"),
    ],
)
def test_a_wrong_name_is_one_line_and_exit_code_1(names: tuple[str, ...], words: str) -> None:
    found = answer("report", *names)
    assert found.returncode == 1
    assert_one_line(found.stderr.decode("utf-8"), words)


def test_a_map_of_a_user_is_drawn_by_code_and_none_of_its_words(tmp_path: Path) -> None:
    where = {"type": "Point", "coordinates": [113.0, 31.0]}
    told = {"code": "990100", "name": "<script>alert(1)</script>"}
    member = {"type": "Feature", "geometry": where, "properties": told}
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [member]}), "utf-8")
    how = ("report", "map", "--store", world_store(), "--geojson", path)
    page = answer(*how, "--format", "html").stdout.decode("utf-8")
    assert "31°N" in page
    assert "alert(1)" not in page
    assert answer(*how).returncode == 2


def test_a_map_that_is_none_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text('{"type": "FeatureCollection", "features": [{"geometry": NaN}]}', "utf-8")
    how = ("--store", world_store(), "--format", "html", "--geojson", path)
    found = answer("report", "map", *how)
    assert found.returncode == 1
    assert_one_line(found.stderr.decode("utf-8"), "map.json: features[0]")


def test_an_unknown_format_is_wrong_usage() -> None:
    assert answer("report", "gaps", "--format", "pdf").returncode == 2
