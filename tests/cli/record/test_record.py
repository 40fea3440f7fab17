"""`cguviz record`: real recordings with the toolchain that is here, and what is said where that cannot be."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cguviz import formats
from cguviz.analysis.comparison import compare, counts
from cguviz.cli import main
from cguviz.cli.record.command import _ours_first, own_first
from cguviz.cli.record.command import cargo as cargo_cguviz
from cguviz.model.capture import Capture
from cguviz.model.inference import are_inferred, inference_line
from cguviz.model.partition import Mode, Partition
from cguviz.partition import parse, run_pipeline
from tests.captures import sample_named
from tests.record.trees import state_of
from tests.sources import REPOSITORY

TOY = REPOSITORY / "sample_graphs" / "toy-source"
MANIFEST = '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo here")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "toy"
    shutil.copytree(TOY, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the file that is the whole of a crate."""
    source = tmp_path / "small" / "src" / "lib.rs"
    source.parent.mkdir(parents=True)
    (tmp_path / "small" / "Cargo.toml").write_text(MANIFEST)
    monkeypatch.chdir(tmp_path / "small")
    yield source
    assert state_of(tmp_path / "small").keys() <= {"Cargo.toml", "src/lib.rs", "build.rs"}


def one(path: Path) -> Capture:
    (capture,) = formats.load([path])
    return capture


