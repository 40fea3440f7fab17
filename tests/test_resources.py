"""The files that travel with the code are found, and are what they should be."""

from __future__ import annotations

import configparser
import struct
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from lxml import etree

from cguviz.resources import ICON, resource
from tests.sources import REPOSITORY

SHIPPED = sorted(path.name for path in (REPOSITORY / "resources").iterdir())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_checkout_has_every_resource(name: str) -> None:
    assert resource(name).read_bytes() == (REPOSITORY / "resources" / name).read_bytes()


def test_a_wheel_has_every_resource_where_the_code_looks(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(REPOSITORY)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    assert {f"cguviz/_resources/{name}" for name in SHIPPED} <= names
    assert {"cguviz/cli/__init__.py", "cguviz/resources.py"} <= names
    assert not any(name.startswith(("tests/", "sample_graphs/")) for name in names)


def test_a_missing_resource_is_said_to_be_missing() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg: install it again"):
        resource("nothing.svg")


def test_the_icon_is_a_square_picture() -> None:
    icon = etree.fromstring(resource(ICON).read_bytes())
    assert icon.get("viewBox") == "0 0 64 64"


@pytest.mark.parametrize("size", [16, 32, 48, 128, 256])
def test_the_icon_comes_in_the_sizes_of_desktops(size: int) -> None:
    data = resource(f"cguviz-{size}.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (size, size)


def test_the_desktop_entry_starts_the_command() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read_string(resource("cguviz.desktop").read_text(encoding="utf-8"))
    assert entry["Desktop Entry"]["Exec"].split()[0] == "cguviz"
    kinds = etree.fromstring(resource("cguviz-mime.xml").read_bytes())
    assert entry["Desktop Entry"]["MimeType"] == f"{kinds[0].get('type')};"
