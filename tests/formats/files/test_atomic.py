"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cguviz.errors import ExportError
from cguviz.formats.files import atomic


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_writing_replaces_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old and longer")
    path.chmod(0o640)
    atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert names_in(tmp_path) == ["a"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder" / "target")
    atomic.write_bytes(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder" / "target").read_bytes() == b"x"


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(os if failing == "fsync" else Path, failing, full)
    with pytest.raises(ExportError, match="No space left on device"):
        atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["a"]


@pytest.mark.parametrize("name", ["missing/a", "file/a", "", "a\0b"])
def test_places_that_cannot_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError):
        atomic.write_bytes(tmp_path / name, b"x")
    assert names_in(tmp_path) == ["file"]
