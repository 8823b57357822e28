"""Names: IRIs, their short forms, near misses, and the label to show."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

BASE = "https://w3id.org/green-industry/"
PREFIXES: Mapping[str, str] = {
    "gi": BASE + "ontology/",
    "gic": BASE + "concept/",
    "gid": BASE + "id/",
    "gig": BASE + "graph/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dc": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "sh": "http://www.w3.org/ns/shacl#",
    "qb": "http://purl.org/linked-data/cube#",
    "oa": "http://www.w3.org/ns/oa#",
    "time": "http://www.w3.org/2006/time#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "qudt": "http://qudt.org/schema/qudt/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "void": "http://rdfs.org/ns/void#",
}
FORMULA = r"\s*[=+\-@＝＋－＠]|[\t\r\n]"  # compiled when first asked for: few commands do
PLAIN_NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?"
ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
UNPRINTABLE = INVISIBLE.pattern + "|[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"


def expand(curie: str) -> str:
    """Return the IRI that `curie` is short for; an IRI comes back as it is.

    >>> expand("skos:prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else curie


def shorten(iri: str) -> str:
    """Return `iri` as a CURIE where a prefix fits, ours first; otherwise unchanged.

    >>> shorten("https://w3id.org/green-industry/id/hubei")
    'gid:hubei'
    """
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and "/" not in iri[len(base) :] and prefix != "dc":
            return f"{prefix}:{iri[len(base) :]}"
    return iri


def local_name(iri: str) -> str:
    """Return what stands behind the last `/` or `#` of `iri`.

    >>> local_name("https://w3id.org/green-industry/id/hubei")
    'hubei'
    """
    return re.split(r"[/#]", iri)[-1]


def thing(name: str) -> str:
    """Return the IRI of the thing called `name`: an id, a CURIE or an IRI.

    >>> thing("hubei")
    'https://w3id.org/green-industry/id/hubei'
    """
    return expand(name) if ":" in name else PREFIXES["gid"] + name


def near_misses(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Return up to `most` of `known` that look like `name`, nearest first.

    >>> near_misses("hubie", ["hebei", "hubei", "wuhan"])
    ['hubei']
    """
    return list(nearest(name, tuple(sorted(known)), most))


@lru_cache(maxsize=4096)
def nearest(name: str, known: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return what `near_misses` does; one misspelling often stands in many rows."""
    import difflib

    return tuple(difflib.get_close_matches(name, known, n=most, cutoff=0.6))


def fold(name: str) -> str:
    """Return `name` for comparing: width, case, accents and spacing do not count.

    >>> fold("  Yíchāng　CITY ")
    'yichang city'
    """
    wide = unicodedata.normalize("NFKD", INVISIBLE.sub("", name)).casefold()
    plain = "".join(char for char in wide if not unicodedata.combining(char))
    return " ".join(plain.split())


def choose_label(labels: Mapping[str, str], lang: str, iri: str = "") -> str:
    """Return the label in `lang`, else in English, Chinese, or any; else the local name.

    >>> choose_label({"zh": "湖北省"}, "en")
    '湖北省'
    """
    for key in (lang, "en", "zh", *sorted(labels)):
        if labels.get(key):
            return labels[key]
    return local_name(iri)


def own_lang() -> str:
    """Return the language in which things show themselves in a notebook: KG_LANG, else English."""
    return "zh" if os.environ.get("KG_LANG") == "zh" else "en"


def visible(text: str) -> str:
    r"""Return `text` on one line; characters that hide, turn or command become visible.

    >>> visible("a\u202eb  c\x1b[31m")
    'a<U+202E>b c<U+001B>[31m'
    """
    line = " ".join(text.split())
    return re.sub(UNPRINTABLE, lambda match: f"<U+{ord(match[0]):04X}>", line)


def inert(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula (CWE-1236).

    >>> inert("=1+1"), inert("-5"), inert("a=b")
    ("'=1+1", '-5', 'a=b')
    """
    risky = re.match(FORMULA, text) and not re.fullmatch(PLAIN_NUMBER, text)
    return f"'{text}" if risky else text


def display_width(text: str) -> int:
    """Return the columns `text` takes on a terminal; Chinese characters take two.

    >>> display_width("湖北 a")
    6
    """
    width = 0
    for char in text:
        if unicodedata.combining(char) or INVISIBLE.match(char):
            continue
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width
