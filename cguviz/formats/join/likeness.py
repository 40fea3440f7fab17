"""Scores by which two printed paths may be of one definition: rustc's, with parameters, and an instance's.

```
rustc's      <std::vec::Vec<T, A> as std::iter::Extend<T>>::extend        T is bound to u8, and is u8 again;
instance's   <alloc::vec::Vec<u8> as core::iter::…::Extend<u8>>::extend   A is missing, so it is the default
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cguviz.formats.join.printed_path import PathTree, Printed
from cguviz.model.paths.rust_path import PRIMITIVES

NO = -(10**9)
"""Less than any likeness: they are not of one definition."""

_NAME, _SIGN, _ITSELF, _WORD = 40, 20, 120, 8
"""How much it counts that names of types agree; that forms (`&`, `[]`) do; that a name at the crate's root, which
could be a parameter, is the very same; and each common word of module paths."""
_WORDS = re.compile(r"[A-Z]*[^A-Z_\W]+|[A-Z]+")
_STD = {"core": "std", "alloc": "std"}
"""rustc prints `std::vec::Vec` of what symbols call `alloc::vec::Vec`."""


def may_be_parameter(tree: PathTree) -> bool:
    """Say whether a printed type could be a type parameter's name."""
    return tree.kind == "path" and not tree.words and not tree.parts and tree.name not in PRIMITIVES


def is_path(tree: PathTree | None) -> bool:
    """Say whether an owner is a path, that of the crate's root included."""
    return tree is None or tree.kind == "path"


def is_plain(tree: PathTree | None) -> bool:
    """Say whether an owner is a path without arguments: a module, a type or a function."""
    return tree is None or (tree.kind == "path" and not tree.parts)


def likeness(row: Printed, mine: Printed, crate: str) -> int:
    """Return the score of an instance's path beside a definition's, `NO` if they do not agree.

    Parameters
    ----------
    row
        The definition as rustc prints it.
    mine
        The instance's definition, with types in the heads of `impl` blocks.
    crate
        Whose name `mine` has in front of its own paths and `row` has not.
    """
    if row.leaf != mine.leaf and "{{" not in mine.leaf:  # legacy symbols do not number closures
        return NO
    if (row.trait is None) != (mine.trait is None):
        return NO
    if row.trait is None and is_plain(row.owner):
        if not is_path(mine.owner):
            return NO
        # No type arguments: owner, module and inner functions are all alike.
        same = row.flat[-1:] == mine.flat[-1:] or (not row.flat and mine.flat == (crate,))
        return nearness(row.flat, mine.flat, crate) + (_NAME if same else -_NAME)
    if row.owner is None or mine.owner is None:
        return NO
    block = _block_of(row.owner)
    if block and block not in mine.words:
        return NO
    bound: dict[str, PathTree] = {}
    score = _likeness(row.owner, mine.owner, bound, crate) + nearness(row.inner, mine.inner, crate)
    if row.trait is not None and mine.trait is not None:
        score += _likeness(row.trait, mine.trait, bound, crate)
    return score + nearness(row.words, mine.words, crate) // _WORD


def _block_of(tree: PathTree) -> str:
    """Return the number of the `impl` block that a constant in a type is in: of `[T; {impl#56}::{constant#0}]`."""
    for part in tree.parts:
        if part.name.startswith("{constant"):
            return "".join(word for word in part.words if word.startswith("{impl"))
    return ""


def distant_likeness(row: Printed, mine: Printed, crate: str) -> int:
    """Return the score of two paths of which one may be printed by other names than it was defined by."""
    sides = [
        (*printed.words, *printed.flat, *(() if printed.trait is None else (*printed.trait.words, printed.trait.name)))
        for printed in (row, mine)
    ]
    return nearness(sides[0], sides[1], crate) + (_NAME if row.leaf == mine.leaf else 0)


def _likeness(row: PathTree, mine: PathTree, bound: dict[str, PathTree], crate: str) -> int:
    """Return the score of an instance's type beside a printed one, whose parameters are bound to types."""
    if mine.name == "_":
        return 0  # of a function in a generic one, whose parameters its symbol does not tell
    if may_be_parameter(row):
        if mine.kind == "path" and mine.name == row.name and len(mine.words) < 2:
            return _ITSELF
        if row.name in bound:
            return 1 if bound[row.name] == mine else NO
        bound[row.name] = mine
        return 0
    if (row.kind in ("projection", "impl") and row.name != mine.name) or row.name[:1] == "{":
        return 0  # `<I as Iterator>::Item`, an argument `impl Fn()`, and a constant may be anything
    if row.kind != mine.kind or row.name != mine.name:
        return NO
    if row.kind == "dyn":
        # Traits are in no order; the first one is what it is about.
        if {part.name for part in row.parts} != {part.name for part in mine.parts}:
            return NO
        return _SIGN + sum(_likeness(*pair, bound, crate) for pair in zip(row.parts[:1], mine.parts[:1], strict=False))
    if row.kind != "path" and len(row.parts) != len(mine.parts):
        return NO
    # Arguments that are missing are defaults.
    score = sum(_likeness(*pair, bound, crate) for pair in zip(row.parts, mine.parts, strict=False))
    return score + (_NAME + nearness(row.words, mine.words, crate) if row.name else _SIGN)


def nearness(row: tuple[str, ...], mine: tuple[str, ...], crate: str) -> int:
    """Count the words that two module paths have in common, and a little less for others."""
    theirs, ours = _split(row), _split(mine[1:] if mine[:1] == (crate,) else mine)
    return _WORD * len(theirs & ours) - len(theirs ^ ours)


def _split(segments: Iterable[str]) -> set[str]:
    """Take module paths apart into words: `btree_map` is near `btree::map`."""
    return {word for segment in segments for word in _WORDS.findall(_STD.get(segment, segment))}
