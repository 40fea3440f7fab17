"""A painter that writes down what it is told, for tests that look at draw calls instead of pixels."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath


@dataclasses.dataclass
class Recorder:
    """Takes every call; remembers texts with their fonts, and how many rectangles and curves were drawn."""

    texts: list[tuple[str, float, float, QFont]] = dataclasses.field(default_factory=list)
    rectangles: int = 0
    curves: int = 0
    font: QFont = dataclasses.field(default_factory=QFont)

    @property
    def painter(self) -> QPainter:
        return cast("QPainter", self)

    def setFont(self, font: QFont) -> None:  # noqa: N802 - Qt's name
        self.font = font

    def drawText(self, place: QPointF, text: str) -> None:  # noqa: N802 - Qt's name
        self.texts.append((text, place.x(), place.y(), self.font))

    def drawRects(self, first: QRect, count: int) -> None:  # noqa: N802 - Qt's name
        assert first.isValid()
        self.rectangles += count

    def drawPath(self, path: QPainterPath) -> None:  # noqa: N802 - Qt's name
        kinds = [path.elementAt(index).type for index in range(path.elementCount())]
        self.curves += kinds.count(QPainterPath.ElementType.MoveToElement)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


def advance(text: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)
