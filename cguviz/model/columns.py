"""Frozen numpy columns: the base of every noun of the model.

A table is a dataclass whose fields are arrays (columns) and plain values. Its arrays are made read-only when it
is built. Unpickled arrays come back writable, so pickling goes through the constructor.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Int16s = NDArray[np.int16]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, eq=False)
class Columns:
    """Base of frozen tables; compares by identity, pickles through the constructor."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and value.flags.writeable:
                # A view of somebody's writable array would still change under us: own it.
                value = value if value.base is None else value.copy()
                value.setflags(write=False)
                object.__setattr__(self, field.name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, field.name) for field in dataclasses.fields(self))

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        return dataclasses.replace(self, **changes)


def equal(left: object, right: object) -> bool:
    """Say whether two tables (or plain values, or tuples of them) hold the same values.

    Parameters
    ----------
    left, right
        Tables of the same class are compared column by column, dtypes included.
    """
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return left.dtype == right.dtype and np.array_equal(left, right)
    if isinstance(left, Columns):
        return type(left) is type(right) and all(
            equal(getattr(left, field.name), getattr(right, field.name)) for field in dataclasses.fields(left)
        )
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    return bool(left == right)


def starts_of(groups: Ints, count: int) -> Longs:
    """Return the start of each group in an ascending column of group numbers.

    Parameters
    ----------
    groups
        (n,) int32, ascending.
    count
        The number of groups; groups without a row get an empty range.

    Returns
    -------
    (count + 1,) int64: group `g` is rows `starts[g]:starts[g + 1]`.
    """
    return np.searchsorted(groups, np.arange(count + 1)).astype(np.int64)


def expand(starts: Longs, rows: Ints | Longs) -> tuple[Longs, Longs]:
    """Return the members of chosen groups of a CSR table, with the group of each.

    Parameters
    ----------
    starts
        (groups + 1,) int64, where each group begins.
    rows
        (k,) the groups wanted, in any order, repeats allowed.

    Returns
    -------
    which, member
        (m,) int64 each: position in `rows`, and index into the table's columns.
    """
    begin = starts[rows]
    length = starts[np.asarray(rows) + 1] - begin
    which = np.repeat(np.arange(len(rows), dtype=np.int64), length)
    first = np.cumsum(length) - length
    return which, np.arange(len(which), dtype=np.int64) - first[which] + begin[which]
