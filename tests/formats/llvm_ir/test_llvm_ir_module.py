from __future__ import annotations

import contextlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.llvm_ir.module import Module, read_module
from cguviz.formats.source import Source
from cguviz.model.partition import LINKAGES, VISIBILITIES
from tests.captures import sample_named
from tests.formats.ir_files import STOCK, files_of, functions_by_line

GRAMMAR = r"""; ModuleID = 'x-0123456789abcdef.x.00-cgu.0.rcgu.no-opt.bc'
source_filename = "x.00-cgu.0"
target triple = "x86_64-unknown-linux-gnu"

@0 = private unnamed_addr constant <{ ptr, [9 x i8] }> <{ ptr @1, [9 x i8] c"@2 ptr @f\00" }>, align 8
@1 = private unnamed_addr constant { ptr, ptr } { ptr @"quoted\22 name", ptr @0 }
@2 = private unnamed_addr constant ptr @unused
@STATIC = internal constant ptr getelementptr inbounds (i8, ptr @0, i64 8), align 8
@OTHER = external thread_local global i8

; Function Attrs: nonlazybind
define hidden { ptr, i64 } @f(ptr noundef range(i32 0, 10) %0) unnamed_addr #0 personality ptr @rust_eh_personality {
start:
  %a = alloca [16 x i8], align 8
    #dbg_declare(ptr @STATIC, !1, !DIExpression(), !2)
  %1 = call noundef range(i8 -1, 2) { ptr, i64 } @"quoted\22 name"(ptr @g, ptr @0) #3
  %2 = invoke i32 (ptr, ...) @g(ptr @OTHER) [ "funclet"(token %1) ]
          to label %bb1 unwind label %"weird: label"

bb1:                                              ; preds = %start
  switch i64 %3, label %bb2 [
    i64 1, label %bb1
    i64 0, label %bb2
  ], !dbg !441

bb2:                                              ; preds = %bb1
  call void asm sideeffect "call f@PLT; @1", "~{memory}"(ptr %2)
  call void %1(ptr @f)
  call void @llvm.memcpy.p0.p0.i64(ptr @STATIC, ptr %1, i64 24, i1 false)
  store ptr @f, ptr %a, align 8
  call void @__rust_try(ptr @g)
  unreachable

"weird: label":                                   ; preds = %start
  %5 = landingpad { ptr, i32 }
          cleanup
          catch ptr @OTHER
  resume { ptr, i32 } %5
}

define internal void @g(ptr %0) {
  ret void
}

define internal noundef i32 @__rust_try(ptr %0, ptr %1, ptr %2) {
  ret i32 0
}

define i32 @main(i32 %0, ptr %1) {
  %3 = call i64 @_ZN3std2rt10lang_startE(ptr @f, i64 %2)
  ret i32 0
}

declare { ptr, i64 } @"quoted\22 name"(ptr, ptr)

declare i32 @rust_eh_personality(i32)

declare i64 @_ZN3std2rt10lang_startE(ptr, i64)

attributes #0 = { nonlazybind }

!1 = !DISubprogram(name: "@f(")
"""


def read(text: str | bytes) -> Module:
    return read_module(Source("x.ll", text.encode() if isinstance(text, str) else text))


def pairs(module: Module) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (module.symbols[user].decode(), module.mentions[used].decode()): (int(calls), int(references))
        for user, used, calls, references in zip(module.user, module.used, module.calls, module.references, strict=True)
    }


def test_every_trap_of_the_grammar() -> None:
    module = read(GRAMMAR)
    assert (module.unit, module.origin) == ("x.00-cgu.0", "x-0123456789abcdef.x.00-cgu.0.rcgu.no-opt.bc")
    assert module.symbols == (b"f", b"g", b"STATIC")
    assert module.functions == 2
    assert [VISIBILITIES[value] for value in module.visibility] == ["Hidden", "Default", "Default"]
    assert [LINKAGES[value] for value in module.linkage] == ["External", "Internal", "Internal"]
    assert module.blocks.tolist() == [4, 1, -1]
    assert module.instructions.tolist() == [12, 1, -1]
    assert module.parameters.tolist() == [1, 1, -1]
    assert pairs(module) == {
        ("f", 'quoted" name'): (1, 1),  # called; and behind @0
        ("f", "g"): (1, 2),
        ("f", "OTHER"): (0, 2),
        ("f", "f"): (0, 2),
        ("f", "STATIC"): (0, 1),
        ("STATIC", 'quoted" name'): (0, 1),
    }
    assert not module.optimised
    assert not module.cut


REAL = [
    *files_of(sample_named("toy-0.1.0-release")),
    *files_of(sample_named("regex-1.7.1-release"))[::5],
    *files_of(STOCK)[::6],
]


