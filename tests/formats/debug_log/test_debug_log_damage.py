"""Logs that were cut, mixed up, doubled or made to hurt."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.debug_log.reader import read, sniff
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.partition import Mode
from cguviz.progress import silent
from tests.captures import dump_bytes, sample_named
from tests.formats.debug_log_writer import coloured, dump_2018, dump_today, json_lines, tracing_1_63, units_of

LOGGED = b" DEBUG rustc_monomorphize::partitioning "
ITEM = b"] ("


def load(data: bytes) -> list[Capture]:
    return read([Source("log", data)], silent)


@functools.cache
def dump(name: str = "toy-0.1.0-release") -> bytes:
    return dump_bytes(sample_named(name))


@functools.cache
def lines(name: str = "toy-0.1.0-release") -> tuple[bytes, ...]:
    return tuple(dump(name).split(b"\n"))


@functools.cache
def variants() -> tuple[bytes, ...]:
    """Return the toy's log in several envelopes and grammars."""
    (toy,) = load(dump())
    stages = [dump_today(toy, partition) for partition in toy.partitions]
    old = [dump_2018(partition.stage, units_of(toy, partition)) for partition in toy.partitions]
    wrapped = [(coloured, stages), (json_lines, stages), (tracing_1_63, stages), (tracing_1_63, old)]
    return dump(), *("".join(map(envelope, of)).encode() for envelope, of in wrapped)


def check_sound(capture: Capture, lines_: int) -> None:
    """Fail unless the capture keeps the promises of the model."""
    items = len(capture.items)
    assert len(capture.items.symbol) == len(capture.items.kind) == len(capture.items.size) == items
    placed = np.zeros(items, np.bool_)
    for partition in capture.partitions:
        assert partition.starts[0] == 0
        assert (np.diff(partition.starts) >= 0).all()
        assert partition.starts[-1] == len(partition.item) == len(partition.mode) == len(partition.size)
        assert len(partition.starts) == len(partition.units) + 1
        pairs = partition.unit.astype(np.int64) * (items + 1) + partition.item
        assert len(np.unique(pairs)) == len(pairs)
        roots = partition.item[partition.mode == Mode.ROOT]
        assert len(np.unique(roots)) == len(roots)
        placed[partition.item] = True
    assert placed.all()
    assert all(0 < remark.line <= lines_ for remark in capture.remarks)


def check_survives(data: bytes) -> list[Capture]:
    try:
        captures = load(data)
    except LoadError:
        return []
    for capture in captures:
        check_sound(capture, data.count(b"\n") + 1)
    return captures


@given(st.data())
def test_cut_anywhere(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(variants()))
    start = data.draw(st.integers(0, len(text)) | st.just(0))
    end = data.draw(st.integers(start, len(text)))
    whole = load(text)[0]
    for capture in check_survives(text[start:end]):
        for partition in capture.partitions:
            assert len(partition) <= max(map(len, whole.partitions))


@given(st.integers(0, len(dump()) - 1))
def test_what_is_cut_off_is_told(end: int) -> None:
    whole = load(dump())[0]
    for capture in check_survives(dump()[:end]):
        pairs = zip(capture.partitions, whole.partitions, strict=False)
        complete = [equal(*pair) for pair in pairs]
        assert all(complete) or capture.remarks


@given(st.data())
def test_lines_deleted_doubled_swapped_and_bytes_flipped(data: st.DataObject) -> None:
    text = list(data.draw(st.sampled_from([lines(), lines("serde_json-1.0.87-debug")])))
    for _ in range(data.draw(st.integers(1, 8))):
        at, other = (data.draw(st.integers(0, len(text) - 1)) for _ in range(2))
        match data.draw(st.sampled_from(["delete", "double", "swap", "move", "flip"])):
            case "delete":
                del text[at]
            case "double":
                text.insert(at, text[at])
            case "swap":
                text[at], text[other] = text[other], text[at]
            case "move":
                text.insert(other, text.pop(at))
            case _:
                line = bytearray(text[at])
                if line:
                    line[other % len(line)] ^= 1 << data.draw(st.integers(0, 7))
                text[at] = bytes(line)
    check_survives(b"\n".join(text))


@pytest.mark.parametrize("change", ["delete", "double"])
@given(st.data())
def test_no_line_of_a_dump_is_lost_or_doubled_unseen(change: str, data: st.DataObject) -> None:
    told = [index for index, line in enumerate(lines()) if line.strip() and line.startswith(b" ")]
    at = data.draw(st.sampled_from([index for index in told if not line_is_of_cargo(lines()[index])]))
    copy = list(lines())
    copy[at : at + 1] = [] if change == "delete" else [copy[at]] * 2
    captures = check_survives(b"\n".join(copy))
    doubled_statement = change == "double" and ITEM not in copy[at]
    assert doubled_statement or any(capture.remarks for capture in captures)


def line_is_of_cargo(line: bytes) -> bool:
    return line.lstrip().startswith((b"Compiling", b"Finished"))


@given(st.lists(st.sampled_from([*lines()[:40], b"FINAL", b" DEBUG rustc_monomorphize::partitioning FINAL", b"junk"])))
@example([b" - CGU[0]"])
@example([b" - CGU[1]", b"   - fn a [External] [h0123456789abcdefE] (root, size: 3)"])
def test_lines_in_any_order(chosen: list[bytes]) -> None:
    check_survives(b"\n".join(chosen))


@given(st.binary())
def test_anything(data: bytes) -> None:
    sniff(data)
    check_survives(data)


PIECES = (b" - fn ", b"[", b"] [", b"(root, size: ", b"9" * 40, b" ", b"]", b"\n", b"\xe2\x94\x82", b"PLACE")
OF_JSON = (b'{"message":"', b"\\n", b'"')


@given(st.lists(st.sampled_from(PIECES + OF_JSON), max_size=60))
def test_pieces_of_the_grammar(pieces: list[bytes]) -> None:
    check_survives(b"".join(pieces))


@pytest.mark.parametrize(
    "piece",
    [
        *(piece for piece in PIECES if piece != b"\n"),
        b" [",
        b"- ",
        b"(",
        b"] (size=",
        b"DEBUG ",
        b" v1 (",
        b"--crate-name y ",
    ],
)
@pytest.mark.parametrize("head", [b"", b"   - fn a", LOGGED, b'{"message":"', b"Running `", b"Compiling a v1 ("])
def test_a_line_of_a_megabyte_does_not_hang(head: bytes, piece: bytes) -> None:
    dump_ = b"\n".join(lines()[:20]) + b"\n"
    text = dump_ + head + piece * (1_000_000 // len(piece))
    # A quadratic pattern would not come back for minutes.
    (capture,) = load(text)
    check_sound(capture, text.count(b"\n") + 1)


@pytest.mark.parametrize("line", [b"- CGU[0]", b" - CGU[1]", b"PLACE", b"- fn a [] []", b"- x]", b"CodegenUnit a:"])
def test_a_file_of_one_line_over_and_over(line: bytes) -> None:
    check_survives(b"\n".join(itertools.repeat(line, 20_000)))
