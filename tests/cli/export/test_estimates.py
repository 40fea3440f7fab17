"""`cguviz export --view estimates`."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from cguviz.cli import main
from tests.captures import sample_named
from tests.scene.plots import DEBUG, OPT, REGEX


def test_a_capture_as_svg(tmp_path: Path) -> None:
    target = tmp_path / "estimates.svg"
    assert main(["export", REGEX, "--view", "estimates", "-o", str(target)]) == 0
    root = etree.parse(target).getroot()
    assert root.get("class") == "cguviz estimates"
    assert root.xpath("count(//*[@class='plot']/*[@data-unit])") == 16
    title, error, *_ = root.xpath("//*[@class='caption']/*/text()")
    assert title.startswith("regex · rustc 1.85.0")
    assert error == "size estimates: off by 0.5377 of the mean unit on average (mean absolute deviation)"


def test_estimators_side_by_side_on_logarithmic_axes(tmp_path: Path) -> None:
    target = tmp_path / "estimates.svg"
    words = ["--estimator", "size estimate", "--estimator", "LLVM instructions", "--scale", "log", "--theme", "dark"]
    assert main(["export", REGEX, "--view", "estimates", "-o", str(target), *words]) == 0
    root = etree.parse(target).getroot()
    assert root.xpath("//*[@class='heading']/text()") == ["size estimate", "LLVM instructions"]


def test_one_crate_of_many(tmp_path: Path) -> None:
    target = tmp_path / "estimates.svg"
    for name in ("blake2s_simd", "blake2s_simd.e849f224d597d780"):
        assert main(["export", DEBUG, "--view", "estimates", "-o", str(target), "--crate", name]) == 0
        root = etree.parse(target).getroot()
        assert root.xpath("count(//*[@class='plot']/*[@data-unit])") == 11
        assert root.xpath("string(//*[@class='title'])") == "blake2s_simd · debug-top1000-excerpt"


def test_several_files_as_a_picture_of_pixels(tmp_path: Path) -> None:
    target = tmp_path / "estimates.png"
    assert main(["export", DEBUG, OPT, REGEX, "--view", "estimates", "-o", str(target)]) == 0
    assert target.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([REGEX, "-o", "a.dot"], "estimates are written as a picture; use one of .svg, .png, .pdf"),
        ([REGEX, "-o", "a.svg", "--estimator", "luck"], "there is no estimator 'luck' here; there are size estimate,"),
        (
            [DEBUG, "-o", "a.svg", "--crate", "blake2_simd"],
            "no crate 'blake2_simd' was measured; did you mean blake2s",
        ),
        ([DEBUG, "-o", "a.svg", "--crate", "cfg_if"], "cfg_if has fewer than two units"),
        ([f"{REGEX}:PLACE", "-o", "a.svg"], "nothing here was measured"),
        ([str(sample_named("serde_json-1.0.87-debug")), "-o", "a.svg"], "nothing here was measured"),
    ],
)
def test_what_cannot_be_is_told(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--view", "estimates", *words]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
