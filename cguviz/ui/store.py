"""What the window shows: the workspace, and the answers that belong to it.

Everything one does goes `apply(next workspace)`; everything one sees follows from the signals. Parts of the window
know the store and never one another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from cguviz.model.build import Build
from cguviz.model.capture import Capture, Remark
from cguviz.scene.scene import Scene
from cguviz.scene.timeline import Chart
from cguviz.ui.jobs import Jobs
from cguviz.ui.shown import Drawn, Sides, Stage
from cguviz.workspace import wanted as asking
from cguviz.workspace import workspace as ws
from cguviz.workspace.carrying import NOTHING, Carried, carried, renumbered
from cguviz.workspace.compared import Compared
from cguviz.workspace.lab import Tried
from cguviz.workspace.lab_stages import concerns, pinned, pinned_request, with_stage
from cguviz.workspace.makings import Making, making_of, with_making
from cguviz.workspace.pairing import paired
from cguviz.workspace.requests import (
    TITLES,
    Adopt,
    Answer,
    Answered,
    Compare,
    Dropped,
    Export,
    Failed,
    LabRequest,
    Look,
    Open,
    Picture,
    Progressed,
    Report,
    Request,
    Save,
    Shift,
    Try,
)
from cguviz.workspace.search import Index
from cguviz.workspace.session import fitting
from cguviz.workspace.survey import Survey

PICTURES_KEPT = 4
"""Pictures held at once: going back and forth between stages redraws nothing. One of cargo is 30 MB."""


class Store(QObject):
    """The one place that holds state.

    Parameters
    ----------
    jobs
        The worker.
    workspace
        What to begin with.
    aspect
        Tells width by height of the room for a picture; asked when files are opened, and not later: nothing moves
        because a window was resized.

    Attributes
    ----------
    changed
        Signal(Workspace, Workspace): before and now.
    build_changed, captures_changed, stage_changed, drawn_changed, sides_changed, timeline_changed, index_changed
        Signal(): `build`, `captures`, `stage`, `drawn`, `sides`, `timeline` or `index` is different now.
    failed
        Signal(str, str): a sentence and its details.
    lab_told
        Signal(Answered | Dropped | Failed): what became of something that the partition lab asked; a stage that was
        made is in `captures` by then.
    noted
        Signal(str): something worth telling that went well.
    answered
        Signal(): something that was asked has its answer; see `answer_to`.
    worked
        Signal(str, float): what is being worked on, and how far it is (0 to 1; below 0 where nobody knows). An
        empty text: nothing.
    """

    changed = Signal(object, object)
    build_changed = Signal()
    captures_changed = Signal()
    stage_changed = Signal()
    drawn_changed = Signal()
    sides_changed = Signal()
    timeline_changed = Signal()
    index_changed = Signal()
    lab_told = Signal(object)
    failed = Signal(str, str)
    noted = Signal(str)
    answered = Signal()
    worked = Signal(str, float)
    went = Signal()

    def __init__(self, jobs: Jobs, workspace: ws.Workspace, aspect: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self._aspect = aspect
        self.workspace = workspace
        self.build: Build | None = None
        self.captures: tuple[Capture, ...] = ()
        self.stage: Stage | None = None
        self.drawn: Drawn | None = None
        self.sides: Sides | None = None
        self.timeline: Chart | None = None
        self.index: Index | None = None
        self._settled = ws.close_files(workspace)
        self._answers: dict[Request, Answer] = {}
        self._carried: dict[Open, Carried] = {}
        self._made: dict[tuple[str, ...], tuple[Making, ...]] = {}
        self._given_up: set[Request] = set()
        self._held_by_worker: Open | None = None
        jobs.reported.connect(self._take)
        jobs.ended.connect(self._worker_ended)
        jobs.pending_changed.connect(self._tell_work)

    @property
    def capture(self) -> Capture | None:
        """The capture that is shown."""
        return self.captures[self.workspace.crate] if self.workspace.crate < len(self.captures) else None

    @property
    def makings(self) -> tuple[Making, ...]:
        """How stages of what is open were made in the lab, in this session."""
        opened = self.workspace.opened
        return () if opened is None else self._made.get(opened.files, ())

    @property
    def bare(self) -> frozenset[int]:
        """Captures that hold no partition: nothing but threads is known of them."""
        captures = None if self.workspace.opened is None else self._answers.get(self.workspace.opened)
        rows = enumerate(captures if isinstance(captures, tuple) else ())
        return frozenset(row for row, capture in rows if not capture.partitions)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was odd in the files of what is shown."""
        shown = self.build or self.capture
        return () if shown is None else shown.remarks

    def _wanted(self) -> tuple[Request, ...]:
        opened = self.workspace.opened
        if opened is not None and isinstance(self._answers.get(opened), Build):
            return (opened,)
        return asking.resolve(self.workspace, self.bare)

    def apply(self, workspace: ws.Workspace) -> None:
        """Make another workspace the current one."""
        before, self.workspace = self.workspace, workspace
        if before == workspace:
            return
        if before.opened in self._answers and before.opened != workspace.opened:
            self._settled = before
        self._given_up.intersection_update(self._wanted())
        self._ask()
        self._show()
        self.changed.emit(before, workspace)

    def go(self, workspace: ws.Workspace) -> None:
        """Make another workspace the current one and bring its selection into view."""
        self.apply(workspace)
        self.went.emit()

    def start(self, *, anew: bool) -> None:
        """Ask for what the first workspace needs.

        Parameters
        ----------
        anew
            Whether it is laid out for the window as it is now; else as it was, so that one finds one's place again.
        """
        opened, options = self.workspace.opened, self.workspace.options
        if opened is not None:
            self._carried[opened], self._made[opened.files] = Carried(makings=opened.again), opened.again
            options = dataclasses.replace(options, aspect=self._aspect() if anew else options.aspect)
            self.workspace = ws.draw_with(self.workspace, options)
        self._ask()

    def open(self, files: Sequence[str]) -> None:
        """Open files together, if there are any; what was made of them in the lab is made again."""
        if files:
            fitted = dataclasses.replace(self.workspace.options, aspect=self._aspect())
            workspace = ws.draw_with(ws.open_files(self.workspace, files), fitted)
            self._carry(workspace, Carried(makings=self._made.get(tuple(files), ())))

    def reopen(self, files: Sequence[str] = ()) -> None:
        """Read what is open again, or other files in its place: places, choices and what was made go over."""
        old = self.workspace
        if old.opened is not None:
            self._made[tuple(files) or old.opened.files] = self.makings
            self._carry(ws.reload_files(old, files), carried(old, self.captures, self._answers, self.makings))

    def _carry(self, workspace: ws.Workspace, going: Carried) -> None:
        if workspace.opened is not None:
            self._carried[workspace.opened] = going
        self.apply(workspace)

    def save(self, path: str) -> None:
        """Have everything that is open written to one .cguviz file."""
        opened = self.workspace.opened
        if opened is not None:
            self._send(Save(opened, path), opened)

    def export(self, picture: Picture, path: str, theme: str) -> None:
        """Have a picture written; the ending of the path says how, the theme is one of `cguviz.scene.theme`."""
        self._send(Export(picture, path, theme), picture.opened)

    def ask_lab(self, request: LabRequest) -> None:
        """Have a rule tried, a stage rated, items moved; `lab_told` brings the answer."""
        self._pin(request.opened, request.crate)
        self._send(request, request.opened)

    def cancel(self) -> None:
        """Stop what is being worked on; opening is undone, another picture is not drawn."""
        pending = self.jobs.pending
        if not pending:
            return
        self.jobs.cancel()
        self._held_by_worker = None
        self._give_up(pending[0])
        self.noted.emit(f"Cancelled: {TITLES[type(pending[0])].lower()}.")
        self._ask()

    def _ask(self) -> None:
        for request in self._wanted():
            if request not in self._answers and request not in self._given_up:
                self._send(request, request if isinstance(request, Open) else self.workspace.opened)
            if isinstance(request, Open) and request not in self._answers:
                # What else is needed depends on what the files hold.
                return

    def _send(self, request: Request, opened: Open | None) -> None:
        if opened is not None and not isinstance(request, Open) and self._held_by_worker != opened:
            captures = self._answers.get(opened)
            if isinstance(captures, tuple):
                self.jobs.ask(Adopt(self._carried.get(opened, NOTHING).laden(opened), captures))
        self._held_by_worker = opened
        if isinstance(request, Open):
            request = self._carried.get(request, NOTHING).laden(request)
        self.jobs.ask(request)

    def _take(self, report: Report) -> None:
        match report:
            case Progressed():
                self.worked.emit(report.step, report.done)
            case Answered(request=Try() | Shift() as request, answer=Tried() as made):
                self._add_stage(request, made)
                self.lab_told.emit(report)
            case Answered() | Failed() | Dropped() if isinstance(report.request, LabRequest):
                self.lab_told.emit(report)
            case Failed():
                self._fail(report)
            case Dropped():
                self._ask()
            case Answered(request=Save() | Export(), answer=path):
                self.noted.emit(f"Written: {path}")
            case Answered():
                self._keep(report.request, report.answer)

    def _keep(self, request: Request, answer: Answer) -> None:
        wanted = self._wanted()
        if request not in wanted and not isinstance(request, Picture | Look):
            return
        self._answers[request] = answer
        if isinstance(answer, tuple):
            self._opened(answer)
        elif isinstance(answer, Build):
            self._settled = self.workspace
        self._prune()
        self._ask()
        self._show()
        self.answered.emit()

    def answer_to(self, request: Request) -> Answer | None:
        """Return the answer to a request, if it is there."""
        return self._answers.get(request)

    def _pin(self, opened: Open, crate: int) -> None:
        """Write out which stage is the last one, before another one is."""
        captures = self._answers.get(opened)
        if not isinstance(captures, tuple) or not captures[crate].stages:
            return
        last = captures[crate].stages[-1]
        before, self.workspace = self.workspace, pinned(self.workspace, crate, last)
        if before == self.workspace:
            return
        self._answers = {
            pinned_request(request, opened, crate, last): answer for request, answer in self._answers.items()
        }
        if self.sides is not None:
            request = pinned_request(self.sides.request, opened, crate, last)
            if isinstance(request, Compare):
                self.sides = dataclasses.replace(self.sides, request=request)
        self.changed.emit(before, self.workspace)

    def _add_stage(self, request: Try | Shift, made: Tried) -> None:
        """Give the capture the stage that the worker has given it."""
        captures = self._answers.get(request.opened)
        if not isinstance(captures, tuple) or made.partition is None:
            return
        stage = made.partition.stage
        self._answers[request.opened] = with_stage(captures, request.crate, made.partition)
        making = making_of(request, stage, captures[request.crate])
        self._made[request.opened.files] = with_making(self._made.get(request.opened.files, ()), making)
        for old in [old for old in self._answers if concerns(old, request.opened, request.crate, stage)]:
            del self._answers[old]
        self._ask()
        self._show()

    def _opened(self, captures: tuple[Capture, ...]) -> None:
        """Make the workspace fit what the files hold."""
        before = NOTHING if self.workspace.opened is None else self._carried.get(self.workspace.opened, NOTHING)
        workspace = renumbered(self.workspace, before.items, captures)
        if workspace.crate >= len(captures):
            workspace = dataclasses.replace(workspace, crate=0, base="", selection=ws.NOTHING)
        capture = captures[workspace.crate]
        if workspace.base not in capture.stages:
            workspace = dataclasses.replace(workspace, base="")
        workspace = paired(workspace, captures)
        units = frozenset(name for partition in capture.partitions for name in partition.units)
        old, self.workspace = self.workspace, fitting(workspace, len(capture.items), units)
        self._settled = self.workspace
        if old != self.workspace:
            self.changed.emit(old, self.workspace)

    def _prune(self) -> None:
        """Forget the answers of other files, and all but the last pictures."""
        now = self._wanted()
        files = {self.workspace.opened, self._settled.opened, self.workspace.within}
        for request in [request for request in self._answers if asking.opened_of(request) not in files]:
            del self._answers[request]
        self._carried = {opened: going for opened, going in self._carried.items() if opened in files}
        drawn = (request for request in self._answers if isinstance(request, Picture))
        pictures = [request for request in drawn if request not in now]
        for request in pictures[: max(0, len(pictures) - PICTURES_KEPT + 1)]:
            del self._answers[request]

    def _fail(self, failure: Failed) -> None:
        if not isinstance(failure.request, Save | Export) and failure.request not in self._wanted():
            return
        self._give_up(failure.request)
        # Undoing an opening clears the message of whatever was opened before.
        self.failed.emit(failure.message, failure.details)
        self._ask()

    def _give_up(self, request: Request) -> None:
        """Live without an answer: an opening is undone, anything else stays unanswered until something changes."""
        if isinstance(request, Open):
            self._held_by_worker = None
            if self._settled.opened == request:
                self._settled = ws.close_files(self._settled)
            settled = dataclasses.replace(self._settled, theme=self.workspace.theme, view=self.workspace.view)
            self.apply(settled)
        else:
            self._given_up.add(request)

    def _worker_ended(self, sentence: str) -> None:
        self._held_by_worker = None
        if sentence:
            waiting = [
                request for request in self._wanted() if request not in self._answers and request not in self._given_up
            ]
            if waiting:
                # Whatever killed the worker would kill the next one.
                self._give_up(waiting[0])
            self.failed.emit(sentence, "")
        self._ask()

    def _tell_work(self) -> None:
        pending = self.jobs.pending
        self.worked.emit(TITLES[type(pending[0])] if pending else "", -1.0)

    def _show(self) -> None:
        """Put the answers that belong to the workspace into the attributes, and say which changed."""
        workspace = self.workspace
        opened = workspace.opened
        answer: Answer | None = None if opened is None else self._answers.get(opened)
        build = answer if isinstance(answer, Build) else None
        if build is not self.build:
            self.build = build
            self.build_changed.emit()
        captures = answer if isinstance(answer, tuple) else ()
        if captures is not self.captures:
            self.captures = captures
            self.captures_changed.emit()
        capture = self.capture
        self._show_timeline()
        if opened is None or capture is None or not capture.partitions:
            self._show_nothing()
            return
        wanted = asking.look_of(workspace, opened)
        look = self._answers.get(wanted)
        if isinstance(look, Survey) and (self.stage is None or self.stage.survey is not look):
            on_change = wanted != Look(opened, workspace.crate, workspace.base)
            listed = look.united or capture
            self.stage = Stage(listed, listed.partition(wanted.stage), look, on_change)
            self.stage_changed.emit()
        draw = asking.draw_of(workspace, opened)
        scene = self._answers.get(draw)
        if isinstance(scene, Scene) and (self.drawn is None or self.drawn.scene is not scene):
            kept = draw.options.keep and self._carried.get(opened, NOTHING).keeps(scene)
            self.drawn = Drawn(draw, scene, capture.partition(workspace.base), kept)
            self.drawn_changed.emit()
        self._show_sides(asking.compare_of(workspace, opened))
        index = self._answers.get(asking.learn_of(workspace, opened, self.bare))
        if index is not self.index:
            self.index = index if isinstance(index, Index) else None
            self.index_changed.emit()

    def _show_sides(self, compare: Compare | None) -> None:
        """Show the comparison that was asked for; one of the same sides stays until it is there."""
        old, answer = self.sides, None if compare is None else self._answers.get(compare)
        if compare is not None and isinstance(answer, Compared):
            if old is None or old.compared is not answer:
                base, change = self.captures[compare.base], self.captures[compare.change]
                self.sides = Sides(compare, answer, base, change)
        elif compare is None or (old is not None and not asking.of_same_sides(old.request, compare)):
            self.sides = None
        if self.sides is not old:
            self.sides_changed.emit()

    def _show_timeline(self) -> None:
        """Show the threads that were asked for; those of the same files stay until they are there, if ever."""
        opened, old = self.workspace.opened, self.timeline
        wanted = asking.timeline_of(self.workspace, opened) if opened is not None and self.captures else None
        chart = None if wanted is None else self._answers.get(wanted)
        if isinstance(chart, Chart):
            self.timeline = chart
        elif wanted is None:
            self.timeline = None
        if self.timeline is not old:
            self.timeline_changed.emit()

    def _show_nothing(self) -> None:
        for shown in ("stage", "drawn", "sides", "index"):
            if getattr(self, shown) is not None:
                setattr(self, shown, None)
                getattr(self, f"{shown}_changed").emit()


__all__ = ["Drawn", "Sides", "Stage", "Store"]
