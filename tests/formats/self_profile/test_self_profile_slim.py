"""Slim profiles: what concerns units is read again as it was, by us and by an independent reading."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.cli import main
from cguviz.errors import ExportError
from cguviz.formats import load
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.self_profile import slim as self_profile_slim
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.times.timeline import Timeline
from cguviz.progress import silent
from tests.captures import sample_named
from tests.formats.slow_self_profile import read_slowly
from tests.timelines import TIMELINES, bars, file_id, files_named, source

PROFILES = files_named("*.mm_profdata", "*.mm_profdata.gz")
LEAST = 2_000_000


def read(data: bytes) -> Timeline:
    (capture,) = self_profile.read([Source("a", data)], silent)
    assert capture.timeline is not None
    return capture.timeline


def sizes(timeline: Timeline) -> dict[str, tuple[int, int, int]]:
    columns = (timeline.estimate, timeline.instructions, timeline.object_bytes)
    known = {unit: tuple(column.tolist()) for unit, column in zip(timeline.units, np.stack(columns, 1), strict=True)}
    return {unit: counts for unit, counts in known.items() if max(counts) >= 0}


@pytest.mark.parametrize("path", PROFILES, ids=file_id)
def test_what_concerns_units_is_kept(path: Path) -> None:
    (capture,) = self_profile.read([source(path)], silent)
    whole = capture.timeline
    assert whole is not None
    slim = read(self_profile_slim.pack(capture.crate, whole))
    work = ("codegen_module", "LLVM_", "codegen_copy")
    assert [bar for bar in bars(slim) if bar[2] and bar[1].startswith(work)] == [
        bar for bar in bars(whole) if bar[2] and bar[1].startswith(work)
    ]
    assert {bar[1:] for bar in bars(slim)} <= {bar[1:] for bar in bars(whole)}
    assert {bar for bar in bars(whole) if bar[4] - bar[3] >= LEAST} <= set(bars(slim))
    assert sizes(slim) == sizes(whole)
    assert slim.began == whole.began
    assert [name for name in whole.threads if "cgu" in name] == [name for name in slim.threads if "cgu" in name]


def test_others_can_read_it(toy: Capture) -> None:
    assert toy.timeline is not None
    data = self_profile_slim.pack("toy", toy.timeline)
    slow = read_slowly(data)
    assert len(slow.intervals) == self_profile_slim.concerns_units(toy.timeline).sum()
    counter = slow.metadata["counter"]
    assert isinstance(counter, dict)
    assert counter["name"] == "wall-time"
    assert self_profile_slim.pack("toy", read(data)) == data


def test_a_large_profile_becomes_small() -> None:
    path = TIMELINES / "measureme-fixture-v9_2023.mm_profdata.gz"
    (capture,) = self_profile.read([source(path)], silent)
    assert capture.timeline is not None
    assert len(self_profile_slim.pack("a", capture.timeline)) < len(source(path).data) / 20


def test_it_is_saved_and_opened(toy: Capture, tmp_path: Path) -> None:
    self_profile_slim.save(tmp_path / "a.mm_profdata", toy)
    (capture,) = load([tmp_path / "a.mm_profdata"])
    assert capture.crate == "toy"
    with pytest.raises(ExportError, match="has no timeline to save"):
        self_profile_slim.save(tmp_path / "b", toy.replace(timeline=None))


def test_times_that_do_not_fit_are_refused(toy: Capture) -> None:
    assert toy.timeline is not None
    with pytest.raises(ExportError, match="78 hours"):
        self_profile_slim.pack("a", toy.timeline.replace(start=toy.timeline.start - 10**12))


def test_the_command_line_saves_it(tmp_path: Path) -> None:
    target = tmp_path / "slim.mm_profdata"
    assert main(["export", str(sample_named("toy-0.1.0-release")), "-o", str(target)]) == 0
    assert main(["info", str(target)]) == 0
