"""A recording's folder read: stages, what a dump adds, and what is kept of a recording that is not whole."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from cguviz.errors import LoadError
from cguviz.formats import recording
from cguviz.formats.capture_file import file
from cguviz.formats.recording import reader, times
from cguviz.formats.recording.reader import Recording
from cguviz.formats.source import Source
from cguviz.model.capture import Recorded
from cguviz.model.columns import equal
from cguviz.model.partition import Mode
from tests.captures import dump_bytes, sample_named
from tests.formats import ir_files
from tests.recordings import INCREMENTAL, NAMES, ODD, RELEASE, files_of, plain_of, told_of, unpack

TOY = sample_named("toy-0.1.0-release")
CALLED = Path("somewhere", "toy")


def read(folder: Path, missing: str = "") -> Recording:
    return recording.read(folder, "cargo rustc", called=CALLED, missing=missing)


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """Lay a capture of a debug-logging compiler out as a recording leaves it."""
    (tmp_path / "units").mkdir()
    for number, source in enumerate(ir_files.files_of(TOY)):
        (tmp_path / "units" / f"{number}.ll").write_bytes(source.data)
    for name in (reader.ITEMS, reader.UNITS_ITEMS):
        (tmp_path / name).write_bytes(gzip.decompress((TOY / "mono-items.txt.gz").read_bytes()))
    (tmp_path / reader.DUMP).write_bytes(dump_bytes(TOY))
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_holds_place_and_merge(name: str, tmp_path: Path) -> None:
    found = recording.read(unpack(name, tmp_path), "cargo rustc \udcff", called=CALLED)
    capture = found.capture
    assert capture.stages == ("PLACE", "MERGE")
    assert found.agreed == found.placed == len(capture.partition())
    assert capture.sources == ("cargo rustc ?",)
    assert capture.agreement is not None
    assert capture.agreement.agreed == found.agreed
    (saved,) = file.unpack(Source("x.cguviz", file.pack([capture])))
    assert equal(saved, capture)
    first, last = capture.partitions
    assert first.unit_sizes.tolist() == capture.agreement.estimates.tolist()
    assert not any("Size estimates" in remark.text for remark in capture.remarks)
    sizes = dict(zip(first.item.tolist(), first.size.tolist(), strict=True))
    assert last.size.tolist() == [sizes[item] for item in last.item.tolist()]
    assert capture.timeline is None


def test_a_dump_gives_names_and_stages(toy: Path) -> None:
    found = recording.read(toy, "cargo rustc", called=CALLED, dumped=True)
    assert found.capture.stages == ("PLACE", "MERGE", "INTERNALIZE")
    assert found.capture.uses is not None
    assert found.capture.sources == ("cargo rustc",)
    assert found.capture.recorded == Recorded(str(CALLED), "cargo rustc")
    assert found.timed == 0


def test_a_profile_left_unfinished_costs_the_times_alone(toy: Path) -> None:
    profile = gzip.decompress((TOY / "profile.mm_profdata.gz").read_bytes())
    (toy / times.PROFILE).write_bytes(profile)
    assert read(toy).timed == 9
    (toy / times.PROFILE).write_bytes(profile[:8])
    found = read(toy)
    assert (found.timed, found.capture.timeline) == (0, None)
    assert any("no times are known; record again" in remark.text for remark in found.capture.remarks)


def test_rustcs_own_sizes_of_unmerged_units_are_kept(toy: Path) -> None:
    """The profile of the plain build stands for that of the other one: in the toy nothing is merged."""
    profile = gzip.decompress((TOY / "profile.mm_profdata.gz").read_bytes())
    (toy / reader.UNITS_PROFILE).write_bytes(profile)
    (capture,) = (ir_files.log_of(TOY),)
    agreement = read(toy).capture.agreement
    assert agreement is not None
    merge = capture.partition("MERGE")
    assert sorted(agreement.estimates.tolist(), reverse=True) == merge.unit_sizes.tolist()
    (toy / reader.UNITS_PROFILE).write_bytes(profile[:100])
    broken = read(toy).capture.agreement
    assert broken is not None
    assert set(broken.estimates.tolist()) == {-1}


def test_a_missing_file_is_a_sentence(toy: Path) -> None:
    (toy / reader.ITEMS).unlink()
    with pytest.raises(LoadError, match="record again"):
        read(toy)


@pytest.mark.parametrize("name", NAMES)
def test_without_llvm_ir_the_lists_are_kept(name: str, tmp_path: Path) -> None:
    """The second run was killed after it had printed its list."""
    found = read(unpack(name, tmp_path), "rustc was killed while it wrote the LLVM IR of toy")
    capture = found.capture
    assert capture.stages == ("PLACE", "MERGE")
    first, last = capture.partitions
    assert len(last) == len(plain_of(name).partition())
    assert len(first) == len(told_of(name).partition())
    assert set(np.unique(first.item)) == set(np.unique(last.item))
    names = capture.items.name.tolist()
    told = told_of(name)
    assert sorted(names[item] for item in first.item.tolist()) == sorted(
        told.items.name[item] for item in told.partition().item.tolist()
    )
    assert capture.uses is None
    (remark, *_) = [remark.text for remark in capture.remarks if "killed" in remark.text]
    assert remark == (
        "rustc was killed while it wrote the LLVM IR of toy: units, items and times are those of the plain build; uses,"
        " symbols and sizes of items are not known. Record again."
    )


def test_without_a_whole_list_the_plain_build_is_kept(tmp_path: Path) -> None:
    folder = unpack(RELEASE, tmp_path)
    whole = files_of(RELEASE)[reader.UNITS_ITEMS]
    for cut in (len(whole) // 2, 0):
        (folder / reader.UNITS_ITEMS).write_bytes(whole[:cut])
        capture = read(folder, "rustc was killed").capture
        assert capture.stages == ("MERGE",)
        assert len(capture.partition()) == len(plain_of(RELEASE).partition())
        assert any("sizes and PLACE are not known" in remark.text for remark in capture.remarks)


def test_who_is_inlined_for_sure_is_so_at_both_stages(tmp_path: Path) -> None:
    capture = read(unpack(INCREMENTAL, tmp_path)).capture
    modes = [dict(zip(stage.item.tolist(), stage.mode.tolist(), strict=True)) for stage in capture.partitions]
    assert modes[0] == modes[1]
    assert Mode.INLINED in modes[0].values()


def test_items_that_are_placed_nowhere_are_told(tmp_path: Path) -> None:
    capture = read(unpack(ODD, tmp_path)).capture
    assert any(remark.text == "1 items were collected, but placed in no unit." for remark in capture.remarks)
