"""Costs from JSON: what is read, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.measured import costs as costs_file
from cguviz.formats.opening_tables import open_costs, open_table
from cguviz.formats.source import Source
from cguviz.model.times.costs import Costs

ROW = {"unit": "a", "size": 40, "generate_ns": 4_000_000, "optimize_ns": 16_000_000, "lto_ns": 7}


def read(*rows: object) -> Costs:
    return costs_file.read(Source("costs.json", json.dumps({"units": rows}).encode()))


def test_reads_what_the_interface_shows() -> None:
    costs = read(ROW, {**ROW, "unit": "b", "size": 30.0, "lto_ns": 0})
    assert costs.units.tolist() == ["a", "b"]
    columns = (costs.size, costs.generate, costs.optimize, costs.lto, costs.copy)
    assert [column.tolist() for column in columns] == [[40, 30], [4_000_000] * 2, [16_000_000] * 2, [7, 0], [0, 0]]


def test_lto_may_be_left_out() -> None:
    assert read({key: value for key, value in ROW.items() if key != "lto_ns"}).lto.tolist() == [0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**ROW, "generate_ns": -1}, "\"generate_ns\" of the unit 'a' is -1; expected a whole number from 0"),
        ({**ROW, "optimize_ns": 1.5}, "\"optimize_ns\" of the unit 'a' is 1.5"),
        ({**ROW, "optimize_ns": float("nan")}, "\"optimize_ns\" of the unit 'a' is NaN"),
        ({**ROW, "lto_ns": None}, "\"lto_ns\" of the unit 'a' is null"),
        ({**ROW, "size": True}, "\"size\" of the unit 'a' is true"),
        ({**ROW, "size": 10**400}, "\"size\" of the unit 'a' is 1000"),
        ({**ROW, "size": "40"}, '"size" of the unit \'a\' is "40"'),
        ({key: ROW[key] for key in ROW if key != "size"}, "the unit 'a' has no \"size\"; each needs unit, size, "),
        ({key: ROW[key] for key in ROW if key != "optimize_ns"}, "the unit 'a' has no \"optimize_ns\""),
        ({key: ROW[key] for key in ROW if key != "unit"}, 'row 1 of "units" has no name in "unit"'),
        ({**ROW, "unit": 3}, 'row 1 of "units" has no name in "unit"'),
        ("a", 'row 1 of "units" has no name in "unit"'),
    ],
)
def test_a_row_that_cannot_be_is_one_sentence(row: object, said: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(row)
    assert said in str(caught.value)
    assert str(caught.value).startswith("costs.json: ")


def test_a_unit_cannot_stand_there_twice() -> None:
    with pytest.raises(LoadError, match="the unit 'a' stands in row 1 and again in row 3"):
        read(ROW, {**ROW, "unit": "b"}, ROW)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "costs.json:1: is no JSON (Expecting property name enclosed in double quotes, column 2)"),
        (b'{"units": [}', "costs.json:1: is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", 'holds no list "units"'),
        (b'{"units": []}', 'holds no list "units"'),
        (b'{"units": 3}', 'holds no list "units"'),
    ],
)
def test_what_is_no_table_of_costs_is_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(LoadError) as caught:
        costs_file.read(Source("costs.json", data))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_it_is_known_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "anything"
    file.write_text(json.dumps({"units": [ROW]}))
    table = open_table(file)
    assert table is not None
    assert isinstance(table.content, Costs)
    with pytest.raises(LoadError, match="a table of costs; `cguviz schedule` reads it"):
        load([file])


def test_other_files_are_none_of_it(tmp_path: Path) -> None:
    assert open_table(tmp_path) is None
    assert open_table(tmp_path / "nowhere") is None
    other = tmp_path / "other"
    other.write_text("hello")
    assert open_table(other) is None
    with pytest.raises(LoadError, match="is no JSON"):
        open_costs(other)
    with pytest.raises(LoadError, match="there is no such file"):
        open_costs(tmp_path / "nowhere")
