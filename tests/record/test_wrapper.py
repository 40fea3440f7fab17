"""What stands between cargo and rustc: arguments, and who is recorded."""

from __future__ import annotations

import gzip
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from cguviz.record.job import jobs, refuse
from cguviz.record.launcher import environment_of
from cguviz.record.units import ir_arguments
from cguviz.record.wrapper import (
    MARK,
    NAMES_PAGE,
    PROFILE_HEAD,
    _record,
    codegen_of,
    generates_code,
    has_names,
    keep_own,
    plain,
    value_of,
)
from tests.captures import sample_named

RELEASE = shlex.split(
    "--crate-name regex src/lib.rs --error-format=json --crate-type lib --emit=dep-info,metadata,link -C opt-level=3"
    " -C embed-bitcode=no -C lto -C metadata=d4 -C extra-filename=-d1 --out-dir target/release/deps"
)
DEV = shlex.split(
    "--crate-name regex src/lib.rs --crate-type lib --emit dep-info,link -C debuginfo=2 -C metadata=9f"
    " --out-dir target/debug/deps -C incremental=target/debug/incremental -Cextra-filename=-2c"
)
PROBE = shlex.split("--crate-name probe0 --crate-type lib --out-dir out --emit=llvm-ir -")
FOLDER = Path("run")


def test_the_plain_run_is_cargos_with_a_profile() -> None:
    words = plain(RELEASE, FOLDER)
    assert words[: len(RELEASE)] == RELEASE
    assert f"self-profile={FOLDER / 'profile'}" in words[len(RELEASE) :]


def test_incremental_state_is_the_recordings_own() -> None:
    for words, name in ((plain(DEV, FOLDER), "plain"), (ir_arguments(DEV, FOLDER), "units")):
        assert [word for word in words if "incremental=" in word] == [f"incremental={FOLDER / f'incremental-{name}'}"]
    assert not any("incremental" in word for word in (*plain(RELEASE, FOLDER), *ir_arguments(RELEASE, FOLDER)))


@pytest.mark.parametrize("words", [RELEASE, DEV, [*RELEASE, "-C", "codegen-units=3"], [*DEV, "-Ccodegen-units=1"]])
def test_the_run_for_ir_writes_ir_alone_and_merges_nothing(words: list[str]) -> None:
    found = ir_arguments(words, FOLDER)
    assert [word for word in found if word.startswith("--emit")] == ["--emit=llvm-ir"]
    assert value_of(found, "--out-dir") == str(FOLDER / "units")
    assert found.count("--out-dir") == 1
    assert [word for word in found if "codegen-units" in word] == ["codegen-units=10000"]
    assert f"self-profile={FOLDER / 'units-profile'}" in found
    assert [word for word in found if word.startswith("lto")] == ["lto=off"]
    assert codegen_of(found, "metadata") == codegen_of(words, "metadata")
    assert "dep-info,link" not in found


def test_debug_information_is_left_out_of_what_is_not_optimised() -> None:
    assert codegen_of(ir_arguments(DEV, FOLDER), "debuginfo") == "0"
    assert codegen_of(ir_arguments([*DEV, "-C", "opt-level=1"], FOLDER), "debuginfo") == "2"
    assert codegen_of(ir_arguments([*DEV, "-O"], FOLDER), "debuginfo") == "2"


