"""Stands between cargo and rustc while a crate is recorded: a program of its own, run by `sh` (see `LAUNCHER`).

Knows the command lines of rustc. Started for the recorded crate alone, it runs rustc twice: as cargo wants it, with a
profile and mono items, and again for unoptimised LLVM IR of each unit. The second run makes no object code and its
messages are kept to ourselves; the first one's are cargo's. Imports nothing of cguviz and little else: it starts in
25 ms.

The second run must name a number of units, or rustc would make one for `--emit=llvm-ir`. A number that is named keeps
small units apart that rustc merges when it may choose; `formats.recording` puts them together again.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

MARK = "--cguviz-record"
"""Handed to the recorded crate's rustc alone; never reaches it."""
RUN = "CGUVIZ_RUN"
"""Environment variable: the folder of this recording, where `settings.json` is."""
OLDEST = 65
"""Of rustc 1.x: the first with opaque pointers in its IR (LLVM 15)."""
PLAIN_UNITS, INCREMENTAL_UNITS = 16, 256
"""How many units rustc makes at most when nobody says a number."""
EVENTS = "generic-activity,function-args,artifact-sizes"
LOG = "rustc_monomorphize::partitioning=debug"

LAUNCHER = """#!/bin/sh
# Written by cguviz: records one crate, and stays out of the way of all others.
case " $* " in
*" {mark} "*) exec {python} -I -S {wrapper} "$@" ;;
esac
exec {before}"$@"
"""

Words = list[str]


