from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.debug_log import reader as debug_log
from cguviz.formats.mono.items import STAGE, read, sniff
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.items import Kind
from cguviz.model.partition import LINKAGES, Mode
from cguviz.progress import silent
from tests.captures import CAPTURES, capture_id, dump_bytes

WITH_DUMP = [folder for folder in CAPTURES if (folder / "mono-items.txt.gz").exists()]

TEXT = """   Compiling m v0.1.0
MONO_ITEM fn m::g::<&str> @@ m.44f36ed0dd19ff73-cgu.2[External]
MONO_ITEM fn alloc::raw_vec::with_capacity @@ m.44f36ed0dd19ff73-cgu.1[Internal] m.44f36ed0dd19ff73-cgu.2[Internal]
MONO_ITEM fn m::{closure@a @@ b.rs:1:2: 3:4} @@ m.44f36ed0dd19ff73-cgu.1[Internal]
MONO_ITEM fn m::{closure@a @@ b.rs:1:2: 3:4} @@ m.44f36ed0dd19ff73-cgu.1[Internal]
MONO_ITEM fn std::ptr::drop_in_place::<&str> - shim(None) @@
MONO_ITEM global_asm @@ m.44f36ed0dd19ff73[Internal]
MONO_ITEM static m::S @@ m.44f36ed0dd19ff73-m[WeakAny]
CGU_REUSE m.44f36ed0dd19ff73-cgu.1 PreLto
warning: unused variable: `x`
"""


def load(text: str) -> list[Capture]:
    return read([Source("mono", text.encode())], silent)


def test_lines_become_items_and_placements() -> None:
    (capture,) = load(TEXT)
    (partition,) = capture.partitions
    assert (capture.crate, capture.stages) == ("m", (STAGE,))
    assert capture.items.name.tolist()[2:6] == [
        "m::{closure@a @@ b.rs:1:2: 3:4}",
        "m::{closure@a @@ b.rs:1:2: 3:4}",
        "std::ptr::drop_in_place::<&str> - shim(None)",
        "global_asm",
    ]
    assert capture.items.kind.tolist() == [Kind.FN] * 5 + [Kind.GLOBAL_ASM, Kind.STATIC]
    units = [f"m.44f36ed0dd19ff73{part}" for part in ("", "-cgu.1", "-cgu.2", "-m")]
    assert partition.units.tolist() == units
    rows = zip(partition.unit.tolist(), partition.item.tolist(), partition.mode.tolist(), strict=True)
    assert list(rows) == [
        (0, 5, Mode.ROOT),
        (1, 1, Mode.INLINED),
        (1, 2, Mode.INLINED),
        (1, 3, Mode.INLINED),
        (2, 0, Mode.ROOT),
        (2, 1, Mode.INLINED),
        (3, 6, Mode.ROOT),
    ]
    assert [LINKAGES[index] for index in partition.linkage.tolist()][-3:] == ["External", "Internal", "WeakAny"]
    assert (partition.size == -1).all()
    assert (capture.items.size == -1).all()
    assert [remark.text for remark in capture.remarks] == ["1 items were collected, but placed in no unit."]


@pytest.mark.parametrize("folder", WITH_DUMP, ids=capture_id)
def test_the_final_partition_is_that_of_the_dump(folder: Path) -> None:
    data = gzip.decompress((folder / "mono-items.txt.gz").read_bytes())
    assert sniff(data[: 1 << 16])
    assert not debug_log.sniff(data[: 1 << 16])
    (mono,) = read([Source("mono", data)], silent)
    (dump,) = debug_log.read([Source("log", dump_bytes(folder))], silent)
    assert mono.remarks == ()
    left, right = mono.partitions[-1], dump.partitions[-1]
    assert sorted(left.units.tolist()) == sorted(right.units.tolist())
    assert placements(mono) == placements(dump)
    certain = {(name, unit): mode for name, unit, mode in modes(dump)}
    assert mono.items.inferred is not None
    sure = mono.items.inferred[left.item] == 0
    told = [row for row, known in zip(modes(mono), sure.tolist(), strict=True) if known]
    ambiguous = len(certain) < len(right)
    assert ambiguous or all(certain[name, unit] == mode for name, unit, mode in told)


def placements(capture: Capture) -> list[tuple[str, str, int]]:
    partition = capture.partitions[-1]
    names, units = capture.items.name.tolist(), partition.units.tolist()
    rows = zip(partition.item.tolist(), partition.unit.tolist(), partition.linkage.tolist(), strict=True)
    return sorted((names[item], units[unit], linkage) for item, unit, linkage in rows)


def modes(capture: Capture) -> list[tuple[str, str, int]]:
    partition = capture.partitions[-1]
    names, units = capture.items.name.tolist(), partition.units.tolist()
    rows = zip(partition.item.tolist(), partition.unit.tolist(), partition.mode.tolist(), strict=True)
    return [(names[item], units[unit], mode) for item, unit, mode in rows]


def test_two_crates_in_one_file() -> None:
    captures = load(TEXT + TEXT.replace("m.44f36ed0dd19ff73", "other.0011223344556677"))
    assert [capture.crate for capture in captures] == ["m", "other"]
    assert [len(capture.items) for capture in captures] == [7, 7]


def test_hashed_units_tell_no_crate() -> None:
    (capture,) = load("MONO_ITEM fn a @@ av13vmnz56uci33fr39fi2oo4[External]\n")
    assert capture.crate == ""


def test_a_cut_line_is_told() -> None:
    (capture,) = load(TEXT[: TEXT.index("[WeakAny]")])
    broken = capture.remarks[0]
    assert (broken.line, broken.text) == (8, "this mono item breaks off; left out.")
    assert len(capture.items) == 6


def test_nothing_to_read() -> None:
    assert not sniff(b"   Compiling m v0.1.0\n")
    with pytest.raises(LoadError, match=r"^mono: no mono items in it; expected lines such as 'MONO_ITEM"):
        load("   Compiling m v0.1.0\nMONO_ITEM fn m::g")


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.binary(max_size=3))
def test_damage_is_survived(start: int, end: int, more: bytes) -> None:
    data = TEXT.encode()
    try:
        captures = read([Source("mono", data[:start] + more + data[end:])], silent)
    except LoadError:
        return
    for capture in captures:
        (partition,) = capture.partitions
        assert partition.starts[-1] == len(partition.item) == len(partition.mode)
        pairs = set(zip(partition.unit.tolist(), partition.item.tolist(), strict=True))
        assert len(pairs) == len(partition)
        assert (partition.item < len(capture.items)).all()
        assert np.isin(partition.mode, list(Mode)).all()


@pytest.mark.parametrize("piece", [b" @@", b"[", b" a[X]", b" @@ a[X]", b"x"])
def test_a_line_of_a_megabyte_does_not_hang(piece: bytes) -> None:
    data = TEXT.encode() + b"MONO_ITEM fn a" + piece * (1_000_000 // len(piece)) + b"!\n"
    (capture,) = read([Source("mono", data)], silent)
    assert len(capture.items) == 7
