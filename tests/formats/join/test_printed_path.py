"""Printed paths parsed: whose method, of what trait, with what arguments."""

from __future__ import annotations

import gzip
import json

import pytest

from cguviz.formats.join.printed_path import PathTree, Printed, parse_path
from tests.formats.ir_files import STOCK


def path(name: str, *parts: PathTree) -> PathTree:
    """Write the tree of a path: `std::vec::Vec`."""
    *words, last = name.split("::")
    return PathTree("path", last, tuple(words), parts)


def of(sign: str, *parts: PathTree) -> PathTree:
    return PathTree(sign, "", (), parts)


T, U8 = path("T"), path("u8")
CASES = {
    "main": Printed("main", None, None, (), ()),
    "a::b::c": Printed("c", None, path("a::b"), (), ()),
    "a::b::{closure#0}::{closure#1}": Printed("b::{closure#0}::{closure#1}", None, path("a"), (), ()),
    "std::vec::Vec::<T, A>::push": Printed("push", None, path("std::vec::Vec", T, path("A")), (), ()),
    "alloc::Inner::<A>::reserve::grow": Printed("grow", None, path("alloc::Inner", path("A")), ("reserve",), ()),
    "<&'a mut T as std::iter::Iterator>::next": Printed("next", path("std::iter::Iterator"), of("&mut", T), (), ()),
    "core::num::<impl u8>::add::check": Printed("check", None, U8, ("add",), ("core", "num")),
    "m::<impl std::ops::Add<u8> for &'a [T]>::add": Printed(
        "add", path("std::ops::Add", U8), of("&", of("[]", T)), (), ("m",)
    ),
    "<[T; N] as D<'_, C>>::f": Printed("f", path("D", path("C")), of("[;]", T, path("N")), (), ()),
    "std::a::<impl D for [T; core::::array::{impl#56}::{constant#0}]>::f": Printed(
        "f", path("D"), of("[;]", T, path("core::array::{impl#56}::{constant#0}")), (), ("std", "a")
    ),
    "<<v::Drain<'_, T> as o::Drop>::drop::Guard<'r, T> as o::Drop>::drop": Printed(
        "drop", path("o::Drop"), PathTree("projection", "Guard", ("v", "Drain", "o", "Drop", "drop"), (T,)), (), ()
    ),
    "<fn(&u8) -> T as F<(u8,)>>::call": Printed(
        "call", path("F", of("()", U8)), of("fn", of("&", U8), T), (), ()
    ),
    "<Box<dyn for<'a> Fn(&'a u8) -> T + Send> as C>::c": Printed(
        "c", path("C"), path("Box", of("dyn", path("Fn", of("()", of("&", U8))), path("Send"))), (), ()
    ),
    "<I as F<<I as Iterator>::Item>>::f": Printed(
        "f", path("F", PathTree("projection", "Item", ("I", "Iterator"), ())), path("I"), (), ()
    ),
    "<(dyn A + 'a) as C<(dyn A), (u8,)>>::f": Printed(
        "f", path("C", of("dyn", path("A")), of("()", U8)), of("dyn", path("A")), (), ()
    ),
    "<(A, !, *const T) as C<'_, 'x', -1, Item = u8>>::f": Printed(
        "f", path("C", path("'x'"), path("-1"), U8), of("()", path("A"), of("!"), of("*const", T)), (), ()
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_paths_come_apart(text: str) -> None:
    assert parse_path(text) == CASES[text]


@pytest.mark.parametrize("text", ["", "::", "<", "a::<", "<a as b", "a b", "\N{SNOWMAN}", "<" * 5000, "&" * 5000])
def test_a_path_that_cannot_be_read_is_its_own_leaf(text: str) -> None:
    assert parse_path(text) == Printed(text, None, None, (), ())


def test_rustc_s_own_paths_are_all_read() -> None:
    rows = json.loads(gzip.decompress((STOCK / "mono-stats.json.gz").read_bytes()))
    names = [row["name"] for row in rows if "::" in row["name"].replace("::{", "{")]
    assert len(names) > 300
    assert [name for name in names if parse_path(name).leaf == name] == []