@pytest.mark.parametrize("source", REAL, ids=lambda source: source.path)
def test_a_slow_reading_by_line_finds_the_same(source: Source) -> None:
    module = read_module(source)
    slow = functions_by_line(source.data.decode())
    for helper in ("__rust_try", "main"):
        slow.pop(helper, None)
    names = [symbol.decode() for symbol in module.symbols[: module.functions]]
    assert names == list(slow)
    assert module.instructions[: module.functions].tolist() == [function.instructions for function in slow.values()]
    assert module.blocks[: module.functions].tolist() == [function.blocks for function in slow.values()]
    assert module.parameters[: module.functions].tolist() == [function.parameters for function in slow.values()]
    calls: dict[str, Counter[str]] = {name: Counter() for name in names}
    for (user, used), (count, _) in pairs(module).items():
        if count:
            calls[user][used] = count
    for function in slow.values():
        del function.calls["__rust_try"]
    assert calls == {name: function.calls for name, function in slow.items()}


@pytest.mark.parametrize(
    ("listed", "count"),
    [
        ("()", 0),
        ("(ptr sret([24 x i8]) align 8 %0, i64 noundef range(i8 0, 3) %x)", 2),
        ('(%"core::fmt::Formatter"* noundef %f, { i64, ptr } %"x, y")', 2),
        ('(<2 x i64> %a, ptr byval({ i64, i64 }) %"b")', 2),
    ],
)
def test_parameters_are_counted_whatever_their_types(listed: str, count: int) -> None:
    module = read(f'source_filename = "x"\n\ndefine void @f{listed} #0 {{\n  ret void\n}}\n')
    assert module.parameters.tolist() == [count]


def test_line_ends_of_windows_change_nothing() -> None:
    module = read(GRAMMAR.replace("\n", "\r\n"))
    assert pairs(module) == pairs(read(GRAMMAR))
    assert module.blocks.tolist() == read(GRAMMAR).blocks.tolist()
    assert module.instructions.tolist() == read(GRAMMAR).instructions.tolist()


def test_debug_information_changes_no_use() -> None:
    noisy = GRAMMAR.replace("    #dbg_declare(ptr @STATIC", "  call void @llvm.dbg.declare(metadata ptr @STATIC")
    assert pairs(read(noisy)) == pairs(read(GRAMMAR))
    assert read(noisy).instructions.tolist() == read(GRAMMAR).instructions.tolist()


@pytest.mark.parametrize(
    "sign",
    [
        "define available_externally void @h() {\n  ret void\n}\n",
        "define void @h.llvm.77() {\n  tail call void @g(ptr @f)\n}\n",
    ],
)
def test_optimised_code_is_noticed(sign: str) -> None:
    assert read(GRAMMAR.replace("define internal void @g", sign + "\ndefine internal void @g")).optimised


@pytest.mark.parametrize("head", [b"BC\xc0\xde\x35\x14", b"\xde\xc0\x17\x0b\x00", b"hello, world\n" * 99, b""])
def test_what_is_no_text_of_llvm_is_refused_in_one_sentence(head: bytes) -> None:
    with pytest.raises(LoadError, match=r"x\.ll: .*(llvm-dis|source_filename)"):
        read(head)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("@OTHER = external thread_local", "@STATIC = internal constant ptr null\n@OTHER = external"),
        ("define internal void @g", "define void @f(ptr %0) {\n  ret void\n}\ndefine internal void @g"),
    ],
)
def test_what_is_defined_twice_counts_once(first: str, again: str) -> None:
    module = read(GRAMMAR.replace(first, again))
    sound(module)
    assert module.symbols == read(GRAMMAR).symbols


SMALL = min((source.data for source in REAL if source.data.count(b"\ndefine ") > 1), key=len)


def sound(module: Module) -> None:
    assert len(module.symbols) == len(set(module.symbols)) == len(module.instructions) == len(module.linkage)
    assert np.all(module.instructions[: module.functions] >= 0)
    assert np.all(module.calls + module.references > 0)
    assert np.all(module.used < len(module.mentions))
    assert np.all(module.user < len(module.symbols))


def survives(data: bytes) -> None:
    with contextlib.suppress(LoadError):
        sound(read(data))


@given(st.integers(0, len(SMALL)))
def test_cut_anywhere(end: int) -> None:
    whole = read(SMALL)
    try:
        module = read(SMALL[:end])
    except LoadError:
        assert end < SMALL.find(b"source_filename") + 80
        return
    sound(module)
    bodies = SMALL.rfind(b"\n}\n") + 3
    if end < bodies and SMALL.count(b"\ndefine ", 0, end) > SMALL.count(b"\n}\n", 0, end):
        assert module.cut
    assert module.symbols[: module.functions] == whole.symbols[: module.functions]


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_bytes_changed_anywhere(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for at, byte in changes:
        data[at] = byte
    survives(bytes(data))


@given(st.lists(st.sampled_from(SMALL.splitlines(keepends=True)), max_size=60))
def test_lines_in_any_order(lines: list[bytes]) -> None:
    survives(b'source_filename = "x"\n' + b"".join(lines))
