"""Mono stats: the two ways rustc writes them, what is damaged, and sizes given to the items of real IR."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz import formats
from cguviz.errors import LoadError
from cguviz.formats.capture_file import file
from cguviz.formats.join.mono_stats import SHIM_SIZE, sizes_of
from cguviz.formats.mono import stats as mono_stats
from cguviz.formats.mono.stats import Stats, read_stats
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.items import Items, Kind
from cguviz.model.partition import Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.progress import silent
from tests.captures import sample_named
from tests.formats.ir_files import STOCK, ir_of

TOY = sample_named("toy-stock-debug-incremental")
FILE = TOY / "mono-stats.json.gz"
DATA = Path(__file__).parents[2] / "data"
UNSIZED, GLOBSET = DATA / "globset-0.4.9-release-unsized.cguviz", DATA / "globset-0.4.9-release-mono-stats.json.gz"
JSON = gzip.decompress(FILE.read_bytes())


HUGE = b'[{"name":"x","instantiation_count":1,"size_estimate":%d}]' % 10**30


def test_markdown_tells_the_same_as_json() -> None:
    rows = json.loads(JSON)
    head = "| Item | Instantiation count | Estimated Cost Per Instantiation | Total Estimated Cost |\n"
    keys = ("instantiation_count", "size_estimate", "total_estimate")
    lines = "".join(f"| `{row['name']}` | {' | '.join(str(row[key]) for key in keys)} |\n" for row in rows)
    text = f"{head}| --- | ---: | ---: | ---: |\n{lines}".encode()
    assert mono_stats.sniff(text)
    assert mono_stats.sniff(JSON)
    mine, theirs = read_stats(Source("a", text)), read_stats(Source("b", JSON))
    assert len(theirs) == len(rows)
    assert list(mine.names) == list(theirs.names)
    assert mine.size.tolist() == theirs.size.tolist()
    assert mine.count.tolist() == theirs.count.tolist()


@pytest.mark.parametrize(
    "text", [JSON[:1000], b'[{"name": 1}]', b"[1]", b'[{"name":"x","instantiation_count":"y"}]', HUGE]
)
def test_what_is_damaged_is_a_sentence(text: bytes) -> None:
    with pytest.raises(LoadError, match="this is damaged; let rustc write it anew"):
        read_stats(Source("toy.mono_items.json", text))


def test_alone_they_are_definitions_of_a_crate() -> None:
    (capture,) = mono_stats.read([Source("stats/toy.mono_items.json", JSON)], silent)
    assert (capture.crate, capture.partitions) == ("toy", ())
    assert capture.items.size.min() > 0


def test_beside_ir_they_give_sizes_and_are_not_left_over() -> None:
    (capture,) = formats.load([TOY])
    assert (capture.items.size > 0).all()
    assert capture.items.glue is None
    assert capture.partition().size.tolist() == capture.items.size[capture.partition().item].tolist()
    # Nothing tells which of two `from_iter` of one name is which: the longer one is taken to be the larger.
    assert f"Size estimates of 2 of {len(capture.items):,} items are inferred" in capture.remarks[-1].text
    told = {row["name"]: row["size_estimate"] for row in json.loads(JSON)}
    size = dict(zip(capture.items.name, capture.items.size.tolist(), strict=True))
    assert size["toy::main"] == told["main"]
    assert size["toy::report::apply_all"] == told["report::apply_all"]
    assert size["<toy::lexer::Lexer as core::iter::traits::iterator::Iterator>::next"] == next(
        size for name, size in told.items() if name.startswith("<lexer::Lexer<'_>") and name.endswith("::next")
    )


def test_counts_of_instances_change_nothing_where_names_tell_all() -> None:
    ir = ir_of(STOCK)
    stats = read_stats(Source("b", JSON))
    counted = sizes_of(ir, stats)
    uncounted = sizes_of(ir, stats.replace(count=np.zeros_like(stats.count)))
    assert counted.size.tolist() == uncounted.size.tolist()
    assert counted.unsure.sum() == uncounted.unsure.sum() == 2


def test_units_of_known_size_tell_the_rest() -> None:
    """Sizes of globset's items are those that rustc's own of its 42 units are made of."""
    (capture,) = file.unpack(Source("x", UNSIZED.read_bytes()))
    place = capture.partition("PLACE")
    assert capture.agreement is not None
    estimates = capture.agreement.estimates
    assert (estimates > 0).all()
    stats = read_stats(Source("b", gzip.decompress(GLOBSET.read_bytes())))
    alone = sizes_of(capture, stats)
    names = [capture.items.name[row] for row in np.flatnonzero(alone.unsure).tolist()]
    # One `impl` of `SlicePartialEq` is for all, one for what compares by its bytes; three instances each.
    assert {name.rpartition("::")[2] for name in names} == {"equal_same_length"}
    found = sizes_of(capture, stats, estimates)
    assert not found.unsure.any()
    assert totals(place, found.size) == estimates.tolist()
    # One size changed, and the units that hold the item no longer agree: totals are a check that can fail.
    wrong = sizes_of(capture, stats.replace(size=stats.size + (stats.count == 1)))
    assert totals(place, wrong.size) != estimates.tolist()


def totals(stage: Partition, size: Longs) -> list[int]:
    return [int(each) for each in np.bincount(stage.unit, size[stage.item], len(stage.units))]


CASES = {
    "<alloc::vec::Vec<u8> as core::ops::drop::Drop>::drop": 14,
    "<&alloc::vec::Vec<u8> as core::iter::traits::collect::IntoIterator>::into_iter": 38,
    "<core::slice::iter::Iter<u8> as core::iter::traits::collect::IntoIterator>::into_iter": 2,
    "core::array::<impl core::iter::traits::collect::IntoIterator for &[u8; 4]>::into_iter": 33,
    "core::iter::traits::iterator::Iterator::map": 7,
    "me::f::{closure#0}": 5,
    "me::get": 2,
    "core::slice::<impl [me::Url]>::get": 3,
    "me::agent::Agent::get": 4,
    "me::a::Decoder::<u8>::new": 64,
    "me::b::Decoder::<u8>::new": 245,
    "core::ops::function::FnOnce::call_once": SHIM_SIZE,
    "std::sys::thread_local::native::lazy::Storage::<u8, ()>::get_or_init_slow": 113,
    "core::core_arch::x86::sse2::_mm_load_si128": 3,
    "me::sub::<impl core::ops::arith::Sub for me::Big>::sub": 144,
    "me::sub::<impl core::ops::arith::Sub<u32> for me::Big>::sub": 199,
    "me::sub::<impl core::ops::arith::Sub<&me::Big> for me::Big>::sub": 146,
    "alloc::node::Handle::<alloc::node::NodeRef<u8, alloc::node::Leaf>>::split": 138,
    "alloc::node::Handle::<alloc::node::NodeRef<u8, alloc::node::Internal>>::split": 46,
    "core::array::{impl#56}::<impl core::default::Default for [usize; 7]>::default": 30,
    "core::array::{impl#57}::<impl core::default::Default for [usize; 6]>::default": 26,
    "core::any::{impl#1}::<impl dyn core::any::Any>::downcast_ref": 25,
    "core::any::{impl#2}::<impl dyn core::any::Any + core::marker::Sync + core::marker::Send>::downcast_ref": 5,
    "me::A::{constant#0}::{closure#0}": 9,
    "automata::dense_imp::Repr::<u8>::is_match": 26,
    "automata::sparse_imp::Repr::<u8>::is_match": 34,
    "<me::Err as core::fmt::Debug>::fmt": 11,
    "<me::Other as core::fmt::Debug>::fmt": 12,
    "<&me::Other as core::fmt::Debug>::fmt": 3,
}
DEFINITIONS = {
    "<std::vec::Vec<T, A> as std::ops::Drop>::drop": 14,
    "<&'a std::vec::Vec<T, A> as std::iter::IntoIterator>::into_iter": 38,
    "<I as std::iter::IntoIterator>::into_iter": 2,
    "std::array::<impl std::iter::IntoIterator for &'a [T; N]>::into_iter": 33,
    "std::iter::Iterator::map": 7,
    "f::{closure#0}": 5,
    "get": 2,
    "core::slice::<impl [T]>::get": 3,
    "agent::Agent::get": 4,
    "a::Decoder::<R>::new": 64,
    "b::Decoder::<R>::new": 245,
    "std::thread::local_impl::LazyStorage::<T, D>::get_or_init_slow": 113,
    "std::arch::x86_64::_mm_load_si128": 3,
    "sub::<impl std::ops::Sub for Big>::sub": 144,
    "sub::<impl std::ops::Sub<u32> for Big>::sub": 199,
    "sub::<impl std::ops::Sub<&'a Big> for Big>::sub": 146,
    "alloc::node::Handle::<alloc::node::NodeRef<K, alloc::node::Leaf>>::split": 138,
    "alloc::node::Handle::<alloc::node::NodeRef<K, alloc::node::Internal>>::split": 46,
    "std::array::<impl std::default::Default for [T; core::::array::{impl#56}::{constant#0}]>::default": 30,
    "std::array::<impl std::default::Default for [T; core::::array::{impl#57}::{constant#0}]>::default": 26,
    "<dyn std::any::Any>::downcast_ref": 25,
    "<(dyn std::any::Any + std::marker::Send + std::marker::Sync + 'static)>::downcast_ref": 5,
    "A::{constant#0}::{closure#0}": 9,
    "automata::dense_imp::Repr::<T>::is_match": 26,
    "automata::sparse_imp::Repr::<T>::is_match": 34,
    "<Err as std::fmt::Debug>::fmt": 11,
    "<Other as std::fmt::Debug>::fmt": 12,
    "<&T as std::fmt::Debug>::fmt": 3,
}
"""Of real ones: what specialises, what has one name in several forms, and what is printed by another name."""


@given(st.permutations(sorted(CASES)), st.permutations(sorted(DEFINITIONS)))
def test_each_group_finds_its_definition(names: list[str], rows: list[str]) -> None:
    found = sizes_of(capture_of(items_named(names)), stats_of({row: DEFINITIONS[row] for row in rows}))
    assert dict(zip(names, found.size.tolist(), strict=True)) == CASES
    assert not found.unsure.any()


def test_two_definitions_of_one_name_are_told_by_their_instances() -> None:
    name = "<std::iter::Zip<A, B> as std::iter::adapters::zip::ZipImpl<A, B>>::new"
    stats = Stats(Texts.of([name, name]), np.array([1, 2]), np.array([24, 2]))
    (one, two, three) = (
        f"_RNvX{at}NtC4core3zipINt{there}3Zip{of}EINt{there}7ZipImpl{of}E3new"
        for at, there, of in (("", "B2_", "h"), ("s_", "B4_", "h"), ("s_", "B4_", "t"))
    )
    symbols = [two, one, three]
    items = items_named(["core::zip::new"] * 3).replace(symbol=Texts.of(symbols))
    assert sizes_of(capture_of(items), stats).size.tolist() == [2, 24, 2]


def test_definitions_that_legacy_symbols_confuse_get_their_mean() -> None:
    names = ["me::f::{closure#0}", "me::f::{closure#1}"]
    stats = Stats(Texts.of([name.removeprefix("me::") for name in names]), np.array([1, 3]), np.array([24, 2]))
    symbol = "_ZN2me1f28_$u7b$$u7b$closure$u7d$$u7d$17h{:016x}E"
    items = items_named(["me::f::{{closure}}"] * 4).replace(symbol=Texts.of(map(symbol.format, range(4))))
    found = sizes_of(capture_of(items), stats)
    assert found.size.tolist() == [round((24 + 3 * 2) / 4)] * 4
    assert found.unsure.all()


def test_drop_glue_and_assembly_have_sizes_of_their_own() -> None:
    names = ["core::ptr::drop_in_place::<u8>", "global_asm", "global_asm", "me::f"]
    items = items_named(names).replace(
        glue=np.array([6, -1, -1, -1]), kind=np.array([Kind.FN, Kind.GLOBAL_ASM, Kind.GLOBAL_ASM, Kind.FN], np.uint8)
    )
    stats = stats_of({"f": 8, "m::{global_asm#0}": 1, "m::{global_asm#1}": 1})
    found = sizes_of(capture_of(items), stats)
    assert found.size.tolist() == [6, 1, 1, 8]
    assert not found.unsure.any()
    # IR does not tell the size of a coroutine's glue: the unit does.
    open_glue = items.replace(glue=np.array([0, -1, -1, -1]))
    assert sizes_of(capture_of(open_glue), stats, np.array([40])).size.tolist() == [30, 1, 1, 8]


def test_a_definition_that_nobody_has_makes_shims_unsure() -> None:
    found = sizes_of(capture_of(items_named(["core::a::call"])), stats_of({"very::different": 9}))
    assert found.size.tolist() == [9]
    some = sizes_of(capture_of(items_named(["core::a::call", "core::b::call"])), stats_of({"x::y": 9}))
    assert some.unsure.any()


def capture_of(items: Items) -> Capture:
    """Place each item once, all in one unit."""
    none = np.zeros(len(items), np.uint8)
    place = partition_of(
        "PLACE",
        Texts.of(["a"]),
        unit=np.zeros(len(items), np.int32),
        item=np.arange(len(items), dtype=np.int32),
        mode=none,
        linkage=none,
        visibility=none,
        size=np.full(len(items), -1, np.int64),
    )
    return Capture("me", "", items, (place,))


def items_named(names: Sequence[str]) -> Items:
    count = len(names)
    return Items(
        name=Texts.of(names),
        symbol=Texts.of([""] * count),
        kind=np.full(count, Kind.FN, np.uint8),
        size=np.full(count, -1, np.int64),
        instructions=np.arange(count, dtype=np.int64),
        blocks=np.full(count, 1, np.int64),
    )


def stats_of(sizes: dict[str, int]) -> Stats:
    return Stats(Texts.of(sizes), np.ones(len(sizes), np.int64), np.array([*sizes.values()], np.int64))
