"""The description of a timeline as a track of a chart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cguviz.model.columns import Bools, Floats, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.model.times.costs import measured_costs, shares
from cguviz.model.times.noise import noise_of
from cguviz.model.times.threads import SHORT
from cguviz.model.times.timeline import Timeline
from cguviz.model.unit_labels import short_labels
from cguviz.model.unit_words import HASHED, NO_WORDS, UnitWords
from cguviz.scene.timeline.anchors import anchors_of, shift
from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.scene.timeline.bars import bars_of, details_of, join_bars, waits_of
from cguviz.scene.timeline.chart import (
    AFTER,
    BACK_END,
    BUSY,
    FRONT_END,
    NAMES,
    ON_UNITS,
    Anchor,
    Bars,
    Chart,
    Concurrency,
    Part,
    Phase,
    Track,
)
from cguviz.scene.timeline.critical_path import critical_of, pole_of
from cguviz.scene.timeline.levels import levels_of
from cguviz.scene.timeline.rows import place
from cguviz.scene.timeline.unit_matching import Families, by_name


def track(
    timeline: Timeline,
    heading: str,
    arrangement: Arrangement,
    *,
    on: Track | None = None,
    align: Anchor = Anchor.CODEGEN,
    ideal: int = -1,
    cores: int = 0,
    on_change: bool = False,
    measured: bool = True,
    words: UnitWords = NO_WORDS,
) -> Track:
    """Describe one timeline.

    Parameters
    ----------
    timeline
        Measured or simulated.
    heading
        What to call it.
    arrangement
        See there.
    on, align
        The track below which this one stands, and what is to be at the same moment in both; where one of them lacks
        it, the start of code generation. None to keep the timeline's own clock.
    ideal
        Nanoseconds that the same work would take at best; -1 where not known.
    cores
        Processors or job tokens to mark in the graph of concurrency, 0 for none.
    on_change
        Whether it is of the change side of a comparison.
    measured
        Whether times are to be held against size estimates; simulated ones often come from these.
    words
        Behind hashed names of units.
    """
    bars = bars_of(timeline)
    anchors = anchors_of(bars)
    clock = 0 if on is None else shift(on.anchors, anchors, align)
    bars = bars.replace(start=bars.start + clock, end=bars.end + clock)
    critical = critical_of(bars)
    whole, waits = bars, waits_of(bars)
    marked = _mark_critical(bars, waits, critical)
    bars = join_bars(bars, waits)
    labels = short_labels(timeline.units.tolist(), words)
    inside = details_of(timeline, whole) if arrangement.details else None
    if inside is not None:
        inside = inside[0].replace(start=inside[0].start + clock, end=inside[0].end + clock), inside[1]
    placed = place(
        bars,
        _thread_names(timeline, labels),
        labels,
        kind=arrangement.kind,
        sort=arrangement.sort,
        idle=arrangement.idle,
        details=inside,
    )
    lanes = int(placed.rows.lane_starts[-1])
    phases = _phases(whole)
    costs = measured_costs(timeline) if measured else None
    noise = noise_of(timeline) if measured else None
    return Track(
        heading=heading,
        units=timeline.units,
        unit_label=Texts.of(labels),
        activities=timeline.activities,
        activity=timeline.activity,
        bars=placed.bars,
        rows=placed.rows,
        concurrency=concurrency_of(bars),
        levels=levels_of(placed.bars, lanes),
        critical=np.append(marked, False)[placed.origin],
        phases=phases,
        pole=pole_of(whole),
        ideal=next((phase.start for phase in phases if phase.name == BACK_END), 0) + ideal if ideal >= 0 else -1,
        cores=cores,
        hidden=placed.hidden,
        clock=clock,
        anchors={anchor: moment + clock for anchor, moment in anchors.items()},
        family=np.arange(len(timeline.units), dtype=np.int32),
        on_change=on_change,
        share=shares(costs) if costs is not None else np.empty(0, np.float64),
        time=costs.total if costs is not None else np.empty(0, np.int64),
        ran=_ran(timeline, placed.bars) if noise is not None else np.empty(0, np.int64),
        noise="" if noise is None else noise.describe(),
    )


def _ran(timeline: Timeline, bars: Bars) -> Longs:
    """Return (spans,) int64: the processor time of each span; -1 for those that are cut into several bars."""
    pieces = np.bincount(bars.span[bars.span >= 0], minlength=len(timeline))
    return np.where(pieces == 1, timeline.ran, -1)


def chart(
    tracks: tuple[Track, ...],
    caption: tuple[str, ...],
    *,
    families: Families | None = None,
    pair: tuple[int, int] | None = None,
) -> Chart:
    """Put tracks below one another, with a legend of their parts.

    Parameters
    ----------
    tracks, caption, pair
        As in `Chart`; by default the last track is compared with the first.
    families
        Which units of the tracks are the same; by default those of one name.
    """
    kin = by_name(tracks) if families is None else families
    tracks = tuple(one.replace(family=family) for one, family in zip(tracks, kin.family, strict=True))
    parts = {int(part) for one in tracks for part in np.unique(one.bars.part).tolist()}
    # Lanes show no waiting, graphs of concurrency do.
    parts |= {int(Part.WAITING) for one in tracks if one.concurrency.waiting.any()}
    legend = tuple((part, name) for part, name in NAMES.items() if part in parts)
    return Chart(
        tracks=tracks,
        caption=caption,
        legend=legend,
        base_units=kin.base,
        change_units=kin.change,
        pair=pair or (0, len(tracks) - 1),
    )


def concurrency_of(bars: Bars) -> Concurrency:
    """Count threads at work and units that wait, moment by moment."""
    busy, waiting = np.isin(bars.part, BUSY), bars.part == Part.WAITING
    rows = np.flatnonzero((busy | waiting) & (bars.end > bars.start))
    moments, place = np.unique(np.append(bars.start[rows], bars.end[rows]), return_inverse=True)
    step = np.repeat(np.array([1.0, -1.0]), len(rows))
    lasting = np.diff(moments).astype(np.float64)

    def level(kind: Bools) -> tuple[Ints, Floats]:
        weight = step * np.tile(kind[rows], 2)
        count = np.cumsum(np.bincount(place, weight, len(moments))).round().astype(np.int32)
        return count, np.append(np.zeros(min(len(count), 1)), np.cumsum(count[:-1] * lasting))

    (at_work, worked), (held, waited) = level(busy), level(waiting)
    peak, most = int((at_work + held).max(initial=0)), int(at_work.max(initial=0))
    return Concurrency(
        moment=moments, busy=at_work, waiting=held, busy_area=worked, waiting_area=waited, peak=peak, most_busy=most
    )


def _mark_critical(bars: Bars, waits: Bars, critical: Bools) -> Bools:
    """Return the critical bars in the order in which `join_bars` puts bars and waiting together."""
    order = np.lexsort((np.append(bars.start, waits.start), np.append(bars.lane, waits.lane)))
    return np.append(critical, np.zeros(len(waits), np.bool_))[order]


def _phases(bars: Bars) -> tuple[Phase, ...]:
    """Return the phases of a compilation: front end, code generation and the rest."""
    rows = np.isin(bars.part, ON_UNITS) & (bars.unit >= 0)
    if not rows.any():
        return ()
    first, last = int(bars.start.min()), int(bars.end.max())
    start, end = int(bars.start[rows].min()), int(bars.end[rows].max())
    phases = (Phase(FRONT_END, first, start), Phase(BACK_END, start, end), Phase(AFTER, end, last))
    return tuple(phase for phase in phases if phase.end > phase.start)


def _thread_names(timeline: Timeline, labels: Sequence[str]) -> list[str]:
    """Name threads; where several processes compile units, each with its process.

    What a thread's name keeps of a hash, "opt 8txnhhmxvyh", becomes the unit's label, where that is in words.
    """
    names = timeline.threads.tolist()
    units = timeline.units.tolist()
    spans = np.flatnonzero(timeline.unit >= 0)
    threads, first = np.unique(timeline.thread[spans], return_index=True)
    for row, unit in zip(threads.tolist(), timeline.unit[spans[first]].tolist(), strict=True):
        stage, _, kept = names[row].partition(" ")
        if stage in SHORT.values() and HASHED.fullmatch(units[unit]) and units[unit].startswith(kept):
            names[row] = f"{stage} {labels[unit]}"
    processes = timeline.processes.tolist()
    works = np.unique(timeline.process[timeline.thread[timeline.unit >= 0]])
    if len(processes) < 2:
        return names
    alone = int(works[0]) if len(works) == 1 else -1
    return [
        name if process == alone or name == processes[process] else f"{processes[process]}: {name}"
        for name, process in zip(names, timeline.process.tolist(), strict=True)
    ]
