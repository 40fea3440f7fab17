"""Making the matrix of uses: of one stage, or what two partitions differ by."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.analysis.comparison import compare
from cguviz.analysis.unit_matrix import cluster, unit_matrix
from cguviz.errors import ExportError
from cguviz.model.capture import Capture
from cguviz.model.columns import Bytes, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.partition import Partition, placed_uses
from cguviz.model.paths.table import Paths, split
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import unit_labels
from cguviz.model.uses import NO_INTS, Uses
from cguviz.progress import Progress
from cguviz.scene.graph.caption import NO_USES
from cguviz.scene.look.theme import Theme
from cguviz.scene.matrix.describe import matrix
from cguviz.scene.matrix.svg import write_matrix
from cguviz.workspace.lists.sizes import placed_sizes
from cguviz.workspace.lists.stage_index import ranks
from cguviz.workspace.pictures.loaded import Loaded, captures_of
from cguviz.workspace.requests.requests import Export
from cguviz.workspace.requests.views import BY_CLUSTER, BY_SIZE, Tabulate
from cguviz.workspace.results.matrix import BASE_ONLY, BOTH, CHANGE_ONLY, Tabulated


@dataclasses.dataclass(frozen=True)
class _Part:
    """One side: its partition, and where its units stand on the common axis."""

    partition: Partition
    uses: Uses | None
    axis: Ints
    side: int


@dataclasses.dataclass(frozen=True)
class _Found:
    """Cells of one side: (m,) their axis places, items and uses, one row for each placed use."""

    user_unit: Ints
    used_unit: Ints
    user: Ints
    used: Ints
    calls: Ints
    references: Ints
    sides: Bytes


def tabulate(capture: Capture, stage: str, *, order: str, paths: Paths | None = None) -> Tabulated:
    """Count the uses between the units of one stage.

    Parameters
    ----------
    order
        How units stand: one of `ORDERS`.
    paths
        Of the capture's items; by default taken apart anew.

    Raises
    ------
    CguvizError
        There is no such stage.
    """
    partition = capture.partition(stage)
    paths = paths or capture.paths or split(capture.items, capture.crate)
    axis = np.arange(len(partition.units), dtype=np.int32)
    parts = (_Part(partition, capture.uses, axis, BOTH),)
    labels = Texts.of(unit_labels(partition, capture, paths))
    return _made(
        parts,
        capture.items,
        paths=paths,
        names=(labels, partition.units),
        order=order,
        caption=(_title(capture, partition),),
    )


def _title(capture: Capture, partition: Partition) -> str:
    said = (capture.crate, capture.compiler, partition.stage, "uses between units")
    return " · ".join(part for part in said if part)


def tabulate_difference(
    base: Capture, base_stage: str, change: Capture, change_stage: str, *, order: str, alone: bool = False
) -> Tabulated:
    """Count by how much the uses between units differ: matched units share a row, all others have their own.

    Parameters
    ----------
    base, base_stage, change, change_stage
        As for `cguviz.analysis.comparison.compare`.
    order
        How units stand: one of `ORDERS`.
    alone
        Whether nothing but the change is counted, its items numbered as in the comparison.

    Raises
    ------
    CguvizError
        There is no such stage.
    """
    found = compare(base, base_stage, change, change_stage)
    paths = change.paths if found.items is change.items and change.paths else split(found.items, change.crate)
    own = np.flatnonzero(found.match < 0)
    axis = found.match.copy()
    axis[own] = len(found.change.units) + np.arange(len(own), dtype=np.int32)
    parts = (
        _Part(found.base, found.base_uses, axis, BASE_ONLY),
        _Part(found.change, found.change_uses, np.arange(len(found.change.units), dtype=np.int32), CHANGE_ONLY),
    )
    labels = unit_labels(found.change, change, paths)
    if alone:
        part = dataclasses.replace(parts[1], side=BOTH)
        return _made(
            (part,),
            found.items,
            paths=paths,
            names=(Texts.of(labels), found.change.units),
            order=order,
            caption=(_title(change, found.change),),
        )
    old = unit_labels(found.base, base, paths)
    names = (
        Texts.of([*labels, *(old[unit] for unit in own.tolist())]),
        Texts.of_bytes(found.change.units.tobytes() + found.base.units.take(own).tobytes()),
    )
    crate = change.crate if base.crate == change.crate else f"{base.crate} → {change.crate}"
    title = f"{crate} · {found.base.stage} → {found.change.stage} · uses between units: change less base"
    return _made(parts, found.items, paths=paths, names=names, order=order, caption=(title,))


def _made(
    parts: tuple[_Part, ...],
    items: Items,
    paths: Paths,
    names: tuple[Texts, Texts],
    order: str,
    caption: tuple[str, ...],
) -> Tabulated:
    units = len(names[0])
    rows = _together([_uses(part, items) for part in parts])
    key = rows.user_unit.astype(np.int64) * max(units, 1) + rows.used_unit
    # A use that both sides have in one cell is one row, with the counts of the change.
    count = max(len(items), 1)
    same = np.lexsort((-rows.sides.astype(np.int64), rows.user.astype(np.int64) * count + rows.used, key))
    pair, cell = rows.user.astype(np.int64)[same] * count + rows.used[same], key[same]
    first = np.ones(len(same), np.bool_)
    first[1:] = (pair[1:] != pair[:-1]) | (cell[1:] != cell[:-1])
    group = np.cumsum(first) - 1
    sides = np.zeros(int(first.sum()), np.uint8)
    np.bitwise_or.at(sides, group, rows.sides[same])
    kept = same[first]
    place = np.empty(units, np.int64)
    stand = _order(order, parts, items=items, labels=names[0], key=key, units=units)
    place[stand] = np.arange(units)
    # The order of the cells in the scene: by row, then column.
    shown = place[rows.user_unit[kept]] * max(units, 1) + place[rows.used_unit[kept]]
    sort = np.lexsort((-rows.references[kept].astype(np.int64), -rows.calls[kept].astype(np.int64), shown))
    kept, sides, shown = kept[sort], sides[sort], shown[sort]
    _, begin = np.unique(shown, return_index=True)
    starts = np.append(begin, len(shown)).astype(np.int64)
    head = kept[begin]
    counts = _counts(sides, starts)
    difference = len(parts) > 1
    scene = matrix(
        names,
        stand,
        (rows.user_unit[head], rows.used_unit[head]),
        counts,
        difference=difference,
        caption=(*caption, _figures(rows, counts, head, difference=difference, known=_known(parts))),
    )
    base, change = parts[0], parts[-1]
    return Tabulated(
        scene=scene,
        known=_known(parts),
        base_unit=_numbers(base.axis, units)[stand],
        change_unit=_numbers(change.axis, units)[stand],
        base_names=base.partition.units,
        change_names=change.partition.units,
        starts=starts,
        user=rows.user[kept],
        used=rows.used[kept],
        calls=rows.calls[kept],
        references=rows.references[kept],
        sides=sides,
        labels=paths.labels,
    )


def _known(parts: tuple[_Part, ...]) -> bool:
    return all(part.uses is not None for part in parts)


def _uses(part: _Part, items: Items) -> _Found:
    """Return the placed uses between functions of one side, a row each."""
    if part.uses is None:
        return _Found(
            user_unit=NO_INTS,
            used_unit=NO_INTS,
            user=NO_INTS,
            used=NO_INTS,
            calls=NO_INTS,
            references=NO_INTS,
            sides=np.empty(0, np.uint8),
        )
    uses, partition = part.uses.between_functions(items), part.partition
    placed = placed_uses(partition, uses)
    cells = unit_matrix(partition, placed)
    rows, count = cells.placed, cells.count
    return _Found(
        user_unit=part.axis[np.repeat(cells.user, count)],
        used_unit=part.axis[np.repeat(cells.used, count)],
        user=partition.item[placed.source[rows]],
        used=partition.item[placed.target[rows]],
        calls=uses.calls[placed.use[rows]],
        references=uses.references[placed.use[rows]],
        sides=np.full(len(rows), part.side, np.uint8),
    )


def _together(found: list[_Found]) -> _Found:
    columns = zip(*(dataclasses.astuple(one) for one in found), strict=True)
    return _Found(*(np.concatenate(column) for column in columns))


def _counts(sides: Bytes, starts: Longs) -> Longs:
    """Return (cells, 2) int64: how many uses base and change have in each cell."""
    table = np.zeros((len(sides) + 1, 2), np.int64)
    np.cumsum(np.column_stack([(sides & BASE_ONLY) > 0, (sides & CHANGE_ONLY) > 0]), axis=0, out=table[1:])
    return table[starts[1:]] - table[starts[:-1]]


def _numbers(axis: Ints, units: int) -> Ints:
    """Turn "place of each unit" around: (units,) int32, -1 where none stands."""
    numbers = np.full(units, -1, np.int32)
    numbers[axis] = np.arange(len(axis), dtype=np.int32)
    return numbers


def _order(order: str, parts: tuple[_Part, ...], items: Items, labels: Texts, key: Longs, units: int) -> Longs:
    """Return (units,) int64: the units as they shall stand."""
    names = np.argsort(ranks(labels), kind="stable") if units else np.empty(0, np.int64)
    if order == BY_SIZE:
        size = np.zeros(units, np.int64)
        for part in parts:
            sums = np.zeros(len(part.partition.units), np.int64)
            np.add.at(sums, part.partition.unit, np.maximum(placed_sizes(items, part.partition), 0))
            size[part.axis] = np.maximum(size[part.axis], sums)
        return names[np.argsort(-size[names], kind="stable")]
    if order == BY_CLUSTER:
        place = np.empty(units, np.int64)
        place[names] = np.arange(units)
        pairs, count = np.unique(key, return_counts=True)
        user, used = place[pairs // max(units, 1)], place[pairs % max(units, 1)]
        return names[cluster(user.astype(np.int32), used.astype(np.int32), count.astype(np.int64), units=units)]
    return names.astype(np.int64)


def _figures(rows: _Found, counts: Longs, head: Longs, *, difference: bool, known: bool) -> str:
    """Count the uses inside units and cut, in words."""
    if not known:
        return NO_USES
    inside = rows.user_unit[head] == rows.used_unit[head]
    before, after = ([int(counts[chosen, side].sum()) for chosen in (inside, ~inside)] for side in (0, 1))
    if not difference:
        return f"{after[0]:,} uses inside units · {after[1]:,} cut"
    return f"inside units {before[0]:,} → {after[0]:,} · cut {before[1]:,} → {after[1]:,}"


def draw(request: Tabulate, loaded: Loaded, progress: Progress) -> Tabulated:
    """Count the uses between the units of a partition, or of two."""
    held = captures_of(loaded, request.opened)
    base, paths = held.capture(request.base.crate)
    progress("counting uses", 0.0)
    if request.change is None or request.face == "base":
        return tabulate(base, request.base.stage, order=request.order, paths=paths)
    change, paths = held.capture(request.change.crate)
    alone = request.face == "change"
    if alone and request.change.crate == request.base.crate:
        return tabulate(change, request.change.stage, order=request.order, paths=paths)
    return tabulate_difference(base, request.base.stage, change, request.change.stage, order=request.order, alone=alone)


def write(drawn: Tabulated, export: Export, theme: Theme) -> tuple[str, str]:
    """Return the picture as SVG, which is painted, too.

    Raises
    ------
    ExportError
        Nobody knows the uses; the message says so.
    """
    if not drawn.known:
        raise ExportError(f"{export.path} was not written: {drawn.scene.caption[-1]}.")
    text = write_matrix(drawn.scene, theme)
    return text, text
