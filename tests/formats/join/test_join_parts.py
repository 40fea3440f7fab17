"""What belongs together, what does not, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.formats.debug_log import reader as debug_log
from cguviz.formats.join.captures import join
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.items import Items
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times.timeline import Timeline
from cguviz.progress import silent
from tests.captures import dump_bytes, sample_named
from tests.formats.ir_files import STOCK, files_of, ir_of, log_of, mono_of

REGEX = sample_named("regex-1.7.1-release")
TOY = sample_named("toy-0.1.0-release")


@pytest.fixture(scope="module")
def regex_parts() -> tuple[Capture, Capture, Capture]:
    return log_of(REGEX), ir_of(REGEX), mono_of(REGEX)


@pytest.fixture(scope="module")
def toy_parts() -> tuple[Capture, Capture, Capture]:
    return log_of(TOY), ir_of(TOY), mono_of(TOY)


def texts(capture: Capture) -> str:
    return " ".join(remark.text for remark in capture.remarks)


def test_captures_of_two_crates_in_any_order(regex_parts: tuple[Capture, ...], toy_parts: tuple[Capture, ...]) -> None:
    mixed = [toy_parts[2], regex_parts[1], toy_parts[0], regex_parts[2], toy_parts[1], regex_parts[0]]
    by_crate = {capture.crate: capture for capture in join(mixed)}
    assert by_crate.keys() == {"regex", "toy"}
    for parts in (regex_parts, toy_parts):
        (alone,) = join(parts)
        mixed_up = by_crate[alone.crate]
        assert equal(mixed_up.replace(sources=()), alone.replace(sources=()))
        assert set(mixed_up.sources) == set(alone.sources)
        assert mixed_up.uses is not None


def test_ir_of_another_compilation(regex_parts: tuple[Capture, ...], toy_parts: tuple[Capture, ...]) -> None:
    captures = join([regex_parts[0], toy_parts[1]])
    assert [capture.stages for capture in captures] == [regex_parts[0].stages, toy_parts[1].stages]
    assert captures[0].uses is None
    for capture in captures:
        assert "IR of another compilation: no item joins" in texts(capture)


def test_captures_that_need_nothing_say_nothing(
    regex_parts: tuple[Capture, ...], toy_parts: tuple[Capture, ...]
) -> None:
    captures = join([regex_parts[0], toy_parts[0], toy_parts[1]])
    assert [capture.crate for capture in captures] == ["regex", "toy"]
    assert [texts(capture) for capture in captures] == ["", ""]
    assert join([]) == []


def test_the_same_file_twice_is_one_capture(toy_parts: tuple[Capture, ...]) -> None:
    (capture,) = join([toy_parts[0], log_of(TOY), *toy_parts[1:]])
    assert equal(capture, join(toy_parts)[0])


def test_a_cut_dump_keeps_the_stage_of_the_ir(toy_parts: tuple[Capture, ...]) -> None:
    data = dump_bytes(TOY)
    cut = data[: data.index(b"MERGE")].rpartition(b"\n")[0]
    (log,) = debug_log.read([Source("cut", cut[: int(len(cut) * 0.6)])], silent)
    (capture,) = join([log, toy_parts[1]])
    assert capture.stages == ("PLACE", "LLVM IR")
    assert "items of the LLVM IR are not in the dump" in texts(capture)
    assert capture.uses is not None
    assert len(capture.uses.starts) == len(log.items) + 1
    assert len(capture.partitions[-1]) < len(toy_parts[1].partitions[0])
    symbols = capture.items.symbol.tolist()
    assert all(symbols[item].startswith("_ZN") for item in capture.partitions[-1].item)


def test_missing_units_of_the_ir_are_told(toy_parts: tuple[Capture, ...]) -> None:
    (ir,) = llvm_ir.read(files_of(TOY)[1:], silent)
    (capture,) = join([toy_parts[0], ir])
    assert capture.stages == (*toy_parts[0].stages, "LLVM IR")
    assert "items of the dump are not in the LLVM IR" in texts(capture)
    assert np.any(capture.items.blocks == -1)


def test_mono_items_that_differ_are_told(toy_parts: tuple[Capture, ...]) -> None:
    log, ir, mono = toy_parts
    changed = mono.replace(items=mono.items.replace(name=Texts.of(["other", *mono.items.name.tolist()[1:]])))
    (capture,) = join([log, changed])
    assert "INTERNALIZE has 1 placements that the mono items lack, and lacks 1 of theirs" in texts(capture)
    stage = ir.partitions[0]
    (capture,) = join([ir.replace(partitions=(stage.replace(linkage=np.full_like(stage.linkage, 2)),)), mono])
    assert "place different numbers of functions" in texts(capture)


def test_stock_ir_agrees_with_its_mono_items() -> None:
    ir, mono = ir_of(STOCK), mono_of(STOCK)
    (capture,) = join([mono, ir])
    assert capture.remarks == ()
    assert equal(capture.items, ir.items)
    assert capture.sources == ir.sources + mono.sources


def test_mono_items_of_another_compilation(toy_parts: tuple[Capture, ...]) -> None:
    captures = join([toy_parts[0], mono_of(STOCK)])
    assert len(captures) == 2
    assert all("mono items of another compilation" in texts(capture) for capture in captures)


def timeline(crate: str, unit: str) -> Capture:
    none = np.zeros(0, np.int64)
    row, time = np.zeros(1, np.int32), np.zeros(1, np.int64)
    spans = Timeline("self-profile", Texts.of(["t"]), Texts.of(["a"]), Texts.of([unit]), row, row, row, time, time + 1)
    return Capture(
        crate, "rustc 1.85.0", Items(EMPTY, EMPTY, none.astype(np.uint8), none, none, none), (), timeline=spans
    )


def test_a_timeline_goes_to_its_crate(regex_parts: tuple[Capture, ...], toy_parts: tuple[Capture, ...]) -> None:
    regex, toy = regex_parts[0], toy_parts[0]
    captures = join([regex, timeline("toy", "x"), toy])
    assert [capture.timeline is None for capture in captures] == [True, False]
    assert captures[1].compiler == "rustc 1.85.0"
    captures = join([regex, timeline("", toy.partitions[-1].units[0]), toy])
    assert [capture.timeline is None for capture in captures] == [True, False]
    captures = join([timeline("serde", "x"), toy])
    assert [capture.crate for capture in captures] == ["toy", "serde"]
    captures = join([toy, timeline("toy", "x"), timeline("toy", "y")])
    assert [len(capture.items) for capture in captures] == [len(toy.items), 0]
