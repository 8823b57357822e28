"""The rules of the code itself, and that a wheel of it works anywhere."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

import kg
from kg.errors import KgError
from kg.ontology import Ontology
from kg.text.names import local_name
from tests.built import ROOT

MODULES = sorted((ROOT / "kg").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
LIBRARY_WORDS = {"kg/cli/main.py": {"Group"}}  # click.Group, the library's name for its class
OF_FOLDERS = {"test_architecture.py", "test_new_class.py"}
WITHOUT_MODULE = {"ontology", "docs", "benchmarks"}  # folders of data and texts have tests too


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def body_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return the statements of a function without its docstring."""
    return function.body[1:] if ast.get_docstring(function) else function.body


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_at_most_400_lines_and_a_sentence_at_its_head(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400
    head = (ast.get_docstring(tree(path)) or "").split("\n\n")[0]
    assert head.endswith(".")
    assert not head.lower().startswith(("this module", "provides", "module"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_has_at_most_40_lines_without_its_docstring(path: Path) -> None:
    for function in functions(path):
        body = body_of(function)
        head = function.body[0].lineno - function.lineno
        length = head + (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 1
        assert length <= 40, f"{function.name} has {length}"


@pytest.mark.parametrize("path", sorted((ROOT / "kg" / "cli").glob("*.py")), ids=name_of)
def test_a_command_has_at_most_five_statements_and_decides_nothing(path: Path) -> None:
    for function in functions(path):
        if function.name == "command":
            inner = [node for statement in body_of(function) for node in ast.walk(statement)]
            work = [n for n in body_of(function) if not isinstance(n, (ast.Import, ast.ImportFrom))]
            assert len(work) <= 5
            assert not any(isinstance(node, (ast.If, ast.While, ast.Try)) for node in inner)


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_a_test_file_mirrors_a_module(path: Path) -> None:
    inside = path.relative_to(ROOT / "tests")
    if inside.parts[0] in WITHOUT_MODULE or inside.as_posix() in OF_FOLDERS:
        return
    folder, name = ROOT / "kg" / inside.parent, inside.stem.removeprefix("test_")
    parts = name.split("_")
    modules = [folder / f"{'_'.join(parts[:n])}.py" for n in range(1, len(parts) + 1)]
    assert any(module.is_file() for module in modules), f"{name_of(path)} mirrors no module"


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_the_name_of_a_test_is_a_sentence(path: Path) -> None:
    for function in functions(path):
        if function.name.startswith("test_"):
            assert function.name.count("_") >= 3, function.name


def test_every_error_of_ours_is_a_kg_error_with_a_sentence() -> None:
    found = 0
    for info in pkgutil.walk_packages(kg.__path__, "kg."):
        if info.name.endswith("__main__"):
            continue
        for _, thing in inspect.getmembers(importlib.import_module(info.name), inspect.isclass):
            if issubclass(thing, BaseException) and thing.__module__.startswith("kg."):
                found += 1
                assert issubclass(thing, KgError)
                assert thing.__module__ == "kg.errors"
                assert thing.__name__.endswith("Error")
                assert (thing.__doc__ or "").rstrip().endswith(".")
    assert found > 5


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints(path: Path) -> None:
    inside = path.relative_to(ROOT / "kg").parts[0]
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    named = {ast.unparse(function) for function in calls}
    assert "print" not in named
    if inside != "cli":
        assert not {"click.echo", "click.secho"} & named
        assert "click" not in {name for name in imported(path) if not name.startswith("kg")}


def imported(path: Path) -> set[str]:
    """Return the packages that a module imports, at any place in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


@cache
def vocabulary() -> frozenset[str]:
    """Return the local names of all classes and properties of the ontology."""
    onto = Ontology(ROOT / "ontology")
    return frozenset(local_name(iri) for iri in onto.terms)


def test_the_ontology_has_a_vocabulary_to_look_for() -> None:
    assert {"Enterprise", "RoleGroup", "hasMember", "drawnInColor"} <= vocabulary()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_term_of_the_ontology_is_a_word_of_the_code(path: Path) -> None:
    words = set(re.findall(r"\w[\w-]*", path.read_text("utf-8")))
    found = words & vocabulary() - LIBRARY_WORDS.get(name_of(path), set())
    assert found == set()


def test_no_term_of_the_ontology_hides_a_word_of_python() -> None:
    assert not vocabulary() & set(dir(builtins))


def tracked() -> list[Path]:
    """Return the files that belong to the project: all but what its ignore file names."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]

    def ours(names: list[str]) -> list[str]:
        return [name for name in names if not any(fnmatch(name, glob) for glob in ignored)]

    found = [ROOT / name for name in ours([p.name for p in ROOT.iterdir() if p.is_file()])]
    for top in ("kg", "ontology", "data", "tests", "docs", "benchmarks", ".ci"):
        for folder, inside, names in os.walk(ROOT / top):
            inside[:] = ours(inside)  # what is ignored may be large: environments, results
            found += [Path(folder) / name for name in ours(names)]
    return found


def test_files_that_a_test_run_leaves_behind_do_not_belong_to_the_project() -> None:
    left = ROOT / ".coverage.left.by.a.killed.process"
    left.write_bytes(b"")
    try:
        assert left not in tracked()
        assert ROOT / "README.md" in tracked()
    finally:
        left.unlink()


def test_no_machine_user_or_private_registry_is_named_in_a_file() -> None:
    private = re.compile(
        rb"/home/\w|/Users/\w|[A-Z]:\\\\?Users|/work/(?:main|shared)|(?<!emit-)index-url[ =]"
        rb"|(?<!emit-)find-links[ =]|artifactory|nexus\.|\.local/simple|localhost:\d+/simple",
        re.IGNORECASE,
    )
    files = [path for path in tracked() if path != Path(__file__)]
    assert len(files) > 100
    named = {name_of(p): private.search(p.read_bytes()) for p in files}
    assert {name: match[0] for name, match in named.items() if match} == {}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built of a copy of the project."""
    here = tmp_path_factory.mktemp("wheel")
    source = here / "source"
    junk = shutil.ignore_patterns("__pycache__", ".*_cache")
    for name in ("kg", "ontology", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=junk)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(here)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(here.glob("*.whl"))


def test_the_wheel_holds_code_ontology_data_and_templates_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in (("ontology", "kg/shipped/ontology"), ("data", "kg/shipped/data")):
        ours = {p.relative_to(ROOT / folder).as_posix() for p in (ROOT / folder).rglob("*.*")}
        assert {f"{place}/{name}" for name in ours} <= names
    assert "kg/visual/templates/network.html.j2" in names
    assert not any(name.startswith(("tests/", "docs/")) for name in names)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the script `kg` of a fresh environment that has the wheel and our dependencies."""
    here = tmp_path_factory.mktemp("fresh") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", here], check=True)
    site = next(here.glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    ours = Path(next(p for p in sys.path if p.endswith("site-packages")))
    (site / "later.pth").write_text(f"import sys; sys.path.append({str(ours)!r})\n", "utf-8")
    script = here / "bin" / "kg"
    text = f"#!{here}/bin/python\nfrom kg.cli.main import main\nmain(prog_name='kg')\n"
    script.write_text(text, "utf-8")
    script.chmod(0o755)
    return script


def run_installed(installed: Path, folder: Path, *arguments: str) -> str:
    """Return what the installed command prints, run in a folder that is not ours, offline."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV"))}
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    done = subprocess.run(
        [installed, *arguments],
        cwd=folder,
        env={**env, **nowhere, "KG_CACHE": str(folder / "cache")},
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8")


def test_an_installed_wheel_runs_from_a_foreign_folder(installed: Path, tmp_path: Path) -> None:
    where = run_python(installed, "import kg.graph.shipped as s; print(s.folder('data'))", tmp_path)
    assert where.strip() == str(installed.parent.parent / next(iter(shipped_of(installed))))
    assert "Usage: kg" in run_installed(installed, tmp_path, "--help")
    assert "hubei" in run_installed(installed, tmp_path, "find", "湖北省", "--format", "tsv")
    answer = run_installed(installed, tmp_path, "query", "-e", "ASK { gid:hubei ?p ?o }")
    assert answer == "true\n"


def shipped_of(installed: Path) -> list[Path]:
    """Return the folder of the shipped data in an environment, relative to it."""
    here = installed.parent.parent
    return [
        path.relative_to(here) for path in here.glob("lib/python*/site-packages/kg/shipped/data")
    ]


def run_python(installed: Path, code: str, folder: Path) -> str:
    """Return what a piece of Python prints in the environment."""
    command = [installed.with_name("python"), "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_what_mirrors_no_module_is_not_traced() -> None:
    assert sys.gettrace() is None