def main(words: Words) -> int:
    """Run rustc as cargo wants it, then for IR, and write `report.json`.

    Parameters
    ----------
    words
        rustc, perhaps behind a wrapper for workspaces, and its arguments.
    """
    folder = Path(os.environ[RUN])
    settings = json.loads((folder / "settings.json").read_bytes())
    codegen: Words = [word for setting in settings["codegen"] for word in ("-C", setting)]
    first = next((number for number, word in enumerate(words) if word.startswith("-")), len(words))
    rustc = words[first - 1]
    arguments = [word for word in words[first:] if word != MARK] + codegen
    report: dict[str, object] = {"crate": value_of(arguments, "--crate-name"), "out": value_of(arguments, "--out-dir")}
    report["extra"] = codegen_of(arguments, "extra-filename")
    try:
        return _record(rustc, arguments, folder, report)
    finally:
        (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")


def _record(rustc: str, arguments: Words, folder: Path, report: dict[str, object]) -> int:
    version = subprocess.run([rustc, "-vV"], capture_output=True, text=True, check=False).stdout
    release = re.search(r"^release: (1\.(\d+)\.\S+)", version, re.MULTILINE)
    report["compiler"] = version.partition("\n")[0]
    if release is None or int(release[2]) < OLDEST:
        report["old"] = f"1.{OLDEST}"
        return 1
    environment = dict(os.environ)
    unstable = "-nightly" in release[1] or "-dev" in release[1]
    if not unstable:
        environment["RUSTC_BOOTSTRAP"] = "1"  # set for this process alone: build scripts and dependencies see nothing
    dumps = unstable and _logs(rustc)
    report["dumped"] = dumps
    listed = ["-Z", "print-mono-items=" + ("yes" if int(release[2]) > 88 else "lazy")]
    items = folder / "mono-items.txt"
    with items.open("wb") as out:
        status = _run([rustc, *plain(arguments, folder), *listed], environment, out)
    _hand_on(items)
    report["status"] = status
    if status:
        return status
    if dumps:
        # The dump prints hashes of legacy symbols, by which it joins the IR.
        environment |= {"RUSTC_LOG": LOG, "RUSTC_LOG_COLOR": "never"}
    mangling = ["-Z", "unstable-options", "-C", "symbol-mangling-version=" + ("legacy" if dumps else "v0")]
    log = folder / ("dump.txt" if dumps else "units.log")
    with (folder / "units-mono-items.txt").open("wb") as out, log.open("wb") as err:
        report["units"] = _run([rustc, *for_ir(arguments, folder), *listed, *mangling], environment, out, err)
    return 0


def _run(words: Words, environment: dict[str, str], out: BinaryIO, err: BinaryIO | None = None) -> int:
    """Run rustc with cargo's job tokens, which are open files that it inherits."""
    return subprocess.call(words, env=environment, stdout=out, stderr=err, close_fds=False)


def _logs(rustc: str) -> bool:
    """Whether a compiler prints debug messages: official ones are built without."""
    words = [rustc, "-", "--crate-name", "x", "--crate-type", "lib", "--emit", "obj", "-o", os.devnull]
    environment = {**os.environ, "RUSTC_LOG": LOG, "RUSTC_LOG_COLOR": "never"}
    done = subprocess.run(words, env=environment, input=b"pub fn f() {}", capture_output=True, check=False)
    return re.search(rb"(?m)^ *DEBUG ", done.stderr) is not None


def _hand_on(items: Path) -> None:
    """Print what else stood on rustc's standard output: procedural macros may write there."""
    with items.open("rb") as file:
        for line in file:
            if not line.startswith((b"MONO_ITEM ", b"CGU_REUSE ")):
                sys.stdout.buffer.write(line)


def plain(arguments: Words, folder: Path) -> Words:
    """Return the arguments of the first run: cargo's, a self-profile, and incremental state of its own."""
    return [
        *_without(arguments, folder, "incremental", incremental="plain"),
        "-Z",
        f"self-profile={folder / 'profile'}",
        "-Z",
        "self-profile-events=" + EVENTS,
    ]


def for_ir(arguments: Words, folder: Path) -> Words:
    """Return the arguments of the second run: unoptimised IR per unit, and nothing else.

    Debug information is left out of builds that are not optimised: it places nothing differently there, and takes a
    sixth of the run. In optimised ones it does (2,898 placements of regex instead of 2,895).
    """
    kept = _without(arguments, folder, "incremental", "lto", "linker-plugin-lto", "save-temps", incremental="units")
    kept = [word for word in _cut(kept, "--out-dir", "-o") if not word.startswith("--emit=")]
    units = codegen_of(kept, "codegen-units")
    optimised = codegen_of(kept, "opt-level") not in ("", "0") or "-O" in kept
    most = INCREMENTAL_UNITS if codegen_of(kept, "incremental") else PLAIN_UNITS
    return [
        *_cut(kept, "--emit"),
        "--emit=llvm-ir",
        "--out-dir",
        str(folder / "units"),
        *([] if units else ["-C", f"codegen-units={most}"]),
        *([] if optimised else ["-C", "debuginfo=0"]),
        *("-C", "no-prepopulate-passes", "-C", "lto=off"),
    ]


def value_of(arguments: Words, option: str) -> str:
    """Return what follows an option, "" where it is not given."""
    return next((value for word, value in itertools.pairwise(arguments) if word == option), "")


def codegen_of(arguments: Words, name: str) -> str:
    """Return the last value of a `-C` option, "" where it has none; `-Cx=y` and `-C x=y` alike."""
    found = ""
    for before, word in zip(["", *arguments], arguments, strict=False):
        setting = word if before in ("-C", "--codegen") else word[2:] if word.startswith("-C") else ""
        key, _, value = setting.partition("=")
        if key == name:
            found = value
    return found


def _cut(arguments: Words, *options: str) -> Words:
    """Leave out options and the word behind each."""
    rest = iter(arguments)
    return [word for word in rest if word not in options or next(rest, None) is None]


def _without(arguments: Words, folder: Path, *names: str, incremental: str) -> Words:
    """Leave out `-C` options; incremental state goes to the recording's own folder, so that it starts empty."""
    kept: Words = []
    rest = iter(arguments)
    moved = False
    for word in rest:
        option = [word, next(rest, "")] if word in ("-C", "--codegen") else [word]
        setting = option[-1].removeprefix("-C") if word.startswith(("-C", "--codegen")) else ""
        name = setting.partition("=")[0]
        moved = moved or name == "incremental"
        if name not in names:
            kept += option
    return [*kept, "-C", f"incremental={folder / f'incremental-{incremental}'}"] if moved else kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
