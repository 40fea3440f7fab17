"""Writes dumps in every grammar that rustc had, from partitions read out of a real one.

Only tests write dumps. The grammar of today, with the prefix of today, gives back the very bytes of the real log
(`test_debug_log_grammars`), which shows that nothing was lost on the way in.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import numpy as np

from cguviz.analysis.statistics import figures, header
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools
from cguviz.model.items import Kind
from cguviz.model.partition import LINKAGES, Mode, Partition
from cguviz.model.sizes import collapse, quotient

TARGET = "rustc_monomorphize::partitioning"
_KINDS = {Kind.FN: "fn ", Kind.STATIC: "static ", Kind.GLOBAL_ASM: ""}
_MODES = {Mode.ROOT: "root", Mode.INLINED: "inlined"}


@dataclasses.dataclass(frozen=True)
class Row:
    """One item line."""

    text: str
    symbol: str
    linkage: str
    mode: Mode
    size: int

    @property
    def hash(self) -> str:
        return self.symbol or "<no hash>"

    @property
    def tuple(self) -> str:
        """The linkage as until 1.72: root items were hidden or not, inlined ones always had the default visibility."""
        return f"({self.linkage}, {'Hidden' if self.linkage == 'External' else 'Default'})"


Units = list[tuple[str, list[Row]]]


def units_of(capture: Capture, partition: Partition, kept: Bools | None = None) -> Units:
    """Return the units of a stage; of some placements only if told so."""
    rows = [
        Row(_KINDS[Kind(kind)] + name, symbol, LINKAGES[linkage], Mode(mode), size)
        for name, symbol, kind, linkage, mode, size in zip(
            np.array(capture.items.name.tolist(), object)[partition.item],
            np.array(capture.items.symbol.tolist(), object)[partition.item],
            capture.items.kind[partition.item].tolist(),
            partition.linkage.tolist(),
            partition.mode.tolist(),
            partition.size.tolist(),
            strict=True,
        )
    ]
    starts = partition.starts.tolist()
    return [
        (name, [rows[row] for row in range(starts[k], starts[k + 1]) if kept is None or kept[row]])
        for k, name in enumerate(partition.units.tolist())
    ]


def _size(rows: list[Row]) -> int:
    return sum(row.size for row in rows)


def dump_2016(label: str, units: Units) -> list[str]:
    """F-2: no sizes."""
    lines = [f"{label}:"]
    for name, rows in units:
        lines += [f"CodegenUnit {name}:", *(f" - {row.text} [{row.linkage}Linkage] [{row.hash}]" for row in rows), ""]
    return lines


def dump_2018(label: str, units: Units) -> list[str]:
    """F0: sizes behind units and items."""
    return _dump_with_sizes(f"{label}:", units, " :")


def dump_1_71(label: str, units: Units) -> list[str]:
    """F1: figures behind the label."""
    sizes = [_size(rows) for _, rows in units]
    ratio = max(sizes) / max(min(sizes), 1)
    figures_ = f"{len(units)} CodegenUnits, max={max(sizes)}, min={min(sizes)}, max/min={ratio:.1f}"
    return _dump_with_sizes(f"{label} ({figures_}):", units, ":")


def _dump_with_sizes(head: str, units: Units, colon: str) -> list[str]:
    lines = [head]
    for name, rows in units:
        lines.append(f"CodegenUnit {name} estimated size {_size(rows)}{colon}")
        lines += [f" - {row.text} [{row.tuple}] [{row.hash}] estimated size {row.size}" for row in rows]
        lines.append("")
    return lines


def dump_june_2023(label: str, units: Units) -> list[str]:
    """F2: numbered units."""
    sizes = [_size(rows) for _, rows in units]
    items = sum(len(rows) for _, rows in units)
    ratio = max(sizes) / max(min(sizes), 1)
    largest = f"max_size={max(sizes)}, min_size={min(sizes)}, max_size/min_size={ratio:.1f}"
    lines = [f"{label} ({items} items, total_size={sum(sizes)}; {len(units)} CGUs, {largest}):"]
    for index, (name, rows) in enumerate(units):
        lines.append(f"- CGU[{index}] {name} ({len(rows)} items, size={_size(rows)}):")
        lines += [f"  - {row.text} [{row.tuple}] [{row.hash}] (size={row.size})" for row in rows]
        lines.append("")
    return lines


def dump_today(capture: Capture, partition: Partition, *, tuples: bool = False, unplaced: int = 0) -> list[str]:
    """F4; F3 with tuples, which calls inlined items unique that are placed nowhere (`unplaced` of size 7)."""
    counted = figures(partition, capture.items, None)
    printed = dataclasses.replace(
        counted,
        unique_items=counted.unique_items + unplaced,
        unique_inlined_items=counted.unique_inlined_items + unplaced,
        unique_size=counted.unique_size + 7 * unplaced,
        unique_inlined_size=counted.unique_inlined_size + 7 * unplaced,
    )
    lines = [partition.stage, *header(printed), ""]
    lists = collapse(partition.size, partition.unit, len(partition.units))
    for index, (name, rows) in enumerate(units_of(capture, partition)):
        size, items = _size(rows), len(rows)
        lines += [
            f"- CGU[{index}]",
            f"  - {name}, size: {size}",
            f"  - items: {items}, mean size: {quotient(size, items, 1)}, sizes: {lists[index]}",
        ]
        for row in rows:
            linkage = row.tuple if tuples else row.linkage
            lines.append(f"  - {row.text} [{linkage}] [{row.hash}] ({_MODES[row.mode]}, size: {row.size})")
        lines.append("")
    return lines


def bare(lines: list[str]) -> str:
    """No prefix: `debug!` changed to `eprintln!`."""
    return "".join(f"{line}\n" for line in lines)


def tracing_1_85(lines: list[str]) -> str:
    return bare([f" DEBUG {TARGET} {lines[0]}", *(f" {line}" for line in lines[1:])])


def tracing_1_63(lines: list[str]) -> str:
    return bare([f"├─ DEBUG {TARGET} {lines[0]}", *(f"│  {line}" for line in lines[1:])])


def in_a_span(lines: list[str]) -> str:
    return bare(
        [f"  ┐{TARGET}::partition ", f"     3ms DEBUG {TARGET} {lines[0]}", *(f"    {line}" for line in lines[1:])]
    )


def thread_ids(lines: list[str]) -> str:
    return bare([f"2:rustc   DEBUG {TARGET} {lines[0]}", *(f" {line}" for line in lines[1:])])


def coloured(lines: list[str]) -> str:
    head = f" \x1b[1;34mDEBUG \x1b[0m\x1b[2m{TARGET}\x1b[0m {lines[0]}"
    return bare([head, *(f" {line}" for line in lines[1:])])


def json_lines(lines: list[str]) -> str:
    message = "\n".join(lines) + "\n"
    event = {"timestamp": "2026-05-01T12:00:00Z", "level": "DEBUG", "fields": {"message": message}, "target": TARGET}
    return json.dumps(event) + "\n"


def each_line(lines: list[str]) -> str:
    """An event per line, as in 2016."""
    return bare([f"DEBUG:rustc_trans::partitioning: {line}" for line in lines])


def dated(lines: list[str]) -> str:
    return bare([f"[2019-10-22T12:34:56Z DEBUG rustc_mir::monomorphize::partitioning] {lines[0]}", *lines[1:]])


Envelope = Callable[[list[str]], str]
ENVELOPES: tuple[Envelope, ...] = (
    bare,
    tracing_1_85,
    tracing_1_63,
    in_a_span,
    thread_ids,
    coloured,
    json_lines,
    dated,
)
