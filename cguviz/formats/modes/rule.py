"""Root or inlined: rustc's `MonoItem::instantiation_mode`, carried out as far as a source tells.

```
an item in several units                      inlined, for only copies are in several
linkage that others can see; a static         root
one unit, internal linkage                    either: nothing else uses it
    opt-level 0                               root, unless #[inline(always)]
    else, shims, closures                     inlined                                  (names)
         drop glue                            inlined; in incremental builds see `cguviz.formats.modes.glue`
         #[inline(never)]                     root                                     (attributes in IR)
         #[inline], #[inline(always)]         inlined
         it calls others                      root                                     (bodies in IR)
         it is an instance of a function      as other instances that are known: the definition decides
         else                                 inlined, so far as the IR still shows what the MIR was; a function of
                                              the crate itself, in an incremental build, root
```

The last line is an inference, and so is whatever a source without IR does not tell. It is held against the place of
the item, too: roots are in the unit of their module (`cguviz.formats.modes.homes`).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.formats.modes.evidence import CompilationFacts, Evidence, are_incremental
from cguviz.formats.modes.glue import OPEN, glue_modes
from cguviz.formats.modes.homes import Site, sites
from cguviz.formats.modes.names import Form, forms
from cguviz.formats.symbols.definitions import definition, is_exact
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Bytes, Columns, Int16s, Ints, Longs
from cguviz.model.items import Items, Kind
from cguviz.model.partition import LINKAGES, Mode
from cguviz.model.paths.table import Paths, split

LEAVES, INTRINSICS, CHECKS = (1, 75), (1, 92), (1, 94)
"""Compilers that first inlined small functions without calls and without being asked (#116505), counted intrinsics
as no calls (#145910), and the checks of indices and operators likewise (#117192)."""

_AMBIGUOUS = tuple(LINKAGES.index(name) for name in ("", "Internal", "Private"))
_ATTRIBUTES = Evidence.INLINE | Evidence.ALWAYS | Evidence.NEVER
_DEFINED = (Form.PLAIN, Form.CONSTRUCTOR)


@dataclasses.dataclass(frozen=True, eq=False)
class Modes(Columns):
    """Root or inlined, item by item.

    Attributes
    ----------
    mode
        (n,) uint8 `Mode`.
    inferred
        (n,) uint8: 1 where the source does not tell all that rustc's rule asks for, so that the mode is the likely one.
    """

    mode: Bytes
    inferred: Bytes


@dataclasses.dataclass(frozen=True, eq=False)
class Listed(Columns):
    """Facts that a list of placements alone tells.

    Attributes
    ----------
    mode
        (n,) uint8 `Mode`; `OPEN` for what is in one unit with internal linkage.
    unit
        (n,) int32: a unit of each item, -1 for what is placed nowhere.
    root
        (n,) bool: surely a root.
    form
        (n,) uint8 `Form`.
    """

    mode: Bytes
    unit: Ints
    root: Bools
    form: Bytes


def read_list(items: Items, item: Ints, unit: Ints, linkage: Bytes) -> Listed:
    """Return the facts that placements tell of root or inlined.

    Parameters
    ----------
    items
        Of the compilation.
    item, unit, linkage
        (p,) each, as in `Partition`.
    """
    copies = np.bincount(item, minlength=len(items))
    alone, place = np.zeros(len(items), np.uint8), np.full(len(items), -1, np.int32)
    alone[item], place[item] = linkage, unit
    open_ = (copies == 1) & np.isin(alone, _AMBIGUOUS) & (items.kind == Kind.FN)
    mode = np.where(copies > 1, Mode.INLINED, Mode.ROOT)
    form = forms(items.name.tobytes())
    return Listed(np.where(open_, OPEN, mode).astype(np.uint8), place, (copies == 1) & ~open_, form)


def guess_build(items: Items, listed: Listed, units: list[str]) -> CompilationFacts:
    """Return the facts of a compilation that a list of its items tells.

    Parameters
    ----------
    items, listed
        Of the compilation.
    units
        The names of its units.

    Notes
    -----
    Closures, and drop glue of builds that are not incremental, are inlined in optimised builds and roots in others,
    where another unit uses some of them (67 to 97 % of them in seven builds).
    """
    incremental = are_incremental(units)
    glue = (listed.form == Form.DROP_GLUE) & (not incremental)
    telling = (items.kind == Kind.FN) & ((listed.form == Form.CLOSURE) | glue)
    if (telling & listed.root).any():
        return CompilationFacts(optimised=False, incremental=incremental)
    # In one unit there are neither copies nor users elsewhere.
    return CompilationFacts(optimised=True if len(units) > 1 and telling.any() else None, incremental=incremental)


def infer_modes(items: Items, crate: str, listed: Listed, evidence: Int16s, build: CompilationFacts) -> Modes:
    """Decide of each item whether it is root or inlined.

    Parameters
    ----------
    items, crate
        Of the compilation.
    listed
        As `read_list` gives it.
    evidence
        (items,) int16 `Evidence`.
    build
        How it was compiled.
    """
    mode, inferred = listed.mode.copy(), np.zeros(len(items), np.uint8)
    rows = np.flatnonzero(mode == OPEN)
    if len(rows):
        mode[rows] = _by_rule(evidence[rows], listed.form[rows], build)
        inferred[rows] = build.optimised is None
        rows = rows[mode[rows] == OPEN]
    if len(rows):
        mode[rows], inferred[rows] = _by_others(
            items, crate, listed=listed.replace(mode=mode.copy()), evidence=evidence, build=build, rows=rows
        )
    return Modes(mode, inferred)


def infer_from_names(capture: Capture) -> Capture:
    """Decide of each item of a capture whether it is root or inlined, without LLVM IR.

    Parameters
    ----------
    capture
        Its modes are of no account. They are inferred at its first stage, where units are smallest.

    Returns
    -------
    The capture with modes at all stages, which of them are inferred, and nothing else changed.
    """
    if not capture.partitions:
        return capture
    items, stage = capture.items, capture.partitions[0]
    listed = read_list(items, stage.item, stage.unit, stage.linkage)
    build = guess_build(items, listed, stage.units.tolist())
    modes = infer_modes(items, capture.crate, listed, np.zeros(len(items), np.int16), build)
    return capture.replace(
        items=items.replace(inferred=modes.inferred),
        partitions=tuple(stage.replace(mode=modes.mode[stage.item]) for stage in capture.partitions),
    )


def _by_rule(evidence: Int16s, form: Bytes, build: CompilationFacts) -> Bytes:
    """Return the modes that attributes, names and calls decide, `OPEN` for all others."""
    read = (evidence & Evidence.READ) > 0
    always = (evidence & Evidence.ALWAYS) > 0
    if build.optimised is False:
        shim = np.isin(form, (Form.DROP_GLUE, Form.SHIM, Form.THREAD_LOCAL))
        return np.select([always, read | shim], [Mode.INLINED, Mode.ROOT], OPEN).astype(np.uint8)
    glue = form == Form.DROP_GLUE
    other = read & ~glue & (form != Form.ARCH)
    calls = Evidence.CALLS | (0 if build.version >= CHECKS else Evidence.CHECKS)
    cases = [
        (form == Form.THREAD_LOCAL, Mode.ROOT),
        ((evidence & Evidence.NEVER) > 0, Mode.ROOT),
        (always | ((evidence & Evidence.INLINE) > 0), Mode.INLINED),
        (glue & build.incremental, OPEN),
        (glue | np.isin(form, (Form.SHIM, Form.CLOSURE)), Mode.INLINED),
        (other & (build.version < LEAVES), Mode.ROOT),
        (other & ((evidence & calls) > 0), Mode.ROOT),
    ]
    return np.select([case for case, _ in cases], [mode for _, mode in cases], OPEN).astype(np.uint8)


def _by_others(
    items: Items, crate: str, listed: Listed, evidence: Int16s, build: CompilationFacts, rows: Longs
) -> tuple[Bytes, Bools]:
    """Return the modes of the rows, and which of them are inferred, by instances of one definition and by homes."""
    bare = np.isin(listed.form, _DEFINED) & ((evidence & _ATTRIBUTES) == 0)
    kin = bare & (items.kind == Kind.FN) & (listed.unit >= 0)
    seen = np.flatnonzero(kin | listed.root | (listed.mode == OPEN))
    some = items.replace(
        name=items.name.take(seen),
        symbol=items.symbol.take(seen),
        **{name: getattr(items, name)[seen] for name in ("kind", "size", "instructions", "blocks")},
        parameters=None,
    )
    paths = split(some, crate)
    row = np.searchsorted(seen, rows)
    form = listed.form[seen]
    site = sites(paths, form, listed.unit[seen], listed.root[seen])[row]
    key, exact = _definitions(some, paths)
    told = _agreed(key, listed.mode[seen], form)[row]
    sure = (told != OPEN) & exact[row] & (build.optimised is not None)
    # Legacy symbols and names do not tell specialisations apart, which need not be of one mode: their place may.
    follows = (told != OPEN) & (exact[row] | (site != Site.AWAY))
    local = _are_local(paths, crate)[row] if build.incremental else np.zeros(len(rows), np.bool_)
    mode = np.where(follows, told, _likely(evidence[rows], form[row], site, local, build)).astype(np.uint8)
    glue = np.flatnonzero((form[row] == Form.DROP_GLUE) & (site != Site.AWAY))
    if len(glue):
        names = items.name.tobytes()
        found, certain = glue_modes([names[item] for item in rows[glue]], evidence[rows[glue]], names, evidence)
        mode[glue] = np.where(found == OPEN, mode[glue], found)
        sure[glue] = certain
    return mode, ~sure


def _are_local(paths: Paths, crate: str) -> Bools:
    """Return whether each item is in a module of the crate itself."""
    own = [module == crate or module.startswith(f"{crate}::") for module in paths.modules]
    return np.append(np.array(own, np.bool_), False)[paths.module]


def _definitions(items: Items, paths: Paths) -> tuple[Longs, Bools]:
    """Return a number for each definition, and whether it is surely one."""
    symbols = items.symbol.tolist()
    names = (
        definition(symbol) or f" {generic}" for symbol, generic in zip(symbols, paths.generic.tolist(), strict=True)
    )
    number: dict[str, int] = {}
    keys = np.fromiter((number.setdefault(name, len(number)) for name in names), np.int64, len(symbols))
    return keys, np.fromiter(map(is_exact, symbols), np.bool_, len(symbols))


def _agreed(key: Longs, mode: Bytes, form: Bytes) -> Bytes:
    """Return for each item the mode that all known instances of its definition have, `OPEN` where there are none."""
    plain = np.isin(form, _DEFINED)
    count = int(key.max(initial=-1)) + 1
    roots = np.bincount(key[plain & (mode == Mode.ROOT)], minlength=count)[key]
    copies = np.bincount(key[plain & (mode == Mode.INLINED)], minlength=count)[key]
    return np.select([~plain | ((roots > 0) == (copies > 0)), roots > 0], [OPEN, Mode.ROOT], Mode.INLINED).astype(
        np.uint8
    )


def _likely(evidence: Int16s, form: Bytes, site: Bytes, local: Bools, build: CompilationFacts) -> Bytes:
    """Return the likely modes of items of which nothing else is known.

    In incremental builds small functions without calls are no copies (`local`), but other crates' were judged when
    those were built.
    """
    gone = Evidence.FOLDED | (0 if build.version >= INTRINSICS else Evidence.INTRINSICS)
    made = (Form.CONSTRUCTOR, Form.CLOSURE, Form.ARCH) if build.optimised is not False else ()
    cases = [
        (form == Form.DROP_GLUE, site != Site.HOME),
        (np.isin(form, made) | (site == Site.AWAY), True),
        ((evidence & Evidence.READ) > 0, ((evidence & gone) == 0) & ~local),
    ]
    copy = np.select([case for case, _ in cases], [copy for _, copy in cases], site == Site.UNKNOWN)
    return np.where(copy, Mode.INLINED, Mode.ROOT).astype(np.uint8)
