"""Sources: every passage is proved by its text, and no text is read from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import DataError, StoreError
from kg.evidence.ingest import read_evidence
from kg.evidence.sources import check_corpus, read_text
from kg.graph.build import build_graph
from kg.ontology import Ontology

Edit = Callable[[str, str, str, str], None]


@pytest.fixture
def texts(corpus: Path, tmp_path: Path) -> Path:
    """A copy of the texts that may be changed."""
    return Path(shutil.copytree(corpus, tmp_path / "texts"))


@pytest.fixture
def problems(world: Path, onto: Ontology, texts: Path) -> Callable[[], list[str]]:
    """Return what is wrong with texts and passages."""
    return lambda: [str(p) for p in check_corpus(read_evidence(world, onto), texts)]


def test_every_passage_of_the_small_world_is_proved(problems: Callable[[], list[str]]) -> None:
    assert problems() == []


def test_a_changed_text_is_noticed(texts: Path, problems: Callable[[], list[str]]) -> None:
    (texts / "t1.txt").write_text((texts / "t1.txt").read_text("utf-8") + " ", "utf-8")
    assert problems() == [
        "sources.csv:2:sha256: the text in the corpus is another than the registered one"
    ]


def test_line_ends_are_part_of_a_text(texts: Path, problems: Callable[[], list[str]]) -> None:
    (texts / "t2.txt").write_bytes((texts / "t2.txt").read_bytes().replace(b"\r\n", b"\n"))
    assert any("another than the registered one" in problem for problem in problems())


def test_a_text_that_is_not_at_hand_is_passed_over(
    texts: Path, problems: Callable[[], list[str]]
) -> None:
    (texts / "t1.txt").unlink()
    assert problems() == []


def test_a_corpus_with_none_of_the_texts_is_refused(
    world: Path, onto: Ontology, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="has none of the 2 registered texts"):
        build_graph(world, onto, tmp_path)


def test_a_text_that_is_not_utf8_is_named(texts: Path, problems: Callable[[], list[str]]) -> None:
    (texts / "t1.txt").write_bytes("绿色".encode("gbk"))
    (problem,) = problems()
    assert "is not UTF-8" in problem


@pytest.mark.parametrize(
    ("file", "row_id", "column", "value", "message"),
    [
        ("claims/t1.csv", "c1", "start", "37", "claims/t1.csv:2:sha256: the passage at this place"),
        ("claims/t1.csv", "c1", "end", "90", "claims/t1.csv:2:sha256: the passage at this place"),
        ("claims/t1.csv", "c1", "end", "99999", "claims/t1.csv:2:end: is outside the text of "),
        ("claims/t1.csv", "c1", "sha256", "0" * 64, "claims/t1.csv:2:sha256: the passage at"),
        ("mentions.csv", "m1", "printed", "Acme", "mentions.csv:2:printed: the passage at this"),
        ("observations/t2.csv", "o4", "end", "41", "observations/t2.csv:2:sha256: the passage"),
    ],
)
def test_a_passage_that_is_elsewhere_is_named(  # noqa: PLR0917  one case a line
    edit: Edit,
    problems: Callable[[], list[str]],
    file: str,
    row_id: str,
    column: str,
    value: str,
    message: str,
) -> None:
    edit(file, row_id, column, value)
    (problem,) = problems()
    assert problem.startswith(message)


def test_nothing_is_built_of_a_passage_that_is_not_proved(
    world: Path, onto: Ontology, corpus: Path, edit: Edit
) -> None:
    edit("claims/t1.csv", "c1", "start", "37")
    with pytest.raises(DataError, match=r"claims/t1\.csv:2:sha256"):
        build_graph(world, onto, corpus)


@pytest.mark.parametrize(
    "file",
    ["../t1.txt", "/etc/passwd", "sub/t1.txt", ".", "..", "", "t1.txt/", "a" * 300, "no\nsuch"],
)
def test_only_files_of_the_corpus_itself_are_read(texts: Path, file: str) -> None:
    (texts / "sub").mkdir()
    shutil.copy(texts / "t1.txt", texts / "sub" / "t1.txt")
    shutil.copy(texts / "t1.txt", texts.parent / "t1.txt")
    with pytest.raises(StoreError, match=r"no text of the corpus|cannot be read"):
        read_text(texts, file)


@pytest.mark.parametrize("file", ["../secret.txt", "/etc/passwd", "a" * 300])
def test_a_file_name_that_leads_out_is_a_problem_of_its_row(
    edit: Edit, texts: Path, problems: Callable[[], list[str]], file: str
) -> None:
    (texts.parent / "secret.txt").write_text("secret", "utf-8")
    edit("sources.csv", "t1", "file", file)
    (problem,) = problems()
    assert problem.startswith("sources.csv:2:file: ")


def test_a_corpus_that_is_no_folder_is_said(world: Path, onto: Ontology, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is no folder"):
        build_graph(world, onto, tmp_path / "nowhere")


def test_positions_count_characters_and_not_bytes_or_halves_of_them(texts: Path) -> None:
    text = read_text(texts, "t2.txt")
    assert text.index("😀") == 37
    assert text[38:41] == "。\r\n"
