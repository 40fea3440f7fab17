"""Where the tests get real LLVM IR from, and a second, slow reading of it to compare with.

The slow reading looks at one line at a time and finds the callee by counting brackets; it shares no code with the
reader. It was compared with LLVM 19's own passes by hand: over 4,529 functions the same 10,225 calls.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import re
import tarfile
from collections import Counter
from pathlib import Path

import zstandard

from cguviz.formats.debug_log import reader as debug_log
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.mono import items as mono_items
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.progress import silent
from tests.captures import CAPTURES, SAMPLE_GRAPHS, capture_id

ARCHIVE = "ll.tar.zst"
STOCK = SAMPLE_GRAPHS / "toy-stock-debug-incremental"

WITH_IR = tuple(folder for folder in CAPTURES if (folder / ARCHIVE).exists())
"""Captures with a debug log and LLVM IR."""


def files_of(folder: Path) -> list[Source]:
    """Return the modules of a capture folder, unpacked."""
    with zstandard.ZstdDecompressor().stream_reader((folder / ARCHIVE).read_bytes()) as stream:
        unpacked = io.BytesIO(stream.read())
    with tarfile.open(fileobj=unpacked) as archive:
        modules = [(member.name, archive.extractfile(member)) for member in archive if member.isfile()]
        return [Source(f"{folder.name}!{name}", content.read()) for name, content in modules if content is not None]


def ir_of(folder: Path) -> Capture:
    """Return what the LLVM IR of a capture folder tells, with its build's name instead of its place."""
    (capture,) = llvm_ir.read(files_of(folder), silent)
    return capture


def log_of(folder: Path) -> Capture:
    """Return what the debug log of a capture folder tells."""
    (capture,) = debug_log.read([_unzipped(folder / "dump.txt.gz")], silent)
    return capture


def mono_of(folder: Path) -> Capture:
    """Return what the mono items of a capture folder tell."""
    (capture,) = mono_items.read([_unzipped(folder / "mono-items.txt.gz")], silent)
    return capture


def _unzipped(path: Path) -> Source:
    return Source(f"{capture_id(path.parent)}/{path.name}", gzip.decompress(path.read_bytes()))


@dataclasses.dataclass(frozen=True)
class Function:
    """What the slow reading finds in a function."""

    instructions: int
    blocks: int
    parameters: int
    calls: Counter[str]


_NAME = re.compile(r'@("[^"]*"|[-\w$.]+)')


def functions_by_line(text: str) -> dict[str, Function]:
    """Read the functions of a module line by line; intrinsics are not among the calls."""
    functions: dict[str, Function] = {}
    name = ""
    instructions = blocks = parameters = 0
    calls: Counter[str] = Counter()
    fresh = False
    for line in text.splitlines():
        if line.startswith("define "):
            name, instructions, blocks, calls, fresh = _plain(_NAME.findall(line)[0]), 0, 0, Counter(), True
            parameters = _parameters(line[line.index(_NAME.findall(line)[0]) + len(_NAME.findall(line)[0]) :])
        elif name and line.startswith("}"):
            functions[name] = Function(instructions, blocks, parameters, calls)
            name = ""
        elif name and line.strip():
            is_label = not line.startswith(" ")
            blocks += is_label or fresh
            fresh = False
            words = line.split()
            if not is_label and not line.startswith("   ") and not words[0].startswith("]"):
                instructions += 1
                callee = _callee(words[2:] if words[1:2] == ["="] else words)
                if callee and not callee.startswith("llvm."):
                    calls[callee] += 1
    return functions


def _callee(words: list[str]) -> str:
    """Return whom an instruction calls: the first symbol outside of all brackets; "" for other instructions."""
    while words and words[0] in {"tail", "musttail", "notail"}:
        words = words[1:]
    if not words or words[0] not in {"call", "invoke", "callbr"}:
        return ""
    depth = 0
    quoted = False
    rest = " ".join(words)
    for at, char in enumerate(rest):
        if quoted:
            quoted = char != '"'
        elif char == "@" and not depth:
            return _plain(_NAME.findall(rest[at:])[0])
        elif char == '"':
            quoted = True
        elif char in "([{<":
            depth += 1
        elif char in ")]}>":
            depth -= 1
    return ""


def _parameters(text: str) -> int:
    """Count what commas part in the first brackets of a text."""
    depth = count = 0
    for char in re.sub('"[^"]*"', "q", text):
        if char in "([{<":
            depth += 1
            count += char == "(" and depth == 1 and not text.startswith("()")
        elif char in ")]}>":
            depth -= 1
            if not depth:
                break
        elif char == "," and depth == 1:
            count += 1
    return count


def _plain(name: str) -> str:
    return re.sub(r"\\([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), name.strip('"'))
