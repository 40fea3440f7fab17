"""The words behind the names of a capture's units: found by trying where these are hashes, else read off symbols.

Candidates come from the root items of each unit, as rustc makes a unit of a module's root items: their names first,
then (for units still without words) their symbols, then modules that could be called like their types. The id of the
crate is in names of merged units, in v0 symbols, or follows from how rustc was called; where none of these is known
nothing is tried. A name that no candidate gives stays as it is.

A recording numbers the units of its stage PLACE, where rustc has hashes that nobody sees: there the words are of the
module that the v0 symbols of most root items are defined in. Held against the names that incremental builds of fourteen
crates print, that was right for all 28,608 items and 1,759 units.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from cguviz.formats.symbols.crate_id import ids_in_names, ids_in_symbols, ids_of_command
from cguviz.formats.symbols.demangle import demangle_all
from cguviz.formats.symbols.module_words import Module, modules_in, modules_like_types, standard_modules
from cguviz.formats.symbols.unit_hash import find_words
from cguviz.formats.symbols.v0_module import module_of_symbol
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Ints
from cguviz.model.items import Items
from cguviz.model.partition import LINKAGES, Mode, Partition
from cguviz.model.unit_words import HASHED, UnitWords

_UNMERGED = re.compile(r"(?P<crate>\w+)\.(?P<identity>[0-9a-z]+)-place\.[0-9]+")
"""Names that recordings give to units before merging, see `cguviz.formats.recording.place`."""

VOLATILE = ".volatile"
"""Suffix of the unit of generic instances, in incremental builds."""

FALLBACK = "fallback.cgu"
"""Name of the unit of root items that no module has: drop glue and other shims."""

_EXTERNAL = LINKAGES.index("External")


def with_words(capture: Capture) -> Capture:
    """Add the words behind the names of units; words known before stay."""
    known = capture.words.by_name()
    names = dict.fromkeys(name for partition in capture.partitions for name in partition.units)
    hashed = [name for name in names if HASHED.fullmatch(name) and name not in known]
    found = _search(capture, hashed) if hashed else {}
    numbered = {name for name in names if _UNMERGED.fullmatch(name) and name not in known}
    if numbered:
        found |= _read_off(capture, numbered)
    return capture.replace(words=UnitWords.of(known | found)) if found else capture


def write_words(crate: str, identity: str, module: Module, suffix: str = "") -> str:
    """Write a unit's name as rustc does before it hashes it.

    Parameters
    ----------
    crate
        The crate being compiled.
    identity
        Its stable id.
    module
        Path of a module, its crate first.
    suffix
        `VOLATILE` or nothing.
    """
    first, *rest = module
    of_other = "" if first == crate else f"-in-{crate}.{identity}"
    return "".join([f"{first}.{identity}{of_other}", *(f"-{part}" for part in rest), suffix])


def _search(capture: Capture, hashed: list[str]) -> dict[str, str]:
    """Return words by name."""
    identities = _identities(capture)
    found: dict[str, str] = {}
    tried: set[Module] = set()
    for source in _SOURCES:
        left = [name for name in hashed if name not in found]
        if not left or not identities:
            break
        rows = np.arange(len(capture.items), dtype=np.int32) if source.all_items else _roots(capture, left)
        modules = source.read(capture.items, rows) - tried
        tried |= modules
        for identity in identities:
            found |= find_words(left, _candidates(capture.crate, identity, modules))
            if found:
                # The others are of other ways of calling the same compiler.
                identities = [identity]
                break
    return found | _merged(capture, [name for name in hashed if name not in found], found)


def _identities(capture: Capture) -> list[str]:
    """List the ids that the crate being compiled may have."""
    named = ids_in_names((name for partition in capture.partitions for name in partition.units), capture.crate)
    if named:
        return named
    found = ids_in_symbols(capture.items.symbol.tobytes(), capture.crate)
    command = capture.timeline.command if capture.timeline is not None else ""
    return found or ids_of_command(command, capture.crate, capture.compiler)


def _candidates(crate: str, identity: str, modules: Collection[Module]) -> list[str]:
    """Write the words of all modules, taken as this crate's and as another's."""
    paths = {(crate,), *modules, *((crate, *module) for module in modules)}
    words = [write_words(crate, identity, module) for module in paths]
    return [*words, *(one + VOLATILE for one in words), f"{crate}.{identity}-{FALLBACK}"]


def _from_names(items: Items, rows: Ints) -> set[Module]:
    return modules_in(items.name.take(rows).tolist()) | standard_modules()


def _from_symbols(items: Items, rows: Ints) -> set[Module]:
    return modules_in(demangle_all(items.symbol.take(rows).tobytes()))


def _from_types(items: Items, rows: Ints) -> set[Module]:
    return modules_like_types(items.name.take(rows).tolist())


class _Source(NamedTuple):
    """Where modules come from: a reader, and whether it reads all items or the roots of units without words."""

    read: Callable[[Items, Ints], set[Module]]
    all_items: bool = False


_SOURCES = (
    _Source(_from_names),
    _Source(_from_symbols),
    _Source(_from_types),
    # A legacy symbol does not tell the type that a trait's own method is called on; another symbol may.
    _Source(_from_symbols, all_items=True),
)
"""The likeliest first."""


def _roots(capture: Capture, names: Iterable[str]) -> Ints:
    """Return the root items of units in any stage, ascending."""
    wanted = set(names)
    items = [
        partition.item[_in_units(partition, wanted) & (partition.mode != Mode.INLINED)]
        for partition in capture.partitions
    ]
    return np.unique(np.concatenate(items))


def _in_units(partition: Partition, names: Collection[str]) -> Bools:
    """Return (p,) whether each placement is in one of these units."""
    return np.array([name in names for name in partition.units], np.bool_)[partition.unit]


def _read_off(capture: Capture, names: Collection[str]) -> dict[str, str]:
    """Return words by the names of numbered units, of the module that most of their root items are defined in."""
    found: dict[str, str] = {}
    for partition in capture.partitions:
        # Internal items of one unit may be copies of inlined ones.
        roots = partition.mode != Mode.INLINED
        sure = roots & (partition.linkage == _EXTERNAL)
        for unit, name in enumerate(partition.units):
            match = _UNMERGED.fullmatch(name)
            if match is None or name not in names:
                continue
            rows = slice(*partition.starts[unit : unit + 2].tolist())
            items = partition.item[rows][sure[rows] if sure[rows].any() else roots[rows]].tolist()
            modules = Counter(module_of_symbol(capture.items.symbol[item]) for item in items)
            del modules[None]
            if modules:
                module = max(sorted(modules, key=str), key=modules.__getitem__)
                crate, identity = match["crate"], match["identity"]
                found[name] = write_words(crate, identity, module) if module else f"{crate}.{identity}-{FALLBACK}"
    # No two units are of one module.
    several = Counter(found.values())
    return {name: words for name, words in found.items() if several[words] == 1}


def _merged(capture: Capture, left: Sequence[str], found: dict[str, str]) -> dict[str, str]:
    """Name units that an incremental build merged: the hash of their members' names with `--` between."""
    if len(capture.partitions) < 2:
        return {}
    before = capture.partitions[0]
    names = before.units.tolist()
    home = np.full(len(capture.items), -1, np.int64)
    roots = before.mode != Mode.INLINED
    home[before.item[roots]] = before.unit[roots]
    joined: dict[str, str] = {}
    for partition in capture.partitions[1:]:
        for name in left:
            items = _roots(capture.replace(partitions=(partition,)), [name])
            members = sorted({names[unit] for unit in home[items].tolist() if unit >= 0})
            if len(members) > 1:
                joined["--".join(members)] = "--".join(found.get(member, member) for member in members)
    return {name: joined[whole] for name, whole in find_words(left, list(joined)).items()}
