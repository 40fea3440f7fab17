"""What stands between cargo and rustc: arguments, and who is recorded."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from cguviz.record.run import _launcher
from cguviz.record.wrapper import MARK, codegen_of, for_ir, plain, value_of

RELEASE = shlex.split(
    "--crate-name regex src/lib.rs --error-format=json --crate-type lib --emit=dep-info,metadata,link -C opt-level=3"
    " -C embed-bitcode=no -C lto -C metadata=d4 -C extra-filename=-d1 --out-dir target/release/deps"
)
DEV = shlex.split(
    "--crate-name regex src/lib.rs --crate-type lib --emit dep-info,link -C debuginfo=2 -C metadata=9f"
    " --out-dir target/debug/deps -C incremental=target/debug/incremental -Cextra-filename=-2c"
)
FOLDER = Path("run")


def test_the_plain_run_is_cargos_with_a_profile() -> None:
    words = plain(RELEASE, FOLDER)
    assert words[: len(RELEASE)] == RELEASE
    assert f"self-profile={FOLDER / 'profile'}" in words[len(RELEASE) :]


def test_incremental_state_is_the_recordings_own() -> None:
    for words, name in ((plain(DEV, FOLDER), "plain"), (for_ir(DEV, FOLDER), "units")):
        assert [word for word in words if "incremental=" in word] == [f"incremental={FOLDER / f'incremental-{name}'}"]
    assert not any("incremental" in word for word in (*plain(RELEASE, FOLDER), *for_ir(RELEASE, FOLDER)))


@pytest.mark.parametrize(
    ("words", "units"), [(RELEASE, "16"), (DEV, "256"), ([*RELEASE, "-C", "codegen-units=3"], "3")]
)
def test_the_run_for_ir_writes_ir_alone_of_as_many_units(words: list[str], units: str) -> None:
    found = for_ir(words, FOLDER)
    assert [word for word in found if word.startswith("--emit")] == ["--emit=llvm-ir"]
    assert value_of(found, "--out-dir") == str(FOLDER / "units")
    assert found.count("--out-dir") == 1
    assert codegen_of(found, "codegen-units") == units
    assert [word for word in found if word.startswith("lto")] == ["lto=off"]
    assert codegen_of(found, "metadata") == codegen_of(words, "metadata")
    assert "dep-info,link" not in found


def test_debug_information_is_left_out_of_what_is_not_optimised() -> None:
    assert codegen_of(for_ir(DEV, FOLDER), "debuginfo") == "0"
    assert codegen_of(for_ir([*DEV, "-C", "opt-level=1"], FOLDER), "debuginfo") == "2"
    assert codegen_of(for_ir([*DEV, "-O"], FOLDER), "debuginfo") == "2"


def test_all_other_crates_go_past(tmp_path: Path) -> None:
    """Through the user's own wrapper, whose name may hold blanks and quotes."""
    before = tmp_path / "my 'wrapper'"
    before.write_text('#!/bin/sh\necho wrapped "$@"\n')
    before.chmod(0o700)
    script = _launcher(tmp_path, str(before))
    done = subprocess.run([script, "rustc", "a b", "$HOME", MARK + "x"], capture_output=True, text=True, check=True)
    assert done.stdout == f"wrapped rustc a b $HOME {MARK}x\n"


def test_the_marked_crate_is_recorded(tmp_path: Path) -> None:
    """By a compiler that says it is old: nothing of it is run, and the report says why."""
    rustc = tmp_path / "rustc-old"
    rustc.write_text("#!/bin/sh\nprintf 'rustc 1.40.0\\nrelease: 1.40.0\\n'\n")
    rustc.chmod(0o700)
    (tmp_path / "settings.json").write_text('{"codegen": []}')
    script = _launcher(tmp_path, "no such wrapper")
    environment = {**os.environ, "CGUVIZ_RUN": str(tmp_path)}
    done = subprocess.run([script, rustc, *RELEASE, MARK], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert '"old": "1.65"' in (tmp_path / "report.json").read_text()
    assert sys.executable in script.read_text()
