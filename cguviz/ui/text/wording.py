"""Numbers and facts as the window words them. Strings only; no widgets."""

from __future__ import annotations

import dataclasses
import html
import re

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.inference import are_inferred, is_inferred, wrong_inferences
from cguviz.model.items import Items, Kind
from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.workspace.lists.stage_index import placements_of, units_of
from cguviz.workspace.state.workspace import Selection

LOAD_IR = "Load the LLVM IR of the same build to see who uses whom."
MODES = {Mode.ROOT: "root", Mode.INLINED: "inlined copy"}
LONGEST_TOOLTIP = 400
"""Letters of a path shown in a tooltip; the inspector shows it whole."""

Facts = list[tuple[str, str]]


@dataclasses.dataclass(frozen=True)
class Measure:
    """A measure of the size of items.

    Attributes
    ----------
    name, short
        For facts, and for headings of columns.
    column
        Its place in `cguviz.workspace.lists.totals.Totals`.
    """

    name: str
    short: str
    column: int


SIZE = Measure("Size estimate", "Size", 0)
INSTRUCTIONS = Measure("LLVM instructions", "Instr.", 3)


def measure(stage: ListedStage) -> Measure:
    """Return the measure of the size of items: size estimates, or LLVM instructions where no source has estimates."""
    totals = stage.survey.totals.unit
    sized = bool((totals[SIZE.column] > 0).any()) or not bool((totals[INSTRUCTIONS.column] >= 0).any())
    return SIZE if sized else INSTRUCTIONS


def number(value: int) -> str:
    """Write a count with thousands separators; an unknown one is an en dash."""
    return f"{value:,}" if value >= 0 else "–"


def count(value: int, noun: str) -> str:
    """Write "1 item", "2,021 items", "3 copies"."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{value:,} {noun if value == 1 else many}"


def label(capture: Capture, item: int) -> str:
    """Return an item's short label."""
    return capture.items.name[item] if capture.paths is None else capture.paths.labels[item]


def use_count(capture: Capture, row: int) -> str:
    """Return the number of uses in a row of uses: "3 calls", "1 reference", "2 calls, 1 ref."."""
    if capture.uses is None:
        return ""
    return calls_and_references(int(capture.uses.calls[row]), int(capture.uses.references[row]))


def calls_and_references(calls: int, references: int) -> str:
    """Return the number of calls and references of a use, in words."""
    if not calls:
        return count(references, "reference") if references else ""
    return count(calls, "call") + (f", {references:,} ref." if references else "")


def module(capture: Capture, item: int) -> str:
    """Return the module an item belongs to."""
    return "" if capture.paths is None else capture.paths.modules[int(capture.paths.module[item])]


def placement_in(stage: ListedStage, item: int, at: str) -> int:
    """Return the placement of an item in the unit named `at`, else its first one, or -1."""
    rows = placements_of(stage.partition, item)
    for row, unit in zip(rows.tolist(), units_of(stage.partition, rows).tolist(), strict=True):
        if stage.partition.units[unit] == at:
            return int(row)
    return int(rows[0]) if len(rows) else -1


