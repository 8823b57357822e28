"""Endpoint: one SPARQL address over HTTP, its time, size and retries limited, its faults told."""

from __future__ import annotations

import http.client
import netrc
import os
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

from kg.errors import ParameterError, QueryLimitError, RemoteError, TransientError
from kg.text.names import UNPRINTABLE
from kg.version import VERSION

Read = TypeVar("Read")
BUSY = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
CHUNK = 1 << 16
SHOWN = 300
ADDRESS = "the address that answers queries usually ends in /query or /sparql"
REDIRECT = 3


@dataclass(frozen=True)
class Patience:
    """How long and how often one request is tried: seconds, tries, pauses, bytes of the answer."""

    seconds: float = 60.0
    tries: int = 4
    pause: float = 0.5
    longest_pause: float = 30.0
    size: int = 200_000_000


@dataclass(frozen=True)
class Request:
    """One POST: its body, what that is, and the media types that may come back."""

    body: bytes
    content_type: str
    accept: str = "*/*"
    to: str = ""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a question or a password must not go where nobody said."""

    def redirect_request(self, *_: object) -> None:
        """Return nothing, so that the redirect itself becomes the answer."""


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL endpoint at `url`, asked with `patience`.

    User and password come from KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD or from
    the netrc file, a token from KG_ENDPOINT_TOKEN; never from the address.

    Raises
    ------
    ParameterError
        If `url` is no http or https address, or has a password in it.
    """

    url: str
    patience: Patience = field(default=Patience())

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.username or parts.password:
            message = "an address holds no password: set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD"
            raise ParameterError(message)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            message = f"{self.url!r} is no http or https address"
            raise ParameterError(message)

    def post(self, request: Request, read: Callable[[bytes, Message], Read]) -> Read:
        """Return what `read` makes of the answer; every request here may be sent twice.

        Tries follow each other with doubling pauses, or the pause that the server
        asks for, until one succeeds or the time of `patience` is over.

        Raises
        ------
        RemoteError
            If the server is not reached, refuses, or answers what `read` cannot use.
        QueryLimitError
            If the answer takes longer or is larger than `patience` allows.
        """
        until = time.monotonic() + self.patience.seconds
        for turn in range(self.patience.tries):
            try:
                return read(*self.once(request, until))
            except TransientError as error:
                pause = max(error.wait, self.patience.pause * 2**turn)
                late = time.monotonic() + pause >= until
                if turn + 1 == self.patience.tries or pause > self.patience.longest_pause or late:
                    tried = f" ({turn + 1} tries)" if turn else ""
                    raise RemoteError(f"{error}{tried}") from None
                time.sleep(pause)
        raise AssertionError  # pragma: no cover  the loop returns or raises

    def once(self, request: Request, until: float) -> tuple[bytes, Message]:
        """Return body and headers of the answer to one try."""
        address = request.to or self.url
        headers = {"Content-Type": request.content_type, "Accept": request.accept}
        asked = urllib.request.Request(  # noqa: S310  only http and https pass __post_init__
            address, request.body, {**headers, **self.identity}, method="POST"
        )
        try:
            with self.opener.open(asked, timeout=max(0.001, until - time.monotonic())) as answer:
                return self.whole(answer, until), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                raise self.refusal(error) from None
        except urllib.error.URLError as error:
            raise self.unreached(error.reason) from None
        except (OSError, http.client.HTTPException) as error:
            raise self.unreached(error) from None

    def whole(self, answer: http.client.HTTPResponse, until: float) -> bytes:
        """Return the body of an answer if it comes in time and is not too large."""
        parts, size = [], 0
        while part := answer.read(CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.patience.size:
                message = f"the answer is larger than {self.patience.size} bytes; add a LIMIT"
                raise QueryLimitError(message)
            if time.monotonic() > until:
                raise self.late()
        if size < int(answer.headers.get("Content-Length") or 0):
            message = f"the answer of {self.host} was cut off after {size} bytes"
            raise TransientError(message)
        return b"".join(parts)

    def late(self) -> QueryLimitError:
        """Return the error of an answer that takes too long."""
        seconds = f"{self.patience.seconds:g} seconds"
        return QueryLimitError(f"{self.host} did not answer within {seconds} (--timeout)")

    def unreached(self, reason: object) -> Exception:
        """Return the error of an answer that did not come, or not whole."""
        if isinstance(reason, TimeoutError):
            return self.late()
        if isinstance(reason, ssl.SSLCertVerificationError):
            return RemoteError(f"the certificate of {self.host} is not trusted: {why(reason)}")
        if isinstance(reason, ssl.SSLError):
            return RemoteError(f"{self.host} does not speak https: {why(reason)}")
        if isinstance(reason, http.client.IncompleteRead):
            return TransientError(f"the answer of {self.host} was cut off")
        return TransientError(f"{self.host} cannot be reached: {why(reason)}")

    def refusal(self, error: urllib.error.HTTPError) -> Exception:
        """Return what a status other than success means."""
        code, headers = error.code, error.headers
        if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            how = "set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN"
            return RemoteError(f"{self.host} refuses access ({code}); {how}")
        if code == HTTPStatus.NOT_FOUND:
            hint = f"; {ADDRESS}" if error.url == self.url else ""
            return RemoteError(f"there is no SPARQL endpoint at {error.url} (404){hint}")
        if code // 100 == REDIRECT:
            where = plain(headers.get("Location", "elsewhere").encode())
            return RemoteError(f"{self.host} sends us to {where} ({code}); is that the address?")
        page = headers.get_content_type() == "text/html"  # says little else, at length
        said = plain(error.reason.encode() if page else error.read(CHUNK))
        if code in BUSY:
            wait = wait_of(headers)
            asked = f", asks to wait {wait:g} seconds" if wait else ""
            return TransientError(f"{self.host} is busy ({code}){asked}: {said}", wait)
        return RemoteError(f"{self.host} answers {code}: {said}")

    @property
    def host(self) -> str:
        """Return the host and port of the address."""
        return urlsplit(self.url).netloc

    @cached_property
    def identity(self) -> dict[str, str]:
        """Return the headers that tell who asks."""
        token = os.environ.get("KG_ENDPOINT_TOKEN")
        known = {"Authorization": f"Bearer {token}"} if token else {}
        return {"User-Agent": f"kg/{VERSION}", **known}

    @cached_property
    def opener(self) -> urllib.request.OpenerDirector:
        """Return what opens addresses: with a password if there is one, following no redirect."""
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        for user, password in filter(None, [self.password]):
            known.add_password(None, self.url, user, password)
            known.add_password(None, f"{urlsplit(self.url).scheme}://{self.host}", user, password)
        return urllib.request.build_opener(
            NoRedirect,
            urllib.request.HTTPBasicAuthHandler(known),
            urllib.request.HTTPDigestAuthHandler(known),
        )

    @property
    def password(self) -> tuple[str, str] | None:
        """Return user and password, from the environment or the netrc file, if there are any."""
        user = os.environ.get("KG_ENDPOINT_USER")
        if user:
            return user, os.environ.get("KG_ENDPOINT_PASSWORD", "")
        with suppress(OSError, netrc.NetrcParseError):
            found = netrc.netrc(os.environ.get("NETRC")).authenticators(
                urlsplit(self.url).hostname or ""
            )
            return (found[0], found[2] or "") if found else None
        return None


def why(reason: object) -> str:
    """Return the reason of a network error in its own words.

    >>> why(ConnectionRefusedError(111, "Connection refused"))
    'Connection refused'
    """
    told = getattr(reason, "verify_message", "") or getattr(reason, "strerror", "")
    return str(told or reason or type(reason).__name__)


def plain(body: bytes) -> str:
    r"""Return what a server said, on one line, without tags and signs that a terminal obeys.

    >>> plain(b"<p>No\x1b[31m such\nthing</p>")
    'No[31m such thing'
    """
    text = re.sub("<[^<>]*>", " ", body.decode("utf-8", "replace"))
    text = " ".join(re.sub(UNPRINTABLE, "", " ".join(text.split())).split())
    return text[:SHOWN] or "no reason given"


def wait_of(headers: Message) -> float:
    """Return the seconds that `Retry-After` asks to wait, 0 if it asks for none.

    >>> headers = Message()
    >>> headers["Retry-After"] = "7"
    >>> wait_of(headers), wait_of(Message())
    (7.0, 0.0)
    """
    asked = headers.get("Retry-After", "")
    if asked.isdigit():
        return float(asked)
    with suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    return 0.0
