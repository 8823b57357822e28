"""Hold: a published graph stays on the disk as long as somebody reads it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import weakref
from collections.abc import Iterator
from pathlib import Path


def hold(folder: Path, reader: object) -> bool:
    """Return whether `folder` is there; then it stays while `reader` lives.

    What holds it is a lock, which ends with the process at the latest. Where the file
    system knows none, nothing is held.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        weakref.finalize(reader, os.close, handle)
        fcntl.flock(handle, fcntl.LOCK_SH)  # waits for one that removes it
    return folder.is_dir()


@contextlib.contextmanager
def unheld(folder: Path) -> Iterator[bool]:
    """Tell whether nobody in any process holds `folder`; then nobody can while the block runs."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)
