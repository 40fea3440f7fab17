"""Paths without their generic arguments, for all names at once; knows brackets, not what the words between them mean.

Names of a hundred bytes and more consist mostly of generic arguments, and tens of thousands of them share a few
thousand skeletons. So brackets are matched for the whole column in numpy, and only distinct skeletons are read
one by one.

```
name       std::vec::Vec::<(u8, Option<u16>)>::push
skeleton   std::vec::Vec::<>::push
arguments  (u8, Option<u16>)
```

Kept in the skeleton, because they say where an item is and not what it is made for: `<Self as Trait>` at the start
of a path, `<impl Trait for Self>`, braces, tuples and slices, and the type of drop glue.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from cguviz.model.columns import Bools, Bytes, Ints, Longs

DROP_GLUE = (
    b"std::ptr::drop_in_place",
    b"core::ptr::drop_in_place",
    b"std::ptr::drop_glue",
    b"core::ptr::drop_glue",
)

ARGUMENT_DEPTH = 3
"""Arguments are given down to this depth of nesting; what is deeper is not legible in a label."""

_TURN: NDArray[np.int8] = np.zeros(256, np.int8)
_TURN[list(b"<([{")] = 1
_TURN[list(b">)]}")] = -1
_TURN[10] = 2  # the end of a name
_TURNS = bytes((_TURN != 0).tolist())

_QUALIFIES: Bools = np.zeros(256, np.bool_)
_QUALIFIES[list(b"\n &([,<*{@!=-;")] = True  # before `<`: a qualified path begins, not an argument list


@dataclasses.dataclass(frozen=True)
class Reduced:
    """Names without generic arguments.

    Attributes
    ----------
    skeletons
        One for each name; an argument list is left as `<>`, what a shim is for as `()`.
    starts
        (names + 1,) int64: the argument lists of name `i` are `arguments[starts[i]:starts[i + 1]]`, in the order of
        their marks in the skeleton.
    arguments
        Without their brackets, cut at `ARGUMENT_DEPTH`.
    """

    skeletons: list[bytes]
    starts: Longs
    arguments: list[bytes]


def reduce(names: list[bytes]) -> Reduced:
    """Take the generic arguments out of names.

    Parameters
    ----------
    names
        As a compiler or demangler prints them. Names whose brackets do not match stay whole.
    """
    if not names:
        return Reduced([], np.zeros(1, np.int64), [])
    text = b"\n".join([b"", *names, b""])
    if text.count(b"\n") > len(names) + 1:
        text = b"\n".join([b"", *(name.replace(b"\n", b" ") for name in names), b""])
    blob = np.frombuffer(text, np.uint8)
    place, turn, item = _turns(text, blob)
    weight = np.where(turn == 2, 0, turn)
    good = _balanced(weight, item, len(names))
    weight[~good[item]] = 0
    step = np.where(_elided(blob, place, weight, item, names), weight, 0)
    depth = np.cumsum(step)
    opens = step > 0
    # A bracket belongs to the text around it, not to what it holds.
    edges = place + opens
    edges[0], size = 0, np.diff(edges, append=len(blob))
    skeletons = blob[np.repeat(depth == 0, size)].tobytes().split(b"\n")[1:-1]
    for name in np.flatnonzero(~good[:-1]).tolist():
        skeletons[name] = skeletons[name].replace(b"<>", b"< >")  # no argument list was taken out here
    top = np.flatnonzero(opens & (depth == 1))
    divided = blob.copy()
    divided[place[top]] = 10
    within = np.repeat((depth > 0) & (depth < ARGUMENT_DEPTH), size)
    within[place[top]] = True
    arguments = divided[within].tobytes().split(b"\n")[1:]
    starts = np.searchsorted(item[top], np.arange(len(names) + 1)).astype(np.int64)
    return Reduced(skeletons, starts, arguments)


def _turns(text: bytes, blob: Bytes) -> tuple[Longs, NDArray[np.int8], Ints]:
    """Find brackets and ends of names; `->` and `=>` are no brackets."""
    # Ten times faster than looking the bytes up in numpy.
    place = np.flatnonzero(np.frombuffer(text.translate(_TURNS), np.bool_))
    turn = _TURN[blob[place]]
    before = blob[np.maximum(place - 1, 0)]
    real = ~((blob[place] == ord(">")) & ((before == ord("-")) | (before == ord("="))))
    place, turn = place[real], turn[real]
    item = np.cumsum(turn == 2, dtype=np.int32) - 1
    return place.astype(np.int64), turn, item.astype(np.int32)


def _balanced(weight: NDArray[np.int8], item: Ints, names: int) -> Bools:
    """Say which names have matching brackets; one entry more, for what follows the last name."""
    depth = np.cumsum(weight, dtype=np.int64)
    starts = np.searchsorted(item, np.arange(names + 1))
    base = depth[starts]
    low = np.minimum.reduceat(depth, starts)
    ok = low[:-1] >= base[:-1]
    ok &= base[1:] == base[:-1]
    return np.append(ok, False)


def _elided(blob: Bytes, place: Longs, weight: NDArray[np.int8], item: Ints, names: list[bytes]) -> Bools:
    """Say which brackets enclose generic arguments (or what a shim is for)."""
    rows = np.flatnonzero(weight)
    at, turn = place[rows], weight[rows]
    char, before = blob[at], blob[at - 1]
    impl = (blob[np.minimum(at + 1, len(blob) - 1)] == ord("i")) & (blob[np.minimum(at + 5, len(blob) - 1)] == ord(" "))
    takes = (char == ord("<")) & ~_QUALIFIES[before] & ~(impl & (before == ord(":")))
    takes |= (char == ord("(")) & (before == ord("m")) & (blob[np.maximum(at - 3, 0)] == ord("h"))
    glue = np.fromiter((name.startswith(DROP_GLUE) for name in names), np.bool_, len(names))
    owner = item[rows]
    first = np.ones(len(rows), np.bool_)
    first[1:] = owner[1:] != owner[:-1]
    takes &= ~(first & glue[np.minimum(owner, len(names) - 1)])
    takes |= (char == ord("<")) & (blob[np.minimum(at + 1, len(blob) - 1)] == ord(">"))
    # At equal depth, in a balanced text, opening and closing brackets alternate.
    depth = np.cumsum(turn, dtype=np.int64)
    level = np.where(turn > 0, depth, depth + 1)
    order = np.argsort(np.minimum(level, 32767).astype(np.int16), kind="stable")
    takes[order[1::2]] = takes[order[::2]]
    result = np.zeros(len(place), np.bool_)
    result[rows] = takes
    return result
