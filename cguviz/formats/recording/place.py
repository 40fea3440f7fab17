"""The stage PLACE of a recording: the units of LLVM IR before any are merged, held against rustc's list of them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import numpy as np

from cguviz.formats.recording.lists import pair, places
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Columns, Longs
from cguviz.model.items import Kind
from cguviz.model.partition import LINKAGES, Mode, Partition, partition_of
from cguviz.model.texts import Texts

PLACE = "PLACE"
NAMED = 50
"""Disagreements with rustc's list that are named; of more the number is told as well."""

_NUMBERED = re.compile(r"(.*)-cgu\.(\d+)")
_LOCAL = ("std", "core", "alloc")


@dataclasses.dataclass(frozen=True, eq=False)
class Unmerged(Columns):
    """LLVM IR and the list of the same run, item by item.

    Attributes
    ----------
    capture
        With the one stage PLACE; holds the items that only the list has, too.
    told
        The list, its units named as those of PLACE.
    line
        (items,) int64 item of `told`, -1 for what is not listed.
    """

    capture: Capture
    told: Capture
    line: Longs


def place_name(unit: str) -> str:
    """Name an unmerged unit so that no merged one is called alike: `toy.0123456789abcdef-place.07`.

    rustc numbers the units of a build that is not incremental by size, merged or not. Units of incremental builds
    have names of their own (hashes), which they keep where nothing is merged into them.
    """
    numbered = _NUMBERED.fullmatch(unit)
    return f"{numbered[1]}-place.{numbered[2]}" if numbered else unit


def place_stage(capture: Capture, told: Capture) -> Unmerged:
    """Make the stage PLACE of LLVM IR and the list of the same run.

    Parameters
    ----------
    capture
        From LLVM IR alone.
    told
        Mono items as this run of rustc lists them.

    Returns
    -------
    The items of both. What rustc lists and the IR lacks (assembly blocks, naked functions) is there as it is listed,
    without symbol and uses. Remarks name what only one of them has.
    """
    told = told.replace(partitions=(_renamed(told.partition()),))
    capture = capture.replace(partitions=(_renamed(capture.partition()).replace(stage=PLACE),))
    line = pair(capture, told)
    listed = {row for row, there in enumerate(places(told)) if there}
    lacking = sorted(listed.difference(line.tolist()))
    strange = np.flatnonzero((line < 0) & (capture.partition().copies(len(line)) > 0))
    remarks = [
        *(f"LLVM IR has {describe_item(capture, row)}, which rustc does not list there." for row in strange.tolist()),
        *(
            f"rustc lists {describe_item(told, row)}, and LLVM IR lacks it: its uses are not known."
            for row in lacking
            if told.items.kind[row] != Kind.GLOBAL_ASM
        ),
    ]
    capture = _with_listed(capture, told, lacking)
    return Unmerged(
        capture.replace(remarks=(*capture.remarks, *remark_each(remarks))),
        told,
        np.append(line, np.array(lacking, np.int64)),
    )


def remark_each(texts: Sequence[str]) -> tuple[Remark, ...]:
    """Return a remark for each text; of many, the first ones and how many more there are."""
    more = [f"So it is with {len(texts) - NAMED:,} more items."] if len(texts) > NAMED else []
    return tuple(Remark(text) for text in [*texts[:NAMED], *more])


def _renamed(stage: Partition) -> Partition:
    return stage.replace(units=Texts.of(map(place_name, stage.units)))


def describe_item(capture: Capture, row: int) -> str:
    """Write an item with its units and linkages: `a::b in toy.0123456789abcdef-place.07 (External)`."""
    there = ", ".join(f"{unit} ({LINKAGES[linkage]})" for unit, linkage in places(capture)[row])
    return f"{capture.items.name[row]} in {there}"


def _with_listed(capture: Capture, told: Capture, rows: Sequence[int]) -> Capture:
    """Add items that only the list has, as it places them."""
    if not rows:
        return capture
    items, stage, more = capture.items, capture.partition(), told.partition()
    heads = {name.partition("::")[0] for name in items.name if name[:1] != "<"} | set(_LOCAL)
    number = {row: len(items) + place for place, row in enumerate(rows)}
    unit = {name: row for row, name in enumerate(stage.units)}
    kept = np.flatnonzero(np.isin(more.item, np.array(rows, np.int32)))
    is_fn = told.items.kind[more.item[kept]] == Kind.FN
    unknown = np.full(len(rows), -1, np.int64)
    names = [_global(told.items.name[row], capture.crate, heads, told.items.kind[row]) for row in rows]
    units = [*stage.units, *(name for name in more.units if name not in unit)]
    unit |= {name: row for row, name in enumerate(units)}
    home = np.array([unit[name] for name in more.units], np.int32)
    return capture.replace(
        items=items.replace(
            name=Texts.of([*items.name, *names]),
            symbol=Texts.of_bytes([*items.symbol.tobytes(), *[b""] * len(rows)]),
            kind=np.append(items.kind, told.items.kind[list(rows)]),
            size=np.append(items.size, unknown),
            instructions=np.append(items.instructions, unknown),
            blocks=np.append(items.blocks, unknown),
            parameters=None if items.parameters is None else np.append(items.parameters, unknown),
            inferred=None if items.inferred is None else np.append(items.inferred, np.zeros(len(rows), np.uint8)),
            glue=None if items.glue is None else np.append(items.glue, unknown),
        ),
        uses=None
        if capture.uses is None
        else capture.uses.replace(
            starts=np.append(capture.uses.starts, np.full(len(rows), capture.uses.starts[-1], np.int64))
        ),
        partitions=(
            partition_of(
                stage.stage,
                Texts.of(units),
                unit=np.append(stage.unit, home[more.unit[kept]]),
                item=np.append(stage.item, np.array([number[row] for row in more.item[kept].tolist()], np.int32)),
                mode=np.append(stage.mode, np.where(is_fn, more.mode[kept], np.uint8(Mode.ROOT))),
                linkage=np.append(stage.linkage, more.linkage[kept]),
                visibility=np.append(stage.visibility, more.visibility[kept]),
                size=np.append(stage.size, more.size[kept]),
            ),
        ),
    )


def _global(name: str, crate: str, heads: set[str], kind: int) -> str:
    """Write a path of this crate, which lists begin below it, as symbols have it."""
    own = kind != Kind.GLOBAL_ASM and name[:1] != "<" and name.partition("::")[0] not in heads
    return f"{crate}::{name}" if own and crate else name
