from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.modes.evidence import NEWEST, CompilationFacts, Evidence, are_incremental, version_of
from cguviz.formats.modes.names import Form, forms
from cguviz.formats.modes.rule import Modes, guess_build, infer_modes, read_list
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.items import Items, Kind
from cguviz.model.partition import LINKAGES, Mode
from cguviz.model.texts import Texts
from cguviz.progress import silent

EXTERNAL, INTERNAL = LINKAGES.index("External"), LINKAGES.index("Internal")
READ = Evidence.READ
FAST, SLOW, KEPT = CompilationFacts(True, False), CompilationFacts(False, False), CompilationFacts(True, True)


def items_of(names: list[str], kinds: list[Kind] | None = None) -> Items:
    count = len(names)
    none = np.full(count, -1, np.int64)
    return Items(
        name=Texts.of(names),
        symbol=Texts.of([""] * count),
        kind=np.array(kinds or [Kind.FN] * count, np.uint8),
        size=none,
        instructions=none,
        blocks=none,
    )


def infer(rows: list[tuple[str, list[int], int, int]], build: CompilationFacts) -> Modes:
    """Infer the modes of (name, units, linkage, evidence)."""
    items = items_of([name for name, _, _, _ in rows])
    places = [(item, unit, linkage) for item, (_, units, linkage, _) in enumerate(rows) for unit in units]
    item, unit, linkage = (np.array(column) for column in zip(*places, strict=True))
    listed = read_list(items, item.astype(np.int32), unit.astype(np.int32), linkage.astype(np.uint8))
    return infer_modes(items, "a", listed, np.array([evidence for *_, evidence in rows], np.int16), build)


@pytest.mark.parametrize(
    ("name", "evidence", "build", "mode", "inferred"),
    [
        ("a::f", READ | Evidence.INLINE, FAST, Mode.INLINED, 0),
        ("a::f", READ | Evidence.INLINE, SLOW, Mode.ROOT, 0),
        ("a::f", READ | Evidence.ALWAYS, SLOW, Mode.INLINED, 0),
        ("a::f", READ | Evidence.NEVER, FAST, Mode.ROOT, 0),
        ("a::f", READ | Evidence.CALLS, FAST, Mode.ROOT, 0),
        ("a::f", READ | Evidence.CHECKS, FAST, Mode.INLINED, 1),
        ("a::f", READ | Evidence.CHECKS, CompilationFacts(True, False, (1, 93)), Mode.ROOT, 0),
        ("a::f", READ | Evidence.INTRINSICS, FAST, Mode.INLINED, 1),
        ("a::f", READ | Evidence.INTRINSICS, CompilationFacts(True, False, (1, 85)), Mode.ROOT, 1),
        ("a::f", READ | Evidence.FOLDED, FAST, Mode.ROOT, 1),
        ("a::f", READ, FAST, Mode.INLINED, 1),
        ("a::f", READ, KEPT, Mode.ROOT, 1),
        ("core::hint::f", READ, KEPT, Mode.INLINED, 1),
        ("core::ptr::drop_in_place::<(u8, a::X)>", READ | Evidence.CALLS, KEPT, Mode.INLINED, 0),
        ("core::ptr::drop_in_place::<dyn a::X>", READ, KEPT, Mode.INLINED, 0),
        ("core::ptr::drop_in_place::<a::f::{closure#0}>", READ, KEPT, Mode.INLINED, 0),
        ("core::ptr::drop_in_place::<a::X>", READ | Evidence.CALLS, KEPT, Mode.ROOT, 1),
        ("core::ptr::drop_in_place::<a::X>", READ | Evidence.BRANCHES, KEPT, Mode.INLINED, 1),
        ("core::ptr::drop_in_place::<u8>", READ | Evidence.INLINE, KEPT, Mode.INLINED, 0),
        ("a::f", READ, CompilationFacts(True, False, (1, 74)), Mode.ROOT, 0),
        ("core::core_arch::x86::f", READ | Evidence.CALLS, FAST, Mode.INLINED, 1),
        ("core::ptr::drop_in_place::<u8>", READ | Evidence.CALLS, FAST, Mode.INLINED, 0),
        ("core::ptr::drop_in_place::<u8>", READ | Evidence.CALLS, SLOW, Mode.ROOT, 0),
        ("a::f::{closure#0}", 0, FAST, Mode.INLINED, 0),
        ("a::f::<u8>::{closure#0}", 0, FAST, Mode.INLINED, 0),
        ("a::X - shim(tls)", 0, FAST, Mode.ROOT, 0),
        ("<a::X as Clone>::clone - shim(a::X)", 0, FAST, Mode.INLINED, 0),
        ("<a::X as Clone>::clone - shim(a::X)", 0, SLOW, Mode.ROOT, 0),
        ("a::Some", 0, FAST, Mode.INLINED, 1),
        ("a::f::{closure#0}", 0, CompilationFacts(None, False), Mode.INLINED, 1),
    ],
)
def test_the_rule_for_an_internal_item_of_one_unit(
    name: str, evidence: int, build: CompilationFacts, mode: Mode, inferred: int
) -> None:
    found = infer([(name, [0], INTERNAL, int(evidence))], build)
    assert (found.mode.tolist(), found.inferred.tolist()) == ([mode], [inferred])


