"""Sizes and times of the units of many crates, side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from cguviz.model.columns import Columns, Floats, Ints, Longs
from cguviz.model.texts import EMPTY, Texts

UNKNOWN = -1
STATICS = "statics"
ITEMS = "items"
ROOT_ITEMS, INLINED_ITEMS = "root functions", "inlined functions"
ROOT_BLOCKS, INLINED_BLOCKS = "root blocks", "inlined blocks"
ROOT_STATEMENTS, INLINED_STATEMENTS = "root statements", "inlined statements"
ROOT_PROJECTIONS, INLINED_PROJECTIONS = "root projections", "inlined projections"
STATEMENTS_AND_BLOCKS = "statements and blocks"
ARGUMENTS = "arguments"
LLVM_INSTRUCTIONS = "LLVM instructions"
LLVM_BLOCKS = "LLVM blocks"
LLVM_PARAMETERS = "LLVM parameters"
FINAL_INSTRUCTIONS = "LLVM instructions after optimization"
"""Inputs that estimators know; a source may have others. Blocks, statements and projections are those of MIR."""
RUSTC_SIZE = (STATICS, ROOT_BLOCKS, INLINED_BLOCKS, ROOT_STATEMENTS, INLINED_STATEMENTS)
"""What rustc's size estimate adds up."""


@dataclasses.dataclass(frozen=True, eq=False)
class Measurements(Columns):
    """Sizes and times of measured units, a row for each.

    Attributes
    ----------
    crates
        What stands before `-cgu` in the names of units: `syn.34e0b73ce4aa46ac`; two sources may measure one crate.
    crate
        (n,) int32 into `crates`.
    units
        (n,) names.
    inputs
        (k,) names of what was counted of units.
    values
        (k, n) int64, -1 where not known.
    size
        (n,) int64 size estimate as the source recorded it, -1 where not known.
    generate, optimize, lto
        (n,) int64 nanoseconds.
    """

    crates: Texts
    crate: Ints
    units: Texts
    inputs: Texts
    values: Longs
    size: Longs
    generate: Longs
    optimize: Longs
    lto: Longs

    def __len__(self) -> int:
        return len(self.size)

    @property
    def rustc_size(self) -> Longs:
        """(n,) int64: the size as rustc estimates it, added up from counts if the source has them, else as recorded."""
        inputs = self.inputs.tolist()
        if not set(RUSTC_SIZE) <= set(inputs):
            return self.size
        values = self.values[[inputs.index(name) for name in RUSTC_SIZE]]
        return np.where((values >= 0).all(axis=0), values.sum(axis=0), self.size)

    @property
    def time(self) -> Floats:
        """(n,) float64 nanoseconds: generate, optimize and LTO together."""
        return (self.generate + self.optimize + self.lto).astype(np.float64)


def crate_of(unit: str, otherwise: str) -> str:
    """Return the part of a unit's name before `-cgu`, or `otherwise` for other names."""
    before, found, _ = unit.rpartition("-cgu")
    return before if found else otherwise


def combine(parts: Sequence[Measurements]) -> Measurements:
    """Put measurements of several sources below one another; crates of two sources stay two crates."""
    inputs = list(dict.fromkeys(name for part in parts for name in part.inputs))
    count = sum(map(len, parts))
    values = np.full((len(inputs), count), UNKNOWN, np.int64)
    crates: list[str] = []
    crate = np.empty(count, np.int32)
    begin = 0
    for part in parts:
        end = begin + len(part)
        values[[inputs.index(name) for name in part.inputs], begin:end] = part.values
        crate[begin:end] = part.crate + len(crates)
        crates += part.crates
        begin = end

    def column(name: str) -> Longs:
        columns = [np.asarray(getattr(part, name), np.int64) for part in parts]
        return np.concatenate(columns) if columns else np.empty(0, np.int64)

    return Measurements(
        crates=Texts.of(crates),
        crate=crate,
        units=Texts.of(unit for part in parts for unit in part.units) if parts else EMPTY,
        inputs=Texts.of(inputs),
        values=values,
        size=column("size"),
        generate=column("generate"),
        optimize=column("optimize"),
        lto=column("lto"),
    )
