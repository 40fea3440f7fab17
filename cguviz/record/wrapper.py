"""The program between cargo and rustc while crates are recorded, run by `sh` (see `launcher`).

Knows the command lines of rustc. Started for a recorded crate alone, it runs rustc as cargo wants it, with a profile
and mono items, and writes down how rustc was called, so that `units` can ask it again for LLVM IR and mono stats when
cargo has ended. Imports nothing of cguviz and little else: it starts in 25 ms.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

MARK = "--cguviz-record"
"""Handed to the recorded crate's rustc alone, where there is but one; never reaches it."""
RUN = "CGUVIZ_RUN"
"""Environment variable: the folder of this recording, where `settings.json` is."""
OLDEST = 65
"""Of rustc 1.x: the first with opaque pointers in its IR (LLVM 15)."""
STATS_SINCE = 68
"""Of rustc 1.x: the first with `-Z dump-mono-stats`."""
EVENTS = "generic-activity,function-args,artifact-sizes"
PROFILE_HEAD, NAMES_PAGE = 8, 1
"""Of a self-profile: bytes before its first page, and the tag of pages with names."""
ITEM = b"MONO_ITEM "
DEBUG, MANGLING = rb"(?m)^ *DEBUG ", rb"\b_R[A-Z]"
"""What a compiler with debug logging prints, and what symbols of the v0 mangling begin with."""
LOG = {"RUSTC_LOG": "rustc_monomorphize::partitioning=debug", "RUSTC_LOG_COLOR": "never"}

Words = list[str]


def main(words: Words) -> int:
    """Run rustc as cargo wants it, and write `job.json`.

    Parameters
    ----------
    words
        rustc, perhaps behind a wrapper for workspaces, and its arguments.
    """
    run = Path(os.environ[RUN])
    settings = json.loads((run / "settings.json").read_bytes())
    first = next((number for number, word in enumerate(words) if word.startswith("-")), len(words))
    arguments = words[first:]
    if MARK not in arguments and not generates_code(arguments):
        return subprocess.call([*settings["before"], *words], close_fds=False)
    arguments = [word for word in arguments if word != MARK] + settings["options"]
    crate = value_of(arguments, "--crate-name")
    # Of one build no two are alike in this.
    folder = run / f"{crate}-{codegen_of(arguments, 'metadata')}"
    job: dict[str, object] = {
        "crate": crate,
        "rustc": words[first - 1],
        "arguments": arguments,
        "folder": str(Path.cwd()),
        "environment": dict(os.environ),
    }
    try:
        (folder / "profile").mkdir(parents=True)
        _write(folder, job)
        status = _record(job, words[first - 1], arguments, folder)
        _write(folder, job)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        sys.stderr.write(f"error: {error.filename or folder}: cannot be written ({error.strerror})\n")
        return 1
    return status


def _write(folder: Path, job: dict[str, object]) -> None:
    """Write the notes on a run to `job.json`; the file is whole or as it was."""
    part = folder / "job.part"
    part.write_text(json.dumps(job), encoding="utf-8")
    part.replace(folder / "job.json")


def generates_code(arguments: Words) -> bool:
    """Say whether cargo has a crate compiled: not checked, and not probed by a build script."""
    emitted = value_of(arguments, "--emit") or next((w[7:] for w in arguments if w.startswith("--emit=")), "")
    return "link" in emitted.split(",") and codegen_of(arguments, "metadata") != ""


def _record(job: dict[str, object], rustc: str, arguments: Words, folder: Path) -> int:
    """Run rustc with a profile and mono items, add notes to the job, and return rustc's status."""
    version = subprocess.run([rustc, "-vV"], capture_output=True, text=True, check=False).stdout
    release = re.search(r"^release: (1\.(\d+)\.\S+)", version, re.MULTILINE)
    job["compiler"] = version.partition("\n")[0]
    if release is None or int(release[2]) < OLDEST:
        job["old"] = f"1.{OLDEST}"
        return 1
    # A compiler that breaks must not leave its notes in the user's folder, as it does where features are unlocked.
    environment = {**os.environ, "RUSTC_ICE": "0"}
    mangling: Words = []
    if not ("-nightly" in release[1] or "-dev" in release[1]):
        environment["RUSTC_BOOTSTRAP"] = "1"  # set for this process alone: build scripts see nothing of it
        job["dumped"] = False
        if not any("symbol-mangling-version" in word for word in arguments):
            # Unlocked, rustc mangles as nightly ones do; symbols are to be those of the user's own build.
            mangled = _ask(rustc, MANGLING, folder.parent / "mangling")
            mangling = ["-Z", "unstable-options", "-C", "symbol-mangling-version=" + ("v0" if mangled else "legacy")]
    else:
        job["dumped"] = _ask(rustc, DEBUG, folder.parent / "logs")
    job["unstable"] = environment.get("RUSTC_BOOTSTRAP", "")
    listed = ["-Z", "print-mono-items=" + ("yes" if int(release[2]) > 88 else "lazy")]
    job["listed"] = listed
    stats = ["-Z", f"dump-mono-stats={folder}", "-Z", "dump-mono-stats-format=json"]
    job["counted"] = stats if int(release[2]) >= STATS_SINCE else []
    job["mangling"] = mangling
    words = [rustc, *plain(arguments, folder), *listed, *mangling]
    items = folder / "mono-items.txt"
    with items.open("wb") as out:
        if job["dumped"]:
            with (folder / "dump.txt").open("wb") as err:
                status = _compile(words, environment | LOG, folder, out.fileno(), err.fileno())
            _print_marked(folder / "dump.txt", b"{")
        else:
            status = _compile(words, environment, folder, out.fileno(), None)
    _print_others(items)
    job["status"] = status
    if not status and not any(map(has_names, (folder / "profile").iterdir())):
        _compile_again(words, environment, folder)
    return status


