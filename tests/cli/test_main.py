"""The command line as a whole: help, examples, errors, exit codes, streams."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from kg.cli.main import COMMANDS, main
from kg.text.names import display_width
from tests.built import (
    KG,
    ROOT,
    WORLD,
    WORLD_CORPUS,
    answer,
    ask_world,
    assert_one_line,
    invoke,
    run,
    world_ontology,
    world_store,
)

SHIPPED_CORPUS = Path(os.environ.get("KG_CORPUS") or ROOT.parent / "shared" / "documents")
ANSI = b"\x1b"


def examples(name: str) -> list[list[str]]:
    """Return the arguments of the examples at the end of a command's help."""
    text = importlib.import_module(f"kg.cli.{name}").command.help
    lines = text.partition("Example:")[2].replace("\b", "").strip().splitlines()
    return [shlex.split(line.strip())[1:] for line in lines]


ELSEWHERE = {"check", "push", "scenario", "verify"}  # run in tests of their own


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a working folder with the shipped tables, and the texts beside it."""
    folder = tmp_path / "main"
    folder.mkdir()
    (folder / "data").symlink_to(ROOT / "data")
    (folder / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "shared").mkdir()
    if SHIPPED_CORPUS.is_dir():
        (tmp_path / "shared" / "documents").symlink_to(SHIPPED_CORPUS)
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_ends_in_an_example(name: str) -> None:
    shown = invoke(name, "--help")
    assert shown.exit_code == 0
    before, _, after = shown.stdout.partition("Example: ")
    assert before.startswith(f"Usage: kg {name} ")
    assert after.startswith(f"kg {name}")
    assert after.partition("\n\n")[2].startswith("Options:")


@pytest.mark.no_cover
@pytest.mark.parametrize("name", sorted(set(COMMANDS) - ELSEWHERE))
def test_the_example_in_the_help_runs(name: str, project: Path) -> None:
    for arguments in examples(name):
        if not SHIPPED_CORPUS.is_dir() and "--corpus" in arguments:
            place = arguments.index("--corpus")
            del arguments[place : place + 2]
        done = answer(*arguments, cwd=project)
        assert (done.returncode, done.stderr.count(b"Error")) == (0, 0), done.stderr.decode()
        assert done.stdout or done.stderr.startswith(b"wrote ")


def test_the_example_of_check_runs(tmp_path: Path) -> None:
    (tmp_path / "main").mkdir()
    shutil.copytree(WORLD_CORPUS, tmp_path / "shared" / "documents")
    for arguments in examples("check"):
        world = ["--data", WORLD, "--ontology", world_ontology()]
        done = run(*arguments, *world, cwd=tmp_path / "main")
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout.startswith(b"No error found")


def test_the_example_of_verify_runs(tmp_path: Path) -> None:
    shutil.copytree(world_store(), tmp_path / "build" / "graph")
    for arguments in examples("verify"):
        assert run(*arguments, cwd=tmp_path).returncode == 0


def test_help_of_all_names_every_command_with_its_sentence() -> None:
    shown = invoke("--help").stdout
    for name, sentence in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(sentence)}$", shown, re.MULTILINE)


def test_the_list_of_commands_says_what_their_help_says() -> None:
    for name, sentence in COMMANDS.items():
        first = importlib.import_module(f"kg.cli.{name}").command.help.split("\n\n")[0]
        assert sentence.split()[0] == first.split()[0]


def test_version_is_that_of_the_package() -> None:
    import kg

    assert run("--version").stdout.decode() == f"kg, version {kg.__version__}\n"


def test_a_mistyped_command_is_wrong_usage_and_gets_a_hint() -> None:
    done = run("qurey")
    assert done.returncode == 2
    assert b"No such command 'qurey'; did you mean query?" in done.stderr
    assert done.stdout == b""


def test_a_command_like_no_other_gets_no_hint() -> None:
    found = invoke("xxxxxxxx")
    assert found.exit_code == 2
    assert found.stderr.endswith("Error: No such command 'xxxxxxxx'\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "acmee"), ("unknown thing 'acmee'", "did you mean acme")),
        (("query", "overveiw"), ("unknown query 'overveiw'", "did you mean overview")),
        (("rank", "goverance"), ("unknown view 'goverance'", "did you mean governance")),
        (("query", "zzzzzzzz"), ("unknown query 'zzzzzzzz' (kg query lists them)",)),
        (("query", "ASK {}"), ("unknown query 'ASK {}' (the text of a query goes behind -e)",)),
        (("rank", "nosuchview"), ("unknown view 'nosuchview' (there are ", "three-chains)")),
        (("clusters", "polici"), ("unknown view 'polici'", "did you mean policy")),
        (("evidence", "zzz"), ("unknown claim 'zzz'", "kg show lists claims")),
        (("evidence", "c01"), ("unknown claim 'c01'", "did you mean", "c1")),
        (("export", "--format", "gexf", "--view", "x"), ("unknown view 'x'",)),
        (("draw", "monney"), ("unknown view 'monney'", "did you mean money")),
        (("rank", "supply"), ("'supply' is not computable: needs 3 nodes",)),
    ],
)
def test_an_error_of_the_user_is_one_line_with_near_misses(
    arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    found = ask_world(*arguments)
    assert (found.exit_code, found.stdout) == (1, "")
    assert_one_line(found.stderr, *words)


@pytest.mark.parametrize(
    "name", ["acmee", "gid:a b", 'zzz"', "gid:%zz", "a:b", "", "<x>", "\udcff"]
)
@pytest.mark.parametrize("command", ["show", "evidence"])
def test_no_name_is_so_strange_that_it_breaks_a_command(command: str, name: str) -> None:
    found = ask_world(command, name)
    assert found.exit_code == 1
    assert_one_line(found.stderr, "unknown")


def test_an_error_in_a_process_of_its_own_is_one_line_without_traceback() -> None:
    done = run("show", "acmee", "--store", world_store())
    assert (done.returncode, done.stdout) == (1, b"")
    assert_one_line(done.stderr.decode(), "did you mean acme")


@pytest.mark.parametrize("name", ["clusters", "draw", "export", "find", "rank", "show", "verify"])
def test_a_store_that_is_missing_is_told_with_the_way_to_build_it(name: str) -> None:
    more = {"find": ["x"], "show": ["x"], "export": ["--format", "nt"]}.get(name, [])
    found = invoke(name, *more, "--store", "nowhere")
    assert found.exit_code == 1
    assert_one_line(found.stderr, "nowhere holds no built graph", "kg build --out nowhere")


@pytest.mark.parametrize("name", ["find", "show", "evidence", "rank", "clusters"])
@pytest.mark.parametrize("lang", ["fr", ""])
def test_a_language_that_is_not_spoken_is_wrong_usage(name: str, lang: str) -> None:
    found = invoke(name, "acme", "--lang", lang)
    assert found.exit_code == 2
    assert "'en', 'zh'" in found.stderr


def test_the_language_may_come_from_the_environment() -> None:
    done = run("show", "testland", "--store", world_store(), KG_LANG="zh")
    assert "测试省 · 省级行政区 · testland" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("name", ["show", "rank", "clusters", "draw"])
@pytest.mark.parametrize(
    "day", ["yesterday", "2023-13", "2023-02-30", "2023-1", "20230101", "0000"]
)
def test_what_is_no_day_is_wrong_usage(name: str, day: str) -> None:
    found = invoke(name, "x", "--as-of", day)
    assert found.exit_code == 2
    assert "Invalid value for '--as-of'" in found.stderr


LISTS = [
    ("find", "testland"),
    ("show", "testland", "--lang", "zh"),
    ("evidence", "o2"),
    ("rank", "three-chains"),
    ("clusters", "overall", "--lang", "zh"),
]


@pytest.mark.parametrize("arguments", LISTS)
def test_piped_output_is_plain_and_eighty_columns_wide(arguments: tuple[str, ...]) -> None:
    done = run(
        *arguments, "--store", world_store(), COLUMNS="200", FORCE_COLOR="1", TERM="xterm-256color"
    )
    assert done.returncode == 0
    assert ANSI not in done.stdout + done.stderr
    widths = [display_width(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert 40 < max(widths) <= 80


def test_help_and_errors_have_no_colours_when_piped() -> None:
    for arguments in (["query", "--help"], ["nonsense"]):
        done = run(*arguments, FORCE_COLOR="1", NO_COLOR="")
        assert ANSI not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
        {"PYTHONIOENCODING": "gbk"},
    ],
)
def test_chinese_is_written_in_utf_8_whatever_the_locale_says(env: dict[str, str]) -> None:
    shown = run("show", "testland", "--lang", "zh", "--store", world_store(), **env)
    assert "测试省规划" in shown.stdout.decode("utf-8")
    assert "谷城" in run("find", "--help", **env).stdout.decode("utf-8")


def test_a_reader_that_stops_reading_is_no_error() -> None:
    writer = subprocess.Popen(
        [KG, "export", "--format", "nq", "--store", world_store()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writer.stdout
    assert writer.stderr
    assert writer.stdout.read(8) == b"<https:/"
    writer.stdout.close()
    with writer.stderr as errors:
        assert errors.read() == b""
    assert writer.wait(timeout=60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
@pytest.mark.parametrize("words", ["show acme --store {}", "--version", "--help", "find --help"])
def test_a_full_disk_behind_standard_output_is_told_in_one_line(words: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [KG, *words.format(world_store()).split()],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert_one_line(done.stderr.decode(), "standard output: No space left on device")


@pytest.mark.parametrize(
    ("words", "code"), [("find acme >&-", 0), ("query - <&-", 1), ("find acme >&- 2>&-", 0)]
)
def test_closed_streams_break_nothing(words: str, code: int) -> None:
    line = f"'{KG}' {words.replace('acme', f'acme --store {world_store()}')}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_the_process_ends_with_what_others_left_to_be_done_at_its_end() -> None:
    code = "import atexit, sys, kg.cli.main as m; atexit.register(print, 'last');"
    code += "sys.argv = ['kg', 'qurey']; m.run()"
    done = subprocess.run([KG.with_name("python"), "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"last\n")


def test_commands_load_only_when_they_run() -> None:
    code = "import sys, kg.cli.main as m; m.main(['--help'], standalone_mode=False);"
    code += "print(sorted(n for n in sys.modules if n.startswith(('rdflib', 'networkx', 'scipy'))))"
    done = subprocess.run([KG.with_name("python"), "-c", code], capture_output=True, check=True)
    assert done.stdout.endswith(b"[]\n")


def test_every_file_of_the_command_line_with_a_command_is_listed() -> None:
    files = {path.stem for path in (ROOT / "kg" / "cli").glob("*.py")}
    with_command = {
        stem
        for stem in files - {"__init__", "main"}
        if hasattr(importlib.import_module(f"kg.cli.{stem}"), "command")
    }
    assert with_command == set(COMMANDS)
    assert main.name == "main"
