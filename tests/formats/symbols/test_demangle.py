from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.source import Source
from cguviz.formats.symbols.definitions import argument_definition, definition, definition_v0
from cguviz.formats.symbols.demangle import demangle, demangle_all
from cguviz.formats.symbols.v0_module import module_of_symbol
from cguviz.model.paths.table import split
from cguviz.progress import silent
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
    ("_ZN3foo20h05af221e174051e9abcE", "foo"),
    ("_ZN3foo5h05afE", "foo"),
    ("_ZN17h05af221e174051e93fooE", "h05af221e174051e9::foo"),
    ("_ZN17h05af221e174051e9E", "h05af221e174051e9"),
    ("_ZN3foo17hg5af221e174051e9E", "foo::hg5af221e174051e9"),
    ("_ZN3foo3barE.cold", "foo::bar.cold"),
    ("_ZN3foo3barE.cold.llvm.9D1C9369@@16", "foo::bar.cold"),
    ("_ZN6a$u1b$E", "a$u1b$"),
    # as other systems decorate them
    ("__ZN3foo17h05af221e174051e9E", "foo"),
    ("ZN13test$u20$test4foobE", "test test::foob"),
    ("ZN3foo17h05af221e174051e9E.llvm.9D1C9369", "foo"),
    ("__RNvC1a1b", "a::b"),
    ("RNvC1a1b.llvm.12", "a::b"),
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
    ("_RNvC1a1bCs_1c", "a::b"),
    ("_RNvC1a1bC", ""),
    ("_RNvC1a1bB_h", ""),
    ("_RNvC1a1b.llvm.xyz", "a::b.llvm.xyz"),
    ("_RNvC1a1b.0.0", "a::b.0.0"),
    ("_RNvC1a1b. 0", ""),
    ("_RYAsVC0U", ""),
    ("_RINvC1a1bKVC0UE", "a::b::<{}>"),
    (f"_RINvC1a1bKo{'f' * 32}_E", "a::b::<340282366920938463463374607431768211455>"),
    (f"_RINvC1a1bKn{'f' * 9000}_E", f"a::b::<0x{'f' * 9000}>"),
    (f"_RINvC1a1bKc{'f' * 9000}_E", ""),
    # strings and characters of constants, as rustc 1.95 and 1.97 print them (-Z print-mono-items)
    ("_RINvCs8t2GQvMjaLT_1s1fKRe746162096c696e650a656e64_EB2_", r's::f::<"tab\tline\nend">'),
    (
        "_RINvC1s1fKRe0d005c202220272020cc8120c3a920e0a6be20f09f98802020e2808b207f201b5b316d_E",
        r"""s::f::<"\r\0\\ \" '  \u{301} é \u{9be} 😀  \u{200b} \u{7f} \u{1b}[1m">""",
    ),
    ("_RINvC1s1cKc27_E", r"s::c::<'\''>"),
    ("_RINvC1s1cKc22_E", "s::c::<'\"'>"),
    ("_RINvC1s1cKc301_E", r"s::c::<'\u{301}'>"),
    ("_RNvMNtC4core3stre3len", "core::str::<impl str>::len"),
    ("_RNvXNtC4core3strNtC1a1bNtC1c1d1e", "core::str::<impl c::d for a::b>::e"),
    ("_RINvC1a1bWmRm1_m9_E", "a::b::<pattern_type!(u32 is 1..=9)>"),
]
"""Symbols and names; an empty name says that the symbol follows no scheme and stays as it is."""


@pytest.mark.parametrize(("symbol", "name"), GOLDEN, ids=[symbol[:40] for symbol, _ in GOLDEN])
def test_a_symbol_gets_its_name(symbol: str, name: str) -> None:
    assert demangle(symbol) == (name or symbol)


@pytest.mark.parametrize(
    "symbol",
    [
        *("", "_", "_R", "_RN", "_ZN", "_ZNE", "main", "toy_checksum", "_ZNSt6vectorIiE", "_ZN9$LT$", "_Rust"),
        *("R", "RC4", "RSA_new", "Rust", "ZN", "ZNE", "ZNK3foo3barEv", "_ZN3\n::E", "_ZN2éE", "_RNvC1a2é"),
    ],
)
def test_other_symbols_stay_as_they_are(symbol: str) -> None:
    assert demangle(symbol) == symbol


def test_overloads_of_cpp_stay_apart() -> None:
    overloads = ["_ZN3foo3barEi", "_ZN3foo3barEf", "_ZN3foo3barEv", "_ZN3foo3barIiEEvT_", "_ZNK3foo3barEv"]
    assert [demangle(symbol) for symbol in overloads] == overloads


