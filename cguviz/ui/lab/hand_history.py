"""Moving items by hand: what was moved, undo and redo. What comes out is the stage BY HAND.

A state is the stage the moves begin with and all moves since; the worker replays them
(`cguviz.workspace.lab.hand_moves`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from cguviz.ui.lab.trials import Trials
from cguviz.ui.store.store import Store
from cguviz.workspace.lab.hand_moves import STAGE, retrace_moves
from cguviz.workspace.lab.recipes import hand_moves
from cguviz.workspace.requests.lab import HandMove, MoveByHand
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.results.reports import Answered, Dropped, Failed
from cguviz.workspace.state import workspace as ws

REMEMBERED = 500
"""Moves that can be undone."""


@dataclasses.dataclass(frozen=True)
class HandState:
    """A state of the history: the moves by hand, the capture, and the stage that they begin with."""

    opened: Open
    crate: int
    stage: str
    moves: tuple[HandMove, ...] = ()


class Hand(QObject):
    """The history of moves.

    Attributes
    ----------
    changed
        Signal(): `can_undo` or `can_redo` may be different.
    """

    changed = Signal()

    def __init__(self, store: Store, trials: Trials, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._trials = trials
        self._past: list[HandState] = []
        self._future: list[HandState] = []
        self._now: HandState | None = None
        store.lab_told.connect(self._take)
        store.changes_of("opened").connect(self._forget)
        store.changes_of("captures").connect(self._go_on)

    @property
    def can_undo(self) -> bool:
        """Whether there is a move to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether a move was taken back."""
        return bool(self._future)

    @property
    def moves(self) -> tuple[HandMove, ...]:
        """The moves that make the stage BY HAND."""
        return () if self._now is None else self._now.moves

    def move(self, items: Sequence[int], unit: str, *, stage: str) -> None:
        """Put items into a unit.

        Parameters
        ----------
        items
            Those that are roots move; copies follow them.
        unit
            The name of a unit, or of a new one.
        stage
            The stage in which they were taken up: BY HAND goes on, any other begins anew unless it is the one that
            BY HAND began with.
        """
        workspace = self._store.workspace
        if workspace.opened is None or not items:
            return
        if stage == STAGE and (self._now is None or self._now.crate != workspace.crate):
            self._take_up(workspace.opened)
        now = self._now
        if now is None or stage not in (STAGE, now.stage) or now.crate != workspace.crate:
            if stage == STAGE:
                self._store.noted.emit(f"{STAGE} comes from no stage of this file: choose another one to move from.")
                return
            now = HandState(workspace.opened, workspace.crate, stage)
        self._past = [*self._past, now][-REMEMBERED:]
        self._future = []
        moved = HandMove(tuple(sorted(items)), unit)
        self._ask(dataclasses.replace(now, moves=(*now.moves, moved)))

    def undo(self) -> None:
        """Take the last move back."""
        if self._past and self._now is not None:
            self._future.append(self._now)
            self._ask(self._past.pop())

    def redo(self) -> None:
        """Do again a move that was taken back."""
        if self._future and self._now is not None:
            self._past.append(self._now)
            self._ask(self._future.pop())

    def _ask(self, state: HandState) -> None:
        self._now = state
        self.changed.emit()
        self._trials.shift(MoveByHand(state.opened, Side(state.crate, state.stage), state.moves, self._trials.jobs))

    def _take(self, report: Answered | Dropped | Failed) -> None:
        request = report.request
        if not isinstance(request, MoveByHand) or self._now is None or request.moves != self._now.moves:
            return
        if isinstance(report, Failed):
            self._now = self._past.pop() if self._past else None
            self.changed.emit()
            self._store.failed.emit(report.message, "")
        elif isinstance(report, Answered):
            self._show(request)

    def _show(self, request: MoveByHand) -> None:
        """Show the stage BY HAND: in the graph in place of its start, else as the change of the comparison."""
        workspace = self._store.workspace
        if workspace.opened != request.opened or workspace.crate != request.base.crate:
            return
        if workspace.view == ws.GRAPH:
            self._store.apply(ws.choose_stage(workspace, STAGE))
        elif workspace.change != Side(request.base.crate, STAGE):
            self._store.apply(ws.choose_change(workspace, Side(request.base.crate, STAGE)))

    def _forget(self) -> None:
        """Forget the moves on files that are closed."""
        self._past, self._future, self._now = [], [], None
        self.changed.emit()

    def _go_on(self) -> None:
        """Take up moves by hand that were made before the files were read, or that the files hold."""
        capture, opened = self._store.capture, self._store.workspace.opened
        if self._now is None and capture is not None and opened is not None and STAGE in capture.stages:
            self._take_up(opened)

    def _take_up(self, opened: Open) -> None:
        """Make the history of the stage BY HAND that the capture has: as it was kept, else one that leads there."""
        capture = self._store.capture
        if capture is None:
            return
        makings = (each for each in self._store.makings if (each.crate, each.stage) == (capture.crate, STAGE))
        making = next(makings, None)
        found = retrace_moves(capture) if making is None else (making.start, hand_moves(making, capture))
        if found is None:
            return
        start, moves = found
        crate = self._store.workspace.crate
        states = [HandState(opened, crate, start, moves[:count]) for count in range(len(moves) + 1)]
        *self._past, self._now = states[-REMEMBERED - 1 :]
        self._future = []
        self.changed.emit()
