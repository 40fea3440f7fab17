"""Texts of a timeline: times, ticks, labels of bars, tooltips. Strings only."""

from __future__ import annotations

import math

import numpy as np

from cguviz.model.unit_labels import unit_title
from cguviz.scene.timeline.chart import NAMES, ON_UNITS, Chart, Part, Track

NS = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns"))
STEPS = (1, 2, 5)
TOO_LOW = 1.5
"""By this factor a unit must take longer than its size estimate suggests to be named."""
NAMED = 3
"""Units that are named."""


def duration(time: int) -> str:
    """Write nanoseconds with three significant digits: "4.08 s", "341 ms", "12.5 ms", "640 µs"."""
    size = abs(time)
    for scale, unit in NS:
        if size >= scale:
            value = time / scale
            digits = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
            # 999.9996 ms is a second.
            if round(abs(value), digits) >= 1000 and scale < NS[0][0]:
                return f"{time / (scale * 1000):.2f} {NS[[s for s, _ in NS].index(scale) - 1][1]}"
            return f"{value:,.{digits}f} {unit}" if scale > 1 else f"{time:,} ns"
    return "0 s"


def ticks(left: float, right: float, most: int) -> list[tuple[int, str]]:
    """Choose the moments for a ruler.

    Parameters
    ----------
    left, right
        Nanoseconds.
    most
        How many there is room for.

    Returns
    -------
    (nanoseconds, text) rows, at steps of 1, 2 or 5 times a power of ten; all in one unit, with as many decimals as
    the step needs.
    """
    span = max(right - left, 1.0)
    step = _step(span / max(most, 1))
    # One unit for the whole ruler; finer ones only where a step would need more than three decimals.
    reach = max(abs(left), abs(right))
    scale, unit = next((scale, unit) for scale, unit in NS if (reach >= scale and step * 1000 >= scale) or scale == 1)
    digits = max(0, math.ceil(-math.log10(step / scale) - 1e-9))
    first = math.ceil(left / step)
    return [
        (moment * step, f"{moment * step / scale:,.{digits}f} {unit}")
        for moment in range(first, math.floor(right / step) + 1)
    ]


def _step(least: float) -> int:
    """Return the smallest round step that is long enough."""
    power = int(10 ** max(0, math.floor(math.log10(max(least, 1.0)))))
    return power * next((step for step in STEPS if step * power >= least), 10)


def bar_texts(track: Track, bar: int) -> tuple[str, ...]:
    """Return the texts that may stand in a bar, the longest first: "cgu.03 · 341 ms", "cgu.03", "03"."""
    bars = track.bars
    part, unit = Part(int(bars.part[bar])), int(bars.unit[bar])
    if track.crates is not None:
        took = duration(int(bars.end[bar]) - int(bars.start[bar]))
        label = track.unit_label[unit]
        return (f"{label} · {took}", label) if track.crates.named[bar] else (took,)
    if part is Part.WAITING:
        return ("waiting",)
    if unit >= 0 and part in ON_UNITS:
        label = track.unit_label[unit]
        # The number of a unit tells nothing where several crates have one like it.
        least = label.partition(" ")[0] if " " in label else label.rpartition(".")[2]
        took = duration(int(bars.end[bar]) - int(bars.start[bar]))
        ran = ran_during(track, bar)
        worked = (f"{label} · {duration(ran)} in {took}",) if ran >= 0 else ()
        return *worked, f"{label} · {took}", label, least
    return (track.activities[int(track.activity[bars.span[bar]])],)


def tooltip(track: Track, bar: int) -> list[str]:
    """Return the tooltip of a bar: its name, duration, moment and peculiarities."""
    bars = track.bars
    if track.crates is not None:
        return track.crates.said(bar)
    part, unit, span = Part(int(bars.part[bar])), int(bars.unit[bar]), int(bars.span[bar])
    start, end = int(bars.start[bar]), int(bars.end[bar])
    activity = track.activities[int(track.activity[span])] if span >= 0 else ""
    what = NAMES[part] if part in (*ON_UNITS, Part.WAITING) else activity
    lines = [f"{unit_title(track.units[unit], track.unit_label[unit])}: {what}" if unit >= 0 else what]
    when = f"{duration(start - track.clock)} to {duration(end - track.clock)}"
    lines.append(f"{duration(end - start)}, from {when}")
    ran = ran_during(track, bar)
    if ran >= 0:
        lines.append(f"on a processor for {duration(ran)} of it")
    if activity and activity != what:
        lines.append(activity)
    if part in ON_UNITS and unit >= 0 and len(track.share) and track.share[unit] > 0:
        lines.append(f"the unit took {track.share[unit]:.1f} times what its size estimate suggests")
    if part in ON_UNITS and unit == track.pole and end == track.back_end[1]:
        lines.append("the long pole: all ends with it")
    elif track.critical[bar] and part in ON_UNITS:
        lines.append("on the critical path")
    return lines


