"""The frames of a comparison: units, units inside units, and units that only the other side has, with their figures."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Columns, Floats, Ints
from cguviz.model.comparison import Comparison, Union
from cguviz.model.layout import Layout
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import unit_labels
from cguviz.scene.graph.caption import unit_notes
from cguviz.scene.look.tints import Tints
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
    """The frame of one unit."""

    box: Floats
    role: Role
    unit: int
    label: str
    title: str
    note: str
    tint: int = -1


@dataclasses.dataclass(frozen=True)
class UnitNames:
    """The names of the units of both sides, and the tint of each: the main module's in it."""

    base: tuple[str, ...]
    change: tuple[str, ...]
    tint: tuple[int, ...]
    change_tint: tuple[int, ...]


def unit_names(comparison: Comparison, paths: Paths, colors: Tints, *, captures: tuple[Capture, Capture]) -> UnitNames:
    """Name and colour the units of both sides.

    Parameters
    ----------
    comparison, paths
        As for `cguviz.scene.compare.sides.sides`.
    colors
        Of the modules of `paths`.
    captures
        Of base and change: they know the words of units.
    """
    return UnitNames(
        tuple(unit_labels(comparison.base, captures[0], paths)),
        tuple(unit_labels(comparison.change, captures[1], paths)),
        tuple(_tints(comparison.base, paths, colors)),
        tuple(_tints(comparison.change, paths, colors)),
    )


def base_frames(comparison: Comparison, both: Union, layout: Layout, *, first: Ints, names: UnitNames) -> Frames:
    """Return the frames of the base side: its own units, frames around merging units, and new units, dashed.

    Parameters
    ----------
    comparison, both, layout
        As for `cguviz.scene.compare.sides.sides`.
    first
        (boxes of the layout,) int32: the first slot of each.
    names
        See `unit_names`.
    """
    place = {int(unit): layout.inner_box[inner] for inner, unit in enumerate(both.inner_base)}
    nested = set(place)
    place |= {int(unit): layout.unit_box[row] for row, unit in enumerate(both.unit_base) if unit >= 0}
    full, notes = comparison.base.units.tolist(), unit_notes(comparison.base)
    rows = [
        _Frame(
            box=place[k], role=Role.INNER, unit=k, label=names.base[k], title=full[k], note=notes[k], tint=names.tint[k]
        )
        if k in nested
        else _Frame(box=place[k], role=Role.UNIT, unit=k, label=names.base[k], title=full[k], note=notes[k])
        for k in range(len(full))
    ]
    inners = np.bincount(layout.inner_unit, minlength=len(layout.unit_box)).tolist()
    row_of = both.unit_base.copy()
    for unit, count in enumerate(inners):
        if row_of[unit] >= 0:
            continue
        row_of[unit] = len(rows)
        name = names.change[unit]
        role, label, note = (Role.HEIR, f"→ {name}", f"{count:,} units") if count else (Role.GONE, name, "new")
        rows.append(
            _Frame(
                box=layout.unit_box[unit],
                role=role,
                unit=len(rows),
                label=label,
                title=comparison.change.units[unit],
                note=note,
            )
        )
    inner = both.slots.inner[first]
    return _frames(rows, np.where(inner >= 0, np.append(both.inner_base, -1)[inner], row_of[layout.box_unit]))


def change_frames(comparison: Comparison, both: Union, layout: Layout, *, names: UnitNames) -> Frames:
    """Return the frames of the change side: its own units, outlines of merged units, and gone units, dashed.

    Sizes are followed by what they differ from those of the base units that became the unit.
    """
    heirs = np.flatnonzero(comparison.heir >= 0)
    full, old = comparison.change.units.tolist(), comparison.base.units.tolist()
    before = np.full(len(full), -1, np.int64)
    before[comparison.heir[heirs]] = 0
    np.add.at(before, comparison.heir[heirs], comparison.base.unit_sizes[heirs])
    notes = unit_notes(comparison.change, before=before)
    rows = [
        _Frame(box=layout.unit_box[k], role=Role.UNIT, unit=k, label=names.change[k], title=full[k], note=notes[k])
        for k in range(len(full))
    ]
    for unit, box, outer in zip(both.inner_base.tolist(), layout.inner_box, layout.inner_unit.tolist(), strict=True):
        rows.append(
            _Frame(
                box=box,
                role=Role.FORMER,
                unit=outer,
                label=names.base[unit],
                title=old[unit],
                note="",
                tint=names.tint[unit],
            )
        )
    row_of = np.arange(len(layout.unit_box), dtype=np.int32)
    for place in range(len(full), len(layout.unit_box)):
        unit = int(both.unit_base[place])
        row_of[place] = len(rows)
        rows.append(
            _Frame(
                box=layout.unit_box[place],
                role=Role.GONE,
                unit=len(rows),
                label=names.base[unit],
                title=old[unit],
                note="gone",
            )
        )
    return _frames(rows, row_of[layout.box_unit])


def _tints(partition: Partition, paths: Paths, colors: Tints) -> list[int]:
    """Return the tint of each unit: of the module with the most root items in it, -1 without root items."""
    roots = np.flatnonzero(~partition.inlined)
    modules = max(len(paths.modules), 1)
    pairs, count = np.unique(
        partition.unit[roots].astype(np.int64) * modules + paths.module[partition.item[roots]], return_counts=True
    )
    # Written last wins: the module with the most items, of equal ones the first.
    order = np.lexsort((-pairs, count))
    chosen = np.full(len(partition.units), -1, np.int64)
    chosen[pairs[order] // modules] = pairs[order] % modules
    tint: list[int] = colors.module[chosen].tolist()
    return tint


def _frames(rows: list[_Frame], box_row: Ints) -> Frames:
    """Build the table of frames."""
    marks = Marks(
        box=np.array([row.box for row in rows], np.float64).reshape(-1, 4),
        role=np.array([row.role for row in rows], np.uint8),
        tint=np.array([row.tint for row in rows], np.int16),
        unit=np.array([row.unit for row in rows], np.int32),
        label=Texts.of(row.label for row in rows),
        title=Texts.of(row.title for row in rows),
    )
    return Frames(marks, Texts.of(row.note for row in rows), box_row.astype(np.int32))
