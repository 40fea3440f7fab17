"""Names of the same functions as a dump and as symbols tell them."""

from __future__ import annotations

import pytest

from cguviz.analysis.spelling import are_spelled_out, common_spelling

PAIRS = [
    ("exec::Exec::new", "regex::exec::Exec::new"),
    (
        "<std::slice::Iter<'_, T> as std::iter::Iterator>::next",
        "<core::slice::iter::Iter<T> as core::iter::traits::iterator::Iterator>::next",
    ),
    (
        "std::ptr::drop_in_place::<std::vec::Vec<u8>> - shim(Some(std::vec::Vec<u8>))",
        "core::ptr::drop_glue::<alloc::vec::Vec<u8>>",
    ),
    ("std::vec::Vec::<u8>::push", "alloc::vec::Vec::<u8>::push"),
    ("f::<{closure@src/lib.rs:1:2: 3:4}>::{closure#0}", "me::f::<me::g::{closure#1}>::{closure#0}"),
    ("alloc::raw_vec::RawVec::<u8, std::alloc::Global>::new", "alloc::raw_vec::RawVec::<u8>::new"),
]


@pytest.mark.parametrize(("dump", "symbol"), PAIRS)
def test_one_function_is_spoken_alike(dump: str, symbol: str) -> None:
    assert common_spelling([dump.encode()]) == common_spelling([symbol.encode()])


def test_functions_differ_by_name_type_arguments_and_closure() -> None:
    names = [b"a::f", b"a::g", b"a::f::<u8>", b"a::f::<u16>", b"A::f", b"a::f::{closure#0}", b"a::f::{closure#1}"]
    assert len(set(common_spelling(names))) == len(names)
    assert common_spelling([]) == []
    assert common_spelling([b"a::f\nb", b"c"]) == [b"fb", b"c"]


def test_only_v0_symbols_spell_out() -> None:
    assert are_spelled_out([b"", b"_RNvC1a1b"])
    assert not are_spelled_out([b"h0123456789abcdefE", b""])
