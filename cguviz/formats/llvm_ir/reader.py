"""Reader of a crate's LLVM IR: one text file per codegen unit.

Knows which modules belong to one compilation and puts them together; one module is `cguviz.formats.llvm_ir.module`'s.
Meant for unoptimised IR (`*.no-opt.bc` of `-C save-temps` through llvm-dis, or `--emit=llvm-ir
-C no-prepopulate-passes -C lto=off`): after optimisation most calls are gone, which is told by a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.llvm_ir.module import Module, read_module
from cguviz.formats.modes.evidence import CompilationFacts, are_incremental, version_of
from cguviz.formats.modes.rule import infer_modes, read_list
from cguviz.formats.source import Source
from cguviz.formats.symbols.demangle import demangle_all
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Bools, Bytes, Ints
from cguviz.model.items import Items, Kind
from cguviz.model.partition import Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses
from cguviz.progress import Progress

STAGE = "LLVM IR"

_START = re.compile(rb"(?:\s|;[^\n]*\n)*(?:source_filename = \"|target (?:datalayout|triple) = \")")
_BITCODE = (b"BC\xc0\xde", b"\xde\xc0\x17\x0b")
_READABLE = re.compile(r"(\w+)\.([0-9a-f]{1,16})(?:-in-(\w+)\.[0-9a-f]{1,16})?(?:[-.]|$)")
_HASHED = re.compile(r"(\w+?)(?:-([0-9a-f]{16}))?\.")
_ALLOCATOR = re.compile(rb"(?:^|\d)__rust_(?:alloc|dealloc|realloc|no_alloc)")


def sniff(head: bytes) -> bool:
    """Say whether a file begins like LLVM IR, as text or as bitcode (which `read` explains)."""
    return head.startswith(_BITCODE) or _START.match(head) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read LLVM modules, one after the other, into one capture for each compilation.

    Parameters
    ----------
    sources
        One file per codegen unit, in any order. Modules of allocator shims are skipped.
    progress
        Told once per file.

    Returns
    -------
    Captures with a single stage, `STAGE`. Its units and items are in an order that does not depend on the order of
    the sources. Sizes are unknown; whether an internal item of one unit is a root may be inferred.

    Raises
    ------
    LoadError
        No file is IR with a codegen unit; if only some are not, remarks name them.
    """
    compilations: dict[tuple[str, str], list[Module]] = {}
    count = 0
    troubles: list[LoadError] = []
    for source in sources:
        count += 1
        # How many there will be is not known.
        progress(f"reading LLVM IR, {source.path.rpartition('/')[2]}", count / (count + 16))
        try:
            module = read_module(source)
        except LoadError as error:
            troubles.append(error)
            continue
        if not _is_allocator(module):
            compilations.setdefault(_compilation(module), []).append(module)
    if not compilations:
        if troubles:
            raise troubles[0]
        raise LoadError(
            f"expected LLVM IR of codegen units, found {'only allocator shims' if count else 'no file'}; "
            "emit it with --emit=llvm-ir -C no-prepopulate-passes -C lto=off."
        )
    captures = [_capture(crate, modules) for (crate, _), modules in sorted(compilations.items())]
    left_out = tuple(Remark(f"left out: {error.message}", path=str(error.path or "")) for error in troubles)
    return [captures[0].replace(remarks=captures[0].remarks + left_out), *captures[1:]]


def _is_allocator(module: Module) -> bool:
    """Say whether a module is an allocator shim, which no crate's units include."""
    return module.unit.endswith("-crate.allocator") or (
        module.functions > 0 and all(_ALLOCATOR.search(symbol) for symbol in module.symbols[: module.functions])
    )


def _compilation(module: Module) -> tuple[str, str]:
    """Return the crate of a module and a hash that tells compilations apart, as far as names tell."""
    readable = _READABLE.match(module.unit)
    if readable:
        return readable[3] or readable[1], readable[2]
    # Units of incremental builds are hashes, but the file is CRATE-HASH.UNIT.rcgu.no-opt.bc.
    for file in (module.origin, module.path):
        name = re.split(r"[/\\!]", file)[-1]
        hashed = _HASHED.match(name)
        if hashed and module.unit and name.startswith(f"{module.unit}.", hashed.end()):
            return hashed[1], hashed[2] or ""
    return "", ""


