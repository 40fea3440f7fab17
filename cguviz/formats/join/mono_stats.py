"""Size estimates of generic definitions, given to the mono items that are made of them.

rustc's estimate of an instance is that of its definition (statements and terminators of its MIR). So items are put
into groups, one for each definition (`cguviz.formats.symbols.definitions`), and each group finds its row in
`-Z dump-mono-stats` (`cguviz.formats.join.definitions`). rustc leaves out functions that it makes itself: each of these
counts 1, but for drop glue, whose size IR tells (`cguviz.formats.llvm_ir.drop_glue`). Where that leaves something open,
sizes of units decide (`cguviz.formats.join.unit_totals`).

Measured with rustc 1.95 on fourteen of Debian's crates and two programs over them, release and dev, nine of the
sixteen not looked at before: all 2,260 unmerged units are as large as rustc says, and 192 of 192 builds with 2, 4, 8,
16, 32 and the default number of units are foretold item by item. By names and IR instructions alone units were off by
1.4 % on average, and 25 of the builds foretold. Of 59,914 items 2 are unsure: namesakes that only occur together.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.formats.join.definitions import Counted, assign, means
from cguviz.formats.join.ir import is_ir
from cguviz.formats.join.printed_path import parse_path
from cguviz.formats.join.unit_totals import Set, Unit, solve
from cguviz.formats.mono.stats import Stats
from cguviz.formats.symbols.definitions import argument_definition, definition_v0
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Bools, Columns, Ints, Longs
from cguviz.model.items import Items, Kind
from cguviz.model.partition import Partition
from cguviz.model.paths.brackets import DROP_GLUE

SHIM_SIZE = 1
"""rustc's size of all functions that it makes but drop glue, of statics and of assembly blocks."""
_ASSEMBLY = "{global_asm#"
IR_OF_MIR = 3.0
"""LLVM instructions of a function for each statement or terminator of its MIR, roughly."""
_GLUE = tuple(prefix.decode() for prefix in DROP_GLUE)


@dataclasses.dataclass(frozen=True, eq=False)
class Sizes(Columns):
    """Size estimates of items.

    Attributes
    ----------
    size
        (n,) int64, none unknown.
    unsure
        (n,) bool: it could as well be another.
    """

    size: Longs
    unsure: Bools


def is_stats(capture: Capture) -> bool:
    """Say whether a capture comes from mono stats alone: items with sizes, in no unit."""
    return not capture.partitions and not len(capture.items.symbol.blob) and bool((capture.items.size >= 0).any())


def lacks_sizes(capture: Capture) -> bool:
    """Say whether a capture comes from LLVM IR and has no size estimates."""
    return is_ir(capture) and not bool((capture.items.size >= 0).any())


def common(capture: Capture, stats: Capture) -> tuple[int, int]:
    """Compare crates: 1 if both may be of one crate (stats tell theirs by file name only), and 1 if stats tell it."""
    return int(stats.crate in ("", capture.crate)), int(stats.crate != "")


def join(capture: Capture, stats: Capture) -> Capture:
    """Give the items of a capture the size estimates of mono stats."""
    items = stats.items
    uncounted = Stats(items.name, np.zeros(len(items), np.int64), items.size)
    told = with_sizes(capture, sizes_of(capture, uncounted))
    return told.replace(sources=tuple(dict.fromkeys(capture.sources + stats.sources)))


def with_sizes(capture: Capture, found: Sizes) -> Capture:
    """Give items and placements their size estimates, and remark on inferred ones.

    Parameters
    ----------
    capture
        With one stage, from LLVM IR.
    found
        The sizes of its items.
    """
    (stage,) = capture.partitions
    unsure = int(found.unsure.sum())
    text = f"Size estimates of {unsure:,} of {len(found.size):,} items are inferred: nothing tells them exactly."
    return capture.replace(
        items=capture.items.replace(size=found.size, glue=None),
        partitions=(stage.replace(size=found.size[stage.item]),),
        remarks=(*capture.remarks, *([Remark(text)] if unsure else [])),
    )


