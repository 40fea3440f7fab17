from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from cguviz.formats.debug_log.reader import read, sniff
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode, Partition
from cguviz.progress import silent
from tests.captures import CAPTURES, capture_id, dump_bytes, sample_named
from tests.formats.debug_log_writer import (
    ENVELOPES,
    Envelope,
    Units,
    bare,
    dump_1_71,
    dump_2016,
    dump_2018,
    dump_june_2023,
    dump_today,
    each_line,
    tracing_1_85,
    units_of,
)

SMALL = [folder for folder in CAPTURES if len(dump_bytes(folder)) < 3_000_000]
ENVELOPE = pytest.mark.parametrize("envelope", ENVELOPES, ids=lambda envelope: envelope.__name__)


def only(text: str | bytes) -> Capture:
    data = text.encode() if isinstance(text, str) else text
    assert sniff(data[: 1 << 16])
    (capture,) = read([Source("log", data)], silent)
    return capture


@pytest.fixture(scope="module", params=["toy-0.1.0-release", "serde_json-1.0.87-debug"])
def real(request: pytest.FixtureRequest) -> Capture:
    return only(dump_bytes(sample_named(request.param)))


def same(left: Capture, right: Capture) -> bool:
    return equal(left.items, right.items) and equal(left.partitions, right.partitions)


@pytest.mark.parametrize("folder", SMALL, ids=capture_id)
def test_a_real_log_written_again_is_the_same_bytes(folder: Path) -> None:
    data = dump_bytes(folder)
    capture = only(data)
    written = "".join(tracing_1_85(dump_today(capture, partition)) for partition in capture.partitions)
    assert written.encode() == data[data.index(b" DEBUG") : data.rindex(b"\n \n") + 3]


@ENVELOPE
def test_todays_grammar_in_every_envelope(real: Capture, envelope: Envelope) -> None:
    capture = only("".join(envelope(dump_today(real, partition)) for partition in real.partitions))
    assert same(capture, real)
    assert capture.remarks == ()


def test_1_72_counts_unplaced_items_and_prints_visibility(real: Capture) -> None:
    lines = [dump_today(real, partition, tuples=True, unplaced=3) for partition in real.partitions]
    capture = only("".join(map(tracing_1_85, lines)))
    assert capture.remarks == ()
    for partition, of_real in zip(capture.partitions, real.partitions, strict=True):
        assert equal(partition.mode, of_real.mode)
        hidden = [VISIBILITIES[index] == "Hidden" for index in partition.visibility.tolist()]
        external = [LINKAGES[index] == "External" for index in of_real.linkage.tolist()]
        assert hidden == external


def old_stages(real: Capture) -> list[tuple[str, Units, Partition]]:
    """Return what compilers until mid-2023 would have printed: inlined items come last."""
    place, merge = real.partitions[0], real.partitions[1]
    return [
        ("INITIAL PARTITIONING", units_of(real, place, place.mode == Mode.ROOT), place),
        ("POST MERGING", units_of(real, merge, merge.mode == Mode.ROOT), merge),
        ("POST INLINING", units_of(real, merge), merge),
    ]


Grammar = Callable[[str, Units], list[str]]
OLD = pytest.mark.parametrize("grammar", [dump_2018, dump_1_71, dump_june_2023], ids=lambda grammar: grammar.__name__)


@OLD
@ENVELOPE
def test_old_grammars_in_every_envelope(
    real: Capture, grammar: Callable[[str, Units], list[str]], envelope: Envelope
) -> None:
    stages = old_stages(real)
    capture = only("".join(envelope(grammar(label, units)) for label, units, _ in stages))
    assert capture.stages == tuple(label for label, _, _ in stages)
    assert capture.remarks == ()
    for partition, (_, units, _) in zip(capture.partitions, stages, strict=True):
        assert units_of(capture, partition) == units


def test_the_grammar_of_2016_has_no_sizes(real: Capture) -> None:
    stages = old_stages(real)
    capture = only("".join(each_line(dump_2016(label, units)) for label, units, _ in stages))
    assert capture.remarks == ()
    assert (capture.items.size == -1).all()
    for partition, (_, units, _) in zip(capture.partitions, stages, strict=True):
        without = [(name, [dataclasses.replace(row, size=-1) for row in rows]) for name, rows in units]
        assert units_of(capture, partition) == without


def test_old_dump_without_its_first_stage_tells_what_it_cannot_know(real: Capture) -> None:
    _, _, (label, units, merge) = old_stages(real)
    final = [(name, [dataclasses.replace(row, linkage="Internal") for row in rows]) for name, rows in units]
    capture = only(bare(dump_2018("FINAL", final)))
    copies = merge.copies(len(real.items))[merge.item]
    (partition,) = capture.partitions
    assert (partition.mode[copies > 1] == Mode.INLINED).all()
    assert capture.items.inferred is not None
    assert ((capture.items.inferred[partition.item] == 1) == (copies == 1)).all()
    assert "it is inferred from their names" in capture.remarks[0].text
    # Before root items were made internal, linkage tells all.
    capture = only(bare(dump_2018(label, units)))
    assert units_of(capture, capture.partitions[0]) == units


def test_merge_log_lines_are_understood(real: Capture) -> None:
    stages = old_stages(real)
    texts = [tracing_1_85(dump_2018(label, units)) for label, units, _ in stages]
    merged = " DEBUG rustc_monomorphize::partitioning CodegenUnit a merged into CodegenUnit b\n"
    assert same(only(merged.join(texts)), only("".join(texts)))


def test_a_name_with_a_line_feed_goes_on_in_the_next_line() -> None:
    text = """ DEBUG rustc_monomorphize::partitioning POST INLINING:
 CodegenUnit a.0123456789abcdef-cgu.0 estimated size 3 :
  - fn f::{closure@src/od
 d dir/x.rs:1:2: 3:4} [(External, Default)] [h0123456789abcdefE] estimated size 3
"""
    capture = only(text)
    assert capture.items.name.tolist() == ["f::{closure@src/od\nd dir/x.rs:1:2: 3:4}"]
    assert capture.crate == "a"
    assert capture.remarks == ()


def test_windows_line_ends_and_utf_16(real: Capture) -> None:
    text = "".join(tracing_1_85(dump_today(real, partition)) for partition in real.partitions)
    assert same(only(text.replace("\n", "\r\n")), real)
    assert same(only(text.replace("\n", "\r\n").encode("utf-16")), real)