@needs_cargo
def test_records_profiles_and_settings_and_leaves_the_tree_alone(
    toy: Path, tmp_path: Path, own_cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = state_of(toy)
    out = tmp_path / "toy.cguviz"
    words = ["cargo", "build", "--offline", "--profile", "dev,release"]
    assert main(["record", "-o", str(out), "--compare", "codegen-units=1", *words]) == 0
    said = capfd.readouterr().err
    assert state_of(toy) == before
    files = [tmp_path / f"toy-{name}.cguviz" for name in ("debug", "debug-codegen-units=1", "release")]
    assert f"compare them: cguviz {files[0]} {files[1]} {files[2]} " in said
    debug, single, release = map(one, files)
    assert [capture.crate for capture in (debug, single, release)] == ["toy"] * 3
    assert len(single.partition().units) == 1 < len(debug.partition().units)
    # rustc merges units so small where it may choose.
    assert len(release.partition().units) == 1 < len(release.partition("PLACE").units)
    assert set(debug.items.name) == set(single.items.name)
    written = set(re.findall(r"\bfn (\w+)\(", (toy / "src" / "lib.rs").read_text()))
    assert len(written) > 20
    for capture in (debug, release):
        assert written <= {name.rpartition("::")[2] for name in capture.items.name}
        assert capture.uses is not None
        assert len(capture.uses) > 30
        assert (capture.items.instructions > 0).all()
        assert capture.timeline is not None
        assert set(capture.partition().units) <= set(capture.timeline.units)
        assert (capture.partition().mode == Mode.ROOT).any()
        assert capture.sources[0].startswith("cargo rustc -p toy --lib ")
        assert not any(str(tmp_path) in remark.text + remark.path for remark in capture.remarks)
    counts = [f"{len(c.partition()):,} of {len(c.partition()):,} placements" for c in (debug, release)]
    assert all(count in said for count in counts)
    assert not are_inferred(debug.items).any()
    assert inference_line(release.items, release.partition()) in said
    (built,) = (own_cache / "cguviz" / "builds").iterdir()
    assert str(built) in said
    assert list(built.glob("recording-*")) == []
    assert main(["record", "--clean"]) == 0
    assert not built.exists()


@needs_cargo
def test_a_recording_equals_what_a_debug_logging_compiler_dumped(toy: Path, tmp_path: Path) -> None:
    """Of the same source with as many units; ten releases of rustc lie between the two."""
    out = tmp_path / "toy.cguviz"
    words = ["cargo", "rustc", "--offline", "--release", "--", "-C", "codegen-units=16"]
    assert main(["record", "-o", str(out), *words]) == 0
    assert toy.exists()
    (dumped,) = formats.load([sample_named("toy-0.1.0-release")])
    for stage, other in (("INTERNALIZE", "MERGE"), ("PLACE", "PLACE")):
        found = compare(dumped, stage, one(out), other)
        told = counts(found)
        assert told.pop("same") == len(dumped.items)
        assert set(told.values()) == {0}
        assert len(found.base.units) == len(found.change.units) == 9


@needs_cargo
def test_times_are_measured_again_and_by_function(toy: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = state_of(toy)
    out = tmp_path / "toy.cguviz"
    words = ["--repeat", "3", "--functions", "-o", str(out), "cargo", "build", "--offline", "--release"]
    assert main(["record", *words]) == 0
    assert state_of(toy) == before
    timeline = one(out).timeline
    assert timeline is not None
    assert timeline.repeats is not None
    assert len(timeline.repeats) == 3
    assert timeline.functions is not None
    assert set(timeline.functions.symbols) & set(one(out).items.symbol)
    assert main(["sweep", str(out), "--units", "1,2", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["costs"] == "cpu times of functions"
    assert [row["units"] for row in told["rows"]] == [1, 2]
    assert main(["record", "--repeat", "0", "cargo", "build"]) == 2
    assert main(["record", "--all", "--repeat", "2", "cargo", "build"]) == 2


@needs_cargo
@pytest.mark.parametrize("profile", ["dev", "release"])
def test_what_if_is_the_build_that_it_foretells(toy: Path, tmp_path: Path, profile: str) -> None:
    """The default build is recorded; other numbers of units are asked of the rule, and of the compiler."""
    (toy / "Cargo.toml").write_text((toy / "Cargo.toml").read_text() + "\n[profile.dev]\nincremental = false\n")
    out = tmp_path / "toy.cguviz"
    counted = [f"codegen-units={units}" for units in (2, 3, 5)]
    settings = [word for setting in counted for word in ("--compare", setting)]
    assert main(["record", "-o", str(out), *settings, "cargo", "build", "--offline", "--profile", profile]) == 0
    capture = one(out)
    for setting in counted:
        built = one(tmp_path / f"toy-{setting}.cguviz")
        pipeline = parse(f"merge units={setting.rpartition('=')[2]} | internalize")
        foretold = run_pipeline(capture, capture.partition("PLACE"), pipeline).partition
        assert placed(capture, foretold) == placed(built, built.partition())


def placed(capture: Capture, stage: Partition) -> set[frozenset[tuple[str, int]]]:
    """Return the units, each the symbols in it with their linkage."""
    symbols = capture.items.symbol.tolist()
    rows = zip(stage.item.tolist(), stage.unit.tolist(), stage.linkage.tolist(), strict=True)
    units: dict[int, set[tuple[str, int]]] = {}
    for item, unit, linkage in rows:
        units.setdefault(unit, set()).add((symbols[item], linkage))
    return {frozenset(unit) for unit in units.values()}


@needs_cargo
@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for rustc")
def test_a_second_run_that_is_killed_costs_what_only_it_tells(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The kernel may end the compiler while it writes LLVM IR, for want of memory."""
    words = [shutil.which("rustc") or "rustc", "--print", "sysroot"]
    rustc = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    script = tmp_path / "rustc"
    script.write_text(f'#!/bin/sh\ncase "$*" in *--emit=llvm-ir*) kill -9 $$ ;; esac\nexec "{rustc}/bin/rustc" "$@"\n')
    script.chmod(0o700)
    monkeypatch.setenv("RUSTC", str(script))
    out = tmp_path / "toy.cguviz"
    assert main(["record", "-o", str(out), "cargo", "build", "--offline", "--release"]) == 0
    said = capfd.readouterr().err
    assert "rustc was killed while it wrote the LLVM IR of toy: units, items and times are those of" in said
    capture = one(out)
    assert capture.stages == ("MERGE",)
    assert capture.uses is None
    assert capture.timeline is not None
    assert set(capture.partition().units) <= set(capture.timeline.units)
    assert main(["partition", str(out), "--with", "merge"]) == 2
    assert "merge needs size estimates" in capfd.readouterr().err
    assert toy.exists()


@needs_cargo
def test_cargo_cguviz_names_the_file_and_records_again(toy: Path) -> None:
    first = cargo_cguviz(["cguviz", "--release", "--offline"])
    kept = one(toy / "toy-release.cguviz")
    assert (first, cargo_cguviz(["cguviz", "--release", "--offline"])) == (0, 0)
    again = one(toy / "toy-release.cguviz")
    assert list(kept.items.symbol) == list(again.items.symbol)
    assert list(kept.partition().units) == list(again.partition().units)
    assert not (toy / "target").exists()


@needs_cargo
@pytest.mark.parametrize("kinds", ['"cdylib"', '"dylib"', '"staticlib"', '"rlib", "cdylib", "staticlib"'])
def test_libraries_of_all_kinds_are_recorded_every_time(small: Path, tmp_path: Path, kinds: str) -> None:
    """Cargo names the files of dynamic libraries otherwise; left where they are, there would be nothing to compile."""
    small.write_text('#[no_mangle] pub extern "C" fn small_f() -> u8 { 1 }\n')
    manifest = small.parent.parent / "Cargo.toml"
    manifest.write_text(f"{MANIFEST}[lib]\ncrate-type = [{kinds}]\n")
    for _ in range(2):
        assert main(["record", "-o", str(tmp_path / "s.cguviz"), "cargo", "build", "--offline"]) == 0
    recorded = one(tmp_path / "s.cguviz")
    assert "small_f" in recorded.items.symbol.tolist()
    assert recorded.agreement is not None
    assert recorded.agreement.agreed == recorded.agreement.placements


@needs_cargo
def test_the_compilers_errors_come_through(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    small.write_text('pub fn f() -> u8 { "no number" }\n')
    assert main(["record", "cargo", "build", "--offline"]) == 2
    said = capfd.readouterr()
    assert "error[E0308]" in said.err
    assert said.err.splitlines()[-1] == "cguviz: the build failed, as cargo says; nothing was recorded."
    assert said.out == ""


@needs_cargo
def test_a_library_of_generics_is_explained(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    small.write_text("pub fn f<T: Clone>(t: &T) -> T { t.clone() }\n")
    assert main(["record", "--", "cargo", "build", "--offline"]) == 2
    assert "cguviz: nothing is instantiated in small" in capfd.readouterr().err


@needs_cargo
def test_what_cargo_is_configured_to_do_is_respected(
    small: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The user's wrapper wraps what is not recorded; the user's folder for what builds leave is not touched."""
    small.write_text("pub fn f() -> u8 { 1 }\n")
    (small.parent.parent / "build.rs").write_text("fn main() {}\n")
    (tmp_path / ".cargo").mkdir()
    (tmp_path / ".cargo" / "config.toml").write_text('[build]\nrustc-wrapper = "./w"\nbuild-dir = "theirs"\n')
    (tmp_path / "w").write_text(f'#!/bin/sh\necho "$*" >> "{tmp_path}/wrapped"\nexec "$@"\n')
    (tmp_path / "w").chmod(0o700)
    assert main(["record", "-o", str(tmp_path / "small.cguviz"), "--offline"]) == 0
    assert "recorded cargo rustc -p small --lib --offline with rustc" in capfd.readouterr().err
    assert "--crate-name build_script_build" in (tmp_path / "wrapped").read_text()
    assert not (tmp_path / "theirs").exists()


@needs_cargo
def test_a_build_script_cannot_pretend(small: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    line = "MONO_ITEM fn fake @@ small.0123456789abcdef-cgu.0[External]"
    small.write_text("pub fn f() -> u8 { 1 }\n")
    (small.parent.parent / "build.rs").write_text(f'fn main() {{ println!("{line}"); eprintln!("{line}"); }}\n')
    assert main(["record", "-o", str(tmp_path / "s.cguviz"), "cargo", "build", "--offline"]) == 0
    assert list(one(tmp_path / "s.cguviz").items.name) == ["small::f"]
    assert "1 of 1 placements" in capfd.readouterr().err


@needs_cargo
def test_where_there_is_no_package_cargo_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["record"]) == 2
    said = capfd.readouterr().err
    assert "could not find `Cargo.toml`" in said
    assert said.splitlines()[-1].startswith("cguviz: cargo finds no package to build here")


@needs_cargo
@pytest.mark.parametrize(
    ("words", "theirs", "ours"),
    [
        (["--manifest-path", "none/Cargo.toml"], "does not exist", "cargo finds no such manifest, as it says; check"),
        (["--config", "a.b.c"], "error: ", "cargo cannot read what there is to build, as it says; nothing was"),
    ],
)
def test_what_cargo_cannot_read_is_told_in_its_words_and_ours(
    toy: Path, capfd: pytest.CaptureFixture[str], words: list[str], theirs: str, ours: str
) -> None:
    assert toy.exists()
    assert main(["record", "cargo", "build", *words]) == 2
    said = capfd.readouterr().err
    assert theirs in said
    assert said.splitlines()[-1].startswith(f"cguviz: {ours}")


@needs_cargo
def test_unstable_options_of_cargo_on_stable_are_named_as_such(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cargo = subprocess.run([shutil.which("cargo") or "", "-V"], capture_output=True, text=True, check=True).stdout
    if "-nightly" in cargo:
        pytest.skip("this cargo takes them")
    assert toy.exists()
    assert main(["record", "cargo", "build", "-Z", "avoid-dev-deps"]) == 2
    said = capfd.readouterr().err
    assert "only accepted on the nightly channel" in said
    assert said.splitlines()[-1].startswith("cguviz: this cargo takes no -Z options, as it says; name a nightly one")


@needs_cargo
def test_a_folder_that_cannot_be_made_is_named(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (toy.parent / "file").touch()
    assert main(["record", "cargo", "build", "--target-dir", str(toy.parent / "file" / "t")]) == 2
    assert "cannot be made (Not a directory); choose another place with --target-dir." in capfd.readouterr().err


def test_without_cargo_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CARGO", raising=False)
    assert main(["record", "cargo", "build"]) == 2
    assert capfd.readouterr().err == (
        "cguviz: there is no program `cargo` here; install Rust (rustup.rs) or name its cargo by path.\n"
    )


@needs_cargo
def test_stopped_it_leaves_nothing_behind(small: Path, own_cache: Path) -> None:
    """A build script that never ends stands for a long build."""
    ready = small.parent.parent.parent / "ready"
    small.write_text("pub fn f() -> u8 { 1 }\n")
    build = small.parent.parent / "build.rs"
    build.write_text(
        f'fn main() {{ std::fs::write("{ready}", std::process::id().to_string()).unwrap(); loop {{'
        " std::thread::sleep(std::time::Duration::from_millis(50)); } }\n"
    )
    program = (
        "import signal, sys; from cguviz.cli import main;"
        " signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main(sys.argv[1:]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    words = [sys.executable, "-c", program, "record", "cargo", "build", "--offline"]
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 60
        while not (ready.exists() and ready.read_text()) and process.poll() is None and time.monotonic() < end:
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.endswith("cguviz: stopped\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(ready.read_text()), 0)
    assert list(own_cache.glob("cguviz/builds/*/recording-*")) == []


@pytest.mark.parametrize(
    "words",
    [
        ["--release"],
        ["-o", "x", "-p", "a"],
        ["build", "--release"],
        ["+nightly"],
        ["--all", "check"],
        ["-oy", "-F", "b"],
    ],
)
def test_the_word_cargo_may_be_left_out(words: list[str]) -> None:
    assert own_first(words) == _ours_first(words)


@pytest.mark.parametrize(
    "words", [[], ["--all"], ["-o", "x", "cargo", "b", "-r"], ["--", "cargo", "b"], ["/bin/cargo"], ["gcc"]]
)
def test_other_words_stay_as_they_are(words: list[str]) -> None:
    assert own_first(words) == words


def test_cargo_cguviz_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cargo_cguviz(["cguviz", "--version"])
    assert not ended.value.code
    assert capsys.readouterr().out.startswith("cguviz ")


@needs_cargo
def test_a_toolchain_that_is_not_there_is_told_before_anything_is_built(
    toy: Path, own_cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["record", "--compare", "+no-such-toolchain", "--offline"]) == 2
    said = capfd.readouterr().err.splitlines()[-1]
    assert said.startswith("cguviz: cargo +no-such-toolchain finds no package to build here, as it says; is that")
    assert not own_cache.exists()
    assert not list(toy.glob("*.cguviz"))


@needs_cargo
def test_unstable_settings_are_compared(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With the toolchain that is here, stable or not: MIR that is not inlined has calls of its own."""
    assert main(["record", "--compare", "-Zinline-mir=no", "cargo", "build", "--offline", "--release"]) == 0
    assert "recorded cargo rustc -p toy --lib --release --offline -- -Z inline-mir=no with" in capfd.readouterr().err
    other = one(toy / "toy-release-Zinline-mir=no.cguviz")
    assert other.agreement is not None
    assert other.agreement.agreed == other.agreement.placements
    assert cargo_cguviz(["cguviz", "--release", "--compare", "-Zinline-mir=no", "--offline"]) == 0


def test_our_options_stand_among_cargos() -> None:
    assert _ours_first(["--compare", "-Zx=y", "--release"]) == ["--compare=-Zx=y", "--", "cargo", "--release"]
    assert own_first(["--compare", "-Zx=y", "cargo", "b"]) == ["--compare=-Zx=y", "cargo", "b"]
    words = ["--release", "-o", "x", "--compare=lto=fat", "-p", "a", "--", "-o", "y"]
    assert _ours_first(words) == [
        "-o",
        "x",
        "--compare=lto=fat",
        "--",
        "cargo",
        "--release",
        "-p",
        "a",
        "--",
        "-o",
        "y",
    ]