def facts_of_item(stage: ListedStage, item: int, placement: int) -> Facts:
    """List the facts of an item and of one of its placements, in the order to show them."""
    items, partition, survey = stage.capture.items, stage.partition, stage.survey
    facts: Facts = []
    if placement >= 0:
        unit = unit_of(stage, placement)
        linkage = LINKAGES[partition.linkage[placement]]
        visibility = VISIBILITIES[partition.visibility[placement]]
        facts.append(("Unit", survey.unit_labels[unit]))
        mode = MODES[Mode(int(partition.mode[placement]))]
        if is_inferred(items, item):
            mode += f", inferred (1 in {wrong_inferences(items)} of such was wrong)"
        facts.append(("Mode", mode))
        if linkage:
            facts.append(("Linkage", f"{linkage}, {visibility.lower()} visibility" if visibility else linkage))
        size = int(partition.size[placement])
    else:
        facts.append(("Unit", "in none at this stage"))
        size = int(items.size[item])
    if size >= 0 or measure(stage) is SIZE:
        facts.append(("Size estimate", number(size)))
    if items.instructions[item] >= 0:
        blocks = f" in {count(int(items.blocks[item]), 'block')}" if items.blocks[item] >= 0 else ""
        facts.append(("LLVM instructions", number(int(items.instructions[item])) + blocks))
    copies = int(survey.copies[item])
    facts.append(("Copies", "only here" if copies == 1 else f"in {count(copies, 'unit')}"))
    if survey.users[item] >= 0:
        facts.append(("Callers", number(int(survey.users[item]))))
        facts.append(("Callees", number(int(survey.useds[item]))))
    kind = Kind(int(items.kind[item]))
    if kind is not Kind.FN:
        facts.append(("Kind", {Kind.STATIC: "static", Kind.GLOBAL_ASM: "global assembly"}[kind]))
    return facts


def short_mode(items: Items, item: int, mode: int) -> str:
    """Return "root" or "inlined", and whether that is inferred."""
    return ("inlined" if mode == Mode.INLINED else "root") + (", inferred" if is_inferred(items, item) else "")


def unit_of(stage: ListedStage, placement: int) -> int:
    """Return the unit of a placement."""
    return int(stage.partition.starts.searchsorted(placement, side="right")) - 1


def selected_units(stage: ListedStage | None, selection: Selection) -> set[str]:
    """Return the names of selected units, and of units that hold selected items; of a chosen copy only its own unit."""
    names = set(selection.units)
    items = [] if stage is None else [item for item in selection.items if item < len(stage.capture.items)]
    if stage is None or not items:
        return names
    if selection.at and len(items) == 1:
        return names | {selection.at}
    partition = stage.partition
    found = np.unique(partition.unit[np.isin(partition.item, np.array(items, np.int64))])
    return names | set(partition.units.take(found))


def facts_of_unit(stage: ListedStage, unit: int) -> Facts:
    """List the facts of a unit."""
    rows = slice(stage.partition.starts[unit], stage.partition.starts[unit + 1])
    items = int(stage.partition.starts[unit + 1] - stage.partition.starts[unit])
    copies = int(stage.partition.inlined[rows].sum())
    facts: Facts = [("Items", f"{items:,} ({items - copies:,} root + {copies:,} inlined)")]
    inferred = int(are_inferred(stage.capture.items)[stage.partition.item[rows]].sum())
    if inferred:
        facts.append(("Root or inlined", f"inferred for {inferred:,} of them"))
    if measure(stage) is SIZE:
        facts.append(("Size estimate", number(int(stage.partition.unit_sizes[unit]))))
    instructions = int(stage.survey.totals.unit[3][unit])
    if instructions >= 0:
        facts.append(("LLVM instructions", number(instructions)))
    if stage.capture.uses is not None:
        survey = stage.survey
        inside = survey.unit_uses[(survey.unit_from == unit) & (survey.unit_to == unit)].sum()
        out = survey.unit_uses[(survey.unit_from == unit) & (survey.unit_to != unit)].sum()
        into = survey.unit_uses[(survey.unit_from != unit) & (survey.unit_to == unit)].sum()
        facts.append(("Uses", f"{inside:,} inside, {out:,} out, {into:,} in"))
    return facts


