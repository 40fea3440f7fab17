"""Colours of modules as numbers in tables; knows no modules and no pictures.

Ten hues, each with a main shade, a lighter one turned by 8 degrees and a darker one turned back by 8 degrees:
a tint is `hue * SHADES + shade`. The main shades were found by a random search in OKLCH that maximises the smallest
OKLab distance between any two of them as seen with normal, protanope, deuteranope and tritanope sight
(Machado, Oliveira and Fernandes 2009), at lightnesses where the theme's ink stays readable: the smallest distance is
0.057 in the light table, 0.054 in the dark and 0.042 in the print one (0.02 is just visible).
The same hue keeps its name (red stays red) in every table.
"""

from __future__ import annotations

HUES = 10
SHADES = 3
TINTS = HUES * SHADES

LIGHT_MODULES = (
    *("#e28596", "#e2969a", "#d57c98"),
    *("#e3a282", "#e2b191", "#db9780"),
    *("#e0bc6b", "#dcca89", "#ddaf63"),
    *("#d4e4bf", "#dbedd1", "#cfd8b2"),
    *("#7ad8c2", "#92ded3", "#78ceaf"),
    *("#8cbdbf", "#9ec4ca", "#83b4b1"),
    *("#6caaeb", "#8cb1ea", "#56a4de"),
    *("#bdb6f0", "#cdc0ed", "#acafe8"),
    *("#c190cb", "#cb9cc7", "#b189c8"),
    *("#ffbfe4", "#fed0e3", "#f0b6e2"),
)
DARK_MODULES = (
    *("#62393a", "#644340", "#5a3239"),
    *("#691b04", "#682e12", "#62100d"),
    *("#845e0e", "#816a32", "#825408"),
    *("#475929", "#4b603e", "#47501d"),
    *("#46665e", "#526c68", "#425f53"),
    *("#27535d", "#395863", "#1e4d53"),
    *("#2c68a6", "#4c6da3", "#05649b"),
    *("#695a85", "#736283", "#5d5580"),
    *("#6c3d80", "#74487a", "#5e387f"),
    *("#4f2b4d", "#55354c", "#45264b"),
)
PRINT_MODULES = (
    *("#f7adc0", "#f5b8bf", "#eca6c1"),
    *("#d7b79d", "#d5bea7", "#d1ad98"),
    *("#f7c990", "#f0d2a1", "#f4be8c"),
    *("#bde1b2", "#c1e5c3", "#bdd7a4"),
    *("#d0fae4", "#d9fdef", "#ccf1d7"),
    *("#88e1f5", "#a1e1f8", "#7edae6"),
    *("#b2c7d9", "#bccadb", "#a7c0d0"),
    *("#efe5fe", "#f6eafd", "#e3def7"),
    *("#ccafec", "#d4b5e3", "#bdaae8"),
    *("#ebced8", "#edd4d9", "#e1c6d3"),
)


def mix(color: str, other: str, part: float) -> str:
    """Return `color` with `part` (0 to 1) of it replaced by `other`; both "#rrggbb"."""
    pairs = ((int(color[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def contrast(color: str, other: str) -> float:
    """Return the contrast ratio of two "#rrggbb" colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, faint = sorted((_luminance(color), _luminance(other)), reverse=True)
    return (bright + 0.05) / (faint + 0.05)


def _luminance(color: str) -> float:
    """Return the relative luminance of a colour."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
