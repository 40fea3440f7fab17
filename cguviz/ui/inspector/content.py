"""The content of the inspector for a selection: of one stage, or of both sides of a comparison. No widgets."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Capture
from cguviz.ui.inspector.comparison_lists import (
    sections_of_compared_item,
    sections_of_compared_unit,
    sections_of_comparison,
)
from cguviz.ui.inspector.model import Section
from cguviz.ui.inspector.sections import sections_of_item, sections_of_several, sections_of_unit
from cguviz.ui.inspector.time_facts import facts_of_threads, facts_of_times, label_of_unit
from cguviz.ui.store.answers_shown import ListedStage, Sides
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.text import wording
from cguviz.workspace.state.workspace import Selection


@dataclasses.dataclass(frozen=True)
class Content:
    """A heading, a full path under it, facts, lists, and a hint about files that would tell more."""

    heading: str
    path: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    hint: str = ""


ONLY_TIMES = "Published measurements name no items: they tell sizes and times of units."
NOTHING_OPEN = Content("Nothing is open.")


def content_of(
    stage: ListedStage | None, sides: Sides | None, selection: Selection, *, capture: Capture | None = None
) -> Content:
    """Return the facts and lists of a selection.

    Parameters
    ----------
    stage
        None while nothing is open that has one.
    sides
        The comparison that is shown, None for none.
    selection
        Items that there are not are left out.
    capture
        A profile that is open alone, which has no stage; None where there is none.
    """
    if stage is None:
        return NOTHING_OPEN if capture is None else _threads(capture, selection)
    items = comparison_text.known_items(sides, selection, len(stage.capture.items))
    selection = dataclasses.replace(selection, items=items)
    if sides is not None:
        return _compared(stage, sides, selection)
    names = stage.partition.units.tolist() if selection.units else []
    hint = "" if stage.capture.uses is not None else wording.LOAD_IR
    if len(items) == 1 and not selection.units:
        return _item(stage, items[0], selection.at, hint)
    if len(selection.units) == 1 and not items and selection.units[0] in names:
        unit = names.index(selection.units[0])
        timed, slowest = facts_of_times(stage.capture, stage.partition.units[unit])
        facts, lists = [*wording.facts_of_unit(stage, unit), *timed], (*slowest, *sections_of_unit(stage, unit))
        return Content(stage.survey.unit_labels[unit], stage.partition.units[unit], tuple(facts), lists, hint)
    if selection:
        return _several(stage, selection)
    crate = stage.capture.crate or "(crate not named)"
    return Content(crate, "", tuple(wording.facts_of_stage(stage)), (), hint)


def _threads(capture: Capture, selection: Selection) -> Content:
    """Return the content for a capture without partitions: a profile alone, or published measurements."""
    if capture.measurements is not None:
        return Content(capture.crate, "", (), (), ONLY_TIMES)
    if selection.units:
        name = selection.units[-1]
        facts, lists = facts_of_times(capture, name)
        return Content(label_of_unit(capture, name), name, tuple(facts), lists)
    facts, lists = facts_of_threads(capture)
    return Content(capture.crate or "(crate not named)", "", tuple(facts), lists)


def _item(stage: ListedStage, item: int, at: str, hint: str) -> Content:
    placement = wording.placement_in(stage, item, at)
    return Content(
        wording.label(stage.capture, item),
        stage.capture.items.name[item],
        tuple(wording.facts_of_item(stage, item, placement)),
        sections_of_item(stage, item, at),
        hint,
    )


def _several(stage: ListedStage, selection: Selection) -> Content:
    taken = wording.measure(stage)
    sizes = stage.capture.items.size if taken is wording.SIZE else stage.capture.items.instructions
    chosen = np.array(selection.items, np.int64)
    facts = []
    if selection.items:
        facts = [
            (taken.name, f"{int(np.maximum(sizes[chosen], 0).sum()):,}"),
            ("Placements", f"{int(stage.survey.copies[chosen].sum()):,}"),
        ]
    return Content(_counted(selection), "", tuple(facts), sections_of_several(stage, selection))


def _counted(selection: Selection) -> str:
    chosen = [wording.count(len(selection.items), "item")] if selection.items else []
    chosen += [wording.count(len(selection.units), "unit")] if selection.units else []
    return " and ".join(chosen)


def _compared(stage: ListedStage, sides: Sides, selection: Selection) -> Content:
    items, on_change = selection.items, selection.on_change
    compared = sides.compared
    if len(items) == 1 and not selection.units:
        item = items[0]
        lists = sections_of_compared_item(sides, item)
        if item < len(stage.capture.items):
            # Callers and callees are those of the capture in the outline; copies are told for both sides above.
            lists = (*lists, *sections_of_item(stage, item, selection.at)[1:])
        facts = comparison_text.facts_of_item(sides, item)
        return Content(comparison_text.label(sides, item), compared.comparison.items.name[item], tuple(facts), lists)
    if len(selection.units) == 1 and not items:
        unit = comparison_text.find_unit(sides, selection.units[0], on_change=on_change)
        if unit >= 0:
            half = comparison_text.halves(sides)[on_change]
            name = half.partition.units[unit]
            timed, slowest = facts_of_times(sides.change if on_change else sides.base, name)
            return Content(
                half.labels[unit],
                name,
                (*comparison_text.facts_of_unit(sides, unit, on_change=on_change), *timed),
                (*slowest, *sections_of_compared_unit(sides, unit, on_change=on_change)),
            )
    if selection:
        size = int(np.maximum(compared.comparison.items.size[np.array(items, np.int64)], 0).sum())
        facts = [("Size estimate", f"{size:,}")] if size else []
        return Content(_counted(selection), "", tuple(facts), sections_of_comparison(sides, items))
    facts = comparison_text.facts_of_comparison(sides)
    moved = tuple(compared.moves.item.tolist())
    lists = sections_of_comparison(sides, moved, title="Moves") if moved else ()
    hint = "" if compared.comparison.change_uses is not None else wording.LOAD_IR
    return Content(" → ".join(comparison_text.stages(sides)), "", tuple(facts), lists, hint)