def test_glue_of_incremental_builds_is_as_the_drop_of_its_type() -> None:
    rows = [
        ("core::ptr::drop_in_place::<a::X<u8>>", [0], INTERNAL, int(READ | Evidence.BRANCHES)),
        ("<a::X<u8> as core::ops::drop::Drop>::drop", [0], EXTERNAL, int(READ | Evidence.CALLS)),
        ("core::ptr::drop_in_place::<a::Y>", [0], INTERNAL, int(READ)),
        ("<a::Y as core::ops::drop::Drop>::drop", [0, 1], INTERNAL, int(READ | Evidence.INLINE)),
    ]
    found = infer(rows, KEPT)
    assert found.mode.tolist() == [Mode.ROOT, Mode.ROOT, Mode.INLINED, Mode.INLINED]
    assert not found.inferred.any()


def test_a_copy_is_away_from_the_roots_of_its_module() -> None:
    rows = [
        ("m::root", [0], EXTERNAL, 0),
        ("m::here", [0], INTERNAL, 0),
        ("m::there", [1], INTERNAL, 0),
        ("n::root", [1], EXTERNAL, 0),
    ]
    found = infer(rows, SLOW)
    assert found.mode.tolist() == [Mode.ROOT, Mode.ROOT, Mode.INLINED, Mode.ROOT]
    assert found.inferred.tolist() == [0, 1, 1, 0]


def test_instances_of_one_definition_are_alike() -> None:
    rows = [
        ("m::f::<u8>", [0, 1], INTERNAL, 0),
        ("m::f::<u16>", [0], INTERNAL, 0),
        ("m::g::<u8>", [0], EXTERNAL, 0),
        ("m::g::<u16>", [0], INTERNAL, 0),
    ]
    assert infer(rows, FAST).mode.tolist() == [Mode.INLINED, Mode.INLINED, Mode.ROOT, Mode.ROOT]


ROW = st.tuples(
    st.sampled_from(["m::f::<u8>", "m::f::<u16>", "n::g", "m::S::new::{closure#0}", "core::ptr::drop_in_place::<u8>"]),
    st.lists(st.integers(0, 3), max_size=3, unique=True),
    st.sampled_from([EXTERNAL, INTERNAL]),
    st.integers(0, 511),
)


@given(
    st.lists(ROW, min_size=1, max_size=12).filter(lambda rows: any(units for _, units, _, _ in rows)),
    st.builds(
        CompilationFacts,
        st.sampled_from([True, False, None]),
        st.booleans(),
        st.sampled_from([(1, 70), (1, 85), NEWEST]),
    ),
)
def test_what_the_list_tells_is_never_inferred(
    rows: list[tuple[str, list[int], int, int]], build: CompilationFacts
) -> None:
    found = infer(rows, build)
    for (_, units, linkage, _), mode, inferred in zip(rows, found.mode.tolist(), found.inferred.tolist(), strict=True):
        assert mode in set(Mode)
        if len(units) > 1:
            assert (mode, inferred) == (Mode.INLINED, 0)
        elif linkage == EXTERNAL or not units:
            assert (mode, inferred) == (Mode.ROOT, 0)


def test_forms_by_name() -> None:
    names = {
        b"std::ptr::drop_in_place::<std::vec::Vec<u8>> - shim(Some(std::vec::Vec<u8>))": Form.DROP_GLUE,
        b"core::ptr::drop_in_place<alloc::string::String>": Form.DROP_GLUE,
        b"<fn() -> u8 {a::f} as std::ops::FnOnce<()>>::call_once - shim(fn() -> u8 {a::f})": Form.SHIM,
        b"core::ops::function::FnOnce::call_once{{vtable.shim}}": Form.SHIM,
        b"a::KEY - shim(tls)": Form.THREAD_LOCAL,
        b"a::f::<{closure@src/lib.rs:1:2: 3:4}>": Form.PLAIN,
        b"a::f::<u8>::{closure#1}": Form.CLOSURE,
        b"a::f::{{closure}}": Form.CLOSURE,
        b"std::option::Option::<std::vec::Vec<u8>>::Some": Form.CONSTRUCTOR,
        b"a::Wrapper::<b::C>": Form.CONSTRUCTOR,
        b"core::core_arch::x86::sse2::_mm_set1_epi8": Form.ARCH,
        b"<a::B as c::D>::e": Form.PLAIN,
        b"": Form.PLAIN,
    }
    assert forms(list(names)).tolist() == list(names.values())


