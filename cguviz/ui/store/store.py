"""The state of the window: the workspace, and the answers that belong to it.

Everything one does goes `apply(next workspace)`; everything one sees follows from `Store.changes_of`: each part of the
window names the parts of the state that it reads and is called when one of them is different, and for nothing else.
Parts of the window know the store and never one another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence, Set

from PySide6.QtCore import QObject, Signal, SignalInstance

from cguviz.model.build import Build
from cguviz.model.capture import Capture, Remark
from cguviz.scene.timeline.chart import Chart
from cguviz.ui.store.answers_shown import AnswersShown, Drawn, ListedStage, Sides, bare, choose_answers
from cguviz.ui.store.worker_process import Jobs
from cguviz.workspace.lab.recipes import making_of, with_making
from cguviz.workspace.lab.scores import Tried
from cguviz.workspace.lab.stages import pin_request
from cguviz.workspace.lists.search import Index
from cguviz.workspace.pictures.table import doing
from cguviz.workspace.reload.answer_cache import still_wanted, with_last_named, with_made
from cguviz.workspace.reload.carry_over import fit_to_captures, gather_carried
from cguviz.workspace.requests.carried import NOTHING, Carried, Making
from cguviz.workspace.requests.lab import LabRequest, MoveByHand, Try
from cguviz.workspace.requests.opened import Open, Picture
from cguviz.workspace.requests.requests import (
    Compare,
    Export,
    Load,
    Request,
    RestoreCaptures,
    Save,
    SurveyStage,
)
from cguviz.workspace.results.answer import Answer
from cguviz.workspace.results.reports import Answered, Dropped, Failed, Progressed, Report
from cguviz.workspace.state import opening
from cguviz.workspace.state import resolve as asking
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.last_stage import pin_workspace

ANSWERS = tuple(field.name for field in dataclasses.fields(AnswersShown))
CHOICES = tuple(field.name for field in dataclasses.fields(ws.Workspace))
PARTS = (*ANSWERS, *CHOICES)
"""The parts of the state: answers of the worker, and choices of people. Changes are told in this order."""


class Watch(QObject):
    """Tells of changes of some parts of the state.

    Attributes
    ----------
    changed
        Signal(): at least one of `parts` is different now.
    """

    changed = Signal()

    def __init__(self, parts: frozenset[str], parent: QObject) -> None:
        super().__init__(parent)
        self.parts = parts
        self.rank = min(map(PARTS.index, parts))


class Store(QObject):
    """The single place that holds state.

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
        self._shown = AnswersShown()
        self._watches: dict[frozenset[str], Watch] = {}
        self._settled = opening.close_files(workspace)
        self._answers: dict[Request, Answer] = {}
        self._carried: dict[Open, Carried] = {}
        self._made: dict[tuple[str, ...], tuple[Making, ...]] = {}
        self._given_up: set[Request] = set()
        self._held_by_worker: Open | None = None
        jobs.reported.connect(self._take)
        jobs.ended.connect(self._worker_ended)
        jobs.pending_changed.connect(self._tell_work)

    def changes_of(self, *parts: str) -> SignalInstance:
        """Return a Signal() that is emitted once for every change of some parts of the state, and for nothing else.

        Parameters
        ----------
        parts
            Names of `PARTS`: all that the listener reads. By the time it is called, all of the state
            is as it is now.

        Raises
        ------
        ValueError
            The state has no part of such a name.
        """
        wanted = frozenset(parts)
        if not wanted <= set(PARTS):
            raise ValueError(f"the state has no {', '.join(sorted(wanted - set(PARTS)))}")
        if wanted not in self._watches:
            self._watches[wanted] = Watch(wanted, self)
        return self._watches[wanted].changed

    @property
    def build(self) -> Build | None:
        """The build that is shown, of many crates."""
        return self._shown.build

    @property
    def captures(self) -> tuple[Capture, ...]:
        """All that was opened together."""
        return self._shown.captures

    @property
    def stage(self) -> ListedStage | None:
        """The stage in outline, table and inspector."""
        return self._shown.stage

    @property
    def drawn(self) -> Drawn | None:
        """The picture on the canvas."""
        return self._shown.drawn

    @property
    def sides(self) -> Sides | None:
        """The comparison in the middle."""
        return self._shown.sides

    @property
    def timeline(self) -> Chart | None:
        """The threads."""
        return self._shown.timeline

    @property
    def index(self) -> Index | None:
        """The index that is searched."""
        return self._shown.index

    @property
    def capture(self) -> Capture | None:
        """The capture that is shown."""
        return self.captures[self.workspace.crate] if self.workspace.crate < len(self.captures) else None

    @property
    def makings(self) -> tuple[Making, ...]:
        """The recipes of stages made in the lab, in this session, for the open files."""
        opened = self.workspace.opened
        return () if opened is None else self._made.get(opened.files, ())

    @property
    def bare(self) -> frozenset[int]:
        """Captures that hold no partition: nothing but threads is known of them."""
        return bare(self._answers, self.workspace.opened)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Remarks about oddities in the files of the current crate or build."""
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
        self._show(before)

    def go(self, workspace: ws.Workspace) -> None:
        """Make another workspace the current one and bring its selection into view."""
        self.apply(workspace)
        self.went.emit()

    def start(self, *, anew: bool) -> None:
        """Send the requests of the first workspace.

        Parameters
        ----------
        anew
            Whether it is laid out for the window as it is now; else as it was, so that one finds one's place again.
        """
        opened, options = self.workspace.opened, self.workspace.options
        if opened is not None:
            self._carried[opened], self._made[opened.files] = (
                Carried(makings=self.workspace.makings),
                self.workspace.makings,
            )
            options = dataclasses.replace(options, aspect=self._aspect() if anew else options.aspect)
            self.workspace = ws.draw_with(self.workspace, options)
        self._ask()

    def open(self, files: Sequence[str]) -> None:
        """Open files together, if there are any; stages made of them in the lab are made again."""
        if files:
            fitted = dataclasses.replace(self.workspace.options, aspect=self._aspect())
            workspace = ws.draw_with(opening.open_files(self.workspace, files), fitted)
            self._carry(workspace, Carried(makings=self._made.get(tuple(files), ())))

    def reopen(self, files: Sequence[str] = ()) -> None:
        """Read the open files again, or others in their place: places, choices and lab stages go over."""
        old = self.workspace
        if old.opened is not None:
            self._made[tuple(files) or old.opened.files] = self.makings
            self._carry(
                opening.reload_files(old, files), gather_carried(old, self.captures, self._answers, self.makings)
            )

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
        """Have a picture written; the ending of the path says how, the theme is one of `cguviz.scene.look.theme`."""
        self._send(Export(picture, path, theme, moved_only=self.workspace.moved_only), picture.opened)

    def ask_lab(self, request: LabRequest) -> None:
        """Have a rule tried, a stage rated, items moved; `lab_told` brings the answer."""
        self._pin(request.opened, request.base.crate)
        self._send(request, request.opened)

    def cancel(self) -> None:
        """Stop the current request; opening is undone, another picture is not drawn."""
        pending = self.jobs.pending
        if not pending:
            return
        self.jobs.cancel()
        self._held_by_worker = None
        self._give_up(pending[0])
        self.noted.emit(f"Cancelled: {doing(pending[0]).lower()}.")
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
                self.jobs.ask(RestoreCaptures(opened, captures, self._carried_to_worker(opened)))
        self._held_by_worker = opened
        if isinstance(request, Open):
            self.jobs.ask(Load(request, self._carried_to_worker(request)))
        else:
            self.jobs.ask(request)

    def _carried_to_worker(self, opened: Open) -> Carried:
        # Items are the window's: the worker needs those of the pictures alone.
        return dataclasses.replace(self._carried.get(opened, NOTHING), items=None)

    def _take(self, report: Report) -> None:
        match report:
            case Progressed():
                self.worked.emit(report.step, report.done)
            case Answered(request=Try() | MoveByHand() as request, answer=Tried() as made):
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
        if request not in wanted and not isinstance(request, Picture | SurveyStage):
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
        before, self.workspace = self.workspace, pin_workspace(self.workspace, crate, last)
        if before == self.workspace:
            return
        self._answers = with_last_named(self._answers, opened, crate, last)
        if self.sides is not None:
            request = pin_request(self.sides.request, opened, crate, last)
            if isinstance(request, Compare):
                self._shown = dataclasses.replace(self._shown, sides=dataclasses.replace(self.sides, request=request))
        self._tell(_different(before, self.workspace))

    def _add_stage(self, request: Try | MoveByHand, made: Tried) -> None:
        """Give the capture the stage that the worker has given it."""
        captures = self._answers.get(request.opened)
        if not isinstance(captures, tuple) or made.partition is None:
            return
        making = making_of(request, made.partition.stage, captures[request.base.crate])
        self._made[request.opened.files] = with_making(self._made.get(request.opened.files, ()), making)
        self._answers = with_made(self._answers, request.opened, request.base.crate, made.partition)
        self._ask()
        self._show()

    def _opened(self, captures: tuple[Capture, ...]) -> None:
        """Make the workspace fit the contents of the files."""
        before = NOTHING if self.workspace.opened is None else self._carried.get(self.workspace.opened, NOTHING)
        old, self.workspace = self.workspace, fit_to_captures(self.workspace, before.items, captures)
        self._settled = self.workspace
        self._tell(_different(old, self.workspace))

    def _prune(self) -> None:
        """Forget the answers of other files, and all but the last pictures."""
        files = {self.workspace.opened, self._settled.opened, self.workspace.within}
        self._answers = still_wanted(self._answers, files, self._wanted())
        self._carried = {opened: going for opened, going in self._carried.items() if opened in files}

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
                self._settled = opening.close_files(self._settled)
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
        self.worked.emit(doing(pending[0]) if pending else "", -1.0)

    def _show(self, before: ws.Workspace | None = None) -> None:
        """Put the answers that belong to the workspace into sight, and tell of all that is different from before."""
        opened, old = self.workspace.opened, self._shown
        going = NOTHING if opened is None else self._carried.get(opened, NOTHING)
        now = self._shown = choose_answers(self.workspace, self._answers, going, before=old)
        answers = {name for name in ANSWERS if getattr(now, name) is not getattr(old, name)}
        self._tell(answers | _different(before or self.workspace, self.workspace))

    def _tell(self, different: Set[str]) -> None:
        """Call the listeners that read a part that is different."""
        for watch in sorted(self._watches.values(), key=lambda watch: watch.rank):
            if not watch.parts.isdisjoint(different):
                watch.changed.emit()


def _different(before: ws.Workspace, now: ws.Workspace) -> frozenset[str]:
    """Return the names of the choices that are different."""
    return frozenset(name for name in CHOICES if getattr(before, name) != getattr(now, name))
