"""`cguviz record --all`: a real build of several crates, one of which does not compile."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cguviz import formats
from cguviz.cli import main
from cguviz.cli.record.command import cargo as cargo_cguviz
from tests.record.trees import state_of, workspace

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo here")

SOURCES = {
    "Cargo.toml": '[workspace]\nmembers = ["app", "broken"]\nresolver = "2"\n',
    "app/Cargo.toml": '[dependencies]\nplain = { path = "../plain" }\ngeneric = { path = "../generic" }\n'
    'making = { path = "../making" }\n',
    "app/build.rs": 'fn main() { if std::env::var_os("X").is_some() { println!("x"); } }\n',
    "app/src/main.rs": "making::function!();\nfn main() { std::process::exit(plain::f(generic::g(made()))); }\n",
    "plain/Cargo.toml": "",
    "plain/src/lib.rs": "#[inline(never)]\npub fn f(n: i32) -> i32 { n * 2 }\n",
    "generic/Cargo.toml": "",
    "generic/src/lib.rs": "pub fn g<T: Clone>(t: T) -> T { t.clone() }\n",
    "making/Cargo.toml": "[lib]\nproc-macro = true\n",
    "making/src/lib.rs": "#[proc_macro]\npub fn function(_: proc_macro::TokenStream) -> proc_macro::TokenStream {\n"
    '    "fn made() -> i32 { 3 }".parse().unwrap()\n}\n',
    "broken/Cargo.toml": "",
    "broken/src/lib.rs": 'pub fn f() -> u8 { "no number" }\n',
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(workspace(tmp_path / "several", SOURCES))
    return tmp_path / "several"


@needs_cargo
def test_a_crate_that_fails_leaves_the_others(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARGO_INCREMENTAL", "0")  # else rustc merges no small units, which must be put together here
    before = state_of(folder)
    out = tmp_path / "out"
    out.mkdir()
    (out / "older-0.1.0.cguviz").touch()
    assert cargo_cguviz(["cguviz", "--all", "-o", str(out), "--workspace", "--offline"]) == 2
    said = capfd.readouterr()
    assert "error[E0308]" in said.err
    assert said.err.splitlines()[-1].startswith("cguviz: the build failed in part, as cargo says")
    assert state_of(folder) == before
    assert not list((tmp_path / "cache").rglob("recording-*"))
    assert {path.name for path in tmp_path.iterdir()} == {"cache", "several", "out"}
    assert {path.name for path in out.iterdir()} == {
        "app-0.1.0-bin.cguviz",
        "app-0.1.0-build-script.cguviz",
        "plain-0.1.0.cguviz",
        "making-0.1.0-proc-macro.cguviz",
        "cargo-timing.html",
    }
    for what in ("broken-0.1.0: it does not compile", "generic-0.1.0: nothing is instantiated in it"):
        assert what in said.err
    head, *lines = said.out.splitlines()
    assert head.split()[0] == "Crate"
    told = {line.split("  ")[0]: line.split()[-1] for line in lines}
    assert {crate: file for crate, file in told.items() if file != "–"} == {
        "app 0.1.0 (bin app)": "app-0.1.0-bin.cguviz",
        "app 0.1.0 (build script)": "app-0.1.0-build-script.cguviz",
        "plain 0.1.0": "plain-0.1.0.cguviz",
        "making 0.1.0": "making-0.1.0-proc-macro.cguviz",
    }
    (plain,) = formats.load([out / "plain-0.1.0.cguviz"])
    assert list(plain.items.name) == ["plain::f"]
    assert plain.timeline is not None
    assert plain.recorded is not None
    assert plain.recorded.command == "cargo rustc -p plain --lib --offline"
    (app,) = formats.load([out / "app-0.1.0-bin.cguviz"])
    assert {"app::main", "app::made", "generic::g::<i32>"} <= set(app.items.name)
    shares = re.findall(r"([\d,]+) of ([\d,]+) placements agree", said.err)
    assert len(shares) == 4
    assert all(agreed == placed for agreed, placed in shares), shares


@needs_cargo
def test_what_is_no_recording_is_not_replaced(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "out").mkdir()
    (folder.parent / "out" / "letters.txt").write_text("dear")
    assert main(["record", "--all", "-o", str(folder.parent / "out"), "cargo", "build"]) == 2
    assert "holds letters.txt, which is no recording; name another folder with -o." in capfd.readouterr().err
    assert (folder.parent / "out" / "letters.txt").read_text() == "dear"


@needs_cargo
def test_where_nothing_compiles_nothing_is_written(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "--all", "cargo", "build", "--offline", "-p", "broken"]) == 2
    said = capfd.readouterr()
    assert "error[E0308]" in said.err
    assert said.err.splitlines()[-1] == "cguviz: the build failed, as cargo says; nothing was recorded."
    assert said.out == ""
    assert not (folder / "several-debug").exists()
