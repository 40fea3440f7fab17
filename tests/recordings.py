"""Raw files of real recordings, as `cguviz.record` leaves them, and pieces of them."""

from __future__ import annotations

import functools
import io
import tarfile
from pathlib import Path

import zstandard

from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.mono import items as mono_items
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.progress import silent

FOLDER = Path(__file__).parent / "data" / "recordings"
NAMES = tuple(sorted(path.name.removesuffix(".tar.zst") for path in FOLDER.iterdir()))
RELEASE, INCREMENTAL, ODD = "num-bigint-0.4.3-release", "semver-1.0.14-debug-incremental", "odd-release"


@functools.cache
def files_of(name: str) -> dict[str, bytes]:
    """Return the raw files of a recording by their path."""
    with zstandard.ZstdDecompressor().stream_reader((FOLDER / f"{name}.tar.zst").read_bytes()) as stream:
        unpacked = io.BytesIO(stream.read())
    with tarfile.open(fileobj=unpacked) as archive:
        members = [(member.name.removeprefix("./"), archive.extractfile(member)) for member in archive]
        return {path: content.read() for path, content in members if content is not None}


def unpack(name: str, folder: Path) -> Path:
    """Lay the raw files of a recording into a folder."""
    for path, content in files_of(name).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@functools.cache
def ir_of(name: str) -> Capture:
    """Return what the LLVM IR of a recording tells."""
    files = [Source(path, content) for path, content in files_of(name).items() if path.endswith(".ll")]
    (capture,) = llvm_ir.read(files, silent)
    return capture


@functools.cache
def told_of(name: str) -> Capture:
    """Return the list of the unmerged build."""
    return list_of(files_of(name)["units-mono-items.txt"])


@functools.cache
def plain_of(name: str) -> Capture:
    """Return the list of the plain build."""
    return list_of(files_of(name)["mono-items.txt"])


def list_of(data: bytes) -> Capture:
    """Read a list of mono items."""
    (capture,) = mono_items.read([Source("mono-items.txt", data)], silent)
    return capture