def test_all_other_crates_go_past(tmp_path: Path) -> None:
    """Through the user's own wrapper, whose name may hold blanks and quotes."""
    before = tmp_path / "my 'wrapper'"
    before.write_text('#!/bin/sh\necho wrapped "$@"\n')
    before.chmod(0o700)
    for every, words in ((False, RELEASE), (True, ["-", "--crate-name", "___", "--print=cfg"]), (True, PROBE)):
        environment = environment_of(tmp_path, tmp_path, FOLDER, (), str(before), every=every)
        words = ["rustc", "a b", "$HOME", MARK + "x", *words]
        done = subprocess.run(
            [environment["RUSTC_WRAPPER"], *words], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout == f"wrapped {' '.join(words)}\n"


def test_a_script_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    """Cargo asks the compiler anew what it can do when its wrapper changed."""
    script = Path(environment_of(tmp_path, tmp_path, FOLDER, (), "", every=False)["RUSTC_WRAPPER"])
    before = script.stat()
    assert environment_of(tmp_path, tmp_path, FOLDER, ("lto=off",), "x", every=True)["RUSTC_WRAPPER"] == str(script)
    assert (script.stat().st_mtime_ns, script.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_macros_print_is_told_from_what_rustc_lists(tmp_path: Path) -> None:
    with gzip.open(sample_named("toy-0.1.0-release") / "mono-items.txt.gz") as file:
        listed = [line for line in file if line.startswith(b"MONO_ITEM ")]
    fake = b"MONO_ITEM fn zz @@ toy.0123456789abcdef-cgu.0[External]\n"
    items = tmp_path / "items"
    for before, after in ([], []), ([fake, b"hello\n"], []), ([b"hello\n", fake], [b"-lc\n"]):
        items.write_bytes(b"".join([*before, *listed, *after]))
        assert keep_own(items) == [*before, *after]
        assert items.read_bytes() == b"".join(listed)
    items.write_bytes(b"hello\n")
    assert keep_own(items) == [b"hello\n"]
    assert items.read_bytes() == b""


def test_what_generates_code_is_told_from_what_asks() -> None:
    assert generates_code(RELEASE)
    assert generates_code(DEV)
    assert not generates_code(PROBE)
    assert not generates_code([word.replace("metadata,link", "metadata") for word in RELEASE])


@pytest.mark.parametrize(("every", "mark"), [(False, [MARK]), (True, [])])
def test_the_crate_is_recorded(tmp_path: Path, every: bool, mark: list[str]) -> None:
    """By a compiler that says it is old: nothing of it is run, and the job says why."""
    rustc = tmp_path / "rustc-old"
    rustc.write_text("#!/bin/sh\nprintf 'rustc 1.40.0\\nrelease: 1.40.0\\n'\n")
    rustc.chmod(0o700)
    environment = environment_of(tmp_path, tmp_path, FOLDER, (), "", every=every)
    words = [environment["RUSTC_WRAPPER"], str(rustc), *RELEASE, *mark]
    done = subprocess.run(words, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    (job,) = jobs(tmp_path)
    assert (job.crate, job.old, job.status) == ("regex", "1.65", None)
    assert str(refuse(job, 101)).startswith("rustc 1.40.0 is too old to be recorded; take rustc 1.65 or later")


def test_a_profile_without_names_is_noticed(tmp_path: Path) -> None:
    """Pages of events and of names, each with tag and length, follow a head of eight bytes."""
    whole = gzip.decompress((sample_named("toy-0.1.0-release") / "profile.mm_profdata.gz").read_bytes())
    pages, at = [], PROFILE_HEAD
    while at < len(whole):
        end = at + 5 + int.from_bytes(whole[at + 1 : at + 5], "little")
        pages.append(whole[at:end])
        at = end
    profile = tmp_path / "x.mm_profdata"
    profile.write_bytes(whole)
    assert has_names(profile)
    assert {page[0] for page in pages} == {0, NAMES_PAGE, 2}
    profile.write_bytes(whole[:PROFILE_HEAD] + b"".join(page for page in pages if page[0] != NAMES_PAGE))
    assert not has_names(profile)
    profile.write_bytes(b"MMPD")
    assert not has_names(profile)


@pytest.mark.skipif(shutil.which("rustc") is None, reason="there is no rustc here")
def test_objects_are_those_of_the_users_own_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte, though rustc's features are unlocked: then it would mangle symbols as nightly ones do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RUSTC_BOOTSTRAP", raising=False)
    Path("lib.rs").write_text(
        'pub mod m { pub fn g(x: u64) -> String { format!("{x}") } }\npub fn f() -> String { m::g(3) }\n'
    )
    rustc = shutil.which("rustc") or "rustc"
    words = shlex.split(
        "--crate-name small --crate-type rlib --emit=link -C metadata=1 -C codegen-units=2 -C save-temps"
    )
    made = []
    for way in ("own", "recorded"):
        out = tmp_path / way
        out.mkdir()
        arguments = [*words, "--out-dir", str(out), "lib.rs"]
        if way == "own":
            subprocess.run([rustc, *arguments], check=True)
        else:
            folder = tmp_path / "run" / "small-1"
            (folder / "profile").mkdir(parents=True)
            job: dict[str, object] = {}
            assert _record(job, rustc, arguments, folder) == 0
            assert job["unstable"] or "-nightly" in str(job["compiler"])
        made.append({path.name: path.read_bytes() for path in sorted(out.glob("*.o"))})
    assert len(made[0]) > 1
    assert made[0] == made[1]