@pytest.mark.parametrize("folder", [*WITH_IR[:6], STOCK], ids=lambda folder: folder.name)
def test_every_symbol_of_a_real_capture_has_a_name(folder: Path) -> None:
    symbols = ir_of(folder).items.symbol.tobytes()
    mangled = [symbol for symbol in symbols if symbol.startswith((b"_R", b"_ZN"))]
    assert len(mangled) > 0.95 * len(symbols)
    names = demangle_all(mangled)
    assert not [name for name in names if name.startswith("_") or "$" in name or ".." in name]
    assert names[::97] == [demangle(symbol.decode()) for symbol in mangled[::97]]


REAL = sorted(ir_of(STOCK).items.symbol.tolist(), key=len)[::9]


PIECES = st.one_of(
    st.text("BRNCIYXMSTADFLKWGOPQEUV_us0123456789hpjeabcl.$", max_size=8),
    st.sampled_from([".llvm.", "B_", "Kj1_", "Re6162_", "C1a", "MC1a", "s_", "\n", "\0", "é", "\ud7ff", "f" * 5000]),
    st.text(max_size=4),
)


def read_all(symbol: bytes) -> None:
    """Read a symbol in every way there is; none may fail, and none may spoil the symbol after it."""
    first, second = demangle_all([symbol, b"_ZN1a1b17h0123456789abcdefE"])
    assert first.encode() or not symbol
    assert second == "a::b"
    text = symbol.decode("utf-8", "replace")
    assert definition(text) or not symbol
    for read in (definition_v0, argument_definition, module_of_symbol):
        read(text)


@given(
    st.sampled_from(REAL), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), PIECES, st.integers(1, 40)), max_size=4)
)
def test_mutations_of_real_symbols_have_names(symbol: str, changes: list[tuple[float, float, str, int]]) -> None:
    for start, end, piece, times in changes:
        at, kept = int(start * len(symbol)), int(end * len(symbol))
        symbol = symbol[:at] + piece * times + symbol[kept:]
    read_all(symbol.encode())


@given(st.sampled_from([b"", b"_R", b"_ZN", b"__ZN", b"ZN", b"R", b"_RNv", b"_RINvC1a1b"]), st.binary(max_size=60))
def test_arbitrary_bytes_have_names(begin: bytes, rest: bytes) -> None:
    read_all(begin + rest)


def ir_byte(byte: int) -> str:
    """Write a byte as LLVM does in a quoted name."""
    return chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:02X}"


@given(st.lists(st.one_of(st.sampled_from(REAL), PIECES), min_size=1, max_size=5, unique=True))
def test_no_symbol_loses_a_file(symbols: list[str]) -> None:
    written = ["".join(map(ir_byte, symbol.encode())) for symbol in symbols]
    functions = "\n".join(f'define void @"{symbol}x"() {{\nstart:\n  ret void\n}}\n' for symbol in written)
    head = 'source_filename = "a.0000000000000000-cgu.0"\ntarget triple = "x86_64-unknown-linux-gnu"\n'
    (capture,) = llvm_ir.read([Source("a.ll", f"{head}\n{functions}".encode())], silent)
    assert len(capture.items) == len(symbols)
    assert len(split(capture.items, capture.crate).labels) == len(symbols)


@pytest.mark.parametrize(
    "symbol",
    [
        "_RNvC1a" + "1b" * 5 + "R" * 9000,
        "_RI" + "I" * 5000 + "C1a",
        "_RINvC1a1b" + "RTT" * 3000 + "E",
        "_RNvC1a1b" + "9" * 9000,
        "_RNvNtC3foo99bar3baz",
        "_R" + "MC1a" * 4000 + "h",
        "_R" + "NC" * 100_000 + "C1a" + "0" * 100_000,
        "_RNvC1au900000" + "a" * 900_000,
        "_RNvC1a1b" + ".llvm.1" * 100_000 + " ",
    ],
    ids=[
        *("references", "generics", "tuples", "digits", "an identifier beyond the end", "blocks within blocks"),
        *("closures within closures", "Punycode without end", "moved without end"),
    ],
)
def test_what_nests_too_deeply_or_breaks_off_stays_as_it_is(symbol: str) -> None:
    assert demangle(symbol) == symbol


@pytest.mark.parametrize("blocks", [10, 80])
def test_blocks_within_blocks_are_read_once_each(blocks: int) -> None:
    # Twice at each level would be 2^80 times.
    assert demangle("_R" + "MC1a" * blocks + "h") == "a::<impl u8>"


def test_references_that_double_are_followed_once_each() -> None:
    inner, at = "NvYTThhE", 4
    for _ in range(60):
        back, at = f"B{_base62(at)}", len(inner)
        inner += f"T{back}{back}E"
    symbol = f"_R{inner}ENtC1a1b1c"
    assert module_of_symbol(symbol) is None


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
