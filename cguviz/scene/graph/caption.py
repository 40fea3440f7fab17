"""Figures in words: the caption of a picture and the notes behind units' names. Counts, but judges nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.inference import inference_line
from cguviz.model.partition import Partition

NO_USES = "no uses known: load the LLVM IR of the same build to see calls"


def caption(capture: Capture, partition: Partition, statistics: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the lines above a picture.

    Parameters
    ----------
    capture, partition
        What is shown.
    statistics
        Lines of figures; by default `statistics_line`.

    Returns
    -------
    Crate, compiler and stage; the figures; how many modes are inferred, if any; and, for a capture without uses, what
    to load to see them.
    """
    head = " · ".join(part for part in (capture.crate, capture.compiler, partition.stage) if part)
    inferred = inference_line(capture.items, partition)
    figures = tuple(statistics) or (statistics_line(partition),)
    return (head, *figures, *((inferred,) if inferred else ()), *((NO_USES,) if capture.uses is None else ()))


def statistics_line(partition: Partition) -> str:
    """Return the figures of rustc's own header in one line.

    "66 units · 2,021 items (840 root + 1,181 inlined) · 3,359 placed (×1.66) · size 128,377 (×1.42) · mean unit 1,945"

    The factors are rustc's placed/unique ratios; sizes are size estimates, left out where some are not known.
    """
    units, placed = len(partition.units), len(partition)
    unique, first = np.unique(partition.item, return_index=True)
    roots = len(np.unique(partition.item[~partition.inlined]))
    parts = [_count(units, "unit"), f"{_count(len(unique), 'item')} ({roots:,} root + {len(unique) - roots:,} inlined)"]
    if placed:
        parts.append(f"{placed:,} placed (×{placed / len(unique):.2f})")
    if placed and int(partition.size.min()) >= 0:
        size, once = int(partition.size.sum()), int(partition.size[first].sum())
        parts.append(f"size {size:,}" + (f" (×{size / once:.2f})" if once else ""))
        parts.append(f"mean unit {size / units:,.0f}")
    return " · ".join(parts)


def unit_notes(partition: Partition, *, before: Longs | None = None) -> list[str]:
    """Return the note behind each unit's name: "335 items · size 9,859 · 41 copies".

    Parameters
    ----------
    partition
        Whose units.
    before
        (units,) int64: the size each had in another partition, -1 if there was none: "size 9,859 (+204)", "new".
    """
    unit, count = partition.unit, len(partition.units)
    known = np.bincount(unit[partition.size >= 0], minlength=count).tolist()
    copies = np.bincount(unit[partition.inlined], minlength=count).tolist()
    sizes = partition.unit_sizes
    growth = [""] * count if before is None else [_growth(*pair) for pair in zip(before, sizes, strict=True)]
    rows = zip(np.diff(partition.starts).tolist(), known, sizes.tolist(), copies, growth, strict=True)
    return [
        " · ".join(
            [
                _count(items, "item"),
                *([f"size {size:,}{grown}"] if sized else []),
                *([f"{inlined:,} cop{'ies' if inlined != 1 else 'y'}"] if inlined else []),
            ]
        )
        for items, sized, size, inlined, grown in rows
    ]


def _growth(before: int, after: int) -> str:
    """Return " (+204)", " (−31)", " (new)", or "" without change; with a minus sign as wide as the plus."""
    if before < 0:
        return " (new)"
    return f" ({after - before:+,})".replace("-", "−") if after != before else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''}"