def test_a_list_tells_whether_the_build_is_optimised() -> None:
    def build_of(linkage: int, units: list[str]) -> CompilationFacts:
        items = items_of(["a::f::{closure#0}", "a::f"])
        item, unit = np.array([0, 1], np.int32), np.array([0, len(units) - 1], np.int32)
        return guess_build(items, read_list(items, item, unit, np.array([linkage, EXTERNAL], np.uint8)), units)

    units = ["a.0123456789abcdef-cgu.0", "a.0123456789abcdef-cgu.1"]
    assert build_of(EXTERNAL, units) == CompilationFacts(optimised=False, incremental=False)
    assert build_of(INTERNAL, units) == CompilationFacts(optimised=True, incremental=False)
    assert build_of(INTERNAL, units[:1]).optimised is None
    assert build_of(INTERNAL, ["3kqv5zm0gzx1h2vv", "4kqv5zm0gzx1h2vv"]).incremental


def test_versions_and_units() -> None:
    assert version_of("rustc 1.85.0 (4d91de4e4 2025-02-17)") == (1, 85)
    assert version_of("") == NEWEST
    assert not are_incremental(["a.0123456789abcdef-cgu.0"])
    assert not are_incremental([])


MODULE = """source_filename = "a.0123456789abcdef-cgu.0"
define internal void @_ZN1a4hint17h0000000000000001E(ptr noalias %x) #0 {
start:
  ret void
}
define internal i8 @_ZN1a4leaf17h0000000000000002E(i8 %x) #1 {
start:
  call void @llvm.lifetime.start.p0(ptr %0)
  ret i8 %x
}
define internal void @_ZN1a5calls17h0000000000000003E() unnamed_addr #1 personality ptr @rust_eh_personality !dbg !5 {
start:
  invoke void %f(ptr %x) to label %bb1 unwind label %bb2
}
define internal i8 @_ZN1a5check17h0000000000000004E(i64 %i) #1 {
start:
  br i1 %ok, label %bb1, label %panic
bb1:
  ret i8 0
panic:
  call void @_ZN4core9panicking18panic_bounds_check17h0000000000000005E(i64 %i, i64 4, ptr @0)
  unreachable
}
define internal i32 @_ZN1a6folded17h0000000000000006E(ptr %a, i64 %n) #1 {
start:
  br label %bb1
bb1:
  call void @llvm.memmove.p0.p0.i64(ptr %a, ptr %a, i64 %n, i1 false)
  ret i32 0
}
define internal void @"_ZN4core3ptr28drop_in_place$LT$a..Kind$GT$17h0000000000000008E"(ptr %a) #1 {
start:
  switch i64 %0, label %bb1 [
  ]
bb1:
  ret void
}
define internal i32 @_ZN1a5bytes17h0000000000000007E(ptr %a, i64 %n) #1 {
start:
  %0 = call i32 @memcmp(ptr %a, ptr %a, i64 %n)
  ret i32 %0
}
declare void @_ZN4core9panicking18panic_bounds_check17h0000000000000005E(i64, i64, ptr)
attributes #0 = { inlinehint nonlazybind }
attributes #1 = { nonlazybind "probe-stack"="inline-asm" }
!llvm.ident = !{!0}
!0 = !{!"rustc version VERSION.0 (4d91de4e4 2025-02-17)"}
"""


def module_by(version: str) -> Capture:
    (capture,) = llvm_ir.read([Source("a.ll", MODULE.replace("VERSION", version).encode())], silent)
    return capture


@pytest.mark.parametrize(
    ("version", "roots", "inferred"),
    [
        ("1.95", {"a::calls", "a::folded"}, {"a::leaf", "a::check", "a::folded", "a::bytes"}),
        ("1.85", {"a::calls", "a::folded", "a::check", "a::bytes"}, {"a::leaf", "a::folded", "a::bytes"}),
        ("1.70", {"a::calls", "a::folded", "a::check", "a::bytes", "a::leaf"}, set()),
    ],
)
def test_bodies_tell_what_the_rule_asks(version: str, roots: set[str], inferred: set[str]) -> None:
    capture = module_by(version)
    stage, names = capture.partition(), capture.items.name
    assert {names[item] for item in stage.item[stage.mode == Mode.ROOT].tolist()} == roots
    assert capture.items.inferred is not None
    assert {name for name, flag in zip(names, capture.items.inferred.tolist(), strict=True) if flag} == inferred


def test_glue_that_branches_is_that_of_an_enum() -> None:
    text = MODULE.replace("VERSION", "1.95").replace("a.0123456789abcdef-cgu.0", "3kqv5zm0gzx1h2vv")
    for body, mode in ((text, Mode.INLINED), (text.replace("  switch i64 %0, label %bb1 [\n  ]\n", ""), Mode.ROOT)):
        (capture,) = llvm_ir.read([Source("a.ll", body.encode())], silent)
        item = capture.items.name.tolist().index("core::ptr::drop_in_place<a::Kind>")
        stage = capture.partition()
        assert stage.mode[stage.item == item].tolist() == [mode]
