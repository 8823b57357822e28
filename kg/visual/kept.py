"""Kept: an array that took long to work out, in the cache folder under the hash of its input."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def kept(folder: Path, key: str, shape: tuple[int, ...], make: Callable[[], Floats]) -> Floats:
    """Return the array kept in `folder` under `key`, else make it and keep it.

    `key` has to stand for all that `make` reads. A file that is damaged or of another shape is
    made anew; where the folder cannot be written, the array is only returned.
    """
    path = folder / f"{key}.npy"
    with contextlib.suppress(OSError, ValueError, EOFError):
        found = np.load(path, allow_pickle=False)
        if found.shape == shape and found.dtype == np.float64 and np.isfinite(found).all():
            return np.asarray(found)
    made = make()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as part:
            np.save(part, made, allow_pickle=False)
        os.replace(name, path)
    return made
