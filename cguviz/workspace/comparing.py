"""What a comparison is shown from: how the worker makes it, and what of it the window gets.

```
Compare(opened, base, base_stage, change, change_stage, options) ──▶ Compared
    comparison   every item's fate, units matched                     analysis.comparison.compare
    moves        rows of the table of moves                           analysis.comparison.moves
    counts       same, merged, moved, copies_added, …                 analysis.comparison.counts
    both         the slots that both pictures are made of             model.comparison.union
    pair         Scene of the base, Scene of the change, captions     scene.compare.sides
```

`pair.base` and `pair.change` have the same bounds, and what did not move is at the same coordinates in both. Rows
of `scene.units` below `len(comparison.base.units)` (or `.change.units`) are that side's units by number; later rows
are frames. `scene.box_slots` holds slots of `both` on both sides: `both.slots.item[slot]` is the item,
`pair.base_box` and `pair.change_box` turn a box of the layout into a row of either scene.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from cguviz.analysis.comparison import compare, counts, moves
from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.columns import Columns
from cguviz.model.comparison import Comparison, Moves, Union, union
from cguviz.model.paths import Paths, split
from cguviz.progress import Progress, silent
from cguviz.scene.compare import Pair, sides


@dataclasses.dataclass(frozen=True, eq=False)
class Compared(Columns):
    """The answer to `Compare`; see the drawing above."""

    comparison: Comparison
    moves: Moves
    counts: Mapping[str, int]
    both: Union
    pair: Pair


def compared(
    base: Capture,
    base_stage: str,
    change: Capture,
    change_stage: str,
    *,
    paths: Paths | None,
    options: LayoutOptions,
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
    layout = lay_out(both.slots, paths, uses, options=options)
    progress("drawing", 0.7)
    counted = counts(found)
    pair = sides(found, both, layout, paths, captures=(base, change), counts=counted)
    return Compared(found, moves(found), counted, both, pair)
