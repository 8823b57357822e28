"""Sources: the registered texts, and whether each passage is where its row says."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.errors import Problem, StoreError
from kg.evidence.record import Evidence, Record
from kg.text.names import local_name

LONGEST = 255


def digest(text: str) -> str:
    """Return the SHA-256 of `text` as UTF-8, 64 hexadecimal digits.

    >>> digest("绿色")[:8]
    '30c83dc2'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_text(corpus: Path, file: str) -> str:
    """Return the text of `file` in `corpus`, decoded as UTF-8, line ends kept.

    Raises
    ------
    StoreError
        If the folder or the file is missing, not UTF-8, or outside the folder.
    """
    path = corpus / file
    try:
        if not corpus.is_dir():
            message = f"the corpus {corpus} is no folder"
            raise StoreError(message)
        if Path(file).name != file or not path.is_file():
            message = f"{path} is no text of the corpus"
            raise StoreError(message)
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise StoreError(message) from None
    except UnicodeDecodeError:
        message = f"{path} is not UTF-8"
        raise StoreError(message) from None


def check_corpus(evidence: Evidence, corpus: Path) -> list[Problem]:
    """Return a problem for each text or passage that is not what its hash says, in order.

    Texts that the folder does not have are passed over; `proved` counts them.

    Raises
    ------
    StoreError
        If the folder is missing or has none of the registered texts.
    """
    if not corpus.is_dir():
        message = f"the corpus {corpus} is no folder"
        raise StoreError(message)
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    registered = [r for r in evidence.records if r.shape.corpus and text_file(r)]
    at_hand = [record for record in registered if not is_absent(corpus, text_file(record))]
    if registered and not at_hand:
        message = f"the corpus {corpus} has none of the {len(registered)} registered texts"
        raise StoreError(message)
    for record in at_hand:
        check_text(record, corpus, texts, problems)
    for record in evidence.records:
        if record.shape.passage:
            problems += check_passage(record, texts)
    return problems


def text_file(record: Record) -> str:
    """Return the name of the registered text of a source, empty if it has none."""
    return record.first(record.shape.corpus["file"])


def is_absent(corpus: Path, file: str) -> bool:
    """Return whether `file` could be a text of `corpus`, but is not there."""
    return (
        Path(file).name == file and len(file.encode()) <= LONGEST and not (corpus / file).exists()
    )


def proved(evidence: Evidence, corpus: Path | None) -> tuple[int, int]:
    """Return how many passages have their text in `corpus`, and how many there are."""
    sources = {r.id for r in evidence.records if r.shape.corpus and text_file(r)}
    here = {
        r.id
        for r in evidence.records
        if r.id in sources and corpus and not is_absent(corpus, text_file(r))
    }
    passages = [
        local_name(r.first(r.shape.passage["source"]))
        for r in evidence.records
        if r.shape.passage and r.first(r.shape.passage["start"])
    ]
    return sum(source in here for source in passages), len(passages)


def check_text(
    record: Record, corpus: Path, texts: dict[str, str], problems: list[Problem]
) -> None:
    """Put the text of a source into `texts`; add a problem if it is not the registered one."""
    names = record.shape.corpus
    try:
        text = read_text(corpus, record.first(names["file"]))
    except StoreError as error:
        problems.append(record.problem(names["file"], str(error)))
        return
    if digest(text) != record.first(names["digest"]):
        what = "the text in the corpus is another than the registered one"
        problems.append(record.problem(names["digest"], what))
    texts[record.id] = text


def check_passage(record: Record, texts: dict[str, str]) -> list[Problem]:
    """Return the problems of one passage: outside the text, another hash, another form."""
    names = record.shape.passage
    text = texts.get(local_name(record.first(names["source"])))
    if text is None or not record.first(names["start"]):
        return []
    start, end = int(record.first(names["start"])), int(record.first(names["end"]))
    if end > len(text):
        return [record.problem(names["end"], f"is outside the text of {len(text)} characters")]
    passage = text[start:end]
    if digest(passage) != record.first(names["digest"]):
        return [record.problem(names["digest"], "the passage at this place has another hash")]
    if "text" in names and passage != record.first(names["text"]):
        return [record.problem(names["text"], "the passage at this place reads differently")]
    return []
