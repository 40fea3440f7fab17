"""The answer to a comparison: what of it the window gets. Made in `comparing`.

```
Compare(opened, base, base_stage, change, change_stage, options) ──▶ Compared
    comparison   every item's fate, units matched                     analysis.comparison.compare
    moves        rows of the table of moves                           analysis.comparison.moves
    counts       same, merged, moved, copies_added, …                 analysis.comparison.counts
    both         the slots that both pictures are made of             model.comparison.union
    slot_item    the item of each slot that the scenes' `box_slots` number
    labels       the short label of each item
    pair         Scene of the base, Scene of the change, captions     scene.compare.sides
    streams      sizes that flow between units                        scene.flow.streams
```

`pair.base` and `pair.change` have the same bounds, and what did not move is at the same coordinates in both. Rows
of `scene.units` below `len(comparison.base.units)` (or `.change.units`) are that side's units by number; later rows
are frames. `scene.box_slots` holds slots of `both` on both sides: `both.slots.item[slot]` is the item,
`pair.base_box` and `pair.change_box` turn a box of the layout into a row of either scene. A strip of any size is
`scene.flow_layout.flow(streams, width=…, height=…)`, made in two milliseconds; `scene.flow.hit` and `items_of` answer
clicks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from cguviz.model.columns import Columns, Ints
from cguviz.model.comparison import Comparison, Moves, Union
from cguviz.model.texts import Texts
from cguviz.scene.compare.flow import Streams
from cguviz.scene.compare.sides import Pair


@dataclasses.dataclass(frozen=True, eq=False)
class Compared(Columns):
    """The answer to `Compare`; see the drawing above."""

    comparison: Comparison
    moves: Moves
    counts: Mapping[str, int]
    both: Union
    pair: Pair
    streams: Streams
    slot_item: Ints
    labels: Texts
