"""FILE, FILE:STAGE, FILE:CRATE:STAGE."""

from __future__ import annotations

from pathlib import Path

import pytest

from cguviz.formats import split_stage


@pytest.mark.parametrize("name", ["a.cguviz", "a:b.cguviz", "folder"])
@pytest.mark.parametrize(("suffix", "crate", "stage"), [("", "", ""), (":PLACE", "", "PLACE"), (":x:M", "x", "M")])
def test_specs(tmp_path: Path, name: str, suffix: str, crate: str, stage: str) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"")
    assert split_stage(f"{path}{suffix}") == (str(path), crate, stage)


def test_a_path_that_exists_wins(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "a:PLACE").write_bytes(b"")
    assert split_stage(f"{tmp_path}/a:PLACE") == (f"{tmp_path}/a:PLACE", "", "")


@pytest.mark.parametrize("spec", ["", ":", "::", "nothing/here:PLACE", "a\0b:PLACE", "x" * 5000 + ":PLACE"])
def test_what_does_not_exist_is_all_path(spec: str) -> None:
    assert split_stage(spec) == (spec, "", "")
