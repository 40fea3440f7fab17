"""The process that records crates for the window, so that the worker stays free to draw.

It speaks to the window as the worker does (`cguviz.workspace.worker.serve`), and is told to stop as the worker is: by
being ended. What it runs ends with it, and files and folders are as they were, because the end comes as an exception.
Everything that cargo and rustc print goes to a file without a name, which is read whenever work tells how far it is.
"""

from __future__ import annotations

import codecs
import os
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from cguviz.errors import RecordError
from cguviz.progress import Progress
from cguviz.record.messages import TERM, Bar, split_output
from cguviz.record.processes import BUILDING
from cguviz.workspace.requests.record import Explore, PackageTargets, Project, Record, Said, SavedRecording
from cguviz.workspace.requests.requests import Message
from cguviz.workspace.results.answer import Answer
from cguviz.workspace.worker.pipe import send
from cguviz.workspace.worker.serve import listen

PROFILES = ("dev", "release")
OTHERS = ("test", "bench")
"""Profiles that every manifest has and that are those of `cargo test` and `cargo bench`."""
TARGETS = ("lib", "bin", "example", "test", "bench")
PIECE = 1 << 16

Listen = Callable[[], Bar | None]
"""Sends on what was printed since the last time; returns the last bar of cargo's in it."""


def serve_recordings(pipe: Connection) -> None:
    """Answer requests to record until the window closes the pipe, or ends this process."""
    signal.signal(signal.SIGTERM, _stop)
    # Ctrl+C in a terminal reaches the whole group; the window decides. A function, because children inherit SIG_IGN.
    signal.signal(signal.SIGINT, _stay)
    os.environ.update(TERM)
    with tempfile.TemporaryFile() as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
        listen(pipe, lambda request, progress: answer(request, progress, _listening(pipe, request, said.fileno())))


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    # Once is enough: what is being put back as it was must not be interrupted.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + number)


def _stay(number: int, frame: FrameType | None) -> None:
    del number, frame


def _listening(pipe: Connection, request: Message, file: int) -> Listen:
    """Return a function that reads the lines written to a file from now on."""
    position = os.lseek(file, 0, os.SEEK_END)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""

    def listen_to() -> Bar | None:
        nonlocal position, rest
        bar = None
        while piece := os.pread(file, PIECE, position):
            position += len(piece)
            found = split_output(rest + decoder.decode(piece))
            rest = found.rest
            bar = found.bar or bar
            if found.lines and isinstance(request, Explore | Record):
                send(pipe, Said(request, found.lines))
        return bar

    return listen_to


def answer(request: Message, progress: Progress, listen_to: Listen) -> Answer:
    """Answer a request.

    Raises
    ------
    RecordError, LoadError, ExportError
        It cannot be done; the message is for people.
    """
    try:
        match request:
            case Explore():
                return _explore(request)
            case Record():
                return _record(request, progress, listen_to)
            case _:
                raise TypeError(f"not for this process: {request!r}")
    finally:
        listen_to()


def _go_to(folder: str) -> None:
    try:
        os.chdir(folder)
    except OSError as error:
        raise RecordError(f"{folder}: cannot be entered ({error.strerror}); choose the folder of a crate.") from error


def _explore(request: Explore) -> Project:
    from cguviz import record
    from cguviz.record.package import workspace_of

    _go_to(request.folder)
    workspace = workspace_of(record.parse_command(["cargo"]))
    packages = tuple(
        PackageTargets(package.name, tuple((kind, name) for kind, name in package.targets if kind in TARGETS))
        for package in workspace.packages
    )
    default = workspace.defaults[0] if len(workspace.defaults) == 1 else ""
    own = _profiles(workspace.root / "Cargo.toml")
    return Project(packages, default, (*PROFILES, *own), _toolchains(), str(record.build_folder(workspace.root)))


def _profiles(manifest: Path) -> tuple[str, ...]:
    """Return the profiles that a manifest adds; cargo has read it, so it can be read."""
    table = tomllib.loads(manifest.read_text(encoding="utf-8")).get("profile", {})
    return tuple(name for name in table if name not in (*PROFILES, *OTHERS))


def _toolchains() -> tuple[str, ...]:
    try:
        words = ["rustup", "toolchain", "list"]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return ()  # not every Rust came from rustup
    lines = done.stdout.decode("utf-8", "replace").splitlines() if not done.returncode else []
    # The one in use comes first: "stable-x86_64-unknown-linux-gnu (active, default)".
    rows = sorted(("active" not in line, "default" not in line, line.split()[0]) for line in lines if line.strip())
    return tuple(name for _, _, name in rows)


def _record(request: Record, progress: Progress, listen_to: Listen) -> SavedRecording:
    from cguviz import formats, record
    from cguviz.formats import recording

    bar: Bar | None = None

    def report(step: str, done: float) -> None:
        nonlocal bar
        bar = listen_to() or bar
        if bar is not None and step == BUILDING:
            step, done = bar.step, bar.done / bar.total
        progress(step, done)

    path = Path(request.path)
    _check(path)
    _go_to(request.folder)
    variants = record.variants(record.parse_command(request.words), [])
    if len(variants) > 1:
        raise RecordError("one profile is recorded at a time: name one, and compare with another recording.")
    with record.record_crate(variants[0], report) as raw:
        found = recording.read(
            raw.folder, raw.command, called=raw.called, dumped=raw.dumped, missing=raw.missing, progress=progress
        )
        progress(f"saving {path.name}", 1.0)
        if path.parent == recordings():
            path.parent.mkdir(parents=True, exist_ok=True)
        formats.save(path, [found.capture])
        capture = found.capture
        units = len(capture.partition().units)
        return SavedRecording(
            path=request.path,
            crate=raw.crate,
            profile=raw.profile,
            compiler=raw.compiler,
            items=len(capture.items),
            units=units,
            placed=found.placed,
            agreed=found.agreed,
        )


def _check(path: Path) -> None:
    """Refuse a file that cannot be written before a build is waited for."""
    if not path.is_absolute() or path.is_dir():
        raise RecordError(f"{path}: name a file with its folder to write the recording to.")
    if path.parent != recordings() and not os.access(path.parent, os.W_OK | os.X_OK):
        there = "you may not write there" if path.parent.is_dir() else "there is no such folder"
        raise RecordError(f"{path.parent}: {there}; choose another place for the recording.")


def recordings() -> Path:
    """Return the folder that recordings go to unless somebody says otherwise; it need not exist."""
    import platformdirs

    return platformdirs.user_data_path("cguviz") / "recordings"
