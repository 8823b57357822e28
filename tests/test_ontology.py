"""The ontology as data: terms, concepts, tables, files, each with its near misses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import StoreError, UnknownNameError
from kg.ontology import Ontology
from kg.text.names import PREFIXES, local_name

GI, GIC = PREFIXES["gi"], PREFIXES["gic"]


def test_a_folder_without_tables_is_no_ontology(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no ontology folder: it has no tables\.json"):
        Ontology(tmp_path)


def test_bad_turtle_names_the_file_and_the_place(tmp_path: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    (folder / "bad.ttl").write_text("# fine\n oops .\n", "utf-8")
    with pytest.raises(StoreError, match=r"bad\.ttl.*2"):
        _ = Ontology(folder).terms


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "line 1 column 1"),
        ('{"tables": [', "line 1 column 13"),
        ("[]", "it has no list under 'tables'"),
        ('{"tables": {}}', "it has no list under 'tables'"),
        ('{"tables": [{}]}', "table 1 has no object under 'tableSchema'"),
        ('{"tables": [7]}', "table 1 has no object under 'tableSchema'"),
        ('{"tables": [{"tableSchema": {}}]}', "table 1 has no list under 'columns'"),
        ('{"tables": [{"tableSchema": {"columns": []}}]}', "table 1 has no text under 'url'"),
        ("[" * 100_000, "recursion"),
        ("\udcff", "utf-8"),
    ],
)
def test_damaged_tables_name_the_file_and_the_place(
    tmp_path: Path, content: str, place: str
) -> None:
    (tmp_path / "tables.json").write_text(content, "utf-8", errors="surrogateescape")
    with pytest.raises(StoreError, match=rf"tables\.json does not describe tables: .*{place}"):
        _ = Ontology(tmp_path).shapes


def test_a_column_that_lacks_its_name_is_told_with_its_table(
    tmp_path: Path, onto: Ontology
) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    text = (folder / "tables.json").read_text("utf-8")
    (folder / "tables.json").write_text(text.replace('{"name": "url"', '{"nam": "url"', 1), "utf-8")
    with pytest.raises(StoreError, match="table 1, column 5 has no text under 'name'"):
        _ = Ontology(folder).shapes


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT oops", r"terms\.rq: error at 1:12"),
    ],
)
def test_a_query_of_a_foreign_ontology_is_told_and_fetches_nothing(
    tmp_path: Path, onto: Ontology, query: str, message: str
) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    (folder / "api" / "terms.rq").write_text(query, "utf-8")
    with pytest.raises(StoreError, match=message):
        _ = Ontology(folder).terms


@pytest.mark.parametrize("name", ["RoleGroup", "gi:RoleGroup", GI + "RoleGroup"])
def test_a_term_is_found_by_name_curie_and_iri(onto: Ontology, name: str) -> None:
    term = onto.term(name)
    assert term.iri == GI + "RoleGroup"
    assert term.kind == "class"
    assert set(term.labels) == {"en", "zh"}


@pytest.mark.parametrize("name", ["lead", "gi:lead", "Leads", ""])
def test_an_unknown_term_is_refused(onto: Ontology, name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        onto.term(name)
    assert caught.value.name == name
    assert name == "" or "leads" in caught.value.near


def test_the_parts_of_a_property_are_read(onto: Ontology) -> None:
    member = onto.term("hasMember")
    assert member.kind == "object"
    assert GI + "Group" in member.domains
    assert onto.term("hasRoleKind").scheme == GIC + "role-kind"
    assert onto.term("issueDate").literal == "partial-date"
    assert onto.term("isPartOf").transitive
    assert not onto.term("leads").transitive


def test_ancestors_start_with_the_class_and_end_at_the_top(onto: Ontology) -> None:
    names = [local_name(iri) for iri in onto.ancestors(GI + "RoleGroup")]
    assert names == ["RoleGroup", "OrganizationGroup", "Group", "Thing"]


def test_ancestors_in_a_circle_end(tmp_path: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    more = f"<{GI}Thing> <{PREFIXES['rdfs']}subClassOf> <{GI}RoleGroup> .\n"
    (folder / "more.ttl").write_text(more, "utf-8")
    names = [local_name(iri) for iri in Ontology(folder).ancestors(GI + "RoleGroup")]
    assert sorted(names) == ["Group", "OrganizationGroup", "RoleGroup", "Thing"]


def test_a_class_without_style_inherits_that_of_its_parent(tmp_path: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    text = (
        f"<{GI}Ministry> a <{PREFIXES['owl']}Class> ; <{PREFIXES['rdfs']}isDefinedBy> <{GI}> ;"
        f" <{PREFIXES['rdfs']}subClassOf> <{GI}GovernmentBody> .\n"
    )
    (folder / "more.ttl").write_text(text, "utf-8")
    style = Ontology(folder).style
    assert style[GI + "Ministry"]
    assert style[GI + "Ministry"] == style[GI + "GovernmentBody"]


def test_every_scheme_that_a_column_names_has_concepts(onto: Ontology) -> None:
    named = {c.scheme for shape in onto.shapes for c in shape.columns if c.scheme}
    assert named
    assert all(onto.schemes.get(scheme) for scheme in named)


def test_every_property_that_a_column_names_is_a_term_or_of_a_known_vocabulary(
    onto: Ontology,
) -> None:
    for shape in onto.shapes:
        for column in shape.columns:
            if column.predicate.startswith(GI):
                assert column.predicate in onto.terms, (shape.url, column.name)


def test_columns_that_speak_of_others_name_columns(onto: Ontology) -> None:
    for shape in onto.shapes:
        names = {column.name for column in shape.columns}
        spoken = {c.domain_of for c in shape.columns} | {c.range_of for c in shape.columns}
        spoken |= {*shape.passage.values(), *shape.corpus.values(), shape.graph_column}
        spoken |= {value for key, value in shape.identity.items() if key != "merge"}
        assert spoken - {""} <= names


def test_a_file_is_found_and_a_near_miss_named(onto: Ontology) -> None:
    assert onto.file("views", "governance").name == "governance.rq"
    with pytest.raises(
        UnknownNameError, match=r"unknown view 'goverance'; did you mean governance"
    ):
        onto.file("views", "goverance")


@pytest.mark.parametrize("name", ["../tables", "/etc/passwd", "governance.rq", "", "."])
def test_only_names_of_files_are_opened(onto: Ontology, name: str) -> None:
    with pytest.raises(UnknownNameError):
        onto.file("views", name)


def test_asking_for_what_is_no_select_query_is_refused(tmp_path: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    (folder / "api" / "terms.rq").write_text("ASK {}", "utf-8")
    with pytest.raises(StoreError, match="no SELECT query"):
        _ = Ontology(folder).terms
