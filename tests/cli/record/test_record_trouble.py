"""What goes wrong while recording: full disks, killed compilers, old ones; and compilers that tell more than others."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cguviz import formats
from cguviz.cli import main
from cguviz.record import run
from tests.captures import dump_bytes, sample_named
from tests.formats.ir_files import files_of
from tests.record.trees import workspace
from tests.sources import REPOSITORY

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo here")

RECORD = ["record", "-o", "out.cguviz", "cargo", "build", "--offline"]
SLOW = "const fn f() -> u64 { let mut n = 0; while n < u64::MAX { n += 1 } n }\npub static S: u64 = f();\n"
FAKE = """#!{python}
import os, pathlib, signal, subprocess, sys
words = sys.argv[1:]
if "-vV" in words:
    told = subprocess.run(["{rustc}", *words], capture_output=True, text=True).stdout
    print("rustc {release} (0123456789 2020-01-01)\\n" + told[told.index("\\n") + 1 : told.index("release: ")], end="")
    print("release: {release}\\n" + told[told.index("LLVM version"):], end="")
    sys.exit()
stored = pathlib.Path("{stored}")
if "RUSTC_LOG" in os.environ:
    sys.stderr.write((stored / "dump.txt").read_text())
if any(word.startswith("print-mono-items") for word in words):
    print((stored / "mono-items.txt").read_text())
if "--emit=llvm-ir" in words:
    if (stored / "hang").exists():
        (stored / "hang").write_text(str(os.getpid()))
        signal.pause()
    for module in (stored / "units").iterdir():
        (pathlib.Path(words[words.index("--out-dir") + 1]) / module.name).write_bytes(module.read_bytes())
    sys.exit()
pairs = zip(["", *words], words, [*words[1:], ""])
kept = [word for before, word, after in pairs if "-Z" not in (before, word) and "mangling" not in word + after]
sys.exit(subprocess.call(["{rustc}", *kept]))
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Call cargo in the folder of a package, and cache in another one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = workspace(tmp_path / "trees", {"toy/Cargo.toml": "[workspace]\n", "toy/src/lib.rs": "pub fn f() {}\n"})
    monkeypatch.chdir(folder / "toy")
    return folder / "toy"


def last_line(capfd: pytest.CaptureFixture[str]) -> str:
    return capfd.readouterr().err.splitlines()[-1]


