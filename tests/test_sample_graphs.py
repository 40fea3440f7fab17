"""The bundled samples are what sample_graphs/README.md says, and lose nothing that is read from complete captures."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from cguviz.formats import load
from cguviz.model.columns import equal
from tests.captures import DUMP, SAMPLE_GRAPHS, SAMPLES, capture_id, capture_named, sample_named


@dataclasses.dataclass(frozen=True)
class Expected:
    """What a sample holds; `units` of each stage in order, `uses` whether it tells who uses whom."""

    crate: str
    items: int
    units: tuple[int, ...]
    uses: bool


EXPECTED = {
    "regex-1.7.1-release": Expected("regex", 2021, (66, 16, 16), uses=True),
    "toy-0.1.0-release": Expected("toy", 29, (9, 9, 9), uses=True),
    "serde_json-1.0.87-debug": Expected("serde_json", 1059, (78, 16, 16), uses=False),
    "serde_json-1.0.87-release": Expected("serde_json", 752, (16,), uses=False),
    "globset-0.4.9-release.cguviz": Expected("globset", 1076, (42, 16), uses=True),
    "toy-stock-debug-incremental": Expected("toy", 532, (93,), uses=True),
    "published/toy-pre.dot": Expected("toy-pre", 29, (9,), uses=True),
    "published/toy-pre.d2": Expected("toy-pre", 29, (9,), uses=True),
    "published/toy-post.dot": Expected("toy-post", 29, (5,), uses=True),
    "published/toy-post.d2": Expected("toy-post", 29, (5,), uses=True),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_opens_as_told(name: str) -> None:
    (capture,) = load([sample_named(name)])
    units = tuple(len(partition.units) for partition in capture.partitions)
    assert Expected(capture.crate, len(capture.items), units, uses=capture.uses is not None) == EXPECTED[name]
    assert [remark for remark in capture.remarks if "are inferred" not in remark.text] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=capture_id)
def test_a_sample_holds_what_its_complete_capture_holds(sample: Path) -> None:
    complete = capture_named(sample.name)
    if complete == sample:
        pytest.skip("the complete capture is not here (CGUVIZ_CAPTURES)")
    # The profile is the same file in both, and nothing but the times come from it.
    names = [path.name for path in sample.iterdir() if path.name != "profile.mm_profdata.gz"]
    (slim,) = load([sample / name for name in names])
    (full,) = load([complete / name for name in names])
    assert equal(slim.items, full.items)
    assert equal(slim.partitions, full.partitions)
    assert equal(slim.uses, full.uses)
    assert slim.compiler == full.compiler


def test_the_samples_are_small() -> None:
    sizes = {path: path.stat().st_size for path in SAMPLE_GRAPHS.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 1_500_000
    assert max(sizes.values()) < 500_000


def test_the_readme_tells_of_every_sample() -> None:
    told = re.findall(r"^\| `([^`]+)`", (SAMPLE_GRAPHS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    there = {path.name for path in SAMPLE_GRAPHS.iterdir() if path.is_dir()}
    assert {name.partition("/")[0] for name in told if "/" in name} | {"toy-source"} == there
    assert DUMP in told
