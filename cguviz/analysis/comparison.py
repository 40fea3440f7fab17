"""Comparison of two partitions: of one capture, or of two captures of one crate."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import numpy as np

from cguviz.analysis.spelling import are_spelled_out, common_spelling
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Bytes, Ints, Longs, expand
from cguviz.model.comparison import Comparison, Fate, Moves
from cguviz.model.inference import are_inferred
from cguviz.model.items import Items
from cguviz.model.partition import Mode, Partition
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses

LEGACY_HASH = re.compile(rb"h[0-9a-f]{16}E$")


def compare(base: Capture, base_stage: str, change: Capture, change_stage: str) -> Comparison:
    """Compare two partitions.

    Items of one capture are the same items; those of two captures are matched by symbol (of legacy symbols by their
    hash), else by name and kind, the k-th of several equal ones with the k-th; where one side's names come from v0
    symbols and the other's do not, also by what names alone in their captures have in common (`common_spelling`). Units
    are matched one to one so that the most root size is shared (optimal assignment).

    Raises
    ------
    CguvizError
        There is no such stage.
    """
    left, right = base.partition(base_stage), change.partition(change_stage)
    if base.items is change.items:
        items, left_uses, right_uses = base.items, base.uses, change.uses
    else:
        new = _common_numbers(base.items, change.items)
        items = _united_items(base.items, change.items, new)
        right = right.replace(item=new[right.item])
        left_uses = None if base.uses is None else _united_uses(base.uses, None, len(items))
        right_uses = None if change.uses is None else _united_uses(change.uses, new, len(items))
    home_base, home_change = (_homes(side, len(items)) for side in (left, right))
    match = _match(left, right, home_base, home_change, np.maximum(items.size, 1))
    heir = _heirs(match, home_base, home_change)
    fate = _fates(left, right, home_base=home_base, home_change=home_change, match=match, heir=heir)
    dropped, added = _copies(left, right, heir, fate)
    return Comparison(
        items=items,
        base=left,
        change=right,
        base_uses=left_uses,
        change_uses=right_uses,
        match=match,
        heir=heir,
        fate=fate,
        home_base=home_base,
        home_change=home_change,
        dropped=dropped,
        added=added,
    )


def unite_items(base: Capture, change: Capture) -> Capture:
    """Return the second capture with its items numbered as `compare` numbers them, among the items of both captures.

    Parameters
    ----------
    base
        Its items come first.
    change
        What is returned; without paths, where its items got other numbers.
    """
    if base.items is change.items:
        return change
    new = _common_numbers(base.items, change.items)
    items = _united_items(base.items, change.items, new)
    partitions = tuple(partition.replace(item=new[partition.item]) for partition in change.partitions)
    uses = None if change.uses is None else _united_uses(change.uses, new, len(items))
    return change.replace(items=items, partitions=partitions, uses=uses, paths=None)


def match_units(base: Capture, base_stage: str, change: Capture, change_stage: str) -> Ints:
    """Match units as `compare` does, without comparing items further.

    Returns
    -------
    (base units,) int32: the change unit, -1 for none.

    Raises
    ------
    CguvizError
        There is no such stage.
    """
    left, right = base.partition(base_stage), change.partition(change_stage)
    size = base.items.size
    if base.items is not change.items:
        new = _common_numbers(base.items, change.items)
        right = right.replace(item=new[right.item])
        size = np.zeros(max(len(base.items), int(new.max(initial=-1)) + 1), np.int64)
        size[: len(base.items)] = base.items.size
        size[new] = change.items.size
    return _match(left, right, _homes(left, len(size)), _homes(right, len(size)), np.maximum(size, 1))


def _symbols(items: Items) -> list[bytes]:
    """Return the symbols of items, of legacy ones only the hash (a dump prints no more); empty without symbol."""
    found = [(symbol, LEGACY_HASH.search(symbol)) for symbol in items.symbol.tobytes()]
    return [hashed.group() if hashed else symbol for symbol, hashed in found]


def _names(items: Items) -> list[bytes]:
    """Return kind and name in one; 1.97 prints `drop_glue` where older compilers print `drop_in_place`."""
    names = [name.replace(b"ptr::drop_glue::<", b"ptr::drop_in_place::<") for name in items.name.tobytes()]
    return [b"%d %s" % pair for pair in zip(items.kind.tolist(), names, strict=True)]


def _unique_names(items: Items) -> dict[bytes, int]:
    """Return the items by their names without modules, where these are unique."""
    names = common_spelling(items.name.tobytes())
    count = Counter(names)
    return {name: number for number, name in enumerate(names) if count[name] == 1}


def _common_numbers(base: Items, change: Items) -> Ints:
    """Return (change items,) int32: the number of each change item in the united table."""
    numbers = np.full(len(change), -1, np.int32)
    free = np.ones(len(base), np.bool_)
    # Symbols first, as they are unique; then names among what is left.
    for key in (_symbols, _names):
        base_keys, change_keys = key(base), key(change)
        waiting: defaultdict[bytes, list[int]] = defaultdict(list)
        for number in np.flatnonzero(free)[::-1].tolist():
            if base_keys[number]:
                waiting[base_keys[number]].append(number)
        for number in np.flatnonzero(numbers < 0).tolist():
            found = waiting.get(change_keys[number])
            if found:
                numbers[number] = found.pop()
        free[numbers[numbers >= 0]] = False
    if are_spelled_out(base.symbol.tobytes()) != are_spelled_out(change.symbol.tobytes()):
        homes = _unique_names(base)
        for name, number in _unique_names(change).items():
            home = homes.get(name, -1)
            if home >= 0 and free[home] and numbers[number] < 0:
                numbers[number] = home
    fresh = np.flatnonzero(numbers < 0)
    numbers[fresh] = len(base) + np.arange(len(fresh))
    return numbers


def _united_items(base: Items, change: Items, numbers: Ints) -> Items:
    """Return one table of both sides' items; facts are the change's where it has the item."""
    total = max(len(base), int(numbers.max(initial=-1)) + 1)
    source = np.concatenate([np.arange(len(base)), np.zeros(total - len(base), np.int64)])
    source[numbers] = len(base) + np.arange(len(change))

    def texts(left: Texts, right: Texts) -> Texts:
        return Texts.of_bytes(left.tobytes() + right.tobytes()).take(source)

    return Items(
        name=texts(base.name, change.name),
        symbol=texts(base.symbol, change.symbol),
        kind=np.concatenate([base.kind, change.kind])[source],
        size=np.concatenate([base.size, change.size])[source],
        instructions=np.concatenate([base.instructions, change.instructions])[source],
        blocks=np.concatenate([base.blocks, change.blocks])[source],
        inferred=np.concatenate([are_inferred(base), are_inferred(change)])[source].astype(np.uint8),
    )


def _united_uses(uses: Uses, numbers: Ints | None, items: int) -> Uses:
    """Return uses numbered by the united table of items."""
    user, used = (uses.user, uses.used) if numbers is None else (numbers[uses.user], numbers[uses.used])
    return Uses.of(user, used, uses.calls, uses.references, items=items)


def _homes(partition: Partition, items: int) -> Ints:
    """Return (items,) int32: the unit of each item's first root placement, -1 for none."""
    homes = np.full(items, -1, np.int32)
    roots = np.flatnonzero(partition.mode != Mode.INLINED)[::-1]
    homes[partition.item[roots]] = partition.unit[roots]
    return homes


