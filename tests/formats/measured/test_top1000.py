"""Published measurements, whole and damaged."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cguviz.errors import ExportError, LoadError
from cguviz.formats import load, save
from cguviz.formats.measured import published as top1000
from cguviz.formats.opening_tables import open_table
from cguviz.formats.source import Source
from cguviz.model.capture import Remark
from cguviz.model.columns import equal
from cguviz.model.times import measurements as names
from cguviz.model.times.measurements import Measurements

DATA = Path(__file__).parent.parent.parent / "data"
DEBUG, OPT = DATA / "debug-top1000-excerpt.txt", DATA / "opt-top1000-excerpt.txt"
PROJECTIONS = (names.ROOT_PROJECTIONS, names.INLINED_PROJECTIONS)
BLOCKS = (names.ROOT_BLOCKS, names.INLINED_BLOCKS)


def opened(path: Path) -> tuple[Measurements, tuple[Remark, ...]]:
    table = open_table(path)
    assert table is not None
    assert isinstance(table.content, Measurements)
    return table.content, table.remarks


def test_every_row_is_read() -> None:
    debug, remarks = opened(DEBUG)
    assert remarks == ()
    assert (len(debug), len(debug.crates), len(debug.inputs)) == (40, 5, 17)
    assert debug.units[0] == "syn.34e0b73ce4aa46ac-cgu.00"
    assert debug.crates[debug.crate[0]] == "syn.34e0b73ce4aa46ac"
    assert (debug.size[0], debug.generate[0], debug.optimize[0], debug.lto[0]) == (17649, 25_100_000, 105_400_000, 0)
    assert dict(zip(debug.inputs, debug.values[:, 0].tolist(), strict=True))[names.ROOT_STATEMENTS] == 2049
    assert opened(OPT)[0].lto.min() > 0


@pytest.mark.parametrize("path", [DEBUG, OPT], ids=["debug", "opt"])
def test_the_recorded_estimate_is_that_of_blocks_and_projections(path: Path) -> None:
    table, _ = opened(path)
    of = dict(zip(table.inputs, table.values, strict=True))
    blocks, projections = (sum(of[name] for name in both) for both in (BLOCKS, PROJECTIONS))
    assert (table.size == 7 * blocks + 4 * projections + of[names.STATICS]).all()


def test_a_packed_table_is_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "table.gz"
    packed.write_bytes(gzip.compress(DEBUG.read_bytes()))
    assert opened(packed)[0].units.tolist() == opened(DEBUG)[0].units.tolist()


def test_a_row_that_is_cut_off_is_left_out_and_told() -> None:
    remarks: list[Remark] = []
    table = top1000.read(Source("t.txt", DEBUG.read_bytes()[:-30]), remarks)
    assert len(table) == 39
    assert [(remark.text, remark.line) for remark in remarks] == [
        ("1 rows of the table cannot be read and were left out, line 76 the first of them.", 76)
    ]


@pytest.mark.parametrize("word", ["-3", "nan", "inf", "1e300", "x"])
def test_what_is_no_count_is_left_out(word: str) -> None:
    remarks: list[Remark] = []
    data = DEBUG.read_bytes().replace(b" 17649 ", f" {word} ".encode())
    assert len(top1000.read(Source("t.txt", data), remarks)) == 39
    assert remarks[0].line == 37


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"cgu_name ", b"other ", "holds no table of units; expected a line that begins with cgu_name."),
        (b" est__ ", b" guess ", "t.txt:36: the table lacks the column est__"),
        (b" rfn__ ", b" sttic ", "t.txt:36: the table names a column twice"),
        (b"CGU-", b"CGU ", "holds no unit; expected a row for each below the names of the columns."),
    ],
)
def test_what_is_no_table_is_one_sentence(old: bytes, new: bytes, said: str) -> None:
    with pytest.raises(LoadError) as caught:
        top1000.read(Source("t.txt", DEBUG.read_bytes().replace(old, new)), [])
    assert said in str(caught.value)


def test_a_table_opens_like_any_file_and_is_saved_as_none(tmp_path: Path) -> None:
    debug, opt = load([DEBUG, OPT])
    assert (debug.crate, opt.crate) == ("debug-top1000-excerpt", "opt-top1000-excerpt")
    assert debug.measurements is not None
    assert equal(debug.measurements, opened(DEBUG)[0])
    assert (len(debug.items), debug.partitions, debug.timeline) == (0, (), None)
    with pytest.raises(ExportError, match="no capture to save"):
        save(tmp_path / "a.cguviz", [debug])
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60)
@given(st.data())
def test_damage_costs_rows_or_is_told(data: st.DataObject) -> None:
    whole = OPT.read_bytes()
    place = data.draw(st.integers(0, len(whole)))
    damaged = whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + data.draw(st.integers(0, 300)) :]
    try:
        units = len(top1000.read(Source("t.txt", damaged), []))
    except LoadError as error:
        units, said = 0, str(error)
    else:
        said = ""
    # One row more at most: a line break can fall into one.
    assert (0 < units <= 24) if not said else "\n" not in said
