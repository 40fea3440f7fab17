"""Mono items: the functions, statics and assembly blocks that a crate's code generation makes."""

from __future__ import annotations

import dataclasses
from enum import IntEnum

from cguviz.model.columns import Bytes, Columns, Longs
from cguviz.model.texts import Texts


class Kind(IntEnum):
    """The kinds of mono items, in rustc's words."""

    FN = 0
    STATIC = 1
    GLOBAL_ASM = 2


@dataclasses.dataclass(frozen=True, eq=False)
class Items(Columns):
    """The mono items of one compilation, each once, whatever the number of its copies.

    Attributes
    ----------
    name
        (n,) the path as the compiler prints it, without `fn ` or `static `: `<u8 as std::fmt::Debug>::fmt`.
    symbol
        (n,) the linker symbol, or of it only the legacy hash that a dump prints (`h0123456789abcdefE`), or "".
    kind
        (n,) uint8, `Kind`.
    size
        (n,) int64 size estimate as rustc makes it (MIR statements and terminators); -1 where not known.
    instructions, blocks
        (n,) int64 LLVM instructions and basic blocks of the unoptimised function; -1 where not known.
    parameters
        (n,) int64 parameters of the LLVM function, -1 where not known; None where nobody counted any.
    inferred
        (n,) uint8: 1 where no source tells enough to say whether the item is root or inlined, so that its `Mode` is
        the likely one (`cguviz.formats.modes`); None where they tell it of all.
    glue
        (n,) int64 size estimate of drop glue as its unoptimised IR tells it, 0 where it does not, -1 of all else; None
        where sizes are known otherwise.
    """

    name: Texts
    symbol: Texts
    kind: Bytes
    size: Longs
    instructions: Longs
    blocks: Longs
    parameters: Longs | None = None
    inferred: Bytes | None = None
    glue: Longs | None = None

    def __len__(self) -> int:
        return len(self.name)
