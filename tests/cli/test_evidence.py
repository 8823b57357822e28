"""`kg evidence`: where the source says so, and the passage itself if its text is at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.built import WORLD_CORPUS, ask_world, assert_one_line, run, spoil, world_store


def test_the_passage_is_printed_where_its_text_is_at_hand() -> None:
    for claim, passage in (
        ("o2", "“at least 5000 yuan by 2030”"),
        ("o4", "“测试省2023年营收1000元😀”"),
    ):
        done = run(
            *("evidence", claim, "--store", world_store(), "--corpus", WORLD_CORPUS),
            *("--format", "tsv"),
        )
        assert done.returncode == 0
        assert passage in done.stdout.decode("utf-8")


def test_the_folder_of_the_texts_may_come_from_the_environment() -> None:
    done = run("evidence", "c4", "--store", world_store(), KG_CORPUS=str(WORLD_CORPUS))
    assert "“Governor Ann leads”" in done.stdout.decode("utf-8")


def test_without_the_texts_place_and_hash_are_given_and_how_to_see_more() -> None:
    shown = ask_world("evidence", "c4", "--format", "tsv").stdout
    assert "passage\tcharacters 97–115 of t1.txt\n" in shown
    assert "SHA-256\t601ec5d270ac2cb5b2d3dc3c520afb8b50a8f803daa979c2e0f93a2afccb15d2\n" in shown
    assert "KG_CORPUS names the folder" in shown


def test_a_text_that_reads_differently_is_not_passed_off_as_the_passage(tmp_path: Path) -> None:
    texts = Path(shutil.copytree(WORLD_CORPUS, tmp_path / "texts"))
    spoil(texts / "t1.txt", "Governor Ann", "Governor Bob")
    found = ask_world("evidence", "c4", "--corpus", texts)
    assert found.exit_code == 3
    assert "t1.txt: the passage at this place has another hash" in found.stderr
    assert "Bob" not in found.stdout + found.stderr


def test_a_text_that_is_missing_is_told(tmp_path: Path) -> None:
    found = ask_world("evidence", "c4", "--corpus", tmp_path)
    assert found.exit_code == 1
    assert_one_line(found.stderr, "t1.txt is no text of the corpus")


def test_the_wording_is_that_of_the_language() -> None:
    assert "Ann is the chain leader." in ask_world("evidence", "c4").stdout
    assert "（虚构）c4" in ask_world("evidence", "c4", "--lang", "zh").stdout
