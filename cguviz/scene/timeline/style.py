"""The colours of a timeline. Knows no bars.

Colour never carries a meaning alone: waiting is a thin line before its bar, the critical path is underlined, the long
pole has an outline, and what is generated and what is optimized stand on different threads.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping

from cguviz.scene.look.palette import mix
from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Part

LIGHT: Mapping[Part, str] = {
    Part.OTHER: "#dfe3e9",
    Part.FRONT: "#c3cad5",
    Part.GENERATE: "#7db4ea",
    Part.OPTIMIZE: "#f4c95d",
    Part.LTO: "#c79bd8",
    Part.COPY: "#84cfb0",
    Part.LINK: "#a9b3c0",
    Part.WAITING: "#c8694f",
    Part.DETAIL: "#c9d0da",
    Part.ON_CPU: "#6f9f86",
    Part.COMPILE: "#dde2e9",
    Part.CRATE: "#c3cad5",
    Part.CODEGEN: "#7db4ea",
    Part.PROC_MACRO: "#dfcbee",
    Part.PROC_MACRO_CODEGEN: "#b98fd4",
    Part.BUILD_SCRIPT: "#c5e3d2",
    Part.BUILD_SCRIPT_CODEGEN: "#84c6a5",
    Part.SCRIPT_RUN: "#f1d98c",
}
DARK: Mapping[Part, str] = {
    Part.OTHER: "#31373f",
    Part.FRONT: "#4a535f",
    Part.GENERATE: "#2c68a6",
    Part.OPTIMIZE: "#8a6412",
    Part.LTO: "#734887",
    Part.COPY: "#2f6e56",
    Part.LINK: "#5d6876",
    Part.WAITING: "#d9806a",
    Part.DETAIL: "#414a56",
    Part.ON_CPU: "#5d9478",
    Part.COMPILE: "#39414b",
    Part.CRATE: "#4a535f",
    Part.CODEGEN: "#2c68a6",
    Part.PROC_MACRO: "#57446a",
    Part.PROC_MACRO_CODEGEN: "#8455a3",
    Part.BUILD_SCRIPT: "#2d5646",
    Part.BUILD_SCRIPT_CODEGEN: "#38805f",
    Part.SCRIPT_RUN: "#80661d",
}


@dataclasses.dataclass(frozen=True)
class TimelineLook:
    """The colours of a timeline, "#rrggbb".

    Attributes
    ----------
    fill, rest
        By `Part`; and what steps back while units are chosen.
    edge
        Around bars in a written picture.
    stripe
        Behind every other row.
    line
        Of the ruler and between rows.
    busy, waiting
        Of the graph of concurrency.
    critical, ideal
        Of the line under critical bars, and of the line at the ideal end.
    """

    fill: tuple[str, ...]
    rest: tuple[str, ...]
    edge: str
    stripe: str
    line: str
    busy: str
    waiting: str
    critical: str
    ideal: str


@functools.cache
def timeline_look(theme: Theme) -> TimelineLook:
    """Return the colours of a timeline in a theme."""
    table = DARK if theme.dark else LIGHT
    fill = tuple(table[part] for part in Part)
    ground = theme.background
    return TimelineLook(
        fill=fill,
        rest=tuple(mix(color, ground, 0.7) for color in fill),
        edge=mix(theme.ink, ground, 0.55),
        stripe=mix(ground, theme.ink, 0.025),
        line=mix(ground, theme.ink, 0.13),
        busy=mix(theme.caller, ground, 0.45),
        waiting=mix(table[Part.WAITING], ground, 0.35),
        critical=theme.ink,
        ideal=theme.callee,
    )
