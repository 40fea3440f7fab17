"""Runs cargo so that it records, and leaves nothing behind whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cguviz.errors import RecordError
from cguviz.progress import Progress, silent
from cguviz.record import place, wrapper
from cguviz.record.order import Order, Variant
from cguviz.record.package import Target, target_of, workspace_of
from cguviz.record.raw import ITEMS, PROFILE, REPORT, UNITS, Raw

POLL_S = 0.2
"""Seconds between two looks at whether the user wants to stop."""
GRACE_S = 3.0
"""Seconds that compilers get to end after being asked to."""
TESTS = ("test", "t", "bench")
LOCK = "Cargo.lock"


@contextlib.contextmanager
def recorded(variant: Variant, progress: Progress = silent) -> Iterator[Raw]:
    """Build a crate and record it; what was recorded is there until the context is left.

    Cargo's messages go where this process's go.

    Parameters
    ----------
    variant
        What to build.
    progress
        Told a few times a second that the build goes on; may raise `Cancelled`.

    Raises
    ------
    RecordError
        There is nothing to record, the build failed, or rustc could not do what recording needs.
    Cancelled, KeyboardInterrupt
        All processes of the build have ended and the folder is gone.
    """
    if os.name == "nt":
        raise RecordError("recording needs `sh` between cargo and rustc, which Windows lacks; record inside WSL.")
    workspace = workspace_of(variant.order)
    target = target_of(variant.order, workspace)
    # Cargo resolves --target-dir against where it is called.
    folder = Path(variant.order.target_dir).absolute() if variant.order.target_dir else None
    folder = folder or place.build_folder(workspace.root)
    place.make(folder)
    run = Path(tempfile.mkdtemp(prefix="recording-", dir=folder))
    try:
        with _unchanged(workspace.root / LOCK):
            yield _build(variant, target, folder, run, progress)
    finally:
        _forget(run)
        shutil.rmtree(run)


def _build(variant: Variant, target: Target, folder: Path, run: Path, progress: Progress) -> Raw:
    (run / "settings.json").write_text(json.dumps({"codegen": variant.codegen}), encoding="utf-8")
    for inner in (PROFILE, UNITS):
        (run / inner).mkdir()
    words = [*variant.order.program, *command(variant.order, target, folder), wrapper.MARK]
    environment = dict(os.environ)
    environment["RUSTC_WRAPPER"] = str(_launcher(run, os.environ.get("RUSTC_WRAPPER", "")))
    environment[wrapper.RUN] = str(run)
    status = _call(words, environment, progress)
    report = _report(run)
    if report.get("old"):
        raise RecordError(
            f"{report['compiler']} is too old to be recorded; take rustc {report['old']} or later (rustup update)."
        )
    if status < 0 or report.get("status", 0) in (-signal.SIGKILL, -signal.SIGTERM):
        raise RecordError("the build was killed; nothing was recorded.")
    if status:
        raise RecordError("the build failed, as cargo says above; nothing was recorded.")
    if "units" not in report:
        raise RecordError("cargo never compiled the crate; nothing was recorded.")
    crate = str(report["crate"])
    if report["units"]:
        said = _last_words(run / ("dump.txt" if report["dumped"] else "units.log"))
        raise RecordError(f"rustc could not write the LLVM IR of {crate}: {said or 'it ended without a word'}.")
    if b"MONO_ITEM " not in (run / ITEMS).read_bytes():
        raise RecordError(
            f"nothing is instantiated in {crate}: all that it has is generic, inline or no function, so no code is"
            " generated for it. Record a program or test that uses it (--bin NAME, --example NAME, --test NAME)."
        )
    _name_profile(run)
    spoken = shlex.join(["cargo", *variant.order.program[1:], *command(variant.order, target, None)])
    settings = "".join(f" -C {setting}" for setting in variant.codegen)
    return Raw(
        run,
        crate,
        _profile(variant.order),
        str(report["compiler"]),
        f"{spoken} --{settings}" if settings else spoken,
        Path.cwd(),
        folder,
        target.others,
        bool(report["dumped"]),
    )


def command(order: Order, target: Target, folder: Path | None) -> list[str]:
    """Return the words behind `cargo`: those that the user chose, for one target."""
    profile = ["--profile", order.profile] if order.profile else []
    if order.profile == "release":
        profile = ["--release"]
    elif not order.profile and order.subcommand in TESTS:
        profile = ["--profile", "bench" if order.subcommand == "bench" else "test"]
    package = ["-p", target.package] if target.package else []
    place_at = ["--target-dir", str(folder)] if folder else []
    handed = ["--", *order.rustc] if order.rustc or folder else []
    return ["rustc", *package, *target.options, *profile, *order.options, *place_at, *handed]


def _profile(order: Order) -> str:
    """Name the profile as target folders are named."""
    if not order.profile and order.subcommand in TESTS:
        return "test"
    return "debug" if order.profile in ("", "dev") else order.profile


def _launcher(run: Path, before: str) -> Path:
    """Write the script that cargo takes for rustc; the wrapper of the user's still sees all other crates."""
    script = run / "rustc"
    script.write_text(
        wrapper.LAUNCHER.format(
            mark=wrapper.MARK,
            python=shlex.quote(sys.executable),
            wrapper=shlex.quote(str(Path(wrapper.__file__).absolute())),
            before=f"{shlex.quote(before)} " if before else "",
        ),
        encoding="utf-8",
        errors="surrogateescape",
    )
    script.chmod(0o700)
    return script


def _call(words: list[str], environment: dict[str, str], progress: Progress) -> int:
    """Run cargo in a process group of its own, so that all of it can be ended."""
    try:
        process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, process_group=0)
    except OSError as error:
        raise RecordError(f"`{words[0]}` cannot be started ({error.strerror}).") from error
    try:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(POLL_S)
            progress("building", 0.0)
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a build: by asking, then by force; compilers outlive a cargo that is gone."""
    os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)
    end = time.monotonic() + GRACE_S
    while _some_left(process.pid) and time.monotonic() < end:
        time.sleep(0.02)
    if _some_left(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _some_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@contextlib.contextmanager
def _unchanged(lock: Path) -> Iterator[None]:
    """Put `Cargo.lock` back as it was: cargo makes one where there is none."""
    before = lock.read_bytes() if lock.exists() else None
    try:
        yield
    finally:
        if before is None:
            lock.unlink(missing_ok=True)
        elif lock.read_bytes() != before:
            lock.write_bytes(before)


def _report(run: Path) -> dict[str, object]:
    """Return what the wrapper did; nothing if it was never started."""
    path = run / REPORT
    found: dict[str, object] = json.loads(path.read_bytes()) if path.exists() else {}
    return found


def _forget(run: Path) -> None:
    """Remove what the recorded crate left in the target folder; each recording has files of its own there."""
    report = _report(run)
    extra, out = str(report.get("extra", "")), str(report.get("out", ""))
    if extra and out and Path(out).is_dir():
        for path in Path(out).glob(f"*{extra}*"):
            path.unlink(missing_ok=True)


def _last_words(log: Path) -> str:
    """Return the first error in a compiler's messages."""
    for line in log.read_bytes().decode("utf-8", "replace").splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            text = line
        else:
            text = str(message.get("message", "")) if isinstance(message, dict) else ""
        if text.startswith("error") or (text and text != line):
            return text.rstrip(".")
    return ""


def _name_profile(run: Path) -> None:
    """Move the profile beside the other files; its name holds a process number."""
    for path in (run / PROFILE).glob("*.mm_profdata"):
        path.rename(run / f"{PROFILE}.mm_profdata")
