"""The worker's loop, run in a thread: what it answers, drops and refuses."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from cguviz.errors import ExportError
from cguviz.formats import load
from cguviz.model.columns import equal
from cguviz.progress import silent
from cguviz.scene.scene import Scene
from cguviz.workspace.lists.search import Index
from cguviz.workspace.lists.stage_index import Survey
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.requests import Draw, Export, Load, Request, RestoreCaptures, Save, SurveyStage
from cguviz.workspace.results.reports import Answered, Dropped, Failed, Progressed, Report
from cguviz.workspace.state import opening
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import draw_of, resolve
from cguviz.workspace.worker.pipe import receive, send
from cguviz.workspace.worker.serve import serve
from tests.captures import sample_named


def refuse_raster(scene: Scene, path: Path, theme: str) -> None:
    raise ExportError(f"{path.name}: {len(scene.units)} units in {theme}")


@pytest.fixture
def worker() -> Iterator[Connection]:
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=serve, args=(theirs, refuse_raster))
    thread.start()
    yield ours
    ours.close()
    thread.join()
    theirs.close()


def ask(worker: Connection, *requests: Request) -> list[Report]:
    for request in requests:
        send(worker, Load(request) if isinstance(request, Open) else request)
    reports: list[Report] = []
    while len(reports) < len(requests):
        report = receive(worker)
        assert isinstance(report, Progressed | Answered | Dropped | Failed)
        if not isinstance(report, Progressed):
            reports.append(report)
    return reports


def toy_workspace() -> ws.Workspace:
    return opening.open_files(ws.Workspace(), [str(sample_named("toy-0.1.0-release"))])


def test_everything_a_workspace_needs_is_answered(worker: Connection) -> None:
    wanted = resolve(toy_workspace())
    reports = ask(worker, *wanted)
    assert [report.request for report in reports] == list(wanted)
    captures, survey, scene, index = [report.answer for report in reports if isinstance(report, Answered)]
    assert isinstance(captures, tuple)
    assert captures[0].paths is not None
    assert isinstance(survey, Survey)
    assert isinstance(scene, Scene)
    assert isinstance(index, Index)
    assert survey.figures.units == len(captures[0].partition().units)


def test_a_stage_that_is_not_there_is_refused_in_a_sentence(worker: Connection) -> None:
    opened = toy_workspace().opened
    assert opened is not None
    _, report = ask(worker, opened, SurveyStage(opened, Side(0, "SPLIT")))
    assert isinstance(report, Failed)
    assert "PLACE" in report.message
    assert "Traceback" in report.details


def test_what_is_not_open_is_refused(worker: Connection) -> None:
    (report,) = ask(worker, SurveyStage(Open(("never.dump",)), Side(0, "")))
    assert isinstance(report, Failed)
    assert "never.dump" in report.message


def test_a_fresh_worker_takes_over_captures(worker: Connection) -> None:
    workspace = toy_workspace()
    assert workspace.opened is not None
    (toy,) = load(workspace.opened.files, silent)
    send(worker, RestoreCaptures(workspace.opened, (toy,)))
    (drawn,) = ask(worker, draw_of(workspace, workspace.opened))
    assert isinstance(drawn, Answered)


def test_of_several_pictures_only_the_last_is_drawn(worker: Connection) -> None:
    workspace = toy_workspace()
    opened = workspace.opened
    assert opened is not None
    draws = [Draw(opened, Side(0, stage), workspace.options, frozenset()) for stage in ("PLACE", "MERGE", "")]
    reports = ask(worker, opened, *draws)
    assert isinstance(reports[0], Answered)
    assert isinstance(reports[-1], Answered)
    assert reports[-1].request == draws[-1]
    assert {report.request for report in reports[1:]} == set(draws)


def test_files_are_written_and_refusals_told(worker: Connection, tmp_path: Path) -> None:
    workspace = toy_workspace()
    opened = workspace.opened
    assert opened is not None
    draw = draw_of(workspace, opened)
    saved, svg, png = ask(
        worker,
        opened,
        Save(opened, str(tmp_path / "toy.cguviz")),
        Export(draw, str(tmp_path / "toy.svg"), "light"),
        Export(draw, str(tmp_path / "toy.png"), "dark"),
    )[1:]
    assert isinstance(saved, Answered)
    (again,), (toy,) = load([tmp_path / "toy.cguviz"], silent), load(opened.files, silent)
    assert equal(again.items, toy.items)
    assert isinstance(svg, Answered)
    assert (tmp_path / "toy.svg").read_text().startswith("<")
    assert isinstance(png, Failed)
    assert "in dark" in png.message
