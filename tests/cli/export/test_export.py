"""`cguviz export`: every ending gives a file that its own readers understand; nothing is written by halves."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtGui import QImage

from cguviz.cli import main
from cguviz.cli.export.command import ENGINES
from cguviz.formats import load
from cguviz.layout import AUTO, LAYOUTS
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from tests.captures import sample_named

SVG = "{http://www.w3.org/2000/svg}"
REGEX = str(sample_named("regex-1.7.1-release"))
TOY = str(sample_named("toy-0.1.0-release"))


def test_svg_holds_every_placement_once(tmp_path: Path, regex: Capture) -> None:
    target = tmp_path / "regex.svg"
    assert main(["export", f"{REGEX}:PLACE", "-o", str(target)]) == 0
    root = etree.parse(target).getroot()
    units = root.findall(f".//{SVG}g[@class='unit']")
    assert [unit.get("data-unit") for unit in units] == regex.partition("PLACE").units.tolist()
    items = [group for group in root.iter(f"{SVG}g") if group.get("class", "").startswith("item ")]
    assert len(items) == len(regex.partition("PLACE"))


def test_stacks_draw_fewer_boxes(tmp_path: Path) -> None:
    sizes = []
    for name, flags in (("all.svg", []), ("stacked.svg", ["--stacks"])):
        assert main(["export", REGEX, "-o", str(tmp_path / name), *flags]) == 0
        sizes.append((tmp_path / name).stat().st_size)
    assert sizes[1] < sizes[0]


@pytest.mark.parametrize(
    ("words", "cross", "inside"),
    [([TOY], 17, 16), ([TOY, "--links", "inside"], 0, 16), ([REGEX], 0, 3786), ([REGEX, "--links", "all"], 884, 3786)],
)
def test_uses_between_units_are_drawn_where_they_are_few(
    tmp_path: Path, words: list[str], cross: int, inside: int
) -> None:
    target = tmp_path / "a.svg"
    assert main(["export", *words, "-o", str(target)]) == 0
    uses = [path.get("class", "").split() for path in etree.parse(target).iter(f"{SVG}path")]
    assert sum({"use", "cross"} <= set(words) for words in uses) == cross
    assert sum({"use", "inside"} <= set(words) for words in uses) == inside


def test_a_capture_is_written_whole(tmp_path: Path, regex: Capture) -> None:
    target = tmp_path / "regex.cguviz"
    assert main(["export", f"{REGEX}:PLACE", "-o", str(target)]) == 0
    (back,) = load([target])
    assert equal(back.replace(paths=None), regex.replace(paths=None))


# Export makes a QGuiApplication where there is none, and window tests after it could not have their QApplication.
@pytest.mark.usefixtures("qapp")
def test_png_and_pdf_are_painted(tmp_path: Path) -> None:
    assert main(["export", TOY, "-o", str(tmp_path / "toy.png"), "--theme", "dark"]) == 0
    image = QImage(str(tmp_path / "toy.png"))
    assert image.width() > 600
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 5
    assert main(["export", TOY, "-o", str(tmp_path / "toy.pdf")]) == 0
    assert (tmp_path / "toy.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("ending", ["dot", "d2", "graphml", "gexf", "json"])
def test_the_bare_graph_can_be_read_back(tmp_path: Path, toy: Capture, ending: str) -> None:
    target = tmp_path / f"toy.{ending}"
    assert main(["export", f"{TOY}:PLACE", "-o", str(target)]) == 0
    (back,) = load([str(target)])
    assert sorted(back.items.name) == sorted(toy.items.name)
    assert len(back.partition().units) == 9
    assert back.uses is not None
    assert toy.uses is not None
    assert len(back.uses) == len(toy.uses)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([TOY, "-o", "toy.bmp"], "toy.bmp: nothing can be written with this ending; use one of .svg, .png, .pdf, .dot"),
        ([TOY, REGEX, "-o", "both.svg"], "one crate can be drawn at a time, the files hold "),
        ([TOY, "-o", "toy.svg", "--fold", "cgu9"], "there is no unit 'cgu9' to fold in INTERNALIZE"),
        ([TOY, "-o", "no/such/folder/toy.svg"], "no/such/folder/toy.svg"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_matrix_of_one_stage_and_of_two(tmp_path: Path) -> None:
    for sides in ([f"{TOY}:PLACE"], [f"{TOY}:PLACE", f"{TOY}:MERGE"]):
        path = tmp_path / f"{len(sides)}.svg"
        assert main(["export", *sides, "--view", "matrix", "--unit-order", "cluster", "-o", str(path)]) == 0
        assert "uses between units" in path.read_text()
    assert 'class="cell inside"' in (tmp_path / "1.svg").read_text()


def test_a_size_map_is_written(tmp_path: Path) -> None:
    path = tmp_path / "sizes.svg"
    assert main(["export", TOY, "--layout", "sizes", "-o", str(path)]) == 0
    assert "areas are size estimates" in path.read_text()


def test_layouts_by_name_are_those_there_are() -> None:
    assert set(LAYOUTS) | {AUTO} == set(ENGINES)


def test_what_did_not_move_steps_back(tmp_path: Path) -> None:
    path = tmp_path / "moved.svg"
    sides = [f"{REGEX}:PLACE", f"{REGEX}:MERGE"]
    assert main(["export", *sides, "--view", "compare", "--moved-only", "-o", str(path)]) == 0
    kinds = [group.get("class") for group in etree.parse(path).getroot().iter(f"{SVG}g")]
    assert kinds.count("item still") > kinds.count("item inlined dropped") > 0
    assert "item root" not in kinds
    assert main(["export", REGEX, "--moved-only", "-o", str(path)]) == 2


def test_the_neighbourhood_of_an_item(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "focus.svg"
    words = ["export", f"{REGEX}:MERGE", "--view", "focus", "-o", str(path)]
    assert main([*words, "--item", "Compiler::c", "--hops", "1"]) == 0
    root = etree.parse(path).getroot()
    notes = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "note"]
    assert "10 callers" in notes
    assert main(words) == 2
    assert "--item" in capsys.readouterr().err
    assert main([*words, "--item", "drop"]) == 2
    assert "name one by its whole path" in capsys.readouterr().err
    assert main([*words, "--item", "nothing::like::this"]) == 2
    assert "there is no item" in capsys.readouterr().err