def sizes_of(capture: Capture, stats: Stats, estimates: Longs | None = None) -> Sizes:
    """Find the size estimate of each item.

    Parameters
    ----------
    capture
        With one stage, from LLVM IR.
    stats
        Of the same compilation, with counts of placements in this stage; counts of 0 where nobody knows them.
    estimates
        (u,) int64 rustc's own sizes of the stage's units, -1 where they are not known.
    """
    items, crate = capture.items, capture.crate
    (stage,) = capture.partitions
    group, names = _groups(items, crate)
    groups = len(names)
    counted = bool(stats.count.any())
    copies = stage.copies(len(items)) if counted else np.zeros(len(items), np.int64)
    placed = np.bincount(group, copies, groups).astype(np.int64).tolist()
    definitions = [row for row, name in enumerate(stats.names) if _ASSEMBLY not in name]
    rows = {row: Counted(parse_path(stats.names[at]), int(stats.count[at])) for row, at in enumerate(definitions)}
    sizes = stats.size[definitions].tolist()
    glue = np.full(groups, -1, np.int64)
    if items.glue is not None:
        glue[group] = items.glue
    glue[group[items.kind == Kind.GLOBAL_ASM]] = SHIM_SIZE
    defined = {
        number: Counted(parse_path(names[number]), placed[number])
        for number, size in enumerate(glue.tolist())
        if size < 0
    }
    found = assign(defined, rows, sizes, crate)
    known = [size or -1 for size in glue.tolist()]
    for number in defined:
        known[number] = sizes[found.row[number]] if number in found.row else SHIM_SIZE
    free = {number: each for number, each in defined.items() if number not in found.row} if found.left else {}
    for number, size in means(free, {row: rows[row] for row in found.left}, sizes, crate).items():
        known[number] = size
    long = np.bincount(group, np.maximum(items.instructions, 0), groups).tolist()
    sets = []
    for doubt in found.doubts:
        doubtful = sorted(doubt.groups, key=long.__getitem__)
        sets.append(Set(tuple(doubtful), tuple(sizes[row] for row in doubt.rows)))
        for number in doubtful:
            known[number] = -1
    solved = solve(_units(stage, group, estimates), known, sets, [each / IR_OF_MIR for each in long])
    unsure = np.zeros(groups, np.bool_)
    # A definition that nobody has belongs to one of those that seem to be made by the compiler.
    unsure[[*solved.unsure, *free]] = True
    return Sizes(np.array(solved.sizes, np.int64)[group], unsure[group])


def _groups(items: Items, crate: str) -> tuple[Ints, list[str]]:
    """Return the group of each item, one for each definition, and of each group a path."""
    symbols = [symbol.decode("utf-8", "replace") for symbol in items.symbol.tobytes()]
    # In a crate with v0 symbols, legacy ones are those of others' functions without parameters: each is a definition.
    own = f"_ZN{len(crate)}{crate}"
    mixed = not any(symbol.startswith(own) for symbol in symbols)
    unknown = [False] * len(items) if items.glue is None else (items.glue == 0).tolist()
    numbers: dict[str, int] = {}
    names: list[str] = []
    group = np.empty(len(items), np.int32)
    for item, (symbol, name) in enumerate(zip(symbols, items.name, strict=True)):
        found = None
        if name.startswith(_GLUE):
            # Has no definition; but that of a coroutine is made of the coroutine's body, whatever its types.
            body = argument_definition(symbol) if unknown[item] and symbol.startswith("_RI") else None
            key = (symbol or name) if body is None else f"glue {body.key}"
        elif symbol.startswith("_R") and (found := definition_v0(symbol)) is not None:
            key = found.key
        else:
            key = symbol if mixed and symbol else name
        group[item] = numbers.setdefault(key, len(numbers))
        if len(names) < len(numbers):
            names.append(name if found is None else found.path)
    return group, names


def _units(stage: Partition, group: Ints, estimates: Longs | None) -> list[Unit]:
    """Return the units of known size, with the number of items of each group."""
    if estimates is None:
        return []
    groups = int(group.max(initial=-1)) + 1
    key, counts = np.unique(stage.unit.astype(np.int64) * groups + group[stage.item], return_counts=True)
    units = [Unit(size, {}) for size in estimates.tolist()]
    for at, count in zip(key.tolist(), counts.tolist(), strict=True):
        units[at // groups].groups[at % groups] = count
    return [unit for unit in units if unit.size >= 0]
