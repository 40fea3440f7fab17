"""Comparisons: both partitions set against each other, laid out on one layout, drawn twice, and written."""

from __future__ import annotations

import dataclasses

from cguviz.analysis.comparison import compare, counts, moves
from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.comparison import union
from cguviz.model.paths.table import Paths, split
from cguviz.progress import Progress, silent
from cguviz.scene.compare.flow import streams
from cguviz.scene.compare.flow_layout import flow
from cguviz.scene.compare.flow_svg import write_flow
from cguviz.scene.compare.module_map import module_map, module_slots
from cguviz.scene.compare.page import beside
from cguviz.scene.compare.sides import moved_only, sides
from cguviz.scene.compare.svg import write_pair
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Scene
from cguviz.workspace.lists.sizes import union_sizes
from cguviz.workspace.pictures.loaded import Loaded, captures_of
from cguviz.workspace.requests.options import FLOW, MODULES, SIDES
from cguviz.workspace.requests.requests import Compare, Export
from cguviz.workspace.results.comparison import Compared

STRIP = (1600.0, 320.0)
"""Width and height of a strip of flows."""


def compare_sides(
    base: Capture,
    base_stage: str,
    change: Capture,
    change_stage: str,
    *,
    paths: Paths | None,
    options: LayoutOptions,
    view: str = SIDES,
    progress: Progress = silent,
) -> Compared:
    """Compare two partitions and draw both.

    Parameters
    ----------
    base, base_stage, change, change_stage
        As for `cguviz.analysis.comparison.compare`.
    paths
        Of the change's items; used where base and change are one capture, else names are taken apart anew.
    options
        How to lay out; the aspect is that of one pane.
    view
        What the pictures show: `MODULES`, or else the graphs.

    Raises
    ------
    CguvizError
        There is no such stage.
    """
    progress("comparing", 0.0)
    found = compare(base, base_stage, change, change_stage)
    both = union(found)
    if paths is None or found.items is not change.items:
        paths = split(found.items, change.crate)
    progress("laying out", 0.2)
    uses = found.base_uses if found.change_uses is None else found.change_uses
    layout = lay_out(both.slots, paths, uses, options=options, size=union_sizes(found, both))
    progress("drawing", 0.7)
    counted = counts(found)
    pair = sides(found, both, layout, paths, captures=(base, change), counts=counted)
    slot_item = both.slots.item
    if view == MODULES:
        slots = module_slots(found, paths, crate=change.crate)
        places = lay_out(slots, paths, uses, options=dataclasses.replace(options, engine="modules", hide_inlined=False))
        pair = module_map(found, slots, places, paths, pair=pair, crate=change.crate)
        slot_item = slots.item
    return Compared(
        comparison=found,
        moves=moves(found),
        counts=counted,
        both=both,
        pair=pair,
        streams=streams(found, both, names=pair.names),
        slot_item=slot_item,
        labels=paths.labels,
    )


def draw(request: Compare, loaded: Loaded, progress: Progress) -> Compared:
    """Compare two partitions of open captures and draw both."""
    held = captures_of(loaded, request.opened)
    base, _ = held.capture(request.base.crate)
    change, paths = held.capture(request.change.crate)
    options = LayoutOptions(
        engine=request.options.engine,
        stacks=request.options.stacks,
        hide_inlined=request.options.hide_inlined,
        aspect=request.options.aspect,
    )
    return compare_sides(
        base,
        request.base.stage,
        change,
        request.change.stage,
        paths=paths if request.base.crate == request.change.crate else None,
        options=options,
        view=request.view,
        progress=progress,
    )


def write(drawn: Compared, export: Export, theme: Theme) -> tuple[str, Scene | str]:
    """Return the picture as SVG, and as painted: both panes as one scene, or the strip of sizes."""
    if isinstance(export.draw, Compare) and export.draw.view == FLOW:
        strip = flow(drawn.streams, width=STRIP[0], height=STRIP[1], caption=drawn.pair.caption)
        text = write_flow(strip, theme)
        return text, text
    pair = moved_only(drawn.pair) if export.moved_only else drawn.pair
    return write_pair(pair, theme, links=export.links), beside(pair).whole
