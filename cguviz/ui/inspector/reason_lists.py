"""Why an item is in its unit, as a list of the inspector. No widgets."""

from __future__ import annotations

import numpy as np

from cguviz.analysis.reasons import chain_to, origin_of
from cguviz.ui.inspector.model import Section
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.ui.text import wording
from cguviz.workspace.state.workspace import Selection

TITLE = "Why in this unit"
RULE = (
    "rustc puts a root item into the unit of its characteristic module: that of the Self type for methods and drop"
    " glue, else its own."
)
UNEXPLAINED = (
    "The LLVM IR shows no use that leads here from a root item of this unit: what an earlier pass inlined or removed"
    " is in it no more."
)

Line = tuple[str, str, Selection, str]
"""A text, a figure, what a click selects, and a tooltip."""


def reasons_of(stage: ListedStage, item: int, at: str) -> tuple[Section, ...]:
    """List why an item is in the unit named `at`, or in that of its root; nothing where that is not known."""
    placement = wording.placement_in(stage, item, at)
    if placement < 0:
        return ()
    lines = _chain(stage, placement) if stage.partition.inlined[placement] else _rule(stage, item, placement)
    if not lines:
        return ()
    return (
        Section(TITLE, len(lines), lambda row: lines[row][:2], lambda row: lines[row][2], lambda row: lines[row][3]),
    )


def _chain(stage: ListedStage, placement: int) -> list[Line]:
    """Return the steps from a root of the unit down to an inlined copy."""
    capture, partition, uses = stage.capture, stage.partition, stage.capture.uses
    if uses is None:
        return []
    name = partition.units[wording.unit_of(stage, placement)]
    item = int(partition.item[placement])
    steps = [int(partition.item[step]) for step in chain_to(stage.survey.reason, placement)]
    if not steps:
        return [("no use that is known", "", Selection((item,), at=name), UNEXPLAINED)]
    lines: list[Line] = []
    for row, step in enumerate(steps):
        said = "root"
        if row:
            begin, end = uses.starts[steps[row - 1]], uses.starts[steps[row - 1] + 1]
            said = wording.use_count(capture, int(begin + np.searchsorted(uses.used[begin:end], step)))
        target = Selection((step,), at=name, trail=tuple(steps))
        lines.append((f"{'→ ' if row else ''}{wording.label(capture, step)}", said, target, capture.items.name[step]))
    return lines


def _rule(stage: ListedStage, item: int, placement: int) -> list[Line]:
    """Return the module of a root item, and the unit of the first stage that it came with."""
    capture, partition = stage.capture, stage.partition
    unit, paths = wording.unit_of(stage, placement), capture.paths
    lines: list[Line] = []
    if paths is not None:
        rows = np.arange(partition.starts[unit], partition.starts[unit + 1])
        rows = rows[~partition.inlined[rows]]
        mates = partition.item[rows][paths.module[partition.item[rows]] == paths.module[item]]
        chosen = Selection(tuple(mates.tolist()), at=partition.units[unit])
        lines.append((f"module {wording.module(capture, item)}", wording.count(len(mates), "root"), chosen, RULE))
    first = capture.partitions[0]
    if first is not partition:
        origin = origin_of(first, partition, item, unit)
        if origin.unit >= 0:
            whole = int((~first.inlined[first.starts[origin.unit] : first.starts[origin.unit + 1]]).sum())
            said = f"{len(origin.items):,} of {wording.count(whole, 'root')}"
            chosen = Selection(origin.items, at=partition.units[unit])
            label = stage.survey.first_labels[origin.unit]
            lines.append((f"{first.stage}: {label}", said, chosen, first.units[origin.unit]))
            joined = f"{partition.stage}: {stage.survey.unit_labels[unit]}"
            told = f"of {wording.count(origin.joined, 'unit')}"
            lines.append((joined, told, Selection(units=(partition.units[unit],)), partition.units[unit]))
    return lines
