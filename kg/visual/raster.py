"""Raster: an SVG as a PNG, by the optional package vl-convert-python."""

from __future__ import annotations

from kg.errors import FormatError, missing

SCALE = 2.0
LARGEST = 8.0


def png(svg: str, scale: float = SCALE) -> bytes:
    """Return the picture on light ground as PNG, `scale` pixels for each of its own.

    Raises
    ------
    FormatError
        If the package is not installed: the message says how; or the scale is not in (0, 8].
    """
    if not 0 < scale <= LARGEST:
        raise FormatError(f"a picture is enlarged by up to {LARGEST:g}, not {scale:g}")
    try:
        import vl_convert  # type: ignore[import-not-found,unused-ignore]  # optional
    except ImportError:
        how = missing("PNG", "vl-convert-python", "static")
        raise FormatError(f"{how}; or ask for svg") from None
    found: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return found
