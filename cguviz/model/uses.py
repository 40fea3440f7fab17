"""Uses between the mono items of one crate: calls and references."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Columns, Ints, Longs, starts_of
from cguviz.model.items import Items, Kind
from cguviz.model.texts import EMPTY, Texts

NO_INTS: Ints = np.empty(0, np.int32)


@dataclasses.dataclass(frozen=True, eq=False)
class Uses(Columns):
    """Each distinct (user, used) pair once, ordered by user, then used; CSR by `starts`.

    Attributes
    ----------
    starts
        (items + 1,) int64: rows `starts[i]:starts[i + 1]` are the uses by item `i`.
    used
        (uses,) int32 item.
    calls
        (uses,) int32 direct calls (call and invoke instructions) in the user's body.
    references
        (uses,) int32 other mentions: address taken, vtables, promoted constants.
    externals
        Symbols of other crates that this crate's items use, demangled.
    external_user, external_used
        (external uses,) int32 item and index into `externals`, each pair once.
    """

    starts: Longs
    used: Ints
    calls: Ints
    references: Ints
    externals: Texts = EMPTY
    external_user: Ints = dataclasses.field(default_factory=lambda: NO_INTS)
    external_used: Ints = dataclasses.field(default_factory=lambda: NO_INTS)

    def __len__(self) -> int:
        return len(self.used)

    @property
    def user(self) -> Ints:
        """(uses,) int32: the user of each row."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    @property
    def is_call(self) -> Bools:
        """(uses,) whether the user calls the used item directly (else it only refers to it)."""
        return self.calls > 0

    def between_functions(self, items: Items) -> Uses:
        """Return the uses of functions by functions, which figures count.

        What a function reads from a static costs nothing where the cut falls: only code is inlined.
        """
        row = np.flatnonzero((items.kind[self.user] == Kind.FN) & (items.kind[self.used] == Kind.FN))
        starts = starts_of(self.user[row], len(self.starts) - 1)
        return self.replace(starts=starts, used=self.used[row], calls=self.calls[row], references=self.references[row])

    @classmethod
    def of(cls, user: Ints, used: Ints, calls: Ints, references: Ints, *, items: int) -> Uses:
        """Collect pairs given in any order and any number of times; an item's use of itself is kept.

        Parameters
        ----------
        user, used, calls, references
            (m,) int32; the counts of equal pairs are added.
        items
            The number of items.
        """
        key = user.astype(np.int64) * max(items, 1) + used
        pairs, back = np.unique(key, return_inverse=True)
        total = np.zeros((2, len(pairs)), np.int64)
        np.add.at(total[0], back, calls)
        np.add.at(total[1], back, references)
        owner = (pairs // max(items, 1)).astype(np.int32)
        return cls(
            starts_of(owner, items),
            (pairs % max(items, 1)).astype(np.int32),
            total[0].astype(np.int32),
            total[1].astype(np.int32),
        )

    def by_used(self) -> tuple[Longs, Ints, Longs]:
        """Return the same pairs ordered by used item.

        Returns
        -------
        starts, user, row
            (items + 1,) int64, (uses,) int32 and (uses,) int64: the rows of this table that use item `i` are
            `row[starts[i]:starts[i + 1]]`.
        """
        row = np.argsort(self.used, kind="stable").astype(np.int64)
        return starts_of(self.used[row], len(self.starts) - 1), self.user[row], row
