"""Themes: colours, outlines, dashes and hatches for roles and tints. Knows no scene and no painter.

Colour never carries a meaning alone: inlined copies are dashed, what is inferred is dotted, leaving, arrived and ghost
boxes have outlines of their own, strips of copies are hatched.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum

from cguviz.scene.look.palette import DARK_MODULES, LIGHT_MODULES, PRINT_MODULES, mix
from cguviz.scene.role import Role


class Fill(Enum):
    """Sources of a rectangle's fill other than a fixed colour."""

    NONE = "none"
    MODULE = "module"
    """`Theme.modules[tint]`: an item."""
    COPY = "copy"
    """`Theme.copies[tint]`: an inlined item, paler."""
    BLOCK = "block"
    """`Theme.blocks[tint]`: the ground of a module block, paler still."""


@dataclasses.dataclass(frozen=True)
class Style:
    """The drawing style of a rectangle.

    Attributes
    ----------
    fill
        "#rrggbb" or a `Fill`.
    outline
        "#rrggbb", "" for none.
    width
        Of the outline in screen pixels, whatever the magnification.
    dash
        Lengths of strokes and gaps in screen pixels; empty for a solid outline.
    hatch
        Whether fine diagonal lines in the colour of the outline lie over the fill.
    ink
        "#rrggbb" of text on it.
    """

    fill: str | Fill
    outline: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    hatch: bool = False
    ink: str = "#000000"


@dataclasses.dataclass(frozen=True)
class Theme:
    """One theme.

    Colours are "#rrggbb".

    Attributes
    ----------
    name
        Its key in `THEMES`.
    dark
        Whether the ground is dark: tells the window which palette fits.
    background
        Behind everything.
    ink, faint
        Text and secondary text on the background and on units.
    modules, copies, blocks
        (TINTS + 1,) fills by tint for items, inlined items and module blocks; the last, at index -1, is for what
        has no module.
    styles
        A style for each `Role`.
    caller, callee
        Links to those that use the selection and to those it uses.
    link, cut_link
        Links inside units and between units where nothing is selected.
    selection, found, hover
        Outlines of what is selected, of search results and of what is under the pointer.
    """

    name: str
    dark: bool
    background: str
    ink: str
    faint: str
    modules: tuple[str, ...]
    copies: tuple[str, ...]
    blocks: tuple[str, ...]
    styles: Mapping[Role, Style] = dataclasses.field(hash=False)
    caller: str
    callee: str
    link: str
    cut_link: str
    selection: str
    found: str
    hover: str

    def fill(self, role: Role, tint: int = -1) -> str:
        """Return the "#rrggbb" that fills a rectangle, "" for none."""
        fill = self.styles[role].fill
        if isinstance(fill, str):
            return fill
        if fill is Fill.NONE:
            return ""
        if fill is Fill.BLOCK:
            return self.blocks[tint]
        return (self.modules if fill is Fill.MODULE else self.copies)[tint]


def _paler(colors: tuple[str, ...], ground: str, part: float) -> tuple[str, ...]:
    """Return colours mixed with the ground."""
    return tuple(mix(color, ground, part) for color in colors)


