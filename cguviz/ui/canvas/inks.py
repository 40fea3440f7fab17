"""From a theme's colours to Qt's pens and brushes. Knows no scene."""

from __future__ import annotations

import functools

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from cguviz.scene.look.theme import Style, Theme
from cguviz.scene.scene import Role

HATCH_ALPHA = 70
"""Hatches are felt rather than seen; at full strength they outshout the boxes."""


def color(name: str, alpha: int = 255) -> QColor:
    """Return a theme's colour, "#rrggbb", with an opacity of 0 to 255."""
    made = QColor(name)
    made.setAlpha(alpha)
    return made


def brush(theme: Theme, role: Role, tint: int) -> QBrush:
    """Return the brush that fills a rectangle; no brush for hollow ones."""
    return _brush(theme.fill(role, tint))


@functools.lru_cache(maxsize=200)
def _brush(name: str) -> QBrush:
    """Return the brush of a colour; a picture takes a hundred out of some fifty."""
    return QBrush(QColor(name)) if name else QBrush(Qt.BrushStyle.NoBrush)


def hatch(style: Style) -> QBrush:
    """Return the lines over the fill of a hatched rectangle."""
    return QBrush(color(style.outline, HATCH_ALPHA), Qt.BrushStyle.BDiagPattern)


def pen(name: str, width: float = 0.0, dash: tuple[float, ...] = (), *, alpha: int = 255) -> QPen:
    """Return a pen whose width is in device pixels.

    Parameters
    ----------
    width
        Up to one device pixel it becomes 0, the width that Qt draws fastest.
    dash
        Lengths in device pixels.
    """
    wide = width if width > 1.0 else 0.0
    made = QPen(color(name, alpha), wide)
    made.setCosmetic(True)
    if dash:
        # Qt counts dashes in widths of the pen.
        made.setDashPattern([length / max(wide, 1.0) for length in dash])
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


NO_BRUSH = Qt.BrushStyle.NoBrush
NO_PEN = Qt.PenStyle.NoPen
