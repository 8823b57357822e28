"""Paint: the colours of static pictures on light and on dark ground, as one style sheet."""

from __future__ import annotations

from collections.abc import Mapping

COLORS: Mapping[str, tuple[str, str]] = {
    "ground": ("#ffffff", "#171f26"),
    "ink": ("#16202a", "#e8edf1"),
    "soft": ("#55626f", "#a4b1bd"),
    "rule": ("#e1e6ea", "#2c3842"),
    "axis": ("#94a1ad", "#66747f"),
    "edge": ("#71808f", "#8c9aa8"),
    "accent": ("#0d6352", "#6bd0b5"),
    "wash": ("#eef2f4", "#202a33"),
    "bad": ("#b3361f", "#ff9a80"),
    "badwash": ("#fbe6df", "#43251f"),
    "new": ("#1c5fa8", "#86bdf5"),
    "newwash": ("#e3eefa", "#1c3048"),
    "goodwash": ("#cfe7df", "#1d453c"),
    "c1": ("#0d6352", "#6bd0b5"),
    "c2": ("#c2570c", "#f7a464"),
    "c3": ("#1f6fb4", "#79b8f2"),
    "c4": ("#7d4fa8", "#c8a6ec"),
    "c5": ("#806600", "#dcc257"),
    "c6": ("#a3334f", "#f492a6"),
    "q0": ("#f0f5f4", "#1c272d"),
    "q1": ("#d5e8e3", "#1d3739"),
    "q2": ("#aed5cb", "#1f4a46"),
    "q3": ("#7cbaac", "#286258"),
    "q4": ("#2c7f72", "#58ad98"),
    "q5": ("#14645a", "#83cdb8"),
    "q6": ("#08473f", "#b7efdf"),
    "onlow": ("#16202a", "#e8edf1"),
    "onhigh": ("#ffffff", "#0c1a17"),
}
"""Each colour by name: on light ground, on dark ground."""

SERIES = 6
STEPS = 7
LIGHT_STEPS = 4
"""The colours q0 to q3 bear text in `onlow`, the others in `onhigh`."""

FONTS = (
    'Inter,"Segoe UI","Helvetica Neue",Helvetica,Arial,"PingFang SC","Hiragino Sans GB",'
    '"Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC",sans-serif'
)
SIZES = {"title": 18.0, "sub": 13.0, "t": 12.5, "small": 11.0, "tiny": 10.0}
"""Heights of text in pixels by the name of its class."""

SHAPES = (
    f".kgv{{max-width:100%;height:auto;font-family:{FONTS}}}"
    + "".join(f".kgv .{name}{{font-size:{size:g}px}}" for name, size in SIZES.items())
    + ".kgv .title,.kgv .strong{font-weight:600}"
    ".kgv .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}"
    ".kgv .hair{fill:none;stroke-width:1}"
    ".kgv .bold{fill:none;stroke-width:2.6;stroke-linecap:round}"
    ".kgv .dash{stroke-dasharray:6 5;stroke-linecap:butt}"
    ".kgv .dots{stroke-dasharray:1.5 4;stroke-linecap:round}"
    ".kgv .ring{stroke-width:2}"
    ".kgv .band{fill-opacity:.16}"
    ".kgv .flow{fill-opacity:.34}"
    ".kgv .pin{stroke-dasharray:3.5 2.5}"
    ".kgv .pale{opacity:.45}"
    ".kgv .see{fill-opacity:.85}"
    ".kgv .faint{fill-opacity:.13}"
    ".kgv .mark:hover .flow{fill-opacity:.6}"
    ".kgv .halo{paint-order:stroke;stroke-width:3.2px;stroke-linejoin:round}"
    ".kgv .num{font-variant-numeric:tabular-nums}"
    "@media (max-width:640px){.kgv-wide{display:none}}"
    "@media (min-width:640.02px){.kgv-narrow{display:none}}"
)
"""What does not change with the ground; rules that are the same on both."""


def rules(scope: str, paints: Mapping[str, str]) -> str:
    """Return for each colour by name: a class that fills with it, and one that draws lines in it.

    >>> rules(".kgv", {"ink": "#000000"})
    '.kgv .f-ink{fill:#000000}.kgv .s-ink{stroke:#000000}'
    """
    return "".join(
        f"{scope} .f-{name}{{fill:{color}}}{scope} .s-{name}{{stroke:{color}}}"
        for name, color in paints.items()
    )


def themed(colors: Mapping[str, tuple[str, str]]) -> str:
    """Return the rules of `colors` on light ground, and on dark where reader or page asks for it.

    A page asks by `data-theme`, dark or light, on any element around the picture.
    """
    dark = {name: pair[1] for name, pair in colors.items()}
    return (
        rules(".kgv", {name: pair[0] for name, pair in colors.items()})
        + "@media screen and (prefers-color-scheme:dark){"
        + rules(".kgv:not([data-theme=light] *)", dark)
        + "}@media screen{"
        + rules("[data-theme=dark] .kgv", dark)
        + "}"
    )


STYLE = SHAPES + themed(COLORS)
"""The style sheet of every chart: a page that holds charts names its hash once."""
