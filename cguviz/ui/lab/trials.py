"""Trials of the partition lab: the lines of the scoreboard, the points of a sweep, and the requests still awaited.

Asks through the store and listens to it; knows no widgets. What was moved by hand is in `lab_hand`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.partition import PARTITIONERS, Pipeline, format_pipeline, origin, pipeline_of
from cguviz.ui.store.store import Store
from cguviz.workspace.lab.hand_moves import STAGE
from cguviz.workspace.lab.scores import Score, Tried
from cguviz.workspace.requests.carried import by_hand
from cguviz.workspace.requests.lab import LabRequest, MoveByHand, Rate, Try
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.results.reports import Answered, Dropped, Failed
from cguviz.workspace.state import workspace as ws


@dataclasses.dataclass(frozen=True)
class ScoreLine:
    """A line of the scoreboard.

    Attributes
    ----------
    stage
        The stage it is about; "" for a rule that could not run.
    rule
        The pipeline as text; "" for a stage that came with the capture.
    start
        What it started from.
    moves
        Root items that were moved by themselves; -1 where that is not known.
    score
        None until it is rated.
    refusal
        Why the rule could not run, "" if it could.
    explained, copies
        How many copies of the start uses explain, of how many; 0 of 0 where no rule asked for uses.
    unsized
        Items without a size estimate that counted one each.
    caveats
        Sentences on differences between builds that the capture cannot show.
    """

    stage: str
    rule: str = ""
    start: str = ""
    moves: int = -1
    score: Score | None = None
    refusal: str = ""
    explained: int = 0
    copies: int = 0
    unsized: int = 0
    caveats: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Point:
    """A point of a sweep: the value of the option, and the score; None with the reason if the rule refused."""

    value: float
    score: Score | None
    refusal: str = ""


class Trials(QObject):
    """Everything that was tried on the captures that are open.

    Attributes
    ----------
    changed
        Signal(): `lines` are different.
    swept
        Signal(): `points` are different.
    awaited
        Signal(int, int): how many of how many things asked for are done; 0 of 0 when nothing is awaited.
    refused
        Signal(str): why what was asked for by itself cannot be done; "" when something new is asked.
    """

    changed = Signal()
    swept = Signal()
    awaited = Signal(int, int)
    refused = Signal(str)

    def __init__(self, store: Store, *, jobs: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._lines: dict[tuple[Open, int], list[ScoreLine]] = {}
        self._waiting: set[LabRequest] = set()
        self._asked = 0
        self._beside: dict[Try, str] = {}
        self._sweep: dict[Try, float] = {}
        self._points: list[Point] = []
        self.jobs = jobs
        store.lab_told.connect(self._take)
        store.changes_of("captures", "opened", "crate").connect(self._follow)
        store.jobs.pending_changed.connect(self._look_at_worker)

    # What there is

    @property
    def lines(self) -> tuple[ScoreLine, ...]:
        """The scoreboard of the capture that is shown: its own stages first, then in the order of trying."""
        key = self._key()
        return () if key is None else tuple(self._lines.get(key, ()))

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the last sweep so far, by value."""
        return tuple(sorted(self._points, key=lambda point: point.value))

    @property
    def capture(self) -> Capture | None:
        """The capture that is shown, if it has a partition to start from."""
        capture = self._store.capture
        return capture if capture is not None and capture.partitions else None

    def start_of(self, pipeline: Pipeline, chosen: str) -> str:
        """Return the stage that a pipeline starts from: the chosen one, or with "" the one that rustc would take.

        Raises
        ------
        CguvizError
            The capture has no stage.
        """
        capture = self.capture
        if chosen or capture is None:
            return chosen
        made = {line.stage for line in self.lines if line.rule}
        own = tuple(partition for partition in capture.partitions if partition.stage not in made)
        return origin(capture.replace(partitions=own), pipeline).stage

    # What one does

    def try_one(self, pipeline: Pipeline, *, start: str, beside: str) -> None:
        """Run a pipeline and show the new stage as the change of a comparison.

        Parameters
        ----------
        pipeline
            What to run.
        start
            The stage to start from, "" for the rule's own.
        beside
            The base to compare with, "" for the start.
        """
        self.refused.emit("")
        request = self._request(pipeline, start=start)
        if request is None:
            return
        known = self._made_by(request)
        if known:
            self.show(known, base=beside or request.base.stage)
            return
        self._beside[request] = beside or request.base.stage
        self._ask(request)

    def try_all(self, *, start: str) -> None:
        """Run every rule with its defaults, but for rules that were tried already."""
        self.refused.emit("")
        for rule in PARTITIONERS:
            request = self._request(pipeline_of(rule.name), start=start)
            if request is not None and not self._made_by(request):
                self._ask(request)

    def sweep(self, pipelines: Sequence[tuple[float, Pipeline]], *, start: str) -> None:
        """Run pipelines that differ in one value only, for their scores.

        Parameters
        ----------
        pipelines
            The value and the pipeline with it.
        start
            As for `try_one`.
        """
        self._sweep.clear()
        self._points.clear()
        self.swept.emit()
        for value, pipeline in pipelines:
            request = self._request(pipeline, start=start)
            if request is not None:
                request = dataclasses.replace(request, keep=False)
                self._sweep[request] = value
                self._ask(request)

    def show(self, stage: str, *, base: str = "") -> None:
        """Make a stage the change of the comparison.

        Parameters
        ----------
        base
            The stage it is compared with; "" for the one that is shown.
        """
        workspace = self._store.workspace
        if base:
            workspace = ws.choose_stage(workspace, base)
        self._store.apply(ws.choose_change(workspace, Side(workspace.crate, stage)))

    def rate(self) -> None:
        """Have every stage rated that is not yet."""
        opened, crate = self._key() or (None, 0)
        for line in self.lines if opened is not None else ():
            if line.stage and line.score is None and opened is not None:
                self._ask(Rate(opened, Side(crate, line.stage), self.jobs))

    def set_jobs(self, jobs: int) -> None:
        """Simulate builds with other job tokens; everything is rated anew."""
        if jobs == self.jobs:
            return
        self.jobs = jobs
        self._lines = {
            key: [dataclasses.replace(line, score=None) for line in lines] for key, lines in self._lines.items()
        }
        self.changed.emit()
        self.rate()

    def shift(self, request: MoveByHand) -> None:
        """Have items moved by hand."""
        self.refused.emit("")
        self._ask(request)

    # What becomes of it

    def _key(self) -> tuple[Open, int] | None:
        opened = self._store.workspace.opened
        return None if opened is None or self.capture is None else (opened, self._store.workspace.crate)

    def _request(self, pipeline: Pipeline, *, start: str) -> Try | None:
        key = self._key()
        if key is None:
            return None
        try:
            return Try(key[0], Side(key[1], self.start_of(pipeline, start)), format_pipeline(pipeline), self.jobs)
        except CguvizError as error:
            self.refused.emit(str(error))
            return None

    def _made_by(self, request: Try) -> str:
        """Return the stage that the same rules made of the same start before, "" for none."""
        if request.base.stage == STAGE:
            # It may have changed since.
            return ""
        same = (request.base.stage, request.pipeline)
        return next((line.stage for line in self.lines if line.stage and (line.start, line.rule) == same), "")

    def _ask(self, request: LabRequest) -> None:
        if request not in self._waiting:
            self._waiting.add(request)
            self._asked += 1
            self._tell()
        self._store.ask_lab(request)

    def _take(self, report: Answered | Dropped | Failed) -> None:
        request = report.request
        if not isinstance(request, LabRequest):
            return
        self._waiting.discard(request)
        beside = self._beside.pop(request, None) if isinstance(request, Try) else None
        if isinstance(report, Answered):
            self._keep(request, report, beside)
        elif isinstance(report, Failed):
            self._refuse(request, report.message, alone=beside is not None)
        self._tell()

    def _keep(self, request: LabRequest, report: Answered, beside: str | None) -> None:
        answer = report.answer
        if isinstance(request, Try) and not request.keep:
            if isinstance(answer, Tried) and request in self._sweep:
                self._points.append(Point(self._sweep.pop(request), answer.score))
                self.swept.emit()
            return
        if isinstance(request, Rate) and isinstance(answer, Score):
            if request.jobs == self.jobs:
                self._rated(request, answer)
        elif isinstance(request, Try | MoveByHand) and isinstance(answer, Tried) and answer.partition is not None:
            stage = answer.partition.stage
            rule = request.pipeline if isinstance(request, Try) else by_hand(len(request.moves))
            score = answer.score if request.jobs == self.jobs else None
            line = ScoreLine(stage, rule, request.base.stage, answer.moves, score)
            line = dataclasses.replace(
                line,
                explained=answer.explained,
                copies=answer.copies,
                unsized=answer.unsized,
                caveats=answer.caveats,
            )
            self._put(request, line)
            if beside is not None and self._key() == (request.opened, request.base.crate):
                self.show(stage, base=beside)

    def _rated(self, request: Rate, score: Score) -> None:
        lines = self._lines.get((request.opened, request.base.crate), [])
        for row, line in enumerate(lines):
            if line.stage == request.base.stage:
                lines[row] = dataclasses.replace(line, score=score)
        self.changed.emit()

    def _refuse(self, request: LabRequest, sentence: str, *, alone: bool) -> None:
        if isinstance(request, Try) and request in self._sweep:
            self._points.append(Point(self._sweep.pop(request), None, sentence))
            self.swept.emit()
            return
        if isinstance(request, Try) and request.keep:
            self._put(request, ScoreLine("", request.pipeline, request.base.stage, refusal=sentence))
        if alone or not isinstance(request, Try):
            self.refused.emit(sentence)

    def _put(self, request: Try | MoveByHand, line: ScoreLine) -> None:
        """Add a line, or replace the line of the same stage or of the same refused rule."""
        lines = self._lines.setdefault((request.opened, request.base.crate), [])
        same = [
            row
            for row, old in enumerate(lines)
            if (old.stage == line.stage and line.stage)
            or (not old.stage and (old.start, old.rule) == (line.start, line.rule))
        ]
        if same:
            lines[same[0]] = line
        else:
            lines.append(line)
        self.changed.emit()

    def _follow(self) -> None:
        """Give every stage of the captures a line, and forget files that are closed."""
        key, capture = self._key(), self.capture
        if key is not None and capture is not None:
            lines = self._lines.setdefault(key, [])
            there = {line.stage for line in lines}
            if not there:
                made = {each.stage: each for each in self._store.makings if each.crate == capture.crate}
                lines.extend(
                    ScoreLine(stage, made[stage].title, made[stage].start) if stage in made else ScoreLine(stage)
                    for stage in capture.stages
                )
        for other in [other for other in self._lines if key is None or other[0] != key[0]]:
            del self._lines[other]
        self.changed.emit()

    def _look_at_worker(self) -> None:
        """Forget requests that the worker was stopped in."""
        pending = self._store.jobs.pending
        if self._waiting and not any(request in self._waiting for request in pending):
            # An answered request leaves `pending` just before its answer is told.
            if not pending:
                self._waiting.clear()
            self._tell()

    def _tell(self) -> None:
        if not self._waiting:
            self._asked = 0
        self.awaited.emit(self._asked - len(self._waiting), self._asked)
