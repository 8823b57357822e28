"""Refusals: why an analysis has no answer, in the language of the report."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

REFUSAL = re.compile(
    r"(?P<what>.+?)(?: of (?:view )?'(?P<name>[^']*)')? (?:is|are) not computable: "
    r"needs (?P<needs>.+?)(?:, found (?P<found>.+))?"
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@cache
def chinese() -> dict[str, Any]:
    """Return the sentences and phrases of refusals in Chinese; `#` stands for a number."""
    text = (resources.files("kg.report") / "refusals.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def refused(reason: str, lang: str) -> str:
    """Return why an analysis refused, in `lang`; a reason of no known form stays as it is.

    >>> refused("the reach of money of 'money' is not computable: needs a fund with a tie", "zh")
    '资金可达范围（money）无法计算：需要有联系的基金；实有：无。'
    """
    parts = REFUSAL.fullmatch(reason)
    if lang == "en" or parts is None:
        return reason
    said = {key: phrase(parts[key] or "none") for key in ("what", "needs", "found")}
    name = phrase(parts["name"]) if parts["name"] else ""
    return str(chinese()["named" if name else "sentence"].format(name=name, **said))


def phrase(text: str) -> str:
    """Return a phrase in Chinese, its numbers in their order; an unknown one stays.

    >>> phrase("4 tied pairs"), phrase("other")
    ('4对相连节点', 'other')
    """
    numbers = iter(NUMBER.findall(text))
    known = chinese()["phrases"].get(NUMBER.sub("#", text), text)
    return re.sub("#", lambda _: next(numbers), known)
