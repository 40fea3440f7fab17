"""Drop glue: sizes read off IR are those of rustc's own dumps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.formats.join.ir import key_of
from cguviz.formats.llvm_ir.drop_glue import is_glue, statements
from tests.captures import capture_id
from tests.formats.ir_files import WITH_IR, ir_of, log_of

V0 = b"_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_place"
DROP = b"  call void @_RNvXs_C1aNtB2_1DNtNtNtC4core3ops4drop4Drop4drop(ptr %_1)\n"
GLUE = b"  call void @" + V0 + b"NtC1a1DE(ptr %_1)\n"


@pytest.mark.parametrize("folder", WITH_IR, ids=capture_id)
def test_sizes_are_those_of_the_dump(folder: Path) -> None:
    log, ir = log_of(folder), ir_of(folder)
    told = {key_of(symbol): size for symbol, size in zip(log.items.symbol.tobytes(), log.items.size, strict=True)}
    assert ir.items.glue is not None
    rows = np.flatnonzero(ir.items.glue >= 0)
    symbols = ir.items.symbol.tobytes()
    pairs = [(ir.items.name[row], int(ir.items.glue[row]), told[key_of(symbols[row])]) for row in rows.tolist()]
    assert [pair for pair in pairs if pair[1] != pair[2]] == []
    # The smallest captures drop nothing.
    assert pairs or len(ir.items) < 100


def test_a_function_with_glue_among_its_arguments_is_no_glue() -> None:
    assert is_glue(V0 + b"hEC1a")
    assert is_glue(b"_ZN4core3ptr42drop_in_place$LT$alloc..string..String$GT$17h0123456789abcdefE")
    assert not is_glue(b"_RNvYINv" + V0[5:] + b"hENtNtNtC4core3ops8function6FnOnce9call_once")
    assert not is_glue(b"_RNvNtC1a3ptr13drop_in_place")
    assert not is_glue(b"_ZN4core3ptr4swap17h0123456789abcdefE")


@pytest.mark.parametrize(
    ("of", "body", "size"),
    [
        (b"NtC1a1S", b"start:\n" + GLUE + b"  ret void\n", 2),
        (b"NtC1a1S", b"start:\n" + DROP + b"  ret void\n", 3),
        (b"DNtC1a1TEL_", (b"start:\n  %2 = icmp ne ptr %1, null\n  br i1 %2, label %is_not_null, label %bb1\n\n"
         b"is_not_null:\n  call void %1(ptr %_1.0)\n  br label %bb1\n\nbb1:\n  ret void\n"), 2),
        (b"NtC1a1E", b"start:\n  %0 = load i64, ptr %_1\n  switch i64 %0, label %bb1 [\n    i64 0, label %bb2\n  ]\n\n"
         b"bb1:\n  ret void\n\nbb2:\n" + GLUE + b"  br label %bb1\n", 4),
        (b"NtC1a3One", b"start:\n  br label %bb2\n\nbb2:\n" + GLUE + b"  ret void\n", 4),
        (b"INtNtCs1_5alloc5boxed3BoxhE", b"start:\n  %_6 = load ptr, ptr %_1\n  br label %bb3\n\nbb3:\n" + DROP
         + b"  ret void\n", 5),
        (b"SNtC1a1D", b"start:\n  ret void\n", 9),
        (b"SNtC1a1D", b"start:\n  ret void\n\nbb1:\n  resume { ptr, i32 } %1\n", 15),
        (b"ANtC1a1Dj4_", b"start:\n  ret void\n\nbb1:\n  resume { ptr, i32 } %1\n", 17),
    ],
)  # fmt: skip
def test_each_form_of_glue(of: bytes, body: bytes, size: int) -> None:
    assert statements(V0 + of + b"EC1a", body) == size


def test_bodies_of_coroutines_and_moves_of_packed_fields_are_not_told() -> None:
    states = (
        b"start:\n  switch i8 %0, label %bb1 [\n    i8 0, label %bb2\n  ]\n\nbb1:\n  ret void\n\nbb2:\n  ret void\n"
    )
    assert statements(V0 + b"NCNvC1a1f0EB2_", states) == 0
    assert statements(V0 + b"NCNvC1a1f0EB2_", b"start:\n" + GLUE + b"  ret void\n") == 2
    assert statements(V0 + b"NtC1a1PEB2_", b"start:\n  call void @llvm.memcpy.p0.p0.i64(ptr %2)\n  ret void\n") == 0
