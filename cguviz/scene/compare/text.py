"""A comparison in words: the lines above its pictures. Counts cut uses, and judges nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.comparison import Comparison
from cguviz.model.items import Items, Kind
from cguviz.model.partition import Partition, PlacedUses
from cguviz.scene.graph.caption import NO_USES, statistics_line

STRANGERS = "these share no item: nothing can be compared"
WORDS = {
    "same": "stay",
    "merged": "merge with their unit",
    "moved": "move",
    "added": "added",
    "removed": "removed",
    "copies_added": "copies added",
    "copies_dropped": "copies dropped",
}


def headings(
    comparison: Comparison,
    captures: tuple[Capture, Capture],
    counts: Mapping[str, int],
    placed: tuple[PlacedUses | None, PlacedUses | None],
) -> tuple[str, ...]:
    """Return the title, the changes, and the figures of base and change: a line each.

    Parameters
    ----------
    comparison, captures, counts
        As for `cguviz.scene.compare.sides.sides`.
    placed
        The placed uses of both sides, None where they are not known.
    """
    partitions = (comparison.base, comparison.change)
    return (
        title(captures, partitions),
        changes(comparison, counts),
        *(
            f"{side} {partition.stage}: {_figures(partition, comparison.items, uses)}"
            for side, partition, uses in zip(("base", "change"), partitions, placed, strict=True)
        ),
        *((NO_USES,) if None in placed else ()),
    )


def pane_headings(comparison: Comparison, placed: tuple[PlacedUses | None, PlacedUses | None]) -> tuple[str, str]:
    """Return the headings above base and change: "base PLACE · 66 units · 1,042 of 4,904 uses cut"."""
    return (
        " · ".join(["base " + comparison.base.stage, *_short_figures(comparison.base, comparison.items, placed[0])]),
        " · ".join(
            ["change " + comparison.change.stage, *_short_figures(comparison.change, comparison.items, placed[1])]
        ),
    )


def _short_figures(partition: Partition, items: Items, placed: PlacedUses | None) -> list[str]:
    """Return the number of units, and of cut uses where uses are known."""
    units = f"{len(partition.units):,} unit{'s' if len(partition.units) != 1 else ''}"
    return [units, *([] if placed is None else [_cut_text(partition, items, placed)])]


def _cut_text(partition: Partition, items: Items, placed: PlacedUses) -> str:
    """Return the number of cut uses in words; statics do not count, although lines are drawn for them."""
    ends = items.kind[partition.item[np.stack([placed.source, placed.target])]]
    cut = placed.cut[np.equal(ends, Kind.FN).all(axis=0)]
    return f"{int(cut.sum()):,} of {len(cut):,} uses cut"


def title(captures: tuple[Capture, Capture], partitions: tuple[Partition, Partition]) -> str:
    """Return "regex · rustc 1.85.0 · PLACE → MERGE"; where crates or compilers differ, both sides in full."""
    names = [(capture.crate, capture.compiler) for capture in captures]
    stages = [partition.stage for partition in partitions]
    if names[0] == names[1]:
        # Two builds of one crate by one compiler: what tells them apart is their file.
        sources = [_source(capture) for capture in captures]
        if captures[0].items is not captures[1].items and sources[0] != sources[1]:
            stages = [f"{stage} of {source}" for stage, source in zip(stages, sources, strict=True)]
        return " · ".join([part for part in (*names[0], " → ".join(stages)) if part])
    wholes = [" ".join(part for part in (*name, stage) if part) for name, stage in zip(names, stages, strict=True)]
    return " → ".join(wholes)


def _source(capture: Capture) -> str:
    """Return the shortest telling name of a capture's first source: its folder, else its file."""
    if not capture.sources:
        return "another file"
    parts = [part for part in capture.sources[0].replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return parts[-2] if len(parts) > 1 else parts[-1] if parts else "another file"


def changes(comparison: Comparison, counts: Mapping[str, int]) -> str:
    """Return "21 root items stay · 4 merge with their unit · 4 move"; changes that did not occur are left out."""
    if not comparison.kin and len(comparison.base) and len(comparison.change):
        return STRANGERS
    said = [
        f"{counts[key]:,} {'root items ' if key == 'same' else ''}{word}"
        for key, word in WORDS.items()
        if counts[key] or key in ("same", "moved")
    ]
    return " · ".join(said)


def _figures(partition: Partition, items: Items, placed: PlacedUses | None) -> str:
    """Return the figures of one side in a line."""
    line = statistics_line(partition)
    return line if placed is None else f"{line} · {_cut_text(partition, items, placed)}"
