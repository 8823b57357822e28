"""Classes are drawn so that they can be seen on light and dark ground, and told apart."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

from kg.ontology import Ontology
from kg.text.names import local_name

STYLE = Ontology(Path(__file__).parents[2] / "ontology").style
GROUNDS = {"color": "#ffffff", "dark": "#12161c"}
SHAPES = {"dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon"}
Triple = tuple[float, float, float]
# How linear sRGB is seen: Machado, Oliveira and Fernandes 2009, severity 1.0.
VISION: dict[str, tuple[Triple, Triple, Triple]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: str) -> Triple:
    """Return the linear red, green and blue of `#rrggbb`, each in [0, 1]."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def dot(one: Triple, other: Triple) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2 between two colours, in [1, 21]."""
    low, high = sorted(dot((0.2126, 0.7152, 0.0722), linear(color)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(color: str, vision: str) -> Triple:
    """Return `color` in Oklab as somebody with `vision` sees it."""
    rows = VISION[vision]
    red, green, blue = (min(1.0, max(0.0, dot(row, linear(color)))) for row in rows)
    rgb = (red, green, blue)
    long = dot((0.4122214708, 0.5363325363, 0.0514459929), rgb) ** (1 / 3)
    middle = dot((0.2119034982, 0.6806995451, 0.1073969566), rgb) ** (1 / 3)
    short = dot((0.0883024619, 0.2817188376, 0.6299787005), rgb) ** (1 / 3)
    lms = (long, middle, short)
    return (
        dot((0.2104542553, 0.7936177850, -0.0040720468), lms),
        dot((1.9779984951, -2.4285922050, 0.4505937099), lms),
        dot((0.0259040371, 0.7827717662, -0.8086757660), lms),
    )


def test_every_class_has_two_colours_and_a_shape() -> None:
    for iri, style in STYLE.items():
        assert style.keys() >= {"color", "dark", "shape"}, iri
        assert style["shape"] in SHAPES, iri
        assert all(re.fullmatch("#[0-9a-f]{6}", style[theme]) for theme in GROUNDS), iri


@pytest.mark.parametrize("theme", GROUNDS)
def test_colour_stands_out_from_its_ground(theme: str) -> None:
    for iri, style in STYLE.items():
        assert contrast(style[theme], GROUNDS[theme]) >= 3, local_name(iri)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", GROUNDS)
def test_colours_of_one_shape_are_told_apart(theme: str, vision: str) -> None:
    for shape in SHAPES:
        colors = sorted({s[theme] for s in STYLE.values() if s["shape"] == shape})
        for one, other in itertools.combinations(colors, 2):
            assert math.dist(seen(one, vision), seen(other, vision)) > 0.05, (shape, one, other)


def test_palette_is_small_enough_to_learn() -> None:
    assert 10 <= len({style["color"] for style in STYLE.values()}) <= 18
    assert len({style["shape"] for style in STYLE.values()}) == len(SHAPES)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
