"""What the process that records knows of a folder, and what it refuses before a build is waited for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cguviz.errors import RecordError
from cguviz.progress import silent
from cguviz.workspace.record.recorder import answer, recordings
from cguviz.workspace.requests.record import Explore, PackageTargets, Project, Record

MEMBERS = {
    "app": [(["bin"], "app"), (["custom-build"], "build-script-build")],
    "base": [(["rlib", "cdylib"], "base_lib")],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of a workspace, with a script in cargo's place and one in rustup's."""
    table = {
        "packages": [
            {
                "name": name,
                "id": name,
                "manifest_path": str(tmp_path / name / "Cargo.toml"),
                "default_run": None,
                "targets": [{"kind": kind, "name": target} for kind, target in targets],
            }
            for name, targets in MEMBERS.items()
        ],
        "workspace_members": list(MEMBERS),
        "workspace_default_members": list(MEMBERS),
        "workspace_root": str(tmp_path),
    }
    (tmp_path / "table.json").write_text(json.dumps(table))
    (tmp_path / "Cargo.toml").write_text("[profile.slim]\ninherits = 'release'\n[profile.dev]\n[profile.bench]\n")
    scripts = tmp_path / "bin"
    scripts.mkdir()
    for name, line in (
        ("cargo", f"case $1 in metadata) exec cat '{tmp_path}/table.json';; *) echo '{tmp_path}/Cargo.toml';; esac"),
        ("rustup", "printf 'nightly-x\\nstable-x (active, default)\\n'"),
    ):
        (scripts / name).write_text(f"#!/bin/sh\n{line}\n")
        (scripts / name).chmod(0o700)
    monkeypatch.delenv("CARGO", raising=False)
    monkeypatch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_tells_packages_profiles_and_toolchains(folder: Path) -> None:
    found = answer(Explore(str(folder)), silent, lambda: None)
    assert isinstance(found, Project)
    assert found.packages == (PackageTargets("app", (("bin", "app"),)), PackageTargets("base", (("lib", "base_lib"),)))
    assert found.default == ""
    assert found.profiles == ("dev", "release", "slim")
    assert found.toolchains == ("stable-x", "nightly-x")


def test_without_rustup_there_are_no_toolchains_to_choose_from(folder: Path) -> None:
    (folder / "bin" / "rustup").write_text("#!/bin/sh\nexit 1\n")
    found = answer(Explore(str(folder)), silent, lambda: None)
    assert isinstance(found, Project)
    assert found.toolchains == ()


@pytest.mark.parametrize(
    ("path", "words", "said"),
    [
        ("x.cguviz", ("cargo",), "name a file with its folder"),
        ("{}/nowhere/x.cguviz", ("cargo",), "there is no such folder"),
        ("{}", ("cargo",), "name a file with its folder"),
        ("{}/x.cguviz", ("cargo", "build", "--profile", "dev,release"), "one profile is recorded at a time"),
        ("{}/x.cguviz", ("cargo", "check"), "only checks"),
    ],
)
def test_refuses_before_a_build_is_waited_for(folder: Path, path: str, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(RecordError, match=said) as error:
        answer(Record(str(folder), words, path.format(folder)), silent, lambda: None)
    assert "\n" not in str(error.value)


def test_a_folder_that_is_gone_is_one_sentence(folder: Path) -> None:
    with pytest.raises(RecordError, match="cannot be entered"):
        answer(Explore(str(folder / "gone")), silent, lambda: None)
    assert recordings() == folder / "data" / "cguviz" / "recordings"
