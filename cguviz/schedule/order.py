"""The order in which rustc's main thread generates units.

```
sizes, descending   0  1  2  3  4  5  6  7
largest half        0     1     2     3
smallest first         7     6     5     4
order               0  7  1  6  2  5  3  4
```
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from cguviz.model.columns import Longs
from cguviz.model.texts import Texts


def interleave(size: Longs) -> Longs:
    """Order units largest and smallest in turn; of equal sizes the first by name.

    So that LLVM has much to do at once, and the memory of large units is not all needed together. Follows
    `codegen_crate` of rustc_codegen_ssa::base since rust-lang/rust#113872 (July 2023).

    Parameters
    ----------
    size
        (u,) int64, units in the order of their names.

    Returns
    -------
    (u,) int64: rows in the order of generation.
    """
    return _alternate(largest_first(size))


def interleave_before_113872(size: Longs) -> Longs:
    """Order units as `interleave` did from 2021 to July 2023: of equal sizes the last by name comes first."""
    return _alternate(np.argsort(size, kind="stable")[::-1].astype(np.int64))


def largest_first(size: Longs) -> Longs:
    """Order units by falling size; of equal sizes the first by name."""
    return np.argsort(-size, kind="stable").astype(np.int64)


def by_name(size: Longs) -> Longs:
    """Order units by name."""
    return np.arange(len(size), dtype=np.int64)


ORDERS: Mapping[str, Callable[[Longs], Longs]] = {
    "interleaved": interleave,
    "interleaved-before-113872": interleave_before_113872,
    "largest": largest_first,
    "name": by_name,
}
"""The orders, rustc's own first."""


def generation_order(units: Texts, size: Longs, order: str) -> Longs:
    """Return the rows of units in the order of generation.

    Parameters
    ----------
    units, size
        (u,) in any order: rustc sorts units by the bytes of their names before all else.
    order
        A key of `ORDERS`.
    """
    names = units.tobytes()
    named = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
    return named[ORDERS[order](size[named])]


def _alternate(descending: Longs) -> Longs:
    """Take rows from the large and from the small end in turn."""
    half = len(descending) // 2
    mixed = np.empty(len(descending), np.int64)
    mixed[0 : 2 * half : 2] = descending[:half]
    smallest = descending[half:][::-1]
    mixed[1 : 2 * half : 2] = smallest[:half]
    mixed[2 * half :] = smallest[half:]
    return mixed
