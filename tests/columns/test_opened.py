"""Opened columns: look-ups without numpy, and damage told in a sentence, never a traceback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.columns.opened import Columns, Firsts, Labels, columns_beside
from kg.errors import ColumnsError
from kg.ontology import Ontology
from tests.built import ROOT
from tests.columns.worlds import ONTO, beside, columns

ACME = "https://w3id.org/green-industry/id/acme"


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(beside("small"), folder / "columns"))


def test_labels_and_kinds_are_looked_up_one_by_one_or_all_at_once() -> None:
    opened = columns("small")
    labels, kinds = Labels(opened), Firsts(opened, "kinds")
    code = opened.terms.code(ACME)
    assert labels.of(code)["en"] == "Acme"
    assert labels.everything()[ACME] == labels.of(code)
    assert kinds.of(code).endswith("/Enterprise")
    assert all(kinds.of(opened.terms.code(iri)) == kind for iri, kind in kinds.everything().items())
    assert (labels.of(-1), kinds.of(-1)) == ({}, "")


def test_a_look_up_does_not_import_numpy() -> None:
    code = (
        "import sys; from pathlib import Path; from kg.ontology import Ontology;"
        "from kg.columns.opened import Columns, Labels; from kg.columns.text import rows_like;"
        f"opened = Columns(Path({str(beside('small'))!r}), Ontology(Path('ontology')));"
        f"print(Labels(opened).of(opened.terms.code({ACME!r}))['en']);"
        "print(len(rows_like(opened, 'names', 'acme')) > 0, 'numpy' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == ["Acme", "True", "False"]


def test_no_columns_are_none(tmp_path: Path) -> None:
    assert columns_beside(tmp_path / "store", ONTO) is None


@pytest.mark.parametrize("name", ["index.json", "terms.npy", "suffixes.npy", "terms.utf8"])
@pytest.mark.parametrize("left", [0, 100])
def test_cut_columns_are_no_columns_or_refuse_to_answer(
    tmp_path: Path, name: str, left: int
) -> None:
    folder = copied(tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes()[:left])
    opened = columns_beside(tmp_path / "store", ONTO)
    if opened is not None:
        assert name == "terms.utf8"
        assert opened.terms.code(ACME) == -1


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": 2}', "[" * 100_000, '"', "null"])
def test_a_strange_index_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    folder = copied(tmp_path)
    (folder / "index.json").write_text(text, "utf-8")
    with pytest.raises(ColumnsError, match=r"cannot be read .*; build the graph again"):
        Columns(folder, ONTO)


@pytest.mark.parametrize(
    ("key", "value"), [("rows", 10**9), ("rows", "x"), ("columns", 3), ("columns", ["thing"])]
)
def test_a_table_that_is_not_as_the_index_says_is_refused(
    tmp_path: Path, key: str, value: object
) -> None:
    folder = copied(tmp_path)
    index = json.loads((folder / "index.json").read_text("utf-8"))
    index["tables"]["labels"][key] = value
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    with pytest.raises(ColumnsError, match="labels cannot be read"):
        Columns(folder, ONTO).rows("labels")


def test_codes_beyond_all_terms_are_told_in_a_sentence(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    raw = (folder / "labels.npy").read_bytes()
    (folder / "labels.npy").write_bytes(raw[:128] + b"\x7f\x7f\x7f\x7f" * ((len(raw) - 128) // 4))
    labels = Labels(Columns(folder, ONTO))
    with pytest.raises(ColumnsError, match="cannot be read"):
        labels.everything()
    with pytest.raises(ColumnsError, match="cannot be read"):
        labels.of(0)


def test_columns_of_another_query_are_not_used(tmp_path: Path) -> None:
    onto = Ontology(Path(shutil.copytree(ROOT / "ontology", tmp_path / "ontology")))
    path = onto.folder / "views" / "supply.rq"
    path.write_text(path.read_text("utf-8").replace("gi:produces ", ""), "utf-8")
    with pytest.raises(ColumnsError, match="view-supply was changed"):
        Columns(beside("small"), onto).rows("view-supply")