LIGHT = Theme(
    name="light",
    dark=False,
    background="#fbfbfc",
    ink="#14181f",
    faint="#5b6472",
    modules=(*LIGHT_MODULES, "#c9ced6"),
    copies=_paler((*LIGHT_MODULES, "#c9ced6"), "#f1f3f7", 0.55),
    blocks=_paler((*LIGHT_MODULES, "#c9ced6"), "#f1f3f7", 0.72),
    styles={
        Role.UNIT: Style("#f1f3f7", "#8b97a8", 1.2, ink="#14181f"),
        Role.INNER: Style(Fill.BLOCK, "#8b97a8", 1.0, (6, 3), ink="#14181f"),
        Role.GONE: Style(Fill.NONE, "#9aa4b2", 1.2, (6, 4), ink="#5b6472"),
        Role.BLOCK: Style(Fill.BLOCK, "#c3cad4", 0.8, ink="#14181f"),
        Role.COPIES: Style(Fill.BLOCK, "#c3cad4", 0.8, hatch=True, ink="#14181f"),
        Role.ROOT: Style(Fill.MODULE, "#66707e", 0.8, ink="#14181f"),
        Role.INLINED: Style(Fill.COPY, "#66707e", 1.0, (3, 2), ink="#14181f"),
        Role.ROOT_INFERRED: Style(Fill.MODULE, "#66707e", 1.5, (1, 1.5), ink="#14181f"),
        Role.INLINED_INFERRED: Style(Fill.COPY, "#66707e", 1.5, (3, 1.5, 1, 1.5), ink="#14181f"),
        Role.LEAVING: Style("#f2a08c", "#a11d0c", 2.0, ink="#14181f"),
        Role.ARRIVED: Style("#8fd0a8", "#0b6b3a", 2.0, ink="#14181f"),
        Role.GHOST: Style(Fill.NONE, "#8b6f5c", 1.0, (1.5, 2.5), ink="#6b5445"),
        Role.FOLDED: Style("#e3e7ee", "#8b97a8", 1.2, hatch=True, ink="#14181f"),
        Role.HEIR: Style(Fill.NONE, "#a9b3c1", 1.2, ink="#5b6472"),
        Role.FORMER: Style(Fill.BLOCK, "#b3bcc9", 0.8, (2, 3), ink="#434b57"),
        Role.PANE: Style(Fill.NONE, "", ink="#14181f"),
        Role.REMOVED: Style("#fbe3dd", "#a11d0c", 1.2, hatch=True, ink="#14181f"),
        Role.ADDED: Style("#ddf3e5", "#0b6b3a", 1.2, hatch=True, ink="#14181f"),
        Role.DROPPED: Style("#f9e4de", "#b4604f", 1.4, (6, 2), ink="#14181f"),
        Role.GAINED: Style("#dcefe3", "#4f9a72", 1.4, (6, 2), ink="#14181f"),
        Role.CHANGED: Style(Fill.MODULE, "#111318", 2.0, ink="#14181f"),
        Role.STILL: Style(Fill.BLOCK, "#c3cad4", 0.6, ink="#434b57"),
    },
    caller="#1f6fd6",
    callee="#d9600b",
    link="#5a6577",
    cut_link="#a0562a",
    selection="#111318",
    found="#c2006b",
    hover="#3a4352",
)
DARK = Theme(
    name="dark",
    dark=True,
    background="#15171b",
    ink="#eef1f5",
    faint="#a3adba",
    modules=(*DARK_MODULES, "#4b525d"),
    copies=_paler((*DARK_MODULES, "#4b525d"), "#1f2329", 0.5),
    blocks=_paler((*DARK_MODULES, "#4b525d"), "#1f2329", 0.68),
    styles={
        Role.UNIT: Style("#1f2329", "#5c6675", 1.2, ink="#eef1f5"),
        Role.INNER: Style(Fill.BLOCK, "#5c6675", 1.0, (6, 3), ink="#eef1f5"),
        Role.GONE: Style(Fill.NONE, "#5c6675", 1.2, (6, 4), ink="#a3adba"),
        Role.BLOCK: Style(Fill.BLOCK, "#3d4551", 0.8, ink="#eef1f5"),
        Role.COPIES: Style(Fill.BLOCK, "#3d4551", 0.8, hatch=True, ink="#eef1f5"),
        Role.ROOT: Style(Fill.MODULE, "#8a94a3", 0.8, ink="#ffffff"),
        Role.INLINED: Style(Fill.COPY, "#8a94a3", 1.0, (3, 2), ink="#ffffff"),
        Role.ROOT_INFERRED: Style(Fill.MODULE, "#8a94a3", 1.5, (1, 1.5), ink="#ffffff"),
        Role.INLINED_INFERRED: Style(Fill.COPY, "#8a94a3", 1.5, (3, 1.5, 1, 1.5), ink="#ffffff"),
        Role.LEAVING: Style("#8c2b1c", "#ff8f78", 2.0, ink="#ffffff"),
        Role.ARRIVED: Style("#12603a", "#63dd9c", 2.0, ink="#ffffff"),
        Role.GHOST: Style(Fill.NONE, "#b59a86", 1.0, (1.5, 2.5), ink="#c4ab99"),
        Role.FOLDED: Style("#2c323b", "#5c6675", 1.2, hatch=True, ink="#eef1f5"),
        Role.HEIR: Style(Fill.NONE, "#4a5361", 1.2, ink="#a3adba"),
        Role.FORMER: Style(Fill.BLOCK, "#4a5361", 0.8, (2, 3), ink="#a3adba"),
        Role.PANE: Style(Fill.NONE, "", ink="#eef1f5"),
        Role.REMOVED: Style("#3a2320", "#e0735e", 1.2, hatch=True, ink="#ffffff"),
        Role.ADDED: Style("#17301f", "#4dbb80", 1.2, hatch=True, ink="#ffffff"),
        Role.DROPPED: Style("#40261f", "#a8604f", 1.4, (6, 2), ink="#ffffff"),
        Role.GAINED: Style("#1d3527", "#4a8a66", 1.4, (6, 2), ink="#ffffff"),
        Role.CHANGED: Style(Fill.MODULE, "#ffffff", 2.0, ink="#ffffff"),
        Role.STILL: Style(Fill.BLOCK, "#3d4551", 0.6, ink="#a3adba"),
    },
    caller="#62a8ff",
    callee="#ff9d4d",
    link="#8f9aab",
    cut_link="#c98a5e",
    selection="#ffffff",
    found="#ff6bb5",
    hover="#c8d0dc",
)
PRINT = Theme(
    name="print",
    dark=False,
    background="#ffffff",
    ink="#000000",
    faint="#454545",
    modules=(*PRINT_MODULES, "#dcdcdc"),
    copies=_paler((*PRINT_MODULES, "#dcdcdc"), "#ffffff", 0.6),
    blocks=_paler((*PRINT_MODULES, "#dcdcdc"), "#ffffff", 0.75),
    styles={
        Role.UNIT: Style("#ffffff", "#333333", 1.0, ink="#000000"),
        Role.INNER: Style(Fill.BLOCK, "#555555", 0.8, (6, 3), ink="#000000"),
        Role.GONE: Style(Fill.NONE, "#777777", 1.0, (6, 4), ink="#454545"),
        Role.BLOCK: Style(Fill.BLOCK, "#b4b4b4", 0.5, ink="#000000"),
        Role.COPIES: Style(Fill.BLOCK, "#b4b4b4", 0.5, hatch=True, ink="#000000"),
        Role.ROOT: Style(Fill.MODULE, "#444444", 0.6, ink="#000000"),
        Role.INLINED: Style(Fill.COPY, "#444444", 0.8, (3, 2), ink="#000000"),
        Role.ROOT_INFERRED: Style(Fill.MODULE, "#444444", 1.5, (1, 1.5), ink="#000000"),
        Role.INLINED_INFERRED: Style(Fill.COPY, "#444444", 1.5, (3, 1.5, 1, 1.5), ink="#000000"),
        Role.LEAVING: Style("#f4b3a3", "#8a1507", 1.8, ink="#000000"),
        Role.ARRIVED: Style("#aaddbd", "#06552c", 1.8, ink="#000000"),
        Role.GHOST: Style(Fill.NONE, "#6b5445", 0.8, (1.5, 2.5), ink="#6b5445"),
        Role.FOLDED: Style("#eeeeee", "#333333", 1.0, hatch=True, ink="#000000"),
        Role.HEIR: Style(Fill.NONE, "#8a8a8a", 1.0, ink="#454545"),
        Role.FORMER: Style(Fill.BLOCK, "#9a9a9a", 0.6, (2, 3), ink="#454545"),
        Role.PANE: Style(Fill.NONE, "", ink="#000000"),
        Role.REMOVED: Style("#fdeae5", "#8a1507", 1.0, hatch=True, ink="#000000"),
        Role.ADDED: Style("#e6f6ec", "#06552c", 1.0, hatch=True, ink="#000000"),
        Role.DROPPED: Style("#fbe9e4", "#a85b4c", 1.2, (6, 2), ink="#000000"),
        Role.GAINED: Style("#e4f3e9", "#4b8f6a", 1.2, (6, 2), ink="#000000"),
        Role.CHANGED: Style(Fill.MODULE, "#000000", 1.8, ink="#000000"),
        Role.STILL: Style(Fill.BLOCK, "#b4b4b4", 0.5, ink="#454545"),
    },
    caller="#0b57b8",
    callee="#b84a00",
    link="#555555",
    cut_link="#8a4a22",
    selection="#000000",
    found="#a8005c",
    hover="#333333",
)

ALL: tuple[Theme, ...] = (
    LIGHT,
    DARK,
    PRINT,
)
"""Every look, in the order of menus and choosers."""

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in ALL}
"""The same by name."""
