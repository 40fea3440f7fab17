"""Lists of the inspector for an item, a unit or several of them. No widgets."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Ints, Longs
from cguviz.ui.inspector.model import Section
from cguviz.ui.inspector.reason_lists import reasons_of
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.ui.text import wording
from cguviz.workspace.lists.stage_index import placements_of, units_of
from cguviz.workspace.state.navigation import useds_of, users_of
from cguviz.workspace.state.workspace import Selection


def sections_of_item(stage: ListedStage, item: int, at: str) -> tuple[Section, ...]:
    """List the copies of an item, why it is in its unit, its callers and callees."""
    listed = (_copies(stage, item), *reasons_of(stage, item, at))
    uses = stage.capture.uses
    if uses is None:
        return listed
    users, user_rows = users_of(stage.survey, stage.capture, item)
    useds, used_rows = useds_of(stage.capture, item)
    external = uses.external_used[uses.external_user == item]
    return (
        *listed,
        _uses(stage, "Callers", users, user_rows, at),
        _uses(stage, "Callees", useds, used_rows, at),
        Section(
            "Callees in other crates",
            len(external),
            lambda row: (uses.externals[int(external[row])], ""),
            tooltip=lambda row: uses.externals[int(external[row])],
        ),
    )


def _copies(stage: ListedStage, item: int) -> Section:
    rows = placements_of(stage.partition, item)
    units = units_of(stage.partition, rows)

    def line(row: int) -> tuple[str, str]:
        mode = wording.short_mode(stage.capture.items, item, int(stage.partition.mode[rows[row]]))
        return stage.survey.unit_labels[int(units[row])], mode

    return Section(
        "Copies",
        len(rows),
        line,
        lambda row: Selection((item,), at=stage.partition.units[int(units[row])]),
        lambda row: stage.partition.units[int(units[row])],
    )


def _uses(stage: ListedStage, title: str, items: Ints, rows: Longs, at: str) -> Section:
    return Section(
        title,
        len(items),
        lambda row: (wording.label(stage.capture, int(items[row])), wording.use_count(stage.capture, int(rows[row]))),
        lambda row: Selection((int(items[row]),), at=at, trail=tuple(items.tolist())),
        lambda row: stage.capture.items.name[int(items[row])],
    )


def sections_of_unit(stage: ListedStage, unit: int) -> tuple[Section, ...]:
    """List the units it uses and is used by, and its items, the largest first."""
    partition = stage.partition
    rows = np.arange(partition.starts[unit], partition.starts[unit + 1])
    sizes = stage.survey.totals.row[wording.measure(stage).column]
    rows = rows[np.argsort(-sizes[rows], kind="stable")]
    name = partition.units[unit]
    listed = Section(
        "Items",
        len(rows),
        lambda row: (
            wording.label(stage.capture, int(partition.item[rows[row]])),
            wording.number(int(sizes[rows[row]])),
        ),
        lambda row: Selection((int(partition.item[rows[row]]),), at=name),
        lambda row: stage.capture.items.name[int(partition.item[rows[row]])],
    )
    if stage.capture.uses is None:
        return (listed,)
    survey = stage.survey
    return (
        _units(stage, "Used by units", survey.unit_from, survey.unit_to, unit),
        _units(stage, "Uses units", survey.unit_to, survey.unit_from, unit),
        listed,
    )


def _units(stage: ListedStage, title: str, others: Ints, ends: Ints, unit: int) -> Section:
    """List the units at the other end of the uses at whose one end `unit` is."""
    rows = np.flatnonzero((ends == unit) & (others != unit))
    rows = rows[np.argsort(-stage.survey.unit_uses[rows], kind="stable")]
    return Section(
        title,
        len(rows),
        lambda row: (
            stage.survey.unit_labels[int(others[rows[row]])],
            wording.number(int(stage.survey.unit_uses[rows[row]])),
        ),
        lambda row: Selection(units=(stage.partition.units[int(others[rows[row]])],)),
    )


def sections_of_several(stage: ListedStage, selection: Selection) -> tuple[Section, ...]:
    """List the selected items and units."""
    items = selection.items
    items_of = stage.capture.items
    sizes = items_of.size if wording.measure(stage) is wording.SIZE else items_of.instructions
    units = Section(
        "Units",
        len(selection.units),
        lambda row: (selection.units[row], ""),
        lambda row: Selection(units=(selection.units[row],)),
    )
    return (
        *((units,) if selection.units else ()),
        Section(
            "Items",
            len(items),
            lambda row: (wording.label(stage.capture, items[row]), wording.number(int(sizes[items[row]]))),
            lambda row: Selection((items[row],), at=selection.at),
            lambda row: stage.capture.items.name[items[row]],
        ),
    )
