"""The answer to each kind of request: reading, counting, drawing, writing. Runs in the worker.

Formats, layouts and writers are imported when first needed: a fresh worker is ready sooner.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, assert_never

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.progress import Progress
from cguviz.workspace.lists.search import Index, learn
from cguviz.workspace.lists.stage_index import Survey, survey
from cguviz.workspace.pictures.loaded import Loaded, OpenCaptures, captures_of
from cguviz.workspace.pictures.table import kind_of
from cguviz.workspace.requests.carried import NOTHING, Carried
from cguviz.workspace.requests.estimates import JudgeEstimates
from cguviz.workspace.requests.lab import MoveByHand, Rate, Try
from cguviz.workspace.requests.opened import Open, Picture
from cguviz.workspace.requests.record import Explore, Record
from cguviz.workspace.requests.requests import (
    Draw,
    Export,
    IndexSearch,
    Load,
    Message,
    RestoreCaptures,
    Save,
    SurveyStage,
)
from cguviz.workspace.results.answer import Answer, Drawn

if TYPE_CHECKING:
    from cguviz.model.build import Build
    from cguviz.workspace.estimates.make import Estimates
    from cguviz.workspace.lab.scores import Score, Tried
    from cguviz.workspace.worker.exporting import WriteRaster


def answer(request: Message, loaded: Loaded, write_raster: WriteRaster, progress: Progress) -> Answer:
    """Answer a request.

    Raises
    ------
    CguvizError
        It cannot be done; the message is for people.
    Cancelled
        `progress` wanted it to stop.
    """
    match request:
        case Load():
            return _load(request, loaded, progress)
        case Picture():
            return _draw(request, loaded, progress)
        case JudgeEstimates():
            return _judge(request, loaded, progress)
        case SurveyStage():
            return _survey(request, loaded)
        case IndexSearch():
            return _index(request, loaded)
        case Save():
            return _save(request, loaded)
        case Export():
            return _export(request, loaded, write_raster, progress)
        case Try():
            return _try(request, loaded, progress)
        case Rate():
            return _rate(request, loaded)
        case MoveByHand():
            return _move(request, loaded)
        case RestoreCaptures():
            return _hold(loaded, request.opened, request.captures, request.carried)
        case Explore() | Record() | Open():
            raise TypeError(f"not for this process: {request!r}")
        case _:
            assert_never(request)


def _load(request: Load, loaded: Loaded, progress: Progress) -> tuple[Capture, ...] | Build:
    from cguviz.formats.opening_builds import open_paths
    from cguviz.workspace.lab.recipes import remake_stages

    loaded.clear()
    captures = open_paths([Path(name) for name in request.opened.files], progress)
    if not isinstance(captures, list):
        return captures
    if not captures:
        raise CguvizError(f"{', '.join(request.opened.files)}: no crate found in there.")
    progress("taking paths apart", 0.0)
    taken = tuple(
        capture if capture.paths is not None else capture.replace(paths=split(capture.items, capture.crate))
        for capture in captures
    )
    makings = () if request.carried is None else request.carried.makings
    return _hold(loaded, request.opened, remake_stages(taken, makings, progress), request.carried)


def _hold(loaded: Loaded, opened: Open, captures: tuple[Capture, ...], carried: Carried | None) -> tuple[Capture, ...]:
    loaded.clear()
    loaded[opened] = OpenCaptures(opened, captures, carried or NOTHING)
    return captures


def _survey(request: SurveyStage, loaded: Loaded) -> Survey:
    from cguviz.analysis.comparison import unite_items

    capture, paths = captures_of(loaded, request.opened).capture(request.base.crate)
    if request.united < 0:
        return survey(capture, capture.partition(request.base.stage), paths)
    capture = unite_items(captures_of(loaded, request.opened).capture(request.united)[0], capture)
    capture = capture.replace(paths=split(capture.items, capture.crate))
    return survey(capture, capture.partition(request.base.stage), capture.paths or paths).replace(united=capture)


def _index(request: IndexSearch, loaded: Loaded) -> Index:
    from cguviz.analysis.comparison import unite_items

    capture, paths = captures_of(loaded, request.opened).capture(request.crates[0])
    if len(request.crates) == 1:
        return learn(paths)
    both = unite_items(capture, captures_of(loaded, request.opened).capture(request.crates[1])[0])
    return learn(split(both.items, capture.crate))


def _try(request: Try, loaded: Loaded, progress: Progress) -> Tried:
    from cguviz.workspace.lab.scores import try_pipeline

    capture, _ = captures_of(loaded, request.opened).capture(request.base.crate)
    progress(f"trying {request.pipeline}", 0.0)
    made = try_pipeline(capture, request.base.stage, request.pipeline, jobs=request.jobs)
    if not request.keep:
        return made.replace(partition=None)
    _keep(request, made, loaded)
    return made


def _move(request: MoveByHand, loaded: Loaded) -> Tried:
    from cguviz.workspace.lab.hand_moves import moved_by_hand
    from cguviz.workspace.lab.scores import Tried, score

    capture, _ = captures_of(loaded, request.opened).capture(request.base.crate)
    partition, moved = moved_by_hand(capture, request.base.stage, request.moves)
    made = Tried(partition, moved, score(capture, partition, jobs=request.jobs))
    _keep(request, made, loaded)
    return made


def _keep(request: Try | MoveByHand, made: Tried, loaded: Loaded) -> None:
    from cguviz.workspace.lab.stages import with_stage

    if made.partition is not None:
        held = loaded[request.opened]
        captures = with_stage(held.captures, request.base.crate, made.partition)
        loaded[request.opened] = dataclasses.replace(held, captures=captures)


def _rate(request: Rate, loaded: Loaded) -> Score:
    from cguviz.workspace.lab.scores import score

    capture, _ = captures_of(loaded, request.opened).capture(request.base.crate)
    return score(capture, capture.partition(request.base.stage), jobs=request.jobs)


def _save(request: Save, loaded: Loaded) -> str:
    from cguviz.formats.capture_file import file as cguviz_file

    captures_of(loaded, request.opened).capture(0)
    cguviz_file.save(request.path, loaded[request.opened].captures)
    return request.path


def _judge(request: JudgeEstimates, loaded: Loaded, progress: Progress) -> Estimates:
    from cguviz.workspace.pictures.estimates import judge

    return judge(request, loaded, progress)


def _draw(request: Picture, loaded: Loaded, progress: Progress) -> Drawn:
    drawn: Drawn = resolve_name(kind_of(request).draw)(request, loaded, progress)
    return drawn


def _export(request: Export, loaded: Loaded, write_raster: WriteRaster, progress: Progress) -> str:
    from cguviz.workspace.worker.exporting import is_picture, write_bare, write_picture

    draw = request.draw
    if not is_picture(request) and isinstance(draw, Draw):
        captures = captures_of(loaded, draw.opened)
        captures.capture(draw.base.crate)
        write_bare(Path(request.path), captures.captures, draw.base.crate, draw.base.stage)
    else:
        write_picture(_draw(draw, loaded, progress), request, write_raster)
    return request.path