def _compile(words: Words, environment: dict[str, str], folder: Path, out: int, err: int | None) -> int:
    """Run rustc and write the processor times of its threads; returns its status."""
    with subprocess.Popen(words, env=environment, stdout=out, stderr=err, close_fds=False) as process:
        # Cargo's job tokens are open files that rustc inherits.
        try:
            return int(_thread_times().wait(process, folder / "thread-times.txt"))
        except BaseException:
            process.kill()
            raise


def _thread_times() -> types.ModuleType:
    """Load the module beside this one: without cguviz's package, which takes a tenth of a second."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("thread_times", Path(__file__).with_name("thread_times.py"))
    if spec is None or spec.loader is None:
        raise ImportError("thread_times.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def has_names(profile: Path) -> bool:
    """Say whether a self-profile holds names, which rustc writes last of all: now and then one ends before."""
    with profile.open("rb") as file:
        file.seek(PROFILE_HEAD)
        while len(head := file.read(5)) == 5:
            if head[0] == NAMES_PAGE:
                return True
            file.seek(int.from_bytes(head[1:], "little"), os.SEEK_CUR)
    return False


def _compile_again(words: Words, environment: dict[str, str], folder: Path) -> None:
    """Compile the crate once more from nothing and silently, for the profile alone."""
    import shutil  # 5 ms that others need not wait for

    for inner in ("profile", "incremental-plain"):
        shutil.rmtree(folder / inner, ignore_errors=True)
    (folder / "profile").mkdir()
    _compile(words, environment, folder, subprocess.DEVNULL, subprocess.DEVNULL)


def _ask(rustc: str, sign: bytes, known: Path) -> bool:
    """Say whether a compiler prints a sign where it compiles a function to assembly; a build asks once.

    Debug messages, which official ones cannot print, or a symbol that is not mangled in the old way.
    """
    if not known.exists():
        words = [rustc, "-", "--crate-name", "x", "--crate-type", "lib", "--emit", "asm", "-o", "-"]
        asked = subprocess.run(
            words, env={**os.environ, **LOG}, input=b"pub fn f() {}", capture_output=True, check=False
        )
        known.write_text("yes" if re.search(sign, asked.stdout + asked.stderr) else "", encoding="ascii")
    return known.read_text(encoding="ascii") != ""


def _print_marked(log: Path, mark: bytes) -> None:
    """Print the lines of a log that begin with a mark, such as cargo's messages in JSON."""
    with log.open("rb") as file:
        sys.stderr.buffer.writelines(line for line in file if line.startswith(mark))


def _print_others(items: Path) -> None:
    """Print the lines on rustc's standard output that are no mono items: proc macros may write there."""
    sys.stdout.buffer.writelines(keep_own(items))


def keep_own(items: Path) -> list[bytes]:
    """Keep rustc's own list in a file of its standard output, and return the lines of others.

    Rustc lists items when all macros have run: as one block, sorted by bytes. So a macro's line that looks like them
    stands before lines of another kind, or out of order.
    """
    with items.open("rb") as file:
        lines = list(file)
    end = next((number for number in range(len(lines), 0, -1) if lines[number - 1].startswith(ITEM)), 0)
    start = max(end - 1, 0)
    while start > 0 and lines[start - 1].startswith(ITEM) and lines[start - 1] <= lines[start]:
        start -= 1
    if end - start < len(lines):
        items.write_bytes(b"".join(lines[start:end]))
    return [*lines[:start], *lines[end:]]


def plain(arguments: Words, folder: Path) -> Words:
    """Return the arguments of the build itself: cargo's, a self-profile, and incremental state of its own."""
    return [
        *without(arguments, folder, "incremental", incremental="plain"),
        "-Z",
        f"self-profile={folder / 'profile'}",
        "-Z",
        "self-profile-events=" + EVENTS,
    ]


def value_of(arguments: Words, option: str) -> str:
    """Return the word behind an option, "" where the option is not given."""
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


def without(arguments: Words, folder: Path, *names: str, incremental: str) -> Words:
    """Return arguments without some `-C` options; incremental state goes to the recording's folder, empty at first."""
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
