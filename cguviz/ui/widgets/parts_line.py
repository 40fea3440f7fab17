"""A line of text in parts, of which the last give way in a narrow window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

MARGIN = 6
"""Screen pixels to the left and right of a line."""
SEPARATOR = "  ·  "


class PartsLine(QLabel):
    """A line of parts; where it is narrow the last give way: a text must not widen the window."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[str, ...] = ()
        self.setContentsMargins(MARGIN, 0, MARGIN, 0)

    def show_parts(self, *parts: str) -> None:
        """Show other parts."""
        self._parts = parts
        self.setToolTip(SEPARATOR.join(parts))
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for all parts."""
        return QSize(self._width(SEPARATOR.join(self._parts)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return no width at all."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show as many parts as fit."""
        super().resizeEvent(event)
        self._fit()

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2 * MARGIN

    def _fit(self) -> None:
        parts = list(self._parts)
        while len(parts) > 1 and self._width(SEPARATOR.join(parts)) > self.width():
            parts.pop()
        room = self.width() - 2 * MARGIN
        self.setText(self.fontMetrics().elidedText(SEPARATOR.join(parts), Qt.TextElideMode.ElideMiddle, room))
