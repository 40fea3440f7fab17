"""Brackets in paths, for all names at once: skeletons without generic arguments, split at `::` outside brackets.

Knows brackets, not what the words between them mean.

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
import re
from collections.abc import Iterator

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

BLOCK = 4000
"""Names worked on at once, some 500 kB: larger columns do not stay in the cache, and are half as fast."""

_TURN: NDArray[np.int8] = np.zeros(256, np.int8)
_TURN[list(b"<([{")] = 1
_TURN[list(b">)]}")] = -1
_TURN[10] = 2  # the end of a name
_TURNS = bytes((_TURN != 0).tolist())

_QUALIFIES: Bools = np.zeros(256, np.bool_)
_QUALIFIES[list(b"\n &([,<*{@!=-;")] = True  # before `<`: a qualified path begins, not an argument list


_BRACKET = re.compile(r"[<(\[{]|(?<![-=])>|[)\]}]")
_OTHER_BRACKET = re.compile(r"[(){}\[\]]|[-=]>")


@dataclasses.dataclass(frozen=True)
class Skeletons:
    """Names without generic arguments, with the arguments beside them.

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


def reduce(names: list[bytes]) -> Skeletons:
    """Remove the generic arguments from names.

    Parameters
    ----------
    names
        As a compiler or demangler prints them. Names whose brackets do not match stay whole.
    """
    blocks = [_reduce_block(names[begin : begin + BLOCK]) for begin in range(0, len(names), BLOCK)]
    offsets = np.cumsum([0, *(block.starts[-1] for block in blocks)])
    return Skeletons(
        [skeleton for block in blocks for skeleton in block.skeletons],
        np.concatenate([[0], *(block.starts[1:] + first for block, first in zip(blocks, offsets, strict=False))]),
        [text for block in blocks for text in block.arguments],
    )


def _reduce_block(names: list[bytes]) -> Skeletons:
    """Remove the generic arguments from some names."""
    text = b"\n".join([b"", *names, b""])
    blob = np.frombuffer(text, np.uint8)
    place, turn, item = _turns(text, blob)
    if item[-1] > len(names):
        return _reduce_block([name.replace(b"\n", b" ") for name in names])
    weight = np.where(turn == 2, 0, turn)
    good = _balanced(weight, item, len(names))
    weight[~good[item]] = 0
    step = np.where(_elided(blob, place, weight, item, place[turn == 2][:-1] + 1), weight, 0)
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
    return Skeletons(skeletons, starts, arguments)


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
    """Return (names + 1,) bool: whether each name has matching brackets; the last entry is for the rest of the text."""
    depth = np.cumsum(weight, dtype=np.int64)
    starts = np.searchsorted(item, np.arange(names + 1))
    base = depth[starts]
    low = np.minimum.reduceat(depth, starts)
    ok = low[:-1] >= base[:-1]
    ok &= base[1:] == base[:-1]
    return np.append(ok, False)


def _elided(blob: Bytes, place: Longs, weight: NDArray[np.int8], item: Ints, begins: Longs) -> Bools:
    """Return the brackets that enclose generic arguments (or a shim's type); names begin at `begins`."""
    rows = np.flatnonzero(weight)
    at, turn = place[rows], weight[rows]
    char, before, after = blob[at], blob[at - 1], blob[at + 1]
    angle = char == ord("<")
    takes = angle & ~_QUALIFIES[before]
    # `std::vec::<impl Trait for Type>`
    colon = np.flatnonzero(takes & (before == ord(":")) & (after == ord("i")))
    takes[colon[blob[np.minimum(at[colon] + 5, len(blob) - 1)] == ord(" ")]] = False
    shim = np.flatnonzero((char == ord("(")) & (before == ord("m")))
    takes[shim[blob[np.maximum(at[shim] - 3, 0)] == ord("h")]] = True
    owner = item[rows]
    glue = np.zeros(len(begins) + 1, np.bool_)
    for prefix in DROP_GLUE:
        glue[_beginning_with(prefix, blob, begins)] = True
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    takes[first[glue[owner[first]]]] = False
    takes |= angle & (after == ord(">"))
    # At equal depth, in a balanced text, opening and closing brackets alternate.
    depth = np.cumsum(turn, dtype=np.int64)
    level = np.where(turn > 0, depth, depth + 1)
    order = np.argsort(np.minimum(level, 32767).astype(np.int16), kind="stable")
    takes[order[1::2]] = takes[order[::2]]
    result = np.zeros(len(place), np.bool_)
    result[rows] = takes
    return result


def _beginning_with(prefix: bytes, blob: Bytes, begins: Longs) -> Longs:
    """Return the names that begin with a text."""
    rows = np.arange(len(begins))
    for offset, char in enumerate(prefix):
        rows = rows[blob[np.minimum(begins[rows] + offset, len(blob) - 1)] == char]
    return rows


def split_paths(paths: list[str]) -> Iterator[list[str]]:
    """Split each path at `::` outside brackets, as `split_path` does with one.

    Parameters
    ----------
    paths
        Without ends of lines.
    """
    text = "\n".join(["", *paths, ""]).encode("utf-8", "surrogatepass")
    blob = np.frombuffer(text, np.uint8)
    place, turn, item = _turns(text, blob)
    weight = np.where(turn == 2, 0, turn)
    plain = _balanced(weight, item, len(paths))
    colon = blob == ord(":")
    joint = np.flatnonzero(colon[:-1] & colon[1:])
    before = np.searchsorted(place, joint) - 1
    owner = item[before]
    # Colons at an end or in a row divide nothing from nothing.
    odd = (blob[joint - 1] == ord("\n")) | (blob[joint + 2] == ord("\n")) | colon[joint + 2]
    plain[owner[odd]] = False
    weight[~plain[item]] = 0
    outside = (np.cumsum(weight)[before] == 0) & plain[owner]
    divided, kept = blob.copy(), np.ones(len(blob), np.bool_)
    divided[joint[outside]] = ord("\n")
    kept[joint[outside] + 1] = False
    pieces = divided[kept].tobytes().decode("utf-8", "surrogatepass").split("\n")[1:-1]
    ends = np.cumsum(np.bincount(owner[outside], minlength=len(paths)) + 1).tolist()
    # One list at a time: ten thousand at once cost more in garbage collection than their making.
    for path, begin, end, well in zip(paths, [0, *ends], ends, plain.tolist(), strict=False):
        yield pieces[begin:end] if well else split_path(path)


def split_path(path: str) -> list[str]:
    """Split at `::` outside brackets; never empty."""
    words = path.split("::")
    if all(map(str.isidentifier, words)):
        return words
    parts: list[str] = []
    pending: list[str] = []
    depth = 0
    for part in words:
        if depth:
            pending.append(part)
            if not part.isidentifier():
                depth += rise(part)
                if depth <= 0:
                    depth = 0
                    parts.append("::".join(pending))
        elif part:
            depth = max(rise(part), 0)
            if depth:
                pending = [part]
            else:
                parts.append(part)
    if depth:
        parts.append("::".join(pending))
    return parts or [path]


def rise(text: str) -> int:
    """Count opening less closing brackets."""
    if _OTHER_BRACKET.search(text):
        return sum(-1 if bracket in ">)]}" else 1 for bracket in _BRACKET.findall(text))
    return text.count("<") - text.count(">")
