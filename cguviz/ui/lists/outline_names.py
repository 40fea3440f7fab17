"""Names in the outline: the telling part of a path, in the room that there is. Knows nothing of captures."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cguviz.scene.look.text_fitting import shorten


class PathDelegate(QStyledItemDelegate):
    """Shortens modules and items as the map does; the names of units are cut in the middle, where their hash is."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802 - Qt's
        """Put the shortened name in the place of the whole one."""
        super().initStyleOption(option, index)
        if not index.parent().isValid():
            return
        style = option.widget.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, option.widget).width()
        # Qt keeps this free on either side of the text.
        room -= 2 * (style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget) + 1)
        option.text = shorten(option.text, room, option.fontMetrics.horizontalAdvance) or option.text