def ran_during(track: Track, bar: int) -> int:
    """Return the time for which a thread had a processor during a bar, -1 where unknown."""
    span = int(track.bars.span[bar])
    return int(track.ran[span]) if 0 <= span < len(track.ran) else -1


def concurrency_noun(track: Track) -> str:
    """Return the noun that the graph of concurrency counts."""
    return "threads" if track.crates is None else "crates"


def find_underestimated(track: Track) -> list[int]:
    """Return the units that took far longer than their size estimates suggest, the costliest first.

    Units that take less than the mean unit are left out: tiny ones are off by any factor, and nobody waits for them.
    """
    time = track.time
    if not len(time) or not time.any():
        return []
    rows = np.flatnonzero((track.share >= TOO_LOW) & (time >= time[time > 0].mean()))
    beyond = time[rows] * (1 - 1 / track.share[rows])
    found: list[int] = rows[np.argsort(-beyond, kind="stable")].tolist()
    return found


def track_note(track: Track) -> str:
    """Return the figures of a track: "code generation 3.06 s · long pole cgu.11 · 2 idle threads hidden"."""
    if track.crates is not None:
        return track.crates.note
    parts = []
    start, end = track.back_end
    if end > start:
        parts.append(f"code generation {duration(end - start)}")
    if track.pole >= 0:
        parts.append(f"long pole {track.unit_label[track.pole]}")
    if track.ideal >= 0:
        parts.append(f"ideal {duration(track.ideal - start)}")
    low = find_underestimated(track)
    if low:
        named = ", ".join(f"{track.unit_label[unit]} ({track.share[unit]:.1f}×)" for unit in low[:NAMED])
        parts.append(f"underestimated: {named}" + (f" and {len(low) - NAMED:,} more" if len(low) > NAMED else ""))
    peak = track.concurrency.most_busy
    if peak:
        parts.append(f"up to {peak:,} threads at work" if peak > 1 else "1 thread at work")
    if track.noise:
        parts.append(track.noise)
    if track.hidden:
        parts.append(f"{track.hidden:,} idle thread{'s' if track.hidden > 1 else ''} hidden")
    return " · ".join(parts)


def notes(chart: Chart) -> list[str]:
    """Return the figures of each track; the compared track says how it differs."""
    said = [track_note(track) for track in chart.tracks]
    row = chart.pair[1]
    difference = difference_text(chart)
    if difference:
        difference = difference.removeprefix(f"{chart.tracks[row].heading}: ")
        # Its time and its long pole are told by that already.
        own = [part for part in said[row].split(" · ") if not part.startswith(("code generation", "long pole"))]
        said[row] = " · ".join([*difference.split(", "), *own])
    return said


def difference_text(chart: Chart) -> str:
    """Describe the difference of two tracks: "massaged: 4.1 s instead of 4.5 s, the long pole is now 07"."""
    if chart.pair[0] == chart.pair[1] or not chart.tracks:
        return ""
    first, last = (chart.tracks[row] for row in chart.pair)
    before, after = (track.back_end[1] - track.back_end[0] for track in (first, last))
    if before <= 0 or after <= 0:
        return ""
    said = f"{last.heading}: {duration(after)} instead of {duration(before)}"
    if last.pole < 0 or first.pole < 0:
        return said
    old, new = first.unit_label[first.pole], last.unit_label[last.pole]
    names = first.units[first.pole], last.units[last.pole]
    if first.family[first.pole] != last.family[last.pole]:
        return f"{said}, the long pole is now {new}" + (f" instead of another {old}" if old == new else "")
    return f"{said}, the long pole is still {new}" + (f" (there {old})" if old != new and names[0] != names[1] else "")
