"""Both pictures of a comparison side by side, as one picture for paper.

```
┌ title · what changed · figures of both sides ┐
│ base PLACE · 66 units   change MERGE · 16 …  │   PANE headings
│ ┌──────────────────┐    ┌──────────────────┐ │
│ │ pair.base        │    │ pair.change      │ │   moved to its place beside the other
│ └──────────────────┘    └──────────────────┘ │
└ legend ──────────────────────────────────────┘
```
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns
from cguviz.model.layout import CAPTION
from cguviz.model.texts import Texts
from cguviz.scene.compare.sides import Pair
from cguviz.scene.scene import Links, Marks, Role, Scene

GAP = 0.025
"""Of both panes' width between them."""
HEAD = 1 / 60
"""Height of the headings as a share of both panes' width: on a screen of 1,900 pixels room for a line of text."""


@dataclasses.dataclass(frozen=True, eq=False)
class Beside(Columns):
    """Two scenes in one plane.

    Attributes
    ----------
    base, change
        Each in its place.
    whole
        Both, and a `Role.PANE` row of units around each, in this order.
    """

    base: Scene
    change: Scene
    whole: Scene


def beside(pair: Pair) -> Beside:
    """Put the change to the right of the base, and headings above both."""
    one = float(pair.base.bounds[2] - pair.base.bounds[0])
    wide = 2 * one
    head = max(CAPTION, wide * HEAD)
    base = pair.base
    change = _shift(pair.change, one + max(wide * GAP, CAPTION))
    panes = np.array([scene.bounds for scene in (base, change)])
    panes[:, 1] -= head
    units = _join_marks(base.units, change.units)
    count = len(units)
    frames = Marks(
        box=panes,
        role=np.full(2, Role.PANE, np.uint8),
        tint=np.full(2, -1, np.int16),
        unit=np.arange(count, count + 2, dtype=np.int32),
        label=Texts.of(heading.partition(" · ")[0] for heading in pair.headings),
        title=Texts.of(pair.headings),
    )
    notes = [heading.partition(" · ")[2] for heading in pair.headings]
    block_shift = np.where(change.box_block >= 0, change.box_block + len(base.blocks), -1)
    whole = Scene(
        bounds=np.concatenate([panes[:, :2].min(axis=0), panes[:, 2:].max(axis=0)]),
        units=Marks(
            box=np.concatenate([units.box, frames.box]),
            role=np.concatenate([units.role, frames.role]),
            tint=np.concatenate([units.tint, frames.tint]),
            unit=np.concatenate([units.unit, frames.unit]),
            label=_join_texts(units.label, frames.label),
            title=_join_texts(units.title, frames.title),
        ),
        unit_note=_join_texts(base.unit_note, change.unit_note, Texts.of(notes)),
        blocks=_join_marks(base.blocks, change.blocks, len(base.units)),
        boxes=_join_marks(base.boxes, change.boxes, len(base.units)),
        box_slots_starts=np.concatenate(
            [base.box_slots_starts, change.box_slots_starts[1:] + base.box_slots_starts[-1]]
        ),
        box_slots=np.concatenate([base.box_slots, change.box_slots]),
        box_block=np.concatenate([base.box_block, block_shift]).astype(np.int32),
        box_item=np.concatenate([base.box_item, change.box_item]),
        links=_links(base, change),
        caption=pair.caption,
        legend=tuple(dict.fromkeys((*base.legend, *change.legend))),
        tint_names=change.tint_names,
        symbol=change.symbol,
        head=change.head,
    )
    return Beside(base, change, whole)


def _shift(scene: Scene, right: float) -> Scene:
    """Move a scene to the right."""
    shift = np.array([right, 0.0, right, 0.0])
    return scene.replace(
        bounds=scene.bounds + shift,
        units=scene.units.replace(box=scene.units.box + shift),
        blocks=scene.blocks.replace(box=scene.blocks.box + shift),
        boxes=scene.boxes.replace(box=scene.boxes.box + shift),
    )


def _join_marks(left: Marks, right: Marks, units: int | None = None) -> Marks:
    """Join two tables of rectangles; units on the right are numbered from `units`, by default from the left's."""
    return Marks(
        box=np.concatenate([left.box, right.box]),
        role=np.concatenate([left.role, right.role]),
        tint=np.concatenate([left.tint, right.tint]),
        unit=np.concatenate([left.unit, right.unit + np.int32(len(left) if units is None else units)]),
        label=_join_texts(left.label, right.label),
        title=_join_texts(left.title, right.title),
    )


def _join_texts(*texts: Texts) -> Texts:
    """Join columns of texts."""
    return Texts.of_bytes([text for column in texts for text in column.tobytes()])


def _links(base: Scene, change: Scene) -> Links | None:
    """Join the links of both sides; None where neither side has any."""
    left, right = base.links or _no_links(len(base.boxes)), change.links or _no_links(len(change.boxes))
    if base.links is None and change.links is None:
        return None
    boxes, rows = np.int32(len(base.boxes)), len(left)
    return Links(
        out_starts=np.concatenate([left.out_starts, right.out_starts[1:] + rows]),
        target=np.concatenate([left.target, right.target + boxes]),
        source=np.concatenate([left.source, right.source + boxes]),
        in_starts=np.concatenate([left.in_starts, right.in_starts[1:] + rows]),
        incoming=np.concatenate([left.incoming, right.incoming + rows]),
        call=np.concatenate([left.call, right.call]),
        cut=np.concatenate([left.cut, right.cut]),
        weight=np.concatenate([left.weight, right.weight]),
    )


def _no_links(boxes: int) -> Links:
    """Return an empty table of links."""
    starts, rows, flags = np.zeros(boxes + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.bool_)
    return Links(
        out_starts=starts,
        target=rows,
        source=rows,
        in_starts=starts,
        incoming=np.empty(0, np.int64),
        call=flags,
        cut=flags,
        weight=rows,
    )
