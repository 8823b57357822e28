"""The browser of the session, the pages of a test closed after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser


@pytest.fixture
def chromium(browser: Browser) -> Iterator[Browser]:
    before = browser.contexts
    yield browser
    for context in browser.contexts:
        if context not in before:
            context.close()
