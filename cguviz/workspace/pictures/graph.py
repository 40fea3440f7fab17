"""The graph of one stage: drawn, where an earlier picture is kept with its places, and written."""

from __future__ import annotations

import dataclasses

from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.layout import slots_of
from cguviz.progress import Progress
from cguviz.scene.graph.describe import graph
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Scene
from cguviz.scene.svg import graph as svg
from cguviz.workspace.lists.sizes import measure_of, placed_sizes
from cguviz.workspace.pictures.earlier_picture import earlier_layout, picture_for
from cguviz.workspace.pictures.loaded import Loaded, captures_of
from cguviz.workspace.requests.options import SIZES
from cguviz.workspace.requests.requests import Draw, Export


def draw(request: Draw, loaded: Loaded, progress: Progress) -> Scene:
    """Lay out one stage and describe the picture."""
    held = captures_of(loaded, request.opened)
    capture, paths = held.capture(request.base.crate)
    partition = capture.partition(request.base.stage)
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
    earlier = held.carried.pictures if request.options.keep else ()
    picture = picture_for(request, capture.crate, partition.stage, earlier)
    former = None
    if picture is not None:
        options = dataclasses.replace(options, stacks=picture.stacks)
        former = earlier_layout(picture, capture, partition.stage, paths)
    layout = lay_out(slots_of(partition), paths, capture.uses, options=options, size=size, former=former)
    progress("drawing", 0.8)
    measure = measure_of(capture.items, partition) if request.options.engine == SIZES else ""
    return graph(capture, partition, layout, paths, measure=measure)


def write(scene: Scene, export: Export, theme: Theme) -> tuple[str, Scene]:
    """Return the picture as SVG, and the scene that is painted as PNG and PDF."""
    return svg.write(scene, theme, links=export.links), scene
