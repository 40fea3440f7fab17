"""What trying costs: merge of the largest capture at most 1.0 s of CPU before its picture, every rule on regex 0.2 s.

A move by hand on regex, from the drop to the painted picture, at most 100 ms: worker and window together.
"""

import pytest
from PySide6.QtGui import QImage
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from cguviz.errors import PartitionError
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode
from cguviz.model.paths.table import split
from cguviz.partition import PARTITIONERS
from cguviz.progress import silent
from cguviz.scene.look.theme import LIGHT
from cguviz.scene.scene import Scene
from cguviz.ui.canvas.view import GraphView
from cguviz.workspace.lab.scores import try_pipeline
from cguviz.workspace.pictures.loaded import Loaded, OpenCaptures
from cguviz.workspace.requests.lab import HandMove, MoveByHand
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.requests import Compare, Draw, Request
from cguviz.workspace.results.comparison import Compared
from cguviz.workspace.worker.answers import answer
from tests.captures import CAPTURES, sample_named

OPENED = Open(("bench",))
STAGE = "BY HAND"
SIZE = 1000, 700
"""Pixels of the canvas."""


@pytest.fixture(scope="module")
def largest() -> Capture:
    (capture,) = load([str(CAPTURES[-1])], silent)
    return capture


@pytest.fixture(scope="module")
def regex() -> Capture:
    (capture,) = load([sample_named("regex-1.7.1-release")], silent)
    return capture.replace(paths=split(capture.items, capture.crate))


@pytest.mark.parametrize("rule", ["merge", "massage", "min-cut"])
def test_trying_on_the_largest(benchmark: BenchmarkFixture, largest: Capture, rule: str) -> None:
    made = benchmark.pedantic(try_pipeline, (largest, "PLACE", rule), {"jobs": 16}, rounds=3)
    benchmark.extra_info["units"] = made.score.units


@pytest.mark.parametrize("rule", [rule.name for rule in PARTITIONERS])
def test_trying_on_regex(benchmark: BenchmarkFixture, regex: Capture, rule: str) -> None:
    start = "MERGE" if rule in ("aggressive", "internalize") else "PLACE"
    benchmark.pedantic(try_pipeline, (regex, start, rule), {"jobs": 16}, rounds=3)


def paint(canvas: GraphView, scene: Scene) -> None:
    """Show a picture and complete it."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    canvas.resize(*SIZE)
    canvas.set_theme(LIGHT)
    canvas.set_scene(scene)
    canvas.fit()
    canvas.finish()
    canvas.render(image)


@pytest.mark.parametrize("stage", ["PLACE", "MERGE"])
@pytest.mark.parametrize("view", ["graph", "compare"])
def test_a_move_by_hand_to_the_painted_picture(
    benchmark: BenchmarkFixture, regex: Capture, qtbot: QtBot, stage: str, view: str
) -> None:
    loaded: Loaded = {OPENED: OpenCaptures(OPENED, (regex,))}
    start = regex.partition(stage)
    item = int(start.item[start.mode == Mode.ROOT][0])
    shift = MoveByHand(OPENED, Side(0, stage), (HandMove((item,), start.units[-1]),), 16)
    canvases = (GraphView(), GraphView())
    for canvas in canvases:
        qtbot.addWidget(canvas)

    def ask(request: Request) -> object:
        return answer(request, loaded, lambda *_: None, silent)

    def move() -> None:
        ask(shift)
        if view == "graph":
            scene = ask(Draw(OPENED, Side(0, STAGE), Options(), frozenset()))
            assert isinstance(scene, Scene)
            paint(canvases[0], scene)
            return
        made = ask(Compare(OPENED, Side(0, stage), Options(), change=Side(0, STAGE)))
        assert isinstance(made, Compared)
        for canvas, scene in zip(canvases, (made.pair.base, made.pair.change), strict=True):
            paint(canvas, scene)

    benchmark.pedantic(move, rounds=3, warmup_rounds=1)


def test_a_refusal_costs_nothing(benchmark: BenchmarkFixture, regex: Capture) -> None:
    def refuse() -> None:
        with pytest.raises(PartitionError):
            try_pipeline(regex.replace(uses=None), "PLACE", "massage", jobs=16)

    benchmark.pedantic(refuse, rounds=3)