def facts_of_stage(stage: ListedStage) -> Facts:
    """List rustc's own figures of a stage."""
    figures = stage.survey.figures
    facts: Facts = [("Compiler", stage.capture.compiler)] if stage.capture.compiler else []
    facts += [
        ("Stage", stage.partition.stage),
        ("Units", number(figures.units)),
        (
            "Unique items",
            f"{figures.unique_items:,} ({figures.unique_root_items:,} root + {figures.unique_inlined_items:,} inlined)",
        ),
        (
            "Placed items",
            f"{figures.placed_items:,} ({figures.placed_root_items:,} root + {figures.placed_inlined_items:,} inlined)",
        ),
    ]
    if figures.inferred_items:
        wrong = wrong_inferences(stage.capture.items)
        facts.append(("Root or inlined", f"inferred for {figures.inferred_items:,} (1 in {wrong} of such was wrong)"))
    if not figures.placed_size and measure(stage) is SIZE:
        facts.append(("Placed/unique", f"items {ratio(figures.items_ratio)}"))
    elif measure(stage) is SIZE:
        facts += [
            ("Unique size", number(figures.unique_size)),
            ("Placed size", number(figures.placed_size)),
            ("Placed/unique", f"items {ratio(figures.items_ratio)}, size {ratio(figures.size_ratio)}"),
        ]
        if figures.mean_unit_size is not None:
            facts.append(("Mean unit size", f"{figures.mean_unit_size:,}"))
    else:
        placed = stage.survey.totals.unit[INSTRUCTIONS.column]
        facts += [
            (INSTRUCTIONS.name, number(int(placed[placed >= 0].sum()))),
            ("Mean unit", f"{placed[placed >= 0].mean():,.1f} instructions"),
            ("Placed/unique", f"items {ratio(figures.items_ratio)}"),
        ]
    if figures.inside_uses is not None and figures.cut_uses is not None:
        facts.append(("Uses", f"{figures.inside_uses:,} inside units, {figures.cut_uses:,} cut"))
    return facts


def ratio(value: float | None) -> str:
    """Write a ratio as rustc does, with two decimals."""
    return "–" if value is None else f"{value:.2f}"


def tooltip_of_item(stage: ListedStage, item: int, placement: int) -> str:
    """Return rich text for the tooltip of one placement."""
    name = stage.capture.items.name[item]
    if len(name) > LONGEST_TOOLTIP:
        name = f"{name[:LONGEST_TOOLTIP]}…"
    return f"<div><b>{breakable(html.escape(name))}</b></div>{as_table(facts_of_item(stage, item, placement))}"


def tooltip_of_stack(stage: ListedStage, items: list[int], unit: int) -> str:
    """Return rich text for the tooltip of a stack of monomorphisations."""
    where = html.escape(stage.survey.unit_labels[unit])
    heading = f"<b>{count(len(items), 'item')} made from one generic</b>, in {where}"
    return _listed(heading, [label(stage.capture, item) for item in items])


def tooltip_of_several(heading: str, labels: list[str]) -> str:
    """Return rich text for the tooltip of a box of several items."""
    return _listed(f"<b>{html.escape(heading)}</b>", labels)


def _listed(heading: str, labels: list[str]) -> str:
    """Return a heading, and the first few of some labels, one line each."""
    more = f"<div>and {len(labels) - 8:,} more</div>" if len(labels) > 8 else ""
    lines = "".join(f"<div>{breakable(html.escape(text))}</div>" for text in labels[:8])
    return f"<div>{heading}</div>{lines}{more}"


def tooltip_of_unit(stage: ListedStage, unit: int) -> str:
    """Return rich text for the tooltip of a unit."""
    return f"<div><b>{html.escape(stage.survey.unit_labels[unit])}</b></div>{as_table(facts_of_unit(stage, unit))}"


def as_table(facts: Facts) -> str:
    """Return rich text for facts, one line each."""
    rows = "".join(f"<tr><td>{key}&nbsp;&nbsp;</td><td>{html.escape(value)}</td></tr>" for key, value in facts)
    return f"<table>{rows}</table>"


BREAKS = re.compile(r"::|,(?!\d)|(?<=\w)\+(?=\w)")
"""Where a long name may go on in another line; numbers stay whole."""


def breakable(text: str) -> str:
    """Allow line breaks inside Rust paths and names of stages, after "::", "," and "+"; the text may be HTML."""
    return BREAKS.sub("\\g<0>\u200b", text)
