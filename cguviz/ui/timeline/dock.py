"""The dock of the timeline: shows the stage's threads over time, and keeps their selection and the window's one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedLayout, QVBoxLayout, QWidget

from cguviz.errors import CguvizError
from cguviz.scene.timeline import Chart
from cguviz.ui.looks import current_theme
from cguviz.ui.store import Store
from cguviz.ui.timeline.choices import Choices
from cguviz.ui.timeline.view import TimelineView
from cguviz.workspace import workspace as ws
from cguviz.workspace.timelines import timeline_chart

NO_PROFILE = "Load a self-profile of the same build to see its threads: open it together with the capture."
FILTER = "SVG (*.svg);;PNG (*.png);;PDF (*.pdf)"


class TimelineDock(QWidget):
    """What the dock at the bottom shows."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._shown: tuple[object, ...] = ()
        self.hint = QLabel(NO_PROFILE, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setObjectName("faint")
        self.hint.setMinimumHeight(60)
        self.choices, self.view = Choices(), TimelineView()
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.choices)
        column.addWidget(self.view, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.hint)
        self._stack.addWidget(panel)
        self.choices.changed.connect(self._refresh)
        self.choices.fit_wanted.connect(self.view.fit)
        self.choices.export_wanted.connect(self._ask_where)
        self.view.chosen.connect(self._choose)
        store.captures_changed.connect(self._refresh)
        store.stage_changed.connect(self._refresh)
        store.changed.connect(self._follow)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._refresh()

    def _follow(self, before: ws.Workspace, now: ws.Workspace) -> None:
        if (before.crate, before.base, before.opened) != (now.crate, now.base, now.opened):
            self._refresh()
        if before.selection != now.selection:
            self._light()

    def _refresh(self) -> None:
        """Describe the timeline anew if something else is wanted."""
        store = self._store
        capture = store.capture
        if not self.isVisible():
            return
        wanted = (capture, store.workspace.base, self.choices.timing)
        if wanted == self._shown:
            return
        self._shown = wanted
        chart: Chart | None = None
        sentence = NO_PROFILE
        if capture is not None:
            try:
                chart = timeline_chart(capture, store.workspace.base, self.choices.timing)
            except CguvizError as error:
                sentence = str(error)
        self.hint.setText(sentence)
        self._stack.setCurrentIndex(0 if chart is None else 1)
        self.view.show_chart(chart)
        self._light()

    def _light(self) -> None:
        """Light the bars of the units that are selected, or in which something selected is."""
        store, selection = self._store, self._store.workspace.selection
        units = set(selection.units)
        stage = store.stage
        if selection.items and stage is not None:
            items = np.array([item for item in selection.items if item < len(stage.capture.items)], np.int64)
            partition = stage.partition
            if selection.at and len(items) == 1:
                units.add(selection.at)
            else:
                found = np.unique(partition.unit[np.isin(partition.item, items)])
                units.update(partition.units.take(found))
        self.view.light(units)

    def _choose(self, unit: str, extend: bool) -> None:
        """Select the unit of a bar."""
        workspace = self._store.workspace
        if unit:
            self._store.go(ws.select_units(workspace, (unit,), extend=extend))
        elif not extend:
            self._store.apply(ws.select(workspace, ws.NOTHING))

    def _ask_where(self) -> None:
        capture = self._store.capture
        name = f"{(capture.crate if capture is not None else '') or 'capture'}-timeline.svg"
        dialog = QFileDialog(self, "Export timeline", str(Path.cwd() / name), FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("svg")
        dialog.fileSelected.connect(self.export)
        dialog.open()

    def export(self, path: str) -> None:
        """Write what is shown; the ending of the path says how."""
        # With the writers come all formats: 80 ms that a window which writes nothing need not wait for.
        from cguviz.formats.atomic import write_bytes
        from cguviz.scene.timeline_svg import write_timeline
        from cguviz.ui import raster_svg

        chart = self.view.chart
        if chart is None:
            return
        svg = write_timeline(chart, current_theme())
        try:
            if Path(path).suffix.lower() in (".png", ".pdf"):
                raster_svg.write(svg, Path(path))
            else:
                write_bytes(Path(path), svg.encode())
        except CguvizError as error:
            self._store.failed.emit(str(error), "")
        else:
            self._store.noted.emit(f"Written: {path}")
