"""Mono stats: the two ways rustc writes them, what is damaged, and sizes given to the items of real IR."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from cguviz import formats
from cguviz.errors import LoadError
from cguviz.formats.join.mono_stats import SHIM_SIZE, sizes_of
from cguviz.formats.mono import stats as mono_stats
from cguviz.formats.mono.stats import Stats, read_stats
from cguviz.formats.source import Source
from cguviz.model.items import Items, Kind
from cguviz.model.texts import Texts
from cguviz.progress import silent
from tests.captures import sample_named

TOY = sample_named("toy-stock-debug-incremental")
FILE = TOY / "mono-stats.json.gz"
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
    sized = capture.items.size >= 0
    assert sized.mean() > 0.99
    assert capture.partition().size.tolist() == capture.items.size[capture.partition().item].tolist()
    assert f"found for {sized.sum():,} of {len(capture.items):,} items" in capture.remarks[-1].text
    told = {row["name"]: row["size_estimate"] for row in json.loads(JSON)}
    size = dict(zip(capture.items.name, capture.items.size.tolist(), strict=True))
    assert size["toy::main"] == told["main"]
    assert size["toy::report::apply_all"] == told["report::apply_all"]
    assert size["<toy::lexer::Lexer as core::iter::traits::iterator::Iterator>::next"] == next(
        size for name, size in told.items() if name.startswith("<lexer::Lexer<'_>") and name.endswith("::next")
    )


CASES = {
    "<alloc::vec::Vec<u8> as core::ops::drop::Drop>::drop": 14,
    "<&alloc::vec::Vec<u8> as core::iter::traits::collect::IntoIterator>::into_iter": 38,
    "<core::slice::iter::Iter<u8> as core::iter::traits::collect::IntoIterator>::into_iter": 2,
    "core::array::<impl core::iter::traits::collect::IntoIterator for &[u8; 4]>::into_iter": 33,
    "<core::slice::iter::Iter<u8> as core::iter::traits::iterator::Iterator>::map::<u8, me::f>": 7,
    "me::f::<u8>::{closure#0}": 5,
    "me::a::Decoder::<u8>::new": 64,
    "other::b::Decoder::<u8>::new": 245,
    "<me::f<u8> as core::ops::function::FnOnce<(u8,)>>::call_once": SHIM_SIZE,
    "<fn() as core::ops::function::FnOnce<()>>::call_once - shim(fn())": SHIM_SIZE,
    "core::option::Option::<u8>::Some": SHIM_SIZE,
    "core::ptr::drop_in_place::<alloc::vec::Vec<u8>>": 1 + 9 // 4,
    "me::unheard_of": -1,
}
DEFINITIONS = {
    "<std::vec::Vec<T, A> as std::ops::Drop>::drop": 14,
    "<std::boxed::Box<T, A> as std::ops::Drop>::drop": 29,
    "<&'a std::vec::Vec<T, A> as std::iter::IntoIterator>::into_iter": 38,
    "<I as std::iter::IntoIterator>::into_iter": 2,
    "std::array::<impl std::iter::IntoIterator for &'a [T; N]>::into_iter": 33,
    "std::iter::Iterator::map": 7,
    "f::{closure#0}": 5,
    "f": 100,
    "a::Decoder::<R>::new": 64,
    "seen::as_well::other::Decoder::<R>::new": 245,
}


def test_names_are_compared_from_their_ends() -> None:
    count = len(CASES)
    items = Items(
        Texts.of(CASES),
        Texts.of([""] * count),
        np.full(count, Kind.FN, np.uint8),
        np.full(count, -1, np.int64),
        np.full(count, 9, np.int64),
        np.full(count, 1, np.int64),
    )
    stats = Stats(
        Texts.of(DEFINITIONS), np.ones(len(DEFINITIONS), np.int64), np.array([*DEFINITIONS.values()], np.int64)
    )
    found = sizes_of(items, "me", stats)
    assert dict(zip(CASES, found.tolist(), strict=True)) == CASES


def test_what_two_definitions_claim_alike_gets_their_mean() -> None:
    name = "<std::iter::Zip<A, B> as std::iter::adapters::zip::ZipImpl<A, B>>::new"
    stats = Stats(Texts.of([name, name]), np.array([1, 3]), np.array([24, 2]))
    one = Items(
        Texts.of(["<core::iter::adapters::zip::Zip<u8, u8> as core::iter::adapters::zip::ZipImpl<u8, u8>>::new"]),
        Texts.of([""]),
        np.array([Kind.FN], np.uint8),
        *(np.array([number]) for number in (-1, 9, 1)),
    )
    assert sizes_of(one, "me", stats).tolist() == [round((24 + 3 * 2) / 4)]