def fake_rustc(folder: Path, release: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let cargo find a compiler that says it is another, and has a debug-logging one's files."""
    words = [shutil.which("rustc") or "rustc", "--print", "sysroot"]
    found = subprocess.run(words, capture_output=True, text=True, check=True)
    script = folder / "rustc-fake"
    real = Path(found.stdout.strip(), "bin", "rustc")
    script.write_text(FAKE.format(python=sys.executable, rustc=real, release=release, stored=folder))
    script.chmod(0o700)
    monkeypatch.setenv("RUSTC", str(script))


@needs_cargo
def test_a_compiler_that_is_too_old_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fake_rustc(tmp_path, "1.40.0", monkeypatch)
    assert main(RECORD) == 2
    assert last_line(capfd) == (
        "cguviz: rustc 1.40.0 (0123456789 2020-01-01) is too old to be recorded; take rustc 1.65 or later"
        " (rustup update)."
    )
    assert not Path("out.cguviz").exists()


@needs_cargo
def test_a_debug_logging_compiler_tells_the_stages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """It prints what a real one printed of the toy crate, in cargo's way of calling it."""
    toy = sample_named("toy-0.1.0-release")
    (tmp_path / "units").mkdir()
    for number, source in enumerate(files_of(toy)):
        (tmp_path / "units" / f"{number}.ll").write_bytes(source.data)
    (tmp_path / "mono-items.txt").write_bytes(gzip.decompress((toy / "mono-items.txt.gz").read_bytes()))
    (tmp_path / "dump.txt").write_bytes(dump_bytes(toy))
    fake_rustc(tmp_path, "1.85.0-dev", monkeypatch)
    assert main(RECORD) == 0
    (recorded,) = formats.load(["out.cguviz"])
    (stored,) = formats.load([toy])
    assert recorded.stages == stored.stages == ("PLACE", "MERGE", "INTERNALIZE")
    assert list(recorded.items.name) == list(stored.items.name)
    assert recorded.items.size.tolist() == stored.items.size.tolist()
    assert recorded.uses is not None
    assert stored.uses is not None
    assert recorded.uses.used.tolist() == stored.uses.used.tolist()
    said = capfd.readouterr().err
    assert "DEBUG" not in said
    assert "29 of 29 placements" in said


@needs_cargo
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_compiler_is_told(here: Path, number: int, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "src" / "lib.rs").write_text(f"#![allow(long_running_const_eval)]\n{SLOW}")
    killer = threading.Thread(target=kill_compiler, args=(here, number))
    killer.start()
    status = main(RECORD)
    killer.join()
    assert status == 2
    assert last_line(capfd) == "cguviz: the build was killed; nothing was recorded."
    assert {path.name for path in here.iterdir()} == {"Cargo.toml", "src"}
    assert not list((here.parent.parent / "cache").rglob("recording-*"))


def kill_compiler(folder: Path, number: int) -> None:
    """Wait for the rustc that compiles in a folder with a profile, and send it a signal."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
                mine = (process / "cwd").readlink() == folder
            except OSError:
                continue
            if mine and any(word.startswith(b"self-profile=") for word in words):
                os.kill(int(process.name), number)
                return
        os.sched_yield()


@needs_cargo
@pytest.mark.parametrize("options", [(), ("--all",)])
def test_stopped_while_ir_is_written_it_leaves_nothing_behind(
    tmp_path: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mono-items.txt").write_text("MONO_ITEM fn f @@ toy.0123456789abcdef-cgu.0[External]\n")
    (tmp_path / "dump.txt").touch()
    hang = tmp_path / "hang"
    hang.touch()
    fake_rustc(tmp_path, "1.95.0", monkeypatch)
    program = (
        "import signal, sys; from cguviz.cli import main;"
        " signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main(sys.argv[1:]))"
    )
    words = [sys.executable, "-c", program, "record", *options, "-o", "out", *RECORD[3:]]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 60
        while not hang.read_text() and process.poll() is None and time.monotonic() < end:
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.endswith("cguviz: stopped\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(hang.read_text()), 0)
    assert {path.name for path in Path.cwd().iterdir()} == {"Cargo.toml", "src"}
    assert not list((tmp_path / "cache").rglob("recording-*"))


@needs_cargo
@pytest.mark.parametrize(
    ("output", "said"),
    [(".", "-o '.' is no name"), ("", "-o '' is no name"), ("nowhere/x.cguviz", "nowhere: there is no such folder")],
)
@pytest.mark.parametrize("options", [(), ("--all",)])
def test_what_cannot_be_written_is_told_before_the_build(
    output: str, said: str, options: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["record", *options, "-o", output, *RECORD[3:]]) == 2
    assert capfd.readouterr().err.startswith(f"cguviz: {said}")


@needs_cargo
def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def full(*_: object, **__: object) -> dict[str, str]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "settings.json")

    monkeypatch.setattr(run, "environment_of", full)
    assert main(RECORD) == 2
    assert last_line(capfd) == (
        "cguviz: settings.json: cannot be written (No space left on device); choose another place with --target-dir."
    )
    assert not Path("out.cguviz").exists()


@needs_cargo
def test_a_build_that_fails_on_a_full_disk_says_so(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (here / "src" / "lib.rs").write_text("this is no Rust\n")
    usage = shutil.disk_usage(here)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=0))
    assert main(RECORD) == 2
    assert last_line(capfd).endswith(": no space is left there; choose another place with --target-dir.")


@needs_cargo
def test_a_file_name_need_not_be_text(here: Path) -> None:
    name = os.fsdecode(b"out \xff.cguviz")
    assert main(["record", "-o", name, *RECORD[3:]]) == 0
    (capture,) = formats.load([here / name])
    assert list(capture.items.name) == ["toy::f"]
