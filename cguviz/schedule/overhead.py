"""Overhead of a measured back end: times between its pieces of work, seen through the coordinator's own rules.

```
generate  ▕ cgu.00 ▏····▕ cgu.15 ▏                    ···· the main thread might generate, and does not yet
optimize            ··▕ cgu.00            ▏           ··   the worker might start, and did not yet
```

The coordinator is played with what was measured: as soon as it wants a piece of work begun, the next piece of that kind
in the profile is taken, which began when it began and took what it took. The mean of what passed in between goes into
simulations, so that they need no more than the profile: threads that are woken up and wait for processors, tokens that
are fetched, what the main thread does besides generating.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Mapping

import numpy as np

from cguviz.model.times.costs import Overhead, measured_costs
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import ON_UNITS, Work, unit_bars, work_of
from cguviz.schedule.coordinator import COORDINATORS
from cguviz.schedule.machine import Machine, play
from cguviz.schedule.measures import THIN_LINK, backend, main_threads, peak_parallel, thin_link_ns
from cguviz.schedule.simulation import lto_items, units_to_generate

READY = 300_000
"""Nanoseconds before a piece of work on an idle machine: medians of profiles are 0.1 to 0.3 ms."""

Bars = Mapping[Work, list[tuple[int, int, int]]]


def overhead_of(timeline: Timeline, rustc: str) -> Overhead:
    """Measure the overhead of a back end: the mean of `waits_of` for each kind of work, and the thin link."""
    waits = waits_of(timeline, rustc)
    means = (max(0, round(float(np.mean(waits[work])))) if waits[work] else 0 for work in ON_UNITS)
    return Overhead(thin_link_ns(timeline), *means)


def overhead_when_idle(timeline: Timeline, rustc: str) -> Overhead:
    """Return the overhead of a back end on an idle machine, as far as processor times are known.

    On a busy machine it is mostly the waiting for a processor, which costs in processor times leave out, too.
    """
    overhead = overhead_of(timeline, rustc)
    if not (timeline.ran >= 0).any():
        return overhead
    pieces = {name: min(getattr(overhead, name), READY) for name in ("generate", "optimize", "lto", "copy")}
    linking = np.array([name == THIN_LINK for name in timeline.activities], np.bool_)[timeline.activity]
    ran = timeline.ran[linking]
    thin_link = int(ran.sum()) if (ran >= 0).all() else overhead.thin_link
    return dataclasses.replace(overhead, thin_link=thin_link, **pieces)


def waits_of(timeline: Timeline, rustc: str) -> Mapping[Work, list[int]]:
    """Return the nanoseconds that passed before each piece of work but the first, by kind of work.

    Parameters
    ----------
    timeline
        A measured one. It had as many job tokens as threads worked at once; if there were more, none was wanted.
    rustc
        A key of `COORDINATORS`.

    Returns
    -------
    Nanoseconds by kind of work, in the order in which pieces began; less than 0 where one began before its turn.
    """
    ahead = {work: collections.deque(rows) for work, rows in bars_of(timeline).items()}
    costs = measured_costs(timeline)
    first, _ = backend(timeline)
    waits: dict[Work, list[int]] = {work: [] for work in ON_UNITS}

    def begin(work: Work, unit: int, length: int, now: int) -> tuple[int, int, int]:
        if not ahead[work]:
            return unit, 0, length  # no bar tells
        start, end, unit = ahead[work].popleft()
        start, end = start - first, end - first
        if start:
            waits[work].append(start - now)
        # A piece that began before its turn still ends when it ended.
        return unit, max(start - now, 0), max(end - max(start, now), 0)

    order = units_to_generate(costs, costs.known & ~costs.imported, "interleaved")
    machine = Machine(max(1, peak_parallel(timeline)) - 1, 0, main_threads(timeline), thin_link_ns(timeline))
    coordinator = COORDINATORS[rustc](lto_items(costs), True)
    collections.deque(play(coordinator, costs, order, machine, begin), maxlen=0)
    return waits


def bars_of(timeline: Timeline) -> Bars:
    """Return (start, end, unit) of the work on each unit, by kind, in the order of their starts."""
    work = np.where(unit_bars(timeline), work_of(timeline)[timeline.activity], Work.OTHER)
    bars: dict[Work, list[tuple[int, int, int]]] = {}
    for wanted in ON_UNITS:
        rows = np.flatnonzero(work == wanted)
        unit = timeline.unit[rows]
        start = np.full(len(timeline.units), np.iinfo(np.int64).max)
        np.minimum.at(start, unit, timeline.start[rows])
        end = np.full(len(timeline.units), np.iinfo(np.int64).min)
        np.maximum.at(end, unit, timeline.end[rows])
        here = np.unique(unit)
        bars[wanted] = sorted(zip(start[here].tolist(), end[here].tolist(), here.tolist(), strict=True))
    return bars
