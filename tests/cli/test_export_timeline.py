"""`cguviz export --view timeline`."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from cguviz.cli import main
from tests.captures import sample_named

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


def test_other_endings_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", REGEX, "--view", "timeline", "-o", str(tmp_path / "timeline.dot")]) == 2
    assert "written as a picture" in capsys.readouterr().err
    assert main(["export", REGEX, "--view", "timeline", "--jobs", "0", "-o", str(tmp_path / "timeline.svg")]) == 2
    assert "jobs cannot be simulated" in capsys.readouterr().err
