"""The dock of the timeline: shows the stage's threads over time, and keeps their selection and the window's one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from cguviz.scene.timeline.chart import Chart
from cguviz.scene.timeline.rows import LANE
from cguviz.scene.timeline.unit_matching import members
from cguviz.ui.store.store import Store
from cguviz.ui.timeline.choices import TimelineChoices
from cguviz.ui.timeline.view import TimelineView
from cguviz.ui.widgets.heading import Heading
from cguviz.workspace.requests.requests import DrawTimeline
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import TIMELINE

NO_PROFILE = "Load a self-profile of the same build to see its threads: open it together with the capture."
WAITING = "Drawing threads over time …"
STOPPED = "Not drawn. Hide the timeline and show it again to have it drawn after all."


class TimelineDock(QWidget):
    """The content of the dock at the bottom: choices, figures and the timeline.

    Parameters
    ----------
    export
        Asks how to export a kind of picture.
    """

    def __init__(self, store: Store, export: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.hint = QLabel(NO_PROFILE, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setObjectName("faint")
        self.hint.setMinimumHeight(60)
        self.choices, self.view = TimelineChoices(), TimelineView()
        self.verdict = Heading()
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.choices)
        column.addWidget(self.verdict)
        column.addWidget(self.view, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.hint)
        self._stack.addWidget(panel)
        self.choices.changed.connect(self._time)
        self.choices.fit_wanted.connect(self.view.fit)
        self.choices.export_wanted.connect(lambda: export(TIMELINE))
        self.view.chosen.connect(self._choose)
        store.changes_of("timeline").connect(self._show)
        store.changes_of("captures").connect(self._tell)
        store.jobs.pending_changed.connect(self._tell)
        store.changes_of("timing").connect(lambda: self.choices.show_timing(store.workspace.timing))
        store.changes_of("selection").connect(self._light)
        self.choices.show_timing(store.workspace.timing)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Request the timeline, which was not drawn while hidden."""
        super().showEvent(event)
        self._store.apply(ws.show_threads(self._store.workspace, threads=True))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Have nothing drawn that nobody sees."""
        super().hideEvent(event)
        if not self.window().isVisible():
            # The whole window goes, and with it whoever would answer.
            return
        self._store.apply(ws.show_threads(self._store.workspace, threads=False))

    def _time(self) -> None:
        self._store.apply(ws.time_with(self._store.workspace, self.choices.timing))

    def _show(self) -> None:
        """Show the timelines there are, or say why there are none."""
        chart = self._store.timeline
        if chart is None or not chart.tracks:
            self._tell()
            self._stack.setCurrentIndex(0)
            self.view.show_chart(None)
            return
        self._stack.setCurrentIndex(1)
        capture = self._store.capture
        units = max((len(one.units) for one in capture.partitions), default=0) if capture is not None else 0
        self.choices.offer(
            tracks=len(chart.tracks),
            simulated=any(track.ideal >= 0 for track in chart.tracks),
            packed=LANE in chart.tracks[0].rows.name.tolist(),
            units=units,
        )
        self.choices.legend.show_chart(chart)
        self.verdict.setVisible(len(chart.tracks) > 1)
        self.verdict.set_text(" · ".join(chart.caption[1:]))
        self.verdict.setToolTip("\n".join(chart.caption))
        self.view.show_chart(chart)
        self._light()

    def _tell(self) -> None:
        """Say why there is nothing to see."""
        store, text = self._store, NO_PROFILE
        if store.timeline is not None:
            text = " ".join(store.timeline.caption)
        elif store.captures:
            waiting = any(isinstance(request, DrawTimeline) for request in store.jobs.pending)
            text = WAITING if waiting else STOPPED
        self.hint.setText(text)

    def _light(self) -> None:
        """Light the bars of the units that are selected, or in which something selected is."""
        chart = self._store.timeline
        if chart is not None:
            selection = self._store.workspace.selection
            lit = members(chart, selection.units, on_change=selection.on_change)
            self.view.light(lit | self._families_of_items(chart, selection))

    def _families_of_items(self, chart: Chart, selection: ws.Selection) -> frozenset[int]:
        """Return the units that hold selected items; of a chosen copy only its own unit."""
        stage = self._store.stage
        items = [] if stage is None else [item for item in selection.items if item < len(stage.capture.items)]
        if stage is None or not items:
            return frozenset()
        if selection.at and len(items) == 1:
            return members(chart, (selection.at,), on_change=selection.on_change)
        partition = stage.partition
        found = np.unique(partition.unit[np.isin(partition.item, np.array(items, np.int64))])
        return members(chart, partition.units.take(found), on_change=stage.on_change)

    def _choose(self, unit: str, on_change: bool, extend: bool) -> None:
        """Select the unit of a bar."""
        workspace = self._store.workspace
        if unit:
            self._store.go(ws.select_units(workspace, (unit,), extend=extend, on_change=on_change))
        elif not extend:
            self._store.apply(ws.select(workspace, ws.NOTHING))
