"""The frames of a comparison: units, units inside units, and units that only the other side has, with their figures."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns, Floats, Ints
from cguviz.model.comparison import Comparison, Union
from cguviz.model.layout import Layout
from cguviz.model.paths import Paths
from cguviz.model.texts import Texts
from cguviz.scene.caption import unit_notes
from cguviz.scene.names import unit_labels
from cguviz.scene.scene import Marks, Role


@dataclasses.dataclass(frozen=True, eq=False)
class Frames(Columns):
    """The units of one side's scene.

    Attributes
    ----------
    marks, note
        For `Scene.units` and `Scene.unit_note`.
    box_row
        (boxes of the layout,) int32: the row of `marks` that each box lies in.
    """

    marks: Marks
    note: Texts
    box_row: Ints


@dataclasses.dataclass(frozen=True)
class _Frame:
    """One row of units."""

    box: Floats
    role: Role
    unit: int
    label: str
    title: str
    note: str


def base_frames(
    comparison: Comparison, both: Union, layout: Layout, paths: Paths, *, first: Ints, crates: tuple[str, str]
) -> Frames:
    """Return the units of the base side: its own, frames around those that become one, and new ones, dashed.

    Parameters
    ----------
    comparison, both, layout, paths
        As for `cguviz.scene.compare.sides`.
    first
        (boxes of the layout,) int32: the first slot of each.
    crates
        Of base and change: units are named without them.
    """
    labels, others = _labels(comparison, paths, crates)
    place = {int(unit): layout.inner_box[inner] for inner, unit in enumerate(both.inner_base)}
    nested = set(place)
    place |= {int(unit): layout.unit_box[row] for row, unit in enumerate(both.unit_base) if unit >= 0}
    names, notes = comparison.base.units.tolist(), unit_notes(comparison.base)
    rows = [
        _Frame(place[k], Role.INNER if k in nested else Role.UNIT, k, labels[k], names[k], notes[k])
        for k in range(len(names))
    ]
    inners = np.bincount(layout.inner_unit, minlength=len(layout.unit_box)).tolist()
    row_of = both.unit_base.copy()
    for unit, count in enumerate(inners):
        if row_of[unit] >= 0:
            continue
        row_of[unit] = len(rows)
        name = comparison.change.units[unit]
        role, label, note = (
            (Role.HEIR, f"→ {others[unit]}", f"{count:,} units") if count else (Role.GONE, others[unit], "new")
        )
        rows.append(_Frame(layout.unit_box[unit], role, len(rows), label, name, note))
    inner = both.slots.inner[first]
    return _frames(rows, np.where(inner >= 0, np.append(both.inner_base, -1)[inner], row_of[layout.box_unit]))


def change_frames(
    comparison: Comparison, both: Union, layout: Layout, paths: Paths, *, crates: tuple[str, str]
) -> Frames:
    """Return the units of the change side: its own, outlines where merged ones were, and gone ones, dashed.

    Sizes are followed by what they differ from those of the base units that became the unit.
    """
    others, labels = _labels(comparison, paths, crates)
    heirs = np.flatnonzero(comparison.heir >= 0)
    names = comparison.change.units.tolist()
    before = np.full(len(names), -1, np.int64)
    before[comparison.heir[heirs]] = 0
    np.add.at(before, comparison.heir[heirs], comparison.base.unit_sizes[heirs])
    notes = unit_notes(comparison.change, before=before)
    old = comparison.base.units.tolist()
    rows = [_Frame(layout.unit_box[k], Role.UNIT, k, labels[k], names[k], notes[k]) for k in range(len(names))]
    for unit, box, outer in zip(both.inner_base.tolist(), layout.inner_box, layout.inner_unit.tolist(), strict=True):
        rows.append(_Frame(box, Role.FORMER, outer, others[unit], old[unit], ""))
    row_of = np.arange(len(layout.unit_box), dtype=np.int32)
    for place in range(len(names), len(layout.unit_box)):
        unit = int(both.unit_base[place])
        row_of[place] = len(rows)
        rows.append(_Frame(layout.unit_box[place], Role.GONE, len(rows), others[unit], old[unit], "gone"))
    return _frames(rows, row_of[layout.box_unit])


def _labels(comparison: Comparison, paths: Paths, crates: tuple[str, str]) -> tuple[list[str], list[str]]:
    return (
        unit_labels(comparison.base, paths, crate=crates[0]),
        unit_labels(comparison.change, paths, crate=crates[1]),
    )


def _frames(rows: list[_Frame], box_row: Ints) -> Frames:
    marks = Marks(
        box=np.array([row.box for row in rows], np.float64).reshape(-1, 4),
        role=np.array([row.role for row in rows], np.uint8),
        tint=np.full(len(rows), -1, np.int16),
        unit=np.array([row.unit for row in rows], np.int32),
        label=Texts.of(row.label for row in rows),
        title=Texts.of(row.title for row in rows),
    )
    return Frames(marks, Texts.of(row.note for row in rows), box_row.astype(np.int32))
