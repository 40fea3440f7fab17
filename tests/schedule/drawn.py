"""Costs and timelines as text, so that a test reads like the published vectors."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from cguviz.model.columns import Longs
from cguviz.model.texts import Texts
from cguviz.model.times.costs import Costs
from cguviz.model.times.timeline import Timeline


def longs(*values: int) -> Longs:
    return np.array(values, np.int64)


def costs(
    size: list[int],
    generate: list[int],
    optimize: list[int],
    lto: list[int] | None = None,
    copy: list[int] | None = None,
) -> Costs:
    """Return costs of units named `u-cgu.0`, `u-cgu.1`, …"""
    none = [0] * len(size)
    width = len(str(max(len(size) - 1, 0)))
    names = Texts.of(f"u-cgu.{row:0{width}}" for row in range(len(size)))
    return Costs(names, *(longs(*column) for column in (size, generate, optimize, lto or none, copy or none)))


def drawn(timeline: Timeline, activity: str) -> str:
    """Return the spans of an activity in the order of their start: `0:0-4 3:4-5`."""
    row = timeline.activities.tolist().index(activity)
    spans = zip(timeline.activity, timeline.unit, timeline.start, timeline.end, strict=True)
    return " ".join(f"{unit}:{start}-{end}" for which, unit, start, end in spans if which == row)


def spans_of(timeline: Timeline) -> list[tuple[str, str, int, int, int]]:
    """Return (thread, activity, unit, start, end) of every span."""
    threads, activities = timeline.threads.tolist(), timeline.activities.tolist()
    return [
        (threads[thread], activities[activity], unit, start, end)
        for thread, activity, unit, start, end in zip(
            timeline.thread.tolist(),
            timeline.activity.tolist(),
            timeline.unit.tolist(),
            timeline.start.tolist(),
            timeline.end.tolist(),
            strict=True,
        )
    ]


@st.composite
def any_costs(draw: st.DrawFn, *, lto: bool | None = None) -> Costs:
    """Draw costs of up to a dozen units, many of them equal, some nothing."""
    count = draw(st.integers(1, 12))

    def column(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=count, max_size=count))

    with_lto = draw(st.booleans()) if lto is None else lto
    return costs(column(0, 5), column(0, 9), column(0, 9), column(1, 9) if with_lto else None)
