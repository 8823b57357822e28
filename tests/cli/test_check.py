"""`kg check`: shapes, rules, questions and passages; exit 3 if any fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.built import (
    ROOT,
    WORLD,
    WORLD_CORPUS,
    assert_one_line,
    copied_tables,
    invoke,
    run,
    spoil,
    world_ontology,
    world_store,
)


def errors_in(*arguments: object) -> list[dict[str, str]]:
    found = invoke("check", "--ontology", world_ontology(), *arguments, "--format", "json")
    rows: list[dict[str, str]] = json.loads(found.stdout)["rows"]
    assert found.exit_code == (3 if rows else 0)
    return rows


def test_sound_tables_pass_and_their_passages_are_compared() -> None:
    done = run("check", "--data", WORLD, "--corpus", WORLD_CORPUS, "--ontology", world_ontology())
    assert done.returncode == 0
    shown = done.stdout.decode("utf-8")
    assert shown.startswith("No error found\n")
    assert "25 of 25 passages compared with their texts" in shown


def test_without_the_texts_nobody_claims_that_passages_were_compared() -> None:
    shown = invoke("check", "--data", WORLD, "--ontology", world_ontology()).stdout
    assert "0 of 25 passages compared" in shown


def test_a_rule_that_is_broken_is_named_with_the_thing(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "identities.csv", "acme,same,high,", "acme,same,low,")
    found = {(row["check"], row["thing"]) for row in errors_in("--data", tables)}
    assert found == {("identity-below-high-gives-reasons", "gid:i1")}


def test_a_fault_in_a_cell_is_an_error_with_its_place(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "supports", "suports")
    spoil(tables / "claims" / "t2.csv", "hydrogen-chain,isLocatedIn", "nobody,isLocatedIn")
    rows = errors_in("--data", tables)
    assert [row["thing"] for row in rows] == [
        "claims/t1.csv:2:predicate",
        "claims/t2.csv:3:subject",
    ]


def test_a_changed_text_is_found_passage_by_passage(tmp_path: Path) -> None:
    texts = Path(shutil.copytree(WORLD_CORPUS, tmp_path / "texts"))
    spoil(texts / "t1.txt", "Governor Ann", "Governor Bob")
    rows = errors_in("--data", WORLD, "--corpus", texts)
    errors = {row["thing"]: row["error"] for row in rows}
    assert errors["sources.csv:2:sha256"].startswith("the text in the corpus is another")
    assert errors["mentions.csv:4:sha256"] == "the passage at this place has another hash"
    assert "claims/t1.csv:2:sha256" not in errors


def test_a_question_whose_answer_changed_is_an_error_with_the_difference(tmp_path: Path) -> None:
    onto = Path(shutil.copytree(world_ontology(), tmp_path / "ontology"))
    (onto / "questions").mkdir()
    (onto / "questions" / "Q1.rq").write_text(
        "SELECT ?who WHERE { gid:chain-leaders gi:hasMember ?who }", "utf-8"
    )
    (onto / "questions" / "Q1.csv").write_text("who\ngid:bob\n", "utf-8")
    found = invoke("check", "--data", WORLD, "--ontology", onto, "--format", "tsv")
    assert found.exit_code == 3
    assert "missing: gid:bob. Not expected: gid:ann" in found.stdout
    (onto / "questions" / "Q1.csv").write_text("who\ngid:ann\n", "utf-8")
    assert invoke("check", "--data", WORLD, "--ontology", onto).exit_code == 0


def test_a_built_store_is_checked_without_its_tables() -> None:
    assert errors_in("--store", world_store()) == []


def test_tables_and_a_store_at_once_are_refused() -> None:
    found = invoke("check", "--data", WORLD, "--store", world_store())
    assert found.exit_code == 1
    assert_one_line(found.stderr, "not both")


def test_of_changed_tables_only_the_changes_are_checked(tmp_path: Path) -> None:
    tables, graph, onto = copied_tables(tmp_path), tmp_path / "graph", world_ontology()
    assert invoke("build", "--data", tables, "--ontology", onto, "--out", graph).exit_code == 0
    spoil(tables / "claims" / "t1.csv", "Testland runs the mechanism.", "Testland runs it.")
    arguments = ("--data", tables, "--ontology", onto, "--since", graph)
    shown = invoke("check", *arguments).stdout
    assert "1 of " in shown
    assert shown == invoke("check", *arguments, "--fast").stdout
    spoil(tables / "claims" / "t1.csv", "supports", "suports")
    shown = invoke("check", *arguments).stdout
    assert "unknown term 'suports'" in shown
    assert "all was checked" in shown


def test_a_graph_to_compare_with_and_one_to_check_at_once_are_refused() -> None:
    found = invoke("check", "--since", world_store(), "--store", world_store())
    assert found.exit_code == 1
    assert_one_line(found.stderr, "leave out --store")


def test_the_errors_may_go_to_a_file(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "supports", "suports")
    done = run("check", "--data", tables, "--format", "csv", "-o", tmp_path / "errors.csv")
    assert (done.returncode, done.stdout) == (3, b"")
    assert "unknown term 'suports'" in (tmp_path / "errors.csv").read_text("utf-8")


def test_the_shipped_tables_have_no_faulty_cell() -> None:
    from kg.evidence.ingest import read_evidence
    from kg.ontology import Ontology

    assert read_evidence(ROOT / "data", Ontology(ROOT / "ontology")).records
