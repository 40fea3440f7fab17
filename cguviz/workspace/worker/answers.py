"""How each kind of request is answered: reading, counting, drawing, writing. Runs in the worker.

Formats, layouts and writers are imported when first needed: a fresh worker is ready sooner.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.paths.table import Paths, split
from cguviz.progress import Progress
from cguviz.scene.scene import Scene
from cguviz.workspace.lists.search import Index, learn
from cguviz.workspace.lists.stage_index import Survey, survey
from cguviz.workspace.requests.estimates import DrawEstimates, Weigh
from cguviz.workspace.requests.lab import Rate, Shift, Try
from cguviz.workspace.requests.record import Explore, Record
from cguviz.workspace.requests.requests import (
    SIZES,
    Adopt,
    Answer,
    Compare,
    Draw,
    DrawBuild,
    DrawTimeline,
    Export,
    Learn,
    Look,
    Open,
    Request,
    Save,
)
from cguviz.workspace.requests.views import Focus, Tabulate

if TYPE_CHECKING:
    from cguviz.model.build import Build
    from cguviz.scene.timeline.chart import Chart
    from cguviz.workspace.estimates.make import Estimates
    from cguviz.workspace.estimates.plot import Sheet
    from cguviz.workspace.lab.scores import Score, Tried
    from cguviz.workspace.results.comparison import Compared
    from cguviz.workspace.results.matrix import Tabulated
    from cguviz.workspace.results.neighbourhood import Focused
    from cguviz.workspace.worker.exporting import WriteRaster

Loaded = dict[Open, tuple[Capture, ...]]
"""What the worker holds; only ever one entry, the files opened last."""


def answer(request: Request, loaded: Loaded, write_raster: WriteRaster, progress: Progress) -> Answer:
    """Do what is asked.

    Raises
    ------
    CguvizError
        It cannot be done; the message is for people.
    Cancelled
        `progress` wanted it to stop.
    """
    match request:
        case Open():
            return _open(request, loaded, progress)
        case Look():
            return _look(request, loaded)
        case Draw():
            return _draw(request, loaded, progress)
        case Compare():
            return _compare(request, loaded, progress)
        case DrawTimeline():
            return _draw_timeline(request, loaded, progress)
        case DrawBuild():
            return _draw_build(request)
        case Tabulate():
            return _tabulate(request, loaded, progress)
        case Focus():
            return _focus(request, loaded)
        case Weigh():
            return _weigh(request, loaded, progress)
        case DrawEstimates():
            return _draw_estimates(request, loaded, progress)
        case Learn():
            return _learn(request, loaded)
        case Save():
            return _save(request, loaded)
        case Export():
            return _export(request, loaded, write_raster, progress)
        case Try():
            return _try(request, loaded, progress)
        case Rate():
            return _rate(request, loaded)
        case Shift():
            return _shift(request, loaded)
        case Adopt():
            loaded.clear()
            loaded[request.opened] = request.captures
            return request.captures
        case Explore() | Record():
            raise TypeError(f"for the process that records: {request!r}")


def _open(request: Open, loaded: Loaded, progress: Progress) -> tuple[Capture, ...] | Build:
    from cguviz.formats.opening_builds import open_paths
    from cguviz.workspace.lab.recipes import remade

    loaded.clear()
    captures = open_paths([Path(name) for name in request.files], progress)
    if not isinstance(captures, list):
        return captures
    if not captures:
        raise CguvizError(f"{', '.join(request.files)}: no crate found in there.")
    progress("taking paths apart", 0.0)
    taken = tuple(
        capture if capture.paths is not None else capture.replace(paths=split(capture.items, capture.crate))
        for capture in captures
    )
    loaded[request] = remade(taken, request.again, progress)
    return loaded[request]


def _capture(opened: Open, crate: int, loaded: Loaded) -> tuple[Capture, Paths]:
    """Return a capture that was opened, with its paths.

    Raises
    ------
    CguvizError
        Opening it failed, or it was not asked for.
    """
    captures = loaded.get(opened, ())
    if not 0 <= crate < len(captures):
        raise CguvizError(f"{', '.join(opened.files)} is not open: open it again.")
    paths = captures[crate].paths
    if paths is None:
        paths = split(captures[crate].items, captures[crate].crate)
    return captures[crate], paths


def _look(request: Look, loaded: Loaded) -> Survey:
    from cguviz.analysis.comparison import unite_items

    capture, paths = _capture(request.opened, request.crate, loaded)
    if request.base < 0:
        return survey(capture, capture.partition(request.stage), paths)
    capture = unite_items(_capture(request.opened, request.base, loaded)[0], capture)
    capture = capture.replace(paths=split(capture.items, capture.crate))
    return survey(capture, capture.partition(request.stage), capture.paths or paths).replace(united=capture)


def _draw(request: Draw, loaded: Loaded, progress: Progress) -> Scene:
    from cguviz.layout import LayoutOptions, lay_out
    from cguviz.model.layout import slots_of
    from cguviz.scene.graph.describe import graph
    from cguviz.workspace.lists.sizes import measure_of, placed_sizes
    from cguviz.workspace.reload.earlier_picture import former_of, picture_for

    capture, paths = _capture(request.opened, request.crate, loaded)
    partition = capture.partition(request.stage)
    folded = frozenset(index for index, name in enumerate(partition.units) if name in request.folded)
    options = LayoutOptions(
        engine=request.options.engine,
        stacks=request.options.stacks,
        folded=folded,
        hide_inlined=request.options.hide_inlined,
        aspect=request.options.aspect,
    )
    progress("laying out", 0.0)
    size = placed_sizes(capture.items, partition)
    before = next((opened.former for opened in loaded if opened == request.opened), ())
    picture = picture_for(request, capture.crate, partition.stage, before) if request.options.keep else None
    former = None
    if picture is not None:
        options = dataclasses.replace(options, stacks=picture.stacks)
        former = former_of(picture, capture, partition.stage, paths)
    layout = lay_out(slots_of(partition), paths, capture.uses, options=options, size=size, former=former)
    progress("drawing", 0.8)
    measure = measure_of(capture.items, partition) if request.options.engine == SIZES else ""
    return graph(capture, partition, layout, paths, measure=measure)


def _compare(request: Compare, loaded: Loaded, progress: Progress) -> Compared:
    from cguviz.layout import LayoutOptions
    from cguviz.workspace.pictures.comparison import compared

    base, _ = _capture(request.opened, request.base, loaded)
    change, paths = _capture(request.opened, request.change, loaded)
    options = LayoutOptions(
        engine=request.options.engine,
        stacks=request.options.stacks,
        hide_inlined=request.options.hide_inlined,
        aspect=request.options.aspect,
    )
    return compared(
        base,
        request.base_stage,
        change,
        request.change_stage,
        paths=paths if request.base == request.change else None,
        options=options,
        view=request.view,
        progress=progress,
    )


def _draw_timeline(request: DrawTimeline, loaded: Loaded, progress: Progress) -> Chart:
    from cguviz.scene.timeline.describe import chart
    from cguviz.workspace.state.pairing import names_of
    from cguviz.workspace.timeline.make import NoTimesError, Shown, timeline_chart

    base = Shown(_capture(request.opened, request.base, loaded)[0], request.base_stage)
    change = None
    if request.change >= 0:
        change = Shown(_capture(request.opened, request.change, loaded)[0], request.change_stage)
    if change is not None and request.base != request.change:
        names = names_of(loaded[request.opened], request.opened.files)
        base = dataclasses.replace(base, name=names[request.base])
        change = dataclasses.replace(change, name=names[request.change])
    try:
        return timeline_chart(base, change, request.timing, progress=progress)
    except NoTimesError as error:
        return chart((), (str(error),))


def _draw_build(request: DrawBuild) -> Chart:
    from cguviz.workspace.timeline.crates import chart_of

    return chart_of(request.build, request.arrangement)


def _tabulate(request: Tabulate, loaded: Loaded, progress: Progress) -> Tabulated:
    from cguviz.workspace.pictures.matrix import differing, tabulated

    base, paths = _capture(request.opened, request.base, loaded)
    progress("counting uses", 0.0)
    if request.change < 0 or request.face == "base":
        return tabulated(base, request.base_stage, order=request.order, paths=paths)
    change, paths = _capture(request.opened, request.change, loaded)
    if request.face == "change" and request.change == request.base:
        return tabulated(change, request.change_stage, order=request.order, paths=paths)
    alone = request.face == "change"
    return differing(base, request.base_stage, change, request.change_stage, order=request.order, alone=alone)


def _weigh(request: Weigh | DrawEstimates, loaded: Loaded, progress: Progress) -> Estimates:
    from cguviz.workspace.estimates.make import estimates_of, source_of
    from cguviz.workspace.state.pairing import names_of

    _capture(request.opened, request.crate, loaded)
    captures = loaded[request.opened]
    names = names_of(captures, request.opened.files)
    found = []
    for number, (capture, name) in enumerate(zip(captures, names, strict=True)):
        progress(f"adding up {name}", number / len(captures))
        found.append(source_of(capture, request.stage if number == request.crate else "", name, number))
    progress("judging estimates", 1.0)
    reasons = [one for one in found if isinstance(one, str)]
    return estimates_of([one for one in found if not isinstance(one, str)], reasons)


def _draw_estimates(request: DrawEstimates, loaded: Loaded, progress: Progress) -> Sheet:
    from cguviz.workspace.estimates.plot import sheet_of

    return sheet_of(_weigh(request, loaded, progress), request.crate, [request.scatter])


def _focus(request: Focus, loaded: Loaded) -> Focused:
    from cguviz.workspace.pictures.neighbourhood import focused

    capture, paths = _capture(request.opened, request.crate, loaded)
    partition = capture.partition(request.stage)
    return focused(capture, partition, paths, request.item, around=request.around, aspect=request.aspect)


def _learn(request: Learn, loaded: Loaded) -> Index:
    from cguviz.analysis.comparison import unite_items

    capture, paths = _capture(request.opened, request.crate, loaded)
    if request.change < 0:
        return learn(paths)
    both = unite_items(capture, _capture(request.opened, request.change, loaded)[0])
    return learn(split(both.items, capture.crate))


def _try(request: Try, loaded: Loaded, progress: Progress) -> Tried:
    from cguviz.workspace.lab.scores import tried

    capture, _ = _capture(request.opened, request.crate, loaded)
    progress(f"trying {request.pipeline}", 0.0)
    made = tried(capture, request.stage, request.pipeline, jobs=request.jobs)
    if not request.keep:
        return made.replace(partition=None)
    _keep(request.opened, request.crate, made, loaded)
    return made


def _shift(request: Shift, loaded: Loaded) -> Tried:
    from cguviz.workspace.lab.hand_moves import moved_by_hand
    from cguviz.workspace.lab.scores import Tried, score

    capture, _ = _capture(request.opened, request.crate, loaded)
    partition, moved = moved_by_hand(capture, request.stage, request.moves)
    made = Tried(partition, moved, score(capture, partition, jobs=request.jobs))
    _keep(request.opened, request.crate, made, loaded)
    return made


def _keep(opened: Open, crate: int, made: Tried, loaded: Loaded) -> None:
    from cguviz.workspace.lab.stages import with_stage

    if made.partition is not None:
        loaded[opened] = with_stage(loaded[opened], crate, made.partition)


def _rate(request: Rate, loaded: Loaded) -> Score:
    from cguviz.workspace.lab.scores import score

    capture, _ = _capture(request.opened, request.crate, loaded)
    return score(capture, capture.partition(request.stage), jobs=request.jobs)


def _save(request: Save, loaded: Loaded) -> str:
    from cguviz.formats.capture_file import file as cguviz_file

    _capture(request.opened, 0, loaded)
    cguviz_file.save(request.path, loaded[request.opened])
    return request.path


def _export(request: Export, loaded: Loaded, write_raster: WriteRaster, progress: Progress) -> str:
    from cguviz.workspace.worker.exporting import is_picture, write_bare, write_picture

    draw = request.draw
    if not is_picture(request) and isinstance(draw, Draw):
        _capture(draw.opened, draw.crate, loaded)
        write_bare(Path(request.path), loaded[draw.opened], draw.crate, draw.stage)
        return request.path
    match draw:
        case Draw():
            write_picture(_draw(draw, loaded, progress), request, write_raster)
        case Compare():
            write_picture(_compare(draw, loaded, progress), request, write_raster)
        case DrawTimeline():
            write_picture(_draw_timeline(draw, loaded, progress), request, write_raster)
        case DrawBuild():
            write_picture(_draw_build(draw), request, write_raster)
        case Tabulate():
            write_picture(_tabulate(draw, loaded, progress), request, write_raster)
        case Focus():
            write_picture(_focus(draw, loaded).scene, request, write_raster)
        case DrawEstimates():
            write_picture(_draw_estimates(draw, loaded, progress), request, write_raster)
    return request.path
