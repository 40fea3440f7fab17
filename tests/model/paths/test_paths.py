"""Paths: the cases that rustc and demanglers print, and what must hold for any text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.capture import Capture
from cguviz.model.items import Items
from cguviz.model.paths.brackets import split_path, split_paths
from cguviz.model.paths.table import Paths, split, unique_labels
from cguviz.model.texts import Texts


def items_named(*names: str, symbols: tuple[str, ...] = ()) -> Items:
    count = len(names)
    unknown = np.full(count, -1, np.int64)
    symbol = Texts.of(symbols or [""] * count)
    return Items(Texts.of(names), symbol, np.zeros(count, np.uint8), unknown, unknown, unknown)


def only(name: str, crate: str, *others: str) -> tuple[str, str, str, str]:
    """Split one name among others; return module, label, longer label and generic item."""
    paths = split(items_named(name, *others), crate)
    return (
        paths.modules[paths.module[0]],
        paths.labels[0],
        paths.longer[0],
        paths.generics[paths.generic[0]],
    )


# Of every crate below, so that what is local is not in doubt.
REGEX = ("exec::ExecBuilder::new", "prog::Program::new", "dfa::read_varu32", "pool::get", "std::ptr::read::<u8>")

PRINTED = [
    (
        "std::vec::Vec::<(usize, std::option::Option<u16>)>::push",
        ("std::vec", "Vec::push", "vec::Vec<(usize, Option<u16>)>::push", "std::vec::Vec::push"),
    ),
    (
        "<exec::ExecNoSync<'_> as re_trait::RegularExpression>::find_at",
        (
            "regex::exec",
            "ExecNoSync::find_at",
            "<exec::ExecNoSync<'_> as RegularExpression>::find_at",
            "<exec::ExecNoSync as re_trait::RegularExpression>::find_at",
        ),
    ),
    ("exec::ExecBuilder::new", ("regex::exec", "ExecBuilder::new", "exec::ExecBuilder::new", "exec::ExecBuilder::new")),
    ("dfa::read_varu32", ("regex::dfa", "read_varu32", "dfa::read_varu32", "dfa::read_varu32")),
    ("main", ("regex", "main", "main", "main")),
    (
        "dfa::Fsm::<'_>::next::{closure#0}",
        (
            "regex::dfa",
            "{closure#0} in Fsm::next",
            "{closure#0} in dfa::Fsm<'_>::next",
            "dfa::Fsm::next::{closure#0}",
        ),
    ),
    (
        "std::ptr::drop_in_place::<std::vec::Vec<u8>> - shim(Some(std::vec::Vec<u8>))",
        ("std::vec", "drop Vec<u8>", "drop vec::Vec<u8>", "std::ptr::drop_in_place"),
    ),
    ("std::ptr::drop_in_place::<&u8> - shim(None)", ("std::ptr", "drop &u8", "drop &u8", "std::ptr::drop_in_place")),
    (
        "std::ptr::drop_glue::<prog::Program> - shim(Some(prog::Program))",
        ("regex::prog", "drop Program", "drop prog::Program", "std::ptr::drop_in_place"),
    ),
    (
        "core::fmt::num::<impl core::fmt::Debug for u8>::fmt",
        ("core::fmt::num", "u8::fmt", "<u8 as Debug>::fmt", "core::fmt::num::<impl core::fmt::Debug for u8>::fmt"),
    ),
    ("<u8 as std::fmt::Debug>::fmt", ("std::fmt", "u8::fmt", "<u8 as Debug>::fmt", "<u8 as std::fmt::Debug>::fmt")),
    (
        "<&prog::Program as std::fmt::Debug>::fmt",
        ("regex::prog", "&Program::fmt", "<&prog::Program as Debug>::fmt", "<&_ as std::fmt::Debug>::fmt"),
    ),
    (
        "<(prog::Program, u8) as std::clone::Clone>::clone - shim((prog::Program, u8))",
        (
            "regex::prog",
            "(Program, u8)::clone shim",
            "<(prog::Program, u8) as Clone>::clone shim",
            "<(…) as std::clone::Clone>::clone shim",
        ),
    ),
    (
        "<[prog::Inst; 3] as std::fmt::Debug>::fmt",
        ("regex::prog", "[Inst; 3]::fmt", "<[prog::Inst; 3] as Debug>::fmt", "<[_] as std::fmt::Debug>::fmt"),
    ),
    (
        "<{closure@src/exec.rs:1455:37: 1455:44} as std::ops::FnOnce<()>>::call_once - shim(vtable)",
        (
            "regex::exec",
            "{closure exec.rs:1455}::call_once shim",
            "<{closure exec.rs:1455} as FnOnce<()>>::call_once shim",
            "<{closure} as std::ops::FnOnce>::call_once shim",
        ),
    ),
    (
        "<{closure@hashbrown::raw::RawTable<u8>::find<u16>::{closure#0}} as std::ops::FnMut<(usize,)>>::call_mut",
        (
            "hashbrown::raw",
            "{closure in RawTable::find}::call_mut",
            "<{closure in RawTable<u8>::find} as FnMut<(usize,)>>::call_mut",
            "<{closure} as std::ops::FnMut>::call_mut",
        ),
    ),
    (
        "<fn(u8) -> prog::Inst {prog::Program::make} as std::ops::FnOnce<(u8,)>>::call_once - shim(fn(u8))",
        (
            "regex::prog",
            "{fn make}::call_once shim",
            "<{fn make} as FnOnce<(u8,)>>::call_once shim",
            "<{fn} as std::ops::FnOnce>::call_once shim",
        ),
    ),
    (
        "<dyn exec::Runner + std::marker::Send as exec::Runner>::run - virtual#3",
        (
            "regex::exec",
            "dyn Runner::run shim",
            "<dyn exec::Runner as Runner>::run shim",
            "<dyn exec::Runner + std::marker::Send as exec::Runner>::run shim",
        ),
    ),
    (
        "std::slice::<impl [prog::Inst]>::sort_by::<{closure@src/prog.rs:1:2: 3:4}>",
        (
            "regex::prog",
            "[Inst]::sort_by",
            "[prog::Inst]::sort_by::<{closure}>",
            "std::slice::<impl [prog::Inst]>::sort_by",
        ),
    ),
    (
        "<<T as std::slice::hack::ConvertVec>::to_vec::DropGuard<'_, u8> as std::ops::Drop>::drop",
        (
            "std::slice::hack",
            "DropGuard::drop",
            "<DropGuard<u8> as Drop>::drop",
            "<<T as std::slice::hack::ConvertVec>::to_vec::DropGuard as std::ops::Drop>::drop",
        ),
    ),
    (
        "exec::Feature::add::FEAT",
        ("regex::exec", "Feature::add::FEAT", "exec::Feature::add::FEAT", "exec::Feature::add::FEAT"),
    ),
    ("pool::THREAD_ID", ("regex::pool", "THREAD_ID", "pool::THREAD_ID", "pool::THREAD_ID")),
    (
        "exec::ffi::_::_serde::de::Visitor::<u8>::visit",
        ("serde::de", "Visitor::visit", "de::Visitor<u8>::visit", "exec::ffi::_::_serde::de::Visitor::visit"),
    ),
]

DEMANGLED = [
    (
        "<regex::exec::Exec as core::fmt::Debug>::fmt",
        ("regex::exec", "Exec::fmt", "<exec::Exec as Debug>::fmt", "<regex::exec::Exec as core::fmt::Debug>::fmt"),
    ),
    ("regex::dfa::read_varu32", ("regex::dfa", "read_varu32", "dfa::read_varu32", "regex::dfa::read_varu32")),
    ("<regex::exec::Exec>::new", ("regex::exec", "Exec::new", "exec::Exec::new", "<regex::exec::Exec>::new")),
    (
        "core::ptr::drop_in_place<alloc::vec::Vec<u8>>",
        ("alloc::vec", "drop Vec<u8>", "drop vec::Vec<u8>", "std::ptr::drop_in_place"),
    ),
    (
        "<regex::pool::ID::{closure#1} as core::ops::function::FnOnce<(u8,)>>::call_once::{shim:vtable#0}",
        (
            "regex::pool",
            "{closure in ID}::call_once shim",
            "<{closure in ID} as FnOnce<(u8,)>>::call_once shim",
            "<{closure} as core::ops::function::FnOnce>::call_once shim",
        ),
    ),
    (
        "alloc::vec::Vec<T,A>::push::h0123456789abcdef",
        ("alloc::vec", "Vec::push", "vec::Vec<T,A>::push", "alloc::vec::Vec::push"),
    ),
]


@pytest.mark.parametrize(("name", "expected"), PRINTED, ids=[name for name, _ in PRINTED])
def test_names_as_rustc_prints_them(name: str, expected: tuple[str, str, str, str]) -> None:
    assert only(name, "regex", *REGEX) == expected


@pytest.mark.parametrize(("name", "expected"), DEMANGLED, ids=[name for name, _ in DEMANGLED])
def test_names_as_demanglers_print_them(name: str, expected: tuple[str, str, str, str]) -> None:
    assert only(name, "regex", "regex::exec::Exec::new", "core::fmt::write") == expected


def test_a_module_may_be_called_like_a_standard_crate() -> None:
    names = ("core::compiler::unit::Unit::new", "core::slice::sort::heapsort::<u8>", "std::ptr::read::<u8>")
    assert modules(split(items_named(*names), "cargo")) == [
        "cargo::core::compiler::unit",
        "core::slice::sort",
        "std::ptr",
    ]


def test_a_module_may_be_called_like_its_crate() -> None:
    names = ("image::Frame::new", "std::ptr::read::<u8>")
    assert modules(split(items_named(*names), "image")) == ["image::image", "std::ptr"]


def test_symbols_tell_what_is_local() -> None:
    names = ("url::parse", "memchr::find", "std::ptr::read::<u8>")
    symbols = ("_ZN3url5parse17h0123456789abcdefE", "_ZN5regex6memchr4find17h0123456789abcdefE", "")
    paths = split(items_named(*names, symbols=symbols), "regex")
    assert modules(paths) == ["url", "regex::memchr", "std::ptr"]


def test_a_function_is_no_module() -> None:
    names = ("std::slice::from_raw_parts::<u8>", "std::slice::from_raw_parts::precondition_check")
    assert modules(split(items_named(*names), "regex")) == ["std::slice", "std::slice"]


def test_monomorphisations_share_their_generic_item() -> None:
    names = ("std::vec::Vec::<u8>::push", "std::vec::Vec::<(u8, u8)>::push", "std::vec::Vec::<u8>::pop")
    paths = split(items_named(*names), "regex")
    assert paths.generic[0] == paths.generic[1] != paths.generic[2]
    assert paths.families[paths.generic[0]] == "Vec::push"


def test_labels_are_as_long_as_they_must_be() -> None:
    names = ("std::vec::Vec::<u8>::push", "std::vec::Vec::<u16>::push", "std::vec::Vec::<u8>::pop")
    items = items_named(*names, names[2])
    paths = split(items, "regex")
    item = np.array([0, 1, 2, 0, 2, 3], np.int32)
    unit = np.array([0, 0, 0, 1, 2, 2], np.int32)
    assert unique_labels(paths, items, item, unit).tolist() == [
        "vec::Vec<u8>::push",
        "vec::Vec<u16>::push",
        "Vec::pop",
        "Vec::push",
        names[2],
        names[2],
    ]


@pytest.mark.parametrize(
    "name", ["(" * 5000 + ")" * 5000, "std::ptr::drop_in_place::<" + "&(" * 5000 + ")" * 5000 + ">"]
)
def test_brackets_that_nest_without_end_are_their_own_label(name: str) -> None:
    paths = split(items_named(name, "a::b"), "regex")
    assert paths.labels.tolist() == [name, "b"]


# Bits of paths, so that brackets meet in every way.
PIECES = st.sampled_from(
    [
        *("<", ">", "::", "<>", "(", ")", "[", "]", "{", "}", " as ", " for ", "impl ", "&", "->", "dyn ", "fn("),
        *(
            "std",
            "Vec",
            "a",
            "T",
            "_",
            "{closure#0}",
            "{closure@src/a.rs:1:2: 3:4}",
            "\n",
            "%",
            "\ue000",
            "é",
            "'",
            '"',
        ),
        *("std::ptr::drop_in_place::<", "core::ptr::drop_in_place", "h0123456789abcdef", " - ", ", ", "; ", "@", "h"),
        *(".rs:", " - shim("),
    ]
)


@given(st.lists(st.lists(PIECES, max_size=14).map("".join) | st.text(), max_size=6))
def test_any_text_gets_labels_and_a_module(names: list[str]) -> None:
    paths = split(items_named(*names), "crate_name")
    count = len(names)
    assert len(paths.labels) == len(paths.longer) == len(paths.module) == len(paths.generic) == count
    assert sorted(set(paths.modules)) == paths.modules.tolist()
    assert sorted(set(paths.generics)) == paths.generics.tolist()
    assert sorted(paths.rank.tolist()) == list(range(count))
    for name, label in zip(names, paths.labels, strict=True):
        assert label.strip() or not name.strip()


@given(st.lists(st.lists(PIECES.filter(lambda piece: piece != "\n"), max_size=14).map("".join), max_size=6))
def test_many_paths_divide_as_each_of_them_does(paths: list[str]) -> None:
    assert list(split_paths(paths)) == [split_path(path) for path in paths]


def test_items_are_split_alike_in_any_order(regex: Capture) -> None:
    items = regex.items
    paths = split(items, "regex")
    order = np.random.default_rng(7).permutation(len(items))
    mixed = split(
        Items(
            items.name.take(order),
            items.symbol.take(order),
            items.kind[order],
            items.size[order],
            items.instructions[order],
            items.blocks[order],
        ),
        "regex",
    )
    assert mixed.modules.tolist() == paths.modules.tolist()
    assert mixed.labels.tolist() == paths.labels.take(order).tolist()
    assert mixed.longer.tolist() == paths.longer.take(order).tolist()
    assert np.array_equal(mixed.module, paths.module[order])
    assert np.array_equal(mixed.generic, paths.generic[order])


def test_regex_has_the_modules_of_its_source(regex: Capture) -> None:
    paths = split(regex.items, "regex")
    own = {name for name in paths.modules if name.split("::")[0] == "regex"}
    assert {"regex::exec", "regex::dfa", "regex::literal::imp", "regex::re_unicode", "regex::error"} <= own
    assert not {name for name in own if name.startswith(("regex::std", "regex::hashbrown", "regex::regex_syntax"))}
    labels = unique_labels(paths, regex.items, regex.partition("MERGE").item, regex.partition("MERGE").unit).tolist()
    assert np.median([len(label) for label in labels]) < 40


def modules(paths: Paths) -> list[str]:
    names = paths.modules.tolist()
    return [names[module] for module in paths.module.tolist()]
