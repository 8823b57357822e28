"""The browser of the session, its pages closed after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser


@pytest.fixture
def chromium(browser: Browser) -> Iterator[Browser]:
    yield browser
    for context in browser.contexts:
        context.close()
