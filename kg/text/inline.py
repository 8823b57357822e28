"""Inline: data, scripts and styles that one page holds itself, and the policy that admits them."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from kg.errors import FormatError
from kg.text.names import INVISIBLE

UNSAFE = re.compile(f"[<>&\u2028\u2029\x7f-\x9f]|{INVISIBLE.pattern}")


def json_block(value: Any, *, sort_keys: bool = False) -> str:
    r"""Return `value` as JSON that cannot end its script element nor reorder what is read.

    Raises
    ------
    FormatError
        If a number is not finite: no script could read it.

    >>> json_block({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    try:
        text = json.dumps(
            value,
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
            sort_keys=sort_keys,
        )
    except ValueError as error:
        raise FormatError(f"a number of the page is not finite: {error}") from error
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def hashes(parts: Iterable[str]) -> str:
    """Return the parts as sources of a Content-Security-Policy: those and no others run.

    >>> hashes([""])
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digests = (b64encode(sha256(part.encode("utf-8")).digest()).decode("ascii") for part in parts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
