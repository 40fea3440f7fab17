"""Layouts: places for the boxes of units, modules and items, made from slots, paths and uses.

```
Program   facts of the program alone: call depth, order             call_order.py
Boxes     slots stacked and folded, in cells                        boxes.py
Pieces    components, blocks, grids: one engine for each unit       flow.py  modules.py
Packing   pieces, and units in units, in some width                 packing.py  fitting.py
rows      units side by side, widths solved for the window          places.py  rows.py
Layout    all of it in world coordinates                            assemble.py  numbering.py
keep      boxes of an earlier layout keep their places               keeping.py  vacancies.py
```

The size map goes from boxes to the layout at once (size_map.py, strips.py): it divides areas from the top.

Nothing here looks at the order of items, uses or placements in a file: the same program gives the same picture.
Uses between units never move a box, only whole units.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from cguviz.layout.assemble import assemble
from cguviz.layout.boxes import Boxes, boxes_of, cells_of, inside_uses, unit_uses
from cguviz.layout.call_order import program_of
from cguviz.layout.flow import flow_pieces
from cguviz.layout.keeping import keep
from cguviz.layout.modules import module_pieces
from cguviz.layout.pieces import Pieces, join_pieces
from cguviz.layout.size_map import size_map
from cguviz.layout.strips import sums
from cguviz.model.columns import Ints, Longs
from cguviz.model.layout import EarlierLayout, Layout, Slots
from cguviz.model.paths.table import Paths
from cguviz.model.uses import Uses

Engine = Callable[[Boxes, Longs, Ints, Ints], Pieces]

ENGINES: dict[str, Engine] = {
    "flow": flow_pieces,
    "modules": module_pieces,
}
"""What fills a unit, by name: boxes, rows, sources and targets of uses to pieces."""
SIZES = "sizes"
LAYOUTS = (*ENGINES, SIZES)
"""All layouts by name. A size map has no pieces: it divides the room there is."""

AUTO = "auto"
FLOW_BOXES = 400
"""Up to so many boxes in a unit, components can be read as graphs; above, they turn into wallpaper."""
STACK_SLOTS = 3000
"""Above so many slots, monomorphisations are stacked unless the user says otherwise."""


@dataclasses.dataclass(frozen=True)
class LayoutOptions:
    """The user's choices for a layout.

    Attributes
    ----------
    engine
        A name of `LAYOUTS`, or "auto": flow for units of up to `FLOW_BOXES` boxes, modules for larger ones.
    stacks
        Whether monomorphisations share a box; None to decide by `STACK_SLOTS`.
    folded
        Units (of the slots) of which only the caption is shown.
    hide_inlined
        Whether inlined copies are folded away.
    aspect
        Width by height of the window.
    """

    engine: str = AUTO
    stacks: bool | None = None
    folded: frozenset[int] = frozenset()
    hide_inlined: bool = False
    aspect: float = 1.6


def lay_out(
    slots: Slots,
    paths: Paths,
    uses: Uses | None,
    *,
    options: LayoutOptions,
    size: Longs | None = None,
    former: EarlierLayout | None = None,
) -> Layout:
    """Lay out the slots of one partition or of a union of two.

    Parameters
    ----------
    slots, paths, uses
        Of the same items; without uses, items are ordered by module alone.
    options
        See `LayoutOptions`.
    size
        (s,) int64 of each slot, for a size map: what is below 1, or not known, is drawn as 1.
    former
        Where things were in an earlier picture, to be kept there (but for a size map, where sizes rule).

    Returns
    -------
    A layout that depends on names and uses only, not on the order of rows. `Layout.engine` is the engine of all
    units, or "auto" where they differ.
    """
    none = np.empty(0, np.int32)
    module = np.empty(len(paths.rank), np.int32)
    module[paths.rank] = paths.module
    sizes = options.engine == SIZES
    user, used = (none, none) if uses is None or sizes else (paths.rank[uses.user], paths.rank[uses.used])
    program = program_of(user, used, module)
    cells, slot_cell = cells_of(slots, paths)
    stacks = len(slots) > STACK_SLOTS if options.stacks is None else options.stacks
    kept = ~np.isin(slots.unit, np.array(sorted(options.folded), np.int32))
    if options.hide_inlined:
        kept &= ~slots.inlined
    boxes = boxes_of(slots, paths, program, slot_cell, stacks=stacks, kept=kept)
    if sizes:
        weight = np.ones(len(slots)) if size is None else np.maximum(size, 1).astype(np.float64)
        shown = boxes.slot_box >= 0
        return size_map(cells, boxes, sums(boxes.slot_box[shown], weight[shown], len(boxes)), options.aspect)
    engines = list(ENGINES)
    engine = _engines(boxes, cells.unit, len(slots.units), options.engine, engines)
    parts = []
    for number, name in enumerate(engines):
        own = engine[cells.unit] == number
        rows = np.flatnonzero(own[boxes.cell])
        if len(rows):
            source, target = none, none
            if name == "flow":
                source, target = inside_uses(slots, paths, program, boxes, cells=own)
            parts.append(ENGINES[name](boxes, rows, source, target))
    chosen = {engines[number] for number in engine.tolist()}
    between = unit_uses(slots, paths, program, cells, slot_cell)
    fresh = assemble(
        chosen.pop() if len(chosen) == 1 else AUTO,
        cells,
        boxes=boxes,
        pieces=join_pieces(parts) if parts else None,
        between=between,
        aspect=options.aspect,
    )
    if former is None:
        return fresh
    source, target = inside_uses(slots, paths, program, boxes, cells=np.ones(len(cells), np.bool_))
    shown = boxes.slot_box >= 0
    box_at = np.empty(len(boxes), np.int32)
    box_at[boxes.slot_box[shown]] = fresh.slot_box[shown]
    return keep(fresh, former, (box_at[source], box_at[target]))


def _engines(boxes: Boxes, cell_unit: Ints, units: int, wanted: str, engines: list[str]) -> Ints:
    """Choose the layout engine of each canonical unit: (u,) int32 into the list of engines."""
    if wanted != AUTO:
        return np.full(units, engines.index(wanted), np.int32)
    size = np.bincount(cell_unit[boxes.cell], minlength=units)
    return np.where(size <= FLOW_BOXES, engines.index("flow"), engines.index("modules")).astype(np.int32)


__all__ = ["AUTO", "FLOW_BOXES", "LAYOUTS", "SIZES", "STACK_SLOTS", "LayoutOptions", "lay_out"]