def _capture(crate: str, modules: list[Module]) -> Capture:
    """Join the modules of one compilation into a capture."""
    remarks = _oddities(modules)
    modules = _distinct(modules)
    symbols: dict[bytes, int] = {}
    placed = [_numbers(symbols, module.symbols) for module in modules]
    items = len(symbols)
    mentioned = [_numbers(symbols, module.mentions) for module in modules]
    unit = np.repeat(np.arange(len(modules), dtype=np.int32), [len(module.symbols) for module in modules])
    item = np.concatenate(placed)
    _, first = np.unique(item, return_index=True)
    is_first = np.zeros(len(item), np.bool_)
    is_first[first] = True
    is_static = np.concatenate([np.arange(len(module.symbols)) >= module.functions for module in modules])
    linkage = np.concatenate([module.linkage for module in modules])
    names = list(symbols)
    found = Items(
        name=Texts.of(demangle_all(names[:items])),
        symbol=Texts.of_bytes(names[:items]),
        kind=np.where(is_static[first], Kind.STATIC, Kind.FN).astype(np.uint8),
        size=np.full(items, -1, np.int64),
        instructions=np.concatenate([module.instructions for module in modules])[first],
        blocks=np.concatenate([module.blocks for module in modules])[first],
        parameters=np.concatenate([module.parameters for module in modules])[first],
        glue=np.concatenate([module.glue for module in modules])[first],
    )
    compiler = next((module.compiler for module in modules if module.compiler), "")
    optimised = any(module.optimising for module in modules)
    build = CompilationFacts(optimised, are_incremental([module.unit for module in modules]), version_of(compiler))
    evidence = np.concatenate([module.evidence for module in modules])[first]
    modes = infer_modes(found, crate, read_list(found, item, unit, linkage), evidence, build)
    return Capture(
        crate,
        compiler,
        found.replace(inferred=modes.inferred),
        (_stage(modules, unit, item, linkage, modes.mode),),
        _uses(modules, placed, mentioned=mentioned, is_first=is_first, names=names, items=items),
        remarks=remarks,
        sources=tuple(module.path for module in modules),
    )


def _distinct(modules: list[Module]) -> list[Module]:
    """Return one module of each unit, sorted by unit; an unoptimised module where there is one."""
    units: dict[str, Module] = {}
    for module in sorted(modules, key=_trust):
        units.setdefault(module.unit, module)
    return [module for _, module in sorted(units.items())]


def _trust(module: Module) -> tuple[bool, bool, str]:
    """Return the sort key of a module: unoptimised modules come first."""
    return module.optimised, ".no-opt." not in f"{module.origin} {module.path}", module.path


def _oddities(modules: list[Module]) -> tuple[Remark, ...]:
    """Return remarks on modules that are cut off, optimised or not the only module of a unit."""
    chosen = _distinct(modules)
    remarks = [
        Remark(f"unit {module.unit} is here more than once; this file was left out.", path=module.path)
        for module in modules
        if module not in chosen
    ]
    remarks += [
        Remark("the file breaks off here; functions and uses behind it are missing.", module.cut, module.path)
        for module in chosen
        if module.cut
    ]
    optimised = [module.path for module in chosen if module.optimised]
    if optimised:
        remarks.append(
            Remark(
                f"the IR of {len(optimised)} of {len(chosen)} units is optimised: calls that were inlined are missing, "
                "and items may have been imported from other units; emit it with -C no-prepopulate-passes -C lto=off.",
                path=optimised[0],
            )
        )
    return tuple(remarks)


def _numbers(rows: dict[bytes, int], symbols: tuple[bytes, ...]) -> Ints:
    """Return the row of each symbol; new symbols get the next row."""
    return np.fromiter((rows.setdefault(symbol, len(rows)) for symbol in symbols), np.int32, len(symbols))


def _stage(modules: list[Module], unit: Ints, item: Ints, linkage: Bytes, mode: Bytes) -> Partition:
    """Build the partition of the modules' symbols; `mode` is that of each item."""
    return partition_of(
        STAGE,
        Texts.of([module.unit for module in modules]),
        unit=unit,
        item=item,
        mode=mode[item],
        linkage=linkage,
        visibility=np.concatenate([module.visibility for module in modules]),
        size=np.full(len(item), -1, np.int64),
    )


def _uses(
    modules: list[Module],
    placed: list[Ints],
    mentioned: list[Ints],
    is_first: Bools,
    names: list[bytes],
    items: int,
) -> Uses:
    """Collect the uses of each item from the first unit that defines it."""
    starts = np.cumsum([0, *(len(rows) for rows in placed)])
    kept = [is_first[start + module.user] for start, module in zip(starts, modules, strict=False)]
    chosen = list(zip(modules, placed, mentioned, kept, strict=True))
    user = np.concatenate([rows[module.user[keep]] for module, rows, _, keep in chosen])
    used = np.concatenate([rows[module.used[keep]] for module, _, rows, keep in chosen])
    calls = np.concatenate([module.calls[keep] for module, _, _, keep in chosen])
    references = np.concatenate([module.references[keep] for module, _, _, keep in chosen])
    inside = used < items
    uses = Uses.of(user[inside], used[inside], calls[inside], references[inside], items=items)
    outside, back = np.unique(used[~inside], return_inverse=True)
    order = np.lexsort((back, user[~inside]))
    return uses.replace(
        externals=Texts.of(demangle_all([names[row] for row in outside])),
        external_user=user[~inside][order],
        external_used=back[order].astype(np.int32),
    )
