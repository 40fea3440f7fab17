"""Facts of the inspector about the time that a unit took. Strings only; no widgets."""

from __future__ import annotations

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.noise import noise_of
from cguviz.model.times.timeline import Phases, Timeline
from cguviz.model.unit_labels import short_labels
from cguviz.model.unit_words import UnitWords
from cguviz.scene.timeline.text import duration
from cguviz.ui.inspector.model import Section
from cguviz.ui.text import wording
from cguviz.workspace.state.workspace import Selection
from cguviz.workspace.timeline.facts import UnitTimes, times_of_unit

OFF = 1.1
"""From this factor on an estimate is called too low or too high."""


def facts_of_times(capture: Capture, name: str) -> tuple[wording.Facts, tuple[Section, ...]]:
    """Return facts on a unit's times, and the functions that took longest; nothing where no profile knows the unit."""
    times = times_of_unit(capture, name)
    if times is None:
        return [], ()
    return _facts(times), _functions(capture, name, times)


def label_of_unit(capture: Capture, name: str) -> str:
    """Return a unit's name as short as the timeline writes it."""
    names = [] if capture.timeline is None else capture.timeline.units.tolist()
    if capture.timeline is None or name not in names:
        return name
    return short_labels(names, capture.words)[names.index(name)]


def facts_of_threads(capture: Capture) -> tuple[wording.Facts, tuple[Section, ...]]:
    """Return facts on a profile as a whole, its units and its phases; nothing where there is none."""
    timeline = capture.timeline
    if timeline is None:
        return [], ()
    facts = [("Compiler", capture.compiler)] if capture.compiler else []
    if len(timeline):
        start, end = timeline.bounds
        facts += [
            ("Threads over time", timeline.source),
            ("From, to", f"{duration(start)} to {duration(end)}"),
            ("Threads", f"{len(timeline.threads):,}"),
            ("Spans", f"{len(timeline):,}"),
        ]
    noise = noise_of(timeline)
    if noise is not None:
        facts.append(("Measured", noise.describe()))
    return facts, (*_units(timeline, capture.words), *_phases(timeline.phases))


def _units(timeline: Timeline, words: UnitWords) -> tuple[Section, ...]:
    """List the units that took time, the slowest first."""
    time = measured_costs(timeline).total
    rows = np.argsort(-time, kind="stable")[: int((time > 0).sum())].tolist()
    labels = short_labels(timeline.units.tolist(), words)
    if not rows:
        return ()
    return (
        Section(
            "Units",
            len(rows),
            lambda row: (labels[rows[row]], duration(int(time[rows[row]]))),
            lambda row: Selection(units=(timeline.units[rows[row]],)),
            lambda row: timeline.units[rows[row]],
        ),
    )


def _phases(phases: Phases | None) -> tuple[Section, ...]:
    """List the phases of which only the duration is known."""
    if phases is None or not len(phases):
        return ()
    return (
        Section(
            "Phases",
            len(phases),
            lambda row: (phases.names[row], duration(int(phases.time[row]))),
            tooltip=phases.names.__getitem__,
        ),
    )


def _facts(times: UnitTimes) -> wording.Facts:
    stages = (("Generate", times.generate), ("Optimize", times.optimize), ("LTO", times.lto), ("Copy", times.copy))
    facts = [(name, duration(time)) for name, time in stages if time]
    if times.ran >= 0:
        facts.append(("On a processor", duration(times.ran)))
    facts.append(("Waited", duration(times.waited)))
    last = ", the long pole" if times.last else ""
    facts.append(("From, to", f"{duration(times.start)} to {duration(times.end)}{last}"))
    if times.share:
        said = "as estimated"
        if times.share >= OFF:
            said = f"estimate {times.share:.1f} times too low"
        elif times.share <= 1 / OFF:
            said = f"estimate {1 / times.share:.1f} times too high"
        facts.append(("Time by size", f"{times.share:.2f} of the mean: {said}"))
    if times.instructions >= 0:
        facts.append(("After LLVM", f"{times.instructions:,} LLVM instructions"))
    if times.object_bytes >= 0:
        facts.append(("Object file", f"{times.object_bytes:,} bytes"))
    return facts


def _functions(capture: Capture, name: str, times: UnitTimes) -> tuple[Section, ...]:
    timed = times.functions
    if not timed:
        return ()
    # With it come all formats, which the window does not need until then.
    from cguviz.formats.symbols.demangle import demangle

    def line(row: int) -> tuple[str, str]:
        symbol, item, time = timed[row]
        return (wording.label(capture, item) if item >= 0 else demangle(symbol)), duration(time)

    def target(row: int) -> Selection:
        item = timed[row][1]
        return Selection((item,), at=name) if item >= 0 else Selection(units=(name,))

    return (Section("Slowest functions", len(timed), line, target, lambda row: timed[row][0]),)
