from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.formats.symbols.demangle import demangle, demangle_all
from tests.formats.ir_files import STOCK, WITH_IR, ir_of

GOLDEN = [
    # legacy
    (
        "_ZN4core3ptr42drop_in_place$LT$alloc..string..String$GT$17h0123456789abcdefE",
        "core::ptr::drop_in_place<alloc::string::String>",
    ),
    (
        "_ZN87_$LT$regex..re_bytes..Regex$u20$as$u20$core..convert..From$LT$regex..exec..Exec$GT$$GT$4from17hb718c3933c31583dE",
        "<regex::re_bytes::Regex as core::convert::From<regex::exec::Exec>>::from",
    ),
    (
        "_ZN5regex4exec10ExecNoSync4exec28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE.llvm.42",
        "regex::exec::ExecNoSync::exec::{{closure}}",
    ),
    ("_ZN3foo3barE", "foo::bar"),
    ("_ZN1a18hinsteadofahashhhhE", "a::hinsteadofahashhhh"),
    ("_ZN10$u263a$$C$1bE", "☺,::b"),
    # v0, from stock captures
    (
        "_RINvMNtCs4u3lffTLRiJ_5regex7compileNtB3_8Compiler8c_concatRINtNtCslNYArtu3iFV_5alloc3vec3VechEEB5_",
        "regex::compile::Compiler::c_concat::<&alloc::vec::Vec<u8>>",
    ),
    ("_RNvXNtC4core3fmthNtB2_5Debug3fmt", "<u8 as core::fmt::Debug>::fmt"),
    ("_RNvMs_NtC5regex4execNtB4_4Exec3new", "regex::exec::Exec::new"),
    ("_RINvNtC4core3ptr13drop_in_placehE", "core::ptr::drop_in_place::<u8>"),
    # v0, the rest of the grammar
    (
        "_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y",
        "utf8_idents::საჭმელად_გემრიელი_სადილი",
    ),
    ("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_", "cc::spawn::{closure#0}::{closure#0}"),
    (
        "_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
        "alloc::alloc::box_free::<dyn alloc::boxed::FnBox<(), Output = ()>>",
    ),
    ("_RNvC6_123foo3bar", "123foo::bar"),
    ("_RMC0INtC8arrayvec8ArrayVechKj7b_E", "<arrayvec::ArrayVec<u8, 123>>"),
    ("_RINvC1a1bKs_E", "a::b::<0>"),
    ("_RINvC1a1bKjp_E", ""),
    ("_RINvC1a1bKpE", "a::b::<_>"),
    ("_RINvC1a1bKxn3_Kca_Kb1_E", "a::b::<-3, '\\n', true>"),
    ("_RINvC1a1bKRe616263_E", 'a::b::<"abc">'),
    ("_RINvC1a1bKTh1_h2_EE", "a::b::<{(1, 2)}>"),
    ("_RINvC1a1bKVNtC1c1dS1eh5_1fAh1_h2_EEE", "a::b::<{c::d { e: 5, f: [1, 2] }}>"),
    ("_RINvC1a1bRL_hQShPeOTEAj3_THEE", ""),
    ("_RINvC1a1bRL_hQShPeOuAhj3_THE", ""),
    ("_RINvC1a1bRL_hQShPeOuThEThbEzE", "a::b::<&u8, &mut [u8], *const str, *mut (), (u8,), (u8, bool), !>"),
    ("_RINvC1a1bFG_RL0_hEB8_E", ""),
    ("_RINvC1a1bFG_RL0_hEuE", "a::b::<for<'a> fn(&'a u8)>"),
    ("_RINvC1a1bFUKCheEbE", 'a::b::<unsafe extern "C" fn(u8, str) -> bool>'),
    ("_RINvC1a1bFK7stdcalluEuE", 'a::b::<extern "stdcall" fn(())>'),
    ("_RINvC1a1bDNtC1c1dNtBa_1eEL_E", "a::b::<dyn c::d + c::e>"),
    ("_RINvC1a1bAhj20_E", "a::b::<[u8; 32]>"),
    ("_RINvC1a1bAhKj20_E", ""),
    ("_RNSNvC1a1b6vtable", "a::b - shim(vtable)"),
    ("_RNvMNtC4core3strelen", ""),
    ("_RNvMNtC4core3stre3len", "core::str::<impl str>::len"),
    ("_RNvXNtC4core3strNtC1a1bNtC1c1d1e", "core::str::<impl c::d for a::b>::e"),
    ("_RINvC1a1bWmRm1_m9_E", "a::b::<pattern_type!(u32 is 1..=9)>"),
]
"""Symbols and names; an empty name says that the symbol follows no scheme and stays as it is."""


@pytest.mark.parametrize(("symbol", "name"), GOLDEN, ids=[symbol[:40] for symbol, _ in GOLDEN])
def test_a_symbol_gets_its_name(symbol: str, name: str) -> None:
    assert demangle(symbol) == (name or symbol)


@pytest.mark.parametrize(
    "symbol", ["", "_", "_R", "_RN", "_ZN", "_ZNE", "main", "toy_checksum", "_ZNSt6vectorIiE", "_ZN9$LT$", "_Rust"]
)
def test_other_symbols_stay_as_they_are(symbol: str) -> None:
    assert demangle(symbol) == symbol


@pytest.mark.parametrize("folder", [*WITH_IR[:6], STOCK], ids=lambda folder: folder.name)
def test_every_symbol_of_a_real_capture_has_a_name(folder: Path) -> None:
    symbols = ir_of(folder).items.symbol.tobytes()
    mangled = [symbol for symbol in symbols if symbol.startswith((b"_R", b"_ZN"))]
    assert len(mangled) > 0.95 * len(symbols)
    names = demangle_all(mangled)
    assert not [name for name in names if name.startswith("_") or "$" in name or ".." in name]
    assert names[::97] == [demangle(symbol.decode()) for symbol in mangled[::97]]


REAL = sorted(ir_of(STOCK).items.symbol.tolist(), key=len)[::9]


@given(st.sampled_from(REAL), st.data())
def test_no_damage_crashes_it(symbol: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(symbol)))
    kept = data.draw(st.integers(at, len(symbol)))
    assert demangle(symbol[:at] + data.draw(st.text("BRNCIYXMs_0159hpKLEGFDATué", max_size=4)) + symbol[kept:])


@pytest.mark.parametrize(
    "symbol",
    [
        "_RNvC1a" + "1b" * 5 + "R" * 9000,
        "_RI" + "I" * 5000 + "C1a",
        "_RINvC1a1b" + "RTT" * 3000 + "E",
        "_RNvC1a1b" + "9" * 9000,
        "_RNvNtC3foo99bar3baz",
    ],
    ids=["references", "generics", "tuples", "digits", "an identifier beyond the end"],
)
def test_what_nests_too_deeply_or_breaks_off_stays_as_it_is(symbol: str) -> None:
    assert demangle(symbol) == symbol


def test_references_that_double_stop_somewhere() -> None:
    # Each tuple holds the one before twice: 2^60 elements if all were written out.
    symbol = "_RINvC1a1bThhE"
    at = len("INvC1a1b")
    for _ in range(60):
        back = f"B{_base62(at)}"
        at = len(symbol) - 2
        symbol += f"T{back}{back}E"
    assert demangle(symbol + "E") == symbol + "E"


def _base62(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if not number:
        return "_"
    number -= 1
    text = digits[number % 62]
    while number := number // 62:
        text = digits[number % 62] + text
    return text + "_"
