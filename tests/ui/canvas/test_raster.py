from __future__ import annotations

import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from cguviz.errors import ExportError
from cguviz.scene.look.theme import LIGHT, PRINT
from cguviz.ui.canvas.raster import HIGHEST, WIDEST, write_pdf, write_png
from tests.ui.canvas.scenes import scene_of

pytestmark = pytest.mark.usefixtures("qapp")

SCENE = scene_of(4, 60, 200)


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_a_png_has_the_size_asked_for(tmp_path: Path) -> None:
    write_png(SCENE, LIGHT, tmp_path / "a.png", size=(800, 500), scale=1.5)
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (1200, 750)
    assert len(colours(image)) > 20


def test_a_png_fits_a_screen_unless_told_otherwise(tmp_path: Path) -> None:
    write_png(scene_of(64, 200, 0), LIGHT, tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() <= WIDEST
    assert image.height() <= HIGHEST + 100


def test_a_png_is_the_same_twice_and_shows_the_selection(tmp_path: Path) -> None:
    for name, selection in (("a", None), ("b", None), ("c", [7])):
        write_png(SCENE, LIGHT, tmp_path / f"{name}.png", selection=selection)
    plain, again, selected = ((tmp_path / f"{name}.png").read_bytes() for name in "abc")
    assert plain == again != selected


def test_a_pdf_has_one_page_with_text(tmp_path: Path) -> None:
    write_pdf(SCENE, PRINT, tmp_path / "a.pdf", selection=[7])
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[([^]]*)\]", data)
    left, bottom, right, top = map(float, box.split())
    x0, y0, x1, y1 = SCENE.bounds.tolist()
    assert right - left >= x1 - x0
    assert top - bottom >= y1 - y0
    streams = [zlib.decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)endstream", data, re.DOTALL)]
    assert any(b"BT" in stream and b"Tj" in stream for stream in streams)


@pytest.mark.parametrize("write", [write_png, write_pdf])
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path, write: object) -> None:
    assert callable(write)
    with pytest.raises(ExportError, match="folder"):
        write(SCENE, LIGHT, tmp_path)
    with pytest.raises(ExportError, match="cannot be written"):
        write(SCENE, LIGHT, tmp_path / "none" / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_png_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="too many"):
        write_png(SCENE, LIGHT, tmp_path / "a.png", scale=100)


def test_pictures_need_no_window(tmp_path: Path) -> None:
    code = (
        "import sys; from cguviz.ui.canvas.raster import write_png, write_pdf;"
        "from cguviz.scene.look.theme import LIGHT;"
        "from tests.ui.canvas.scenes import scene_of; scene = scene_of(2, 10, 5);"
        "write_png(scene, LIGHT, sys.argv[1] + '/a.png'); write_pdf(scene, LIGHT, sys.argv[1] + '/a.pdf');"
        "assert 'PySide6.QtWidgets' not in sys.modules"
    )
    root = Path(__file__).parent.parent.parent
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=root)
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "a.pdf"}
