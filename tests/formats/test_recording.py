"""Raw files of recordings: units put together as the plain build has them, dumps and what does not fit."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from cguviz.errors import LoadError
from cguviz.formats import recording
from cguviz.formats.join.mono_items import functions
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.mono import items as mono_items
from cguviz.formats.source import Source
from cguviz.model.capture import Capture, Recorded
from cguviz.progress import silent
from tests.captures import dump_bytes, sample_named
from tests.formats.ir_files import files_of

TOY = sample_named("toy-0.1.0-release")
CALLED = Path("somewhere", "toy")


def listed(capture: Capture, homes: dict[str, str] | None = None) -> Capture:
    """Return mono items as rustc would list them for a capture, with units renamed."""
    partition = capture.partition()
    units, names = partition.units.tolist(), capture.items.symbol.tolist()
    places: dict[int, set[str]] = {}
    for item, unit in zip(partition.item.tolist(), partition.unit.tolist(), strict=True):
        places.setdefault(item, set()).add((homes or {}).get(units[unit], units[unit]))
    lines = (
        f"MONO_ITEM fn {names[item]} @@ {' '.join(f'{unit}[External]' for unit in sorted(there))}\n"
        for item, there in places.items()
    )
    return mono_items.read([Source("mono", "".join(lines).encode())], silent)[0]


def toy_ir() -> Capture:
    (capture,) = llvm_ir.read(files_of(TOY), silent)
    return capture


def test_equal_lists_change_nothing() -> None:
    capture = toy_ir()
    assert recording.as_placed(capture, listed(capture), listed(capture)) is capture


def test_units_are_put_together_as_the_plain_build_has_them() -> None:
    capture = toy_ir()
    units = capture.partition().units.tolist()
    assert len(units) > 3
    homes = {unit: units[number % 2] for number, unit in enumerate(units)}
    plain = listed(capture, homes)
    found = recording.as_placed(capture, listed(capture), plain)
    partition = found.partition()
    assert set(partition.units) == set(units[:2])
    placed = set(zip(partition.item.tolist(), partition.unit.tolist(), strict=True))
    assert len(placed) == len(partition)
    stage = capture.partition()
    number = {unit: row for row, unit in enumerate(partition.units.tolist())}
    assert placed == {
        (item, number[homes[units[unit]]]) for item, unit in zip(stage.item.tolist(), stage.unit.tolist(), strict=True)
    }


def test_in_one_unit_only_what_others_may_name_stays_external() -> None:
    capture = toy_ir()
    one = capture.partition().units.tolist()[0]
    plain = listed(capture, dict.fromkeys(capture.partition().units, one))
    partition = recording.as_placed(capture, listed(capture), plain).partition()
    assert capture.uses is not None
    hidden = (partition.visibility == recording.HIDDEN) & np.isin(partition.item, capture.uses.used)
    assert set(partition.linkage[hidden].tolist()) <= {recording.INTERNAL}
    assert len(partition) == len(capture.items)


def test_units_that_are_no_unions_stay_and_it_is_said() -> None:
    capture = toy_ir()
    units = capture.partition().units.tolist()
    other = listed(capture, {units[0]: "toy.0123456789abcdef-cgu.9", units[1]: units[2]})
    found = recording.as_placed(capture, other, listed(capture))
    assert found.partitions == capture.partitions
    assert "they do not fit" in found.remarks[-1].text


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Lay a capture of a debug-logging compiler out as a recording leaves it."""
    (tmp_path / "units").mkdir()
    for number, source in enumerate(files_of(TOY)):
        (tmp_path / "units" / f"{number}.ll").write_bytes(source.data)
    for name in (recording.ITEMS, recording.UNITS_ITEMS):
        lines = mono_lines()
        (tmp_path / name).write_bytes(lines)
    (tmp_path / recording.DUMP).write_bytes(dump_bytes(TOY))
    return tmp_path


def mono_lines() -> bytes:
    return gzip.decompress((TOY / "mono-items.txt.gz").read_bytes())


def test_a_dump_gives_names_and_stages(raw: Path) -> None:
    found = recording.read(raw, "cargo rustc", called=CALLED, dumped=True)
    assert found.capture.stages == ("PLACE", "MERGE", "INTERNALIZE")
    assert found.capture.uses is not None
    assert found.capture.sources == ("cargo rustc",)
    assert found.capture.recorded == Recorded(str(CALLED), "cargo rustc")
    assert found.timed == 0


def test_without_a_dump_every_placement_is_listed(raw: Path) -> None:
    found = recording.read(raw, "cargo rustc \udcff", called=CALLED)
    assert found.capture.stages == ("LLVM IR",)
    assert found.agreed == found.placed == functions(found.capture).total()
    assert found.capture.sources == ("cargo rustc ?",)


def test_a_profile_left_unfinished_costs_the_times_alone(raw: Path) -> None:
    profile = gzip.decompress((TOY / "profile.mm_profdata.gz").read_bytes())
    (raw / recording.PROFILE).write_bytes(profile)
    assert recording.read(raw, "cargo rustc", called=CALLED).timed == 9
    (raw / recording.PROFILE).write_bytes(profile[:8])
    found = recording.read(raw, "cargo rustc", called=CALLED)
    assert (found.timed, found.capture.timeline) == (0, None)
    assert any("no times are known; record again" in remark.text for remark in found.capture.remarks)


def test_a_missing_file_is_a_sentence(raw: Path) -> None:
    (raw / recording.ITEMS).unlink()
    with pytest.raises(LoadError, match="record again"):
        recording.read(raw, "cargo rustc", called=CALLED)