def _match(base: Partition, change: Partition, home_base: Ints, home_change: Ints, weight: Longs) -> Ints:
    """Match units one to one so that the shared size is the largest possible.

    Roots decide. Units without a root item on both sides are matched by the copies that they share.
    """
    both = np.flatnonzero((home_base >= 0) & (home_change >= 0))
    match = assign(home_base[both], home_change[both], weight[both], len(base.units), len(change.units))
    rootless_base = np.bincount(home_base[home_base >= 0], minlength=len(base.units)) == 0
    rootless_change = np.bincount(home_change[home_change >= 0], minlength=len(change.units)) == 0
    if rootless_base.any() and rootless_change.any():
        left = np.flatnonzero(rootless_base[base.unit])
        starts = np.searchsorted(np.sort(change.item), np.arange(len(weight) + 1)).astype(np.int64)
        rows = np.argsort(change.item, kind="stable")
        which, member = expand(starts, base.item[left])
        right = rows[member]
        kept = rootless_change[change.unit[right]]
        pair = assign(
            base.unit[left][which[kept]],
            change.unit[right[kept]],
            weight[change.item[right[kept]]],
            len(base.units),
            len(change.units),
        )
        match = np.where(match < 0, pair, match).astype(np.int32)
    return match


def assign(left: Ints, right: Ints, weight: Longs, lefts: int, rights: int) -> Ints:
    """Solve the assignment problem (Hungarian method) on summed weights; (lefts,) int32, -1 for none."""
    # igraph is imported when it is needed: the window starts without it.
    import igraph

    match = np.full(lefts, -1, np.int32)
    pairs, back = np.unique(left.astype(np.int64) * max(rights, 1) + right, return_inverse=True)
    if not len(pairs):
        return match
    shared = np.bincount(back, weights=weight).astype(np.int64)
    edges = np.stack([pairs // rights, lefts + pairs % rights], axis=1)
    graph = igraph.Graph(n=lefts + rights, edges=edges.tolist())
    kinds = [False] * lefts + [True] * rights
    found = graph.maximum_bipartite_matching(kinds, weights=shared.tolist()).matching[:lefts]
    partner = np.array(found, np.int64)
    match[partner >= 0] = partner[partner >= 0] - lefts
    return match


def _heirs(match: Ints, home_base: Ints, home_change: Ints) -> Ints:
    """Return (base units,) int32: the match, or the only change unit with all of the unit's roots, else -1."""
    both = np.flatnonzero((home_base >= 0) & (home_change >= 0))
    low = np.full(len(match), np.iinfo(np.int32).max, np.int32)
    high = np.full(len(match), -1, np.int32)
    np.minimum.at(low, home_base[both], home_change[both])
    np.maximum.at(high, home_base[both], home_change[both])
    return np.where(match >= 0, match, np.where(low == high, high, -1)).astype(np.int32)


def _fates(base: Partition, change: Partition, home_base: Ints, home_change: Ints, match: Ints, heir: Ints) -> Bytes:
    """Return (items,) uint8: the fate of each item."""
    items = len(home_base)
    in_base, in_change = base.copies(items) > 0, change.copies(items) > 0
    fate = np.full(items, Fate.ABSENT, np.uint8)
    fate[in_base & ~in_change] = Fate.REMOVED
    fate[~in_base & in_change] = Fate.ADDED
    fate[in_base & in_change] = Fate.COPIED
    both = np.flatnonzero((home_base >= 0) & (home_change >= 0))
    origin, goal = home_base[both], home_change[both]
    stayed = match[origin] == goal
    merged = (match[origin] < 0) & (heir[origin] == goal)
    fate[both] = np.where(stayed, Fate.SAME, np.where(merged, Fate.MERGED, Fate.MOVED))
    return fate


def _copies(base: Partition, change: Partition, heir: Ints, fate: Bytes) -> tuple[Bools, Bools]:
    """Return the dropped placements of the base and the added placements of the change.

    A copy is kept where the heir of its unit holds the item; where merging brought several copies of an item into
    one unit, one is kept and the others are dropped. Items that are on one side only are no copies.
    """
    items = len(fate)
    place = heir[base.unit].astype(np.int64)
    base_key = np.where(place >= 0, place * items + base.item, -1 - np.arange(len(base), dtype=np.int64))
    change_key = change.unit.astype(np.int64) * items + change.item
    _, first = np.unique(base_key, return_index=True)
    kept = np.zeros(len(base), np.bool_)
    kept[first] = True
    kept &= np.isin(base_key, change_key)
    compared = np.equal(fate, Fate.COPIED)
    dropped = ~kept & base.inlined & compared[base.item]
    added = ~np.isin(change_key, base_key) & change.inlined & compared[change.item]
    return dropped, added


def moves(comparison: Comparison) -> Moves:
    """Return the root items that left their unit, with the effect of the move on their uses."""
    moved = np.flatnonzero(comparison.fate == Fate.MOVED).astype(np.int32)
    item: Ints = moved[np.argsort(-comparison.items.size[moved], kind="stable")]
    gain = np.zeros(len(comparison.items), np.int64)
    copies = np.zeros(len(comparison.items), np.int64)
    uses = comparison.change_uses
    if uses is not None and comparison.base_uses is not None:
        user, used = uses.user, uses.used
        rooted = (comparison.home_base >= 0) & (comparison.home_change >= 0)
        row = np.flatnonzero(rooted[user] & rooted[used] & (user != used))
        a, b = user[row], used[row]
        was_cut = comparison.home_base[a] != comparison.home_base[b]
        is_cut = comparison.home_change[a] != comparison.home_change[b]
        change = was_cut.astype(np.int64) - is_cut
        np.add.at(gain, a, change)
        np.add.at(gain, b, change)
        balance = np.bincount(comparison.change.item[comparison.added], minlength=len(gain)) - np.bincount(
            comparison.base.item[comparison.dropped], minlength=len(gain)
        )
        np.add.at(copies, user, balance[used])
    return Moves(
        item=item,
        origin=comparison.home_base[item],
        goal=comparison.home_change[item],
        size=comparison.items.size[item],
        made_internal=gain[item],
        copies=copies[item],
    )


def counts(comparison: Comparison) -> dict[str, int]:
    """Return the figures of `compare --json`: root items by fate, copies by placement."""
    of = np.bincount(comparison.fate, minlength=len(Fate))
    return {
        "same": int(of[Fate.SAME]),
        "merged": int(of[Fate.MERGED]),
        "moved": int(of[Fate.MOVED]),
        "copies_added": int(comparison.added.sum()),
        "copies_dropped": int(comparison.dropped.sum()),
        "added": int(of[Fate.ADDED]),
        "removed": int(of[Fate.REMOVED]),
    }


def givers(comparison: Comparison) -> list[list[int]]:
    """Return, for each change unit, the base units that gave it root items, the matched one first.

    For a change unit without roots: those that gave it any items.
    """
    base, change = comparison.base, comparison.change
    bases = len(base.units)
    both = np.flatnonzero((comparison.home_base >= 0) & (comparison.home_change >= 0))
    pairs = np.unique(comparison.home_change[both].astype(np.int64) * bases + comparison.home_base[both])
    found: list[list[int]] = [[] for _ in range(len(change.units))]
    for pair in pairs.tolist():
        found[pair // bases].append(pair % bases)
    rooted = np.bincount(comparison.home_change[comparison.home_change >= 0], minlength=len(change.units)) > 0
    holders: defaultdict[int, set[int]] = defaultdict(set)
    if not rooted.all():
        for item, unit in zip(base.item.tolist(), base.unit.tolist(), strict=True):
            holders[item].add(unit)
    for unit in np.flatnonzero(~rooted).tolist():
        items = change.item[change.starts[unit] : change.starts[unit + 1]].tolist()
        found[unit] = sorted(set().union(*(holders[item] for item in items)))
    matched = {goal: origin for origin, goal in enumerate(comparison.match.tolist()) if goal >= 0}
    firsts = [matched.get(unit) for unit in range(len(found))]
    # The pairs came in ascending order, so only the matched one has to go to the front.
    return [sorted(origins, key=lambda origin: origin != first) for origins, first in zip(found, firsts, strict=True)]
