"""`cguviz export --view timeline`."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from cguviz.cli import main
from tests.captures import sample_named
from tests.timelines import TIMELINES

REGEX = str(sample_named("regex-1.7.1-release"))


@pytest.mark.parametrize(
    "flags", [[], ["--rows", "lanes"], ["--rows", "units", "--sort", "unit"], ["--details", "--idle"]]
)
def test_svg(tmp_path: Path, flags: list[str]) -> None:
    target = tmp_path / "timeline.svg"
    assert main(["export", REGEX, "--view", "timeline", "-o", str(target), *flags]) == 0
    root = etree.parse(target).getroot()
    assert root.get("class") == "cguviz timeline"
    assert root.xpath("count(//*[@class='track'])") == 1


def test_a_simulation_below(tmp_path: Path) -> None:
    target = tmp_path / "timeline.svg"
    assert main(["export", f"{REGEX}:MERGE", "--view", "timeline", "--jobs", "8", "-o", str(target)]) == 0
    root = etree.parse(target).getroot()
    assert root.xpath("string((//*[@class='heading'])[2])") == "MERGE simulated, 8 jobs"
    assert root.xpath("count(//*[@class='ideal'])") == 2  # the line, and the legend


@pytest.mark.parametrize(("jobs", "tracks"), [([], 3), (["--jobs", "2"], 3)])
def test_two_sides(tmp_path: Path, jobs: list[str], tracks: int) -> None:
    target = tmp_path / "both.svg"
    words = ["export", f"{REGEX}:MERGE", f"{REGEX}:PLACE", "--view", "timeline", "--align", "llvm", "--rows", "auto"]
    assert main([*words, *jobs, "-o", str(target)]) == 0
    root = etree.parse(target).getroot()
    assert root.xpath("count(//*[@class='track'])") == tracks
    headings = [text.text for text in root.xpath("//*[@class='heading']")]
    assert headings[0].startswith("MERGE measured")
    assert headings[-1].startswith("PLACE simulated")
    figures = [text.text for text in root.xpath("//*[@class='figures']")]
    assert figures[0].startswith(f"{headings[-1]}: ")
    assert " instead of " in figures[0]


def test_two_profiles(tmp_path: Path) -> None:
    files = [
        TIMELINES / f"{name}.mm_profdata.gz" for name in ("demo_bin_rel_fatlto", "demo_bin_rel_thinlto_127modules")
    ]
    target = tmp_path / "both.svg"
    assert main(["export", *map(str, files), "--view", "timeline", "-o", str(target)]) == 0
    headings = [text.text for text in etree.parse(target).getroot().xpath("//*[@class='heading']")]
    assert [heading.partition(":")[0] for heading in headings] == ["fatlto", "thinlto_127modules"]


def test_units_and_cores_are_told(tmp_path: Path) -> None:
    target = tmp_path / "merged.svg"
    words = ["--units", "3", "--cores", "2", "--order", "largest", "--costs", "debug"]
    assert main(["export", REGEX, "--view", "timeline", "-o", str(target), *words]) == 0
    root = etree.parse(target).getroot()
    heading = root.xpath("string((//*[@class='heading'])[last()])")
    assert heading == "merged to 3 simulated, 16 jobs, 2 cores, largest"


def test_other_endings_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", REGEX, "--view", "timeline", "-o", str(tmp_path / "timeline.dot")]) == 2
    assert "written as a picture" in capsys.readouterr().err
    assert main(["export", REGEX, "--view", "timeline", "--jobs", "0", "-o", str(tmp_path / "timeline.svg")]) == 2
    assert "jobs cannot be simulated" in capsys.readouterr().err
