"""Rust paths and types as compilers and demanglers print them, parsed into trees to be compared.

```
<std::slice::Iter<'a, T> as std::iter::Iterator>::fold        leaf   fold
                                                              trait  Iterator   of std::iter
                                                              owner  Iter       of std::slice, with T
```

Knows the grammar of what is printed, not what names mean. Lifetimes are left out: code generation erases them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<word>[\w.]+(?:#\w+)?)|(?P<sign>::|->|[<>\[\](),;&*=+!?-])|(?P<text>'(?:\\'|\\[^']+|[^'\\])'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<lifetime>'\w+)|(?P<braces>\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})|(?P<space>\s+)"
)
END = ""


class PathTree(NamedTuple):
    """A type or path.

    Attributes
    ----------
    kind
        "path"; "projection" of `<T as Trait>::Item`; else the sign of the type: "&", "&mut", "*const", "[]", "[;]",
        "()", "fn", "dyn", "impl", "!".
    name
        Last segment of a path, "" of other types.
    words
        The segments before it.
    parts
        Generic arguments of the last segment; elements of other types.
    """

    kind: str
    name: str
    words: tuple[str, ...]
    parts: tuple[PathTree, ...]


class Printed(NamedTuple):
    """A function's path, taken apart.

    Attributes
    ----------
    leaf
        The function, with closures and constants in it: "fold", "map_fold::{closure#0}".
    trait
        None for no trait's.
    owner
        The type whose method it is in; where nothing tells types from modules, the path. None at the root.
    inner
        Segments between owner and leaf, of functions in functions.
    words
        The module of an `impl` block, where it is told.
    """

    leaf: str
    trait: PathTree | None
    owner: PathTree | None
    inner: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def flat(self) -> tuple[str, ...]:
        """All segments before the leaf, as far as they are names."""
        owner = () if self.owner is None else (*self.owner.words, self.owner.name)
        return (*owner, *self.inner)


class _Head(NamedTuple):
    """The segment `<Self as Trait>` or `<impl Trait for Self>`."""

    owner: PathTree
    trait: PathTree | None


class _Segment(NamedTuple):
    name: str
    arguments: tuple[PathTree, ...]


class _UnreadableError(Exception):
    """The text does not follow the grammar."""


Tokens = list[str]


def parse_path(path: str) -> Printed:
    """Parse the path of a function; one that cannot be read is its own leaf.

    Parameters
    ----------
    path
        As printed, without `fn ` in front.
    """
    try:
        segments, tokens, at = _segments(_tokens(path), 0)
        if tokens[at] is not END:
            raise _UnreadableError
    except (_UnreadableError, RecursionError):
        return Printed(path, None, None, (), ())
    first = len(segments) - 1
    while first > 0 and _is_inside(segments[first]):
        first -= 1
    if isinstance(segments[first], _Head):
        first += 1  # a constant in an `impl` block
    leaf = "::".join(segment.name for segment in segments[first:] if isinstance(segment, _Segment))
    last = max((row for row, segment in enumerate(segments[:first]) if _tells_type(segment)), default=first - 1)
    if last < 0:
        return Printed(leaf, None, None, (), ())
    inner = _words(segments[last + 1 : first])
    head = segments[last]
    if isinstance(head, _Head):
        return Printed(leaf, head.trait, head.owner, inner, _words(segments[:last]))
    return Printed(leaf, None, _tree(segments[: last + 1]), inner, ())


def _is_inside(segment: _Segment | _Head) -> bool:
    """Say whether a segment is a closure or constant of the function before it."""
    return isinstance(segment, _Segment) and segment.name.startswith("{")


def _tells_type(segment: _Segment | _Head) -> bool:
    return isinstance(segment, _Head) or bool(segment.arguments)


def _tokens(text: str) -> Tokens:
    tokens: Tokens = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _UnreadableError
        at = found.end()
        if found.lastgroup != "space":
            tokens.append(found[0])
    return [*tokens, END]


def _segments(tokens: Tokens, at: int) -> tuple[list[_Segment | _Head], Tokens, int]:
    """Read `a::b::<T>::c`, with heads of `impl` blocks in between."""
    segments: list[_Segment | _Head] = []
    if tokens[at] == "<":
        head, at = _head(tokens, at)
        segments.append(head)
    else:
        name, at = _name(tokens, at)
        segments.append(_Segment(name, ()))
    while True:
        if tokens[at] == "(" and isinstance(segments[-1], _Segment):  # Fn(A) -> B
            inside, at = _list(tokens, at + 1, ")")
            segments[-1] = _Segment(segments[-1].name, (PathTree("()", "", (), inside),))
            if tokens[at] == "->":
                _, at = _type(tokens, at + 1)
            continue
        follows = tokens[at] == "::"
        while tokens[at] == "::":
            at += 1
        if tokens[at] == "<":
            last = segments[-1]
            if isinstance(last, _Segment) and not last.arguments and not (follows and tokens[at + 1] == "impl"):
                arguments, at = _list(tokens, at + 1, ">")
                segments[-1] = _Segment(last.name, arguments)
            else:
                head, at = _head(tokens, at)
                segments.append(head)
        elif follows:
            name, at = _name(tokens, at)
            segments.append(_Segment(name, ()))
        else:
            return segments, tokens, at


def _name(tokens: Tokens, at: int) -> tuple[str, int]:
    token = tokens[at]
    if not token or not (token[0].isalnum() or token[0] in "_{'\""):
        raise _UnreadableError
    return token, at + 1


def _head(tokens: Tokens, at: int) -> tuple[_Head, int]:
    """Read `<Self as Trait>`, `<impl Trait for Self>` or `<impl Self>`."""
    is_impl = tokens[at + 1] == "impl"
    owner, at = _type(tokens, at + 1 + is_impl)
    trait = None
    if is_impl and tokens[at] == "for":
        trait = owner
        owner, at = _type(tokens, at + 1)
    elif tokens[at] == "as":
        trait, at = _type(tokens, at + 1)
    return _Head(owner, trait), _skip(tokens, at, ">")


def _skip(tokens: Tokens, at: int, token: str) -> int:
    if tokens[at] != token:
        raise _UnreadableError
    return at + 1


def _list(tokens: Tokens, at: int, end: str) -> tuple[tuple[PathTree, ...], int]:
    """Read arguments up to a closing bracket; of `Item = T`, the type."""
    found: list[PathTree] = []
    while tokens[at] != end:
        if _is_lifetime(tokens[at]):
            at += 1
        else:
            tree, at = _type(tokens, at)
            if tokens[at] == "=":
                tree, at = _type(tokens, at + 1)
            found.append(tree)
        if tokens[at] == ",":
            at += 1
        elif tokens[at] != end:
            raise _UnreadableError
    return tuple(found), at + 1


def _is_lifetime(token: str) -> bool:
    return token[:1] == "'" and (len(token) < 2 or token[-1] != "'")


def _type(tokens: Tokens, at: int) -> tuple[PathTree, int]:
    token = tokens[at]
    match token:
        case "&":
            at += 1 + _is_lifetime(tokens[at + 1])
            mutable = tokens[at] == "mut"
            inner, at = _type(tokens, at + mutable)
            return PathTree("&mut" if mutable else "&", "", (), (inner,)), at
        case "*":
            kind = f"*{tokens[at + 1]}"
            inner, at = _type(tokens, at + 2)
            return PathTree(kind, "", (), (inner,)), at
        case "-":
            inner, at = _type(tokens, at + 1)
            return inner._replace(name=f"-{inner.name}"), at
        case "[":
            inner, at = _type(tokens, at + 1)
            if tokens[at] == ";":
                count, at = _type(tokens, at + 1)
                return PathTree("[;]", "", (), (inner, count)), _skip(tokens, at, "]")
            return PathTree("[]", "", (), (inner,)), _skip(tokens, at, "]")
        case "(":
            inside, end = _list(tokens, at + 1, ")")
            # A bracket around one type is no tuple: `&(dyn Any + Send)`.
            return inside[0] if len(inside) == 1 and tokens[end - 2] != "," else PathTree("()", "", (), inside), end
        case "!":
            return PathTree("!", "", (), ()), at + 1
        case "dyn" | "impl":
            bounds, at = _bounds(tokens, at + 1)
            return PathTree(token, "", (), bounds), at
        case "for":
            _, at = _list(tokens, _skip(tokens, at + 1, "<"), ">")
            return _type(tokens, at)
        case "unsafe" | "extern":
            return _type(tokens, at + 1 + (tokens[at + 1][:1] == '"'))
        case "fn" if tokens[at + 1] == "(":
            return _function(tokens, at + 2)
    segments, _, at = _segments(tokens, at)
    return _tree(segments), at


def _function(tokens: Tokens, at: int) -> tuple[PathTree, int]:
    inside, at = _list(tokens, at, ")")
    result = PathTree("()", "", (), ())
    if tokens[at] == "->":
        result, at = _type(tokens, at + 1)
    # A function's own type is printed with its name behind.
    return PathTree("fn", "", (), (*inside, result)), at + (tokens[at][:1] == "{")


def _bounds(tokens: Tokens, at: int) -> tuple[tuple[PathTree, ...], int]:
    """Read `Trait + 'a + Send`."""
    found: list[PathTree] = []
    while True:
        if tokens[at] == "?":
            at += 1
        if _is_lifetime(tokens[at]):
            at += 1
        else:
            tree, at = _type(tokens, at)
            found.append(tree)
        if tokens[at] != "+":
            return tuple(found), at
        at += 1


def _tree(segments: list[_Segment | _Head]) -> PathTree:
    last = segments[-1]
    if isinstance(last, _Head):
        return last.owner if last.trait is None else PathTree("projection", "", (), (last.owner, last.trait))
    kind = "projection" if isinstance(segments[0], _Head) else "path"
    return PathTree(kind, last.name, _words(segments[:-1]), last.arguments)


def _words(segments: list[_Segment | _Head]) -> tuple[str, ...]:
    words: list[str] = []
    for segment in segments:
        trees = [segment.owner, segment.trait] if isinstance(segment, _Head) else []
        for tree in trees:
            if tree is not None:
                words += [*tree.words, tree.name]
        if isinstance(segment, _Segment):
            words.append(segment.name)
    return tuple(words)
