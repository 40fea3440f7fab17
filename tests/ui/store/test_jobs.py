"""The worker process seen from the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cguviz.ui.store.worker_process import Jobs
from cguviz.workspace.requests.opened import Open
from cguviz.workspace.requests.requests import Load
from cguviz.workspace.results.reports import Answered, Failed, Report
from tests.captures import sample_named
from tests.ui.conftest import WAIT

TOY = Open((str(sample_named("toy-0.1.0-release")),))


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    assert qtbot
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def reports(jobs: Jobs) -> list[Report]:
    got: list[Report] = []
    jobs.reported.connect(got.append)
    return got


def test_what_is_asked_is_answered_once(jobs: Jobs, reports: list[Report], qtbot: QtBot) -> None:
    jobs.ask(Load(TOY))
    jobs.ask(Load(TOY))
    assert jobs.pending == (TOY,)
    qtbot.waitUntil(lambda: not jobs.pending, timeout=WAIT)
    answers = [report for report in reports if isinstance(report, Answered)]
    assert [answer.request for answer in answers] == [TOY]


def test_a_failure_is_told(jobs: Jobs, reports: list[Report], qtbot: QtBot) -> None:
    jobs.ask(Load(Open(("nowhere",))))
    qtbot.waitUntil(lambda: not jobs.pending, timeout=WAIT)
    assert isinstance(reports[-1], Failed)
    assert "nowhere" in reports[-1].message


def test_after_cancelling_nothing_more_is_heard_and_a_new_worker_answers(
    jobs: Jobs, reports: list[Report], qtbot: QtBot
) -> None:
    jobs.ask(Load(TOY))
    jobs.cancel()
    assert jobs.pending == ()
    assert not jobs.running
    again = Open(TOY.files, 1)
    jobs.ask(Load(again))
    qtbot.waitUntil(lambda: not jobs.pending, timeout=WAIT)
    assert {report.request for report in reports} == {again}


def test_closing_twice_does_nothing(jobs: Jobs) -> None:
    jobs.start()
    jobs.close()
    jobs.close()
    assert not jobs.running
