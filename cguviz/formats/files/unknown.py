"""Descriptions of files of no known format."""

from __future__ import annotations

import re

FOUND = (
    (re.compile(rb"MM(ES|SD|SI)"), "one of the three files of a self-profile of 2020 or before; record it again"),
    (re.compile(rb'\s*\{\s*"units"\s*:\s*\[\s*\{[^}]*"generate_ns"'), "a table of costs; `cguviz schedule` reads it"),
    (
        re.compile(rb'\s*\{"reason":"(?:timing-info|compiler-artifact|compiler-message|build-script-executed)"'),
        "what cargo says with --message-format=json, not when; open the page that cargo build --timings writes",
    ),
    (
        re.compile(rb'\s*\{"\$message_type":"section_timing"'),
        "what rustc says with --json=timings, of no units; open a self-profile (-Z self-profile)",
    ),
    (
        re.compile(rb"\s*={3}-{60,}"),
        "LLVM's table of its passes, of all units together; open what -Z llvm-time-trace writes",
    ),
    (re.compile(rb"\x7fELF|\xcf\xfa\xed\xfe|MZ"), "a program or object file"),
    (re.compile(rb"!<arch>"), "an archive of object files (.a or .rlib)"),
    (re.compile(rb"BC\xc0\xde|\xde\xc0\x17\x0b"), "LLVM bitcode; let rustc write text with --emit=llvm-ir"),
    (
        re.compile(rb"(?s:.{0,8}?)JSLB"),
        "a Firefox profile with binary columns (.jslb); open it in the Firefox Profiler and download it as JSON",
    ),
    (re.compile(rb"PK\x03\x04"), "a zip archive; unpack it first"),
    (re.compile(rb"\xfd7zXZ|BZh|7z\xbc\xaf"), "compressed by something other than gzip or zstd; unpack it first"),
    (re.compile(rb"\x1f\x8b|\x28\xb5\x2f\xfd"), "compressed data that cannot be unpacked"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), "a picture"),
    (re.compile(rb"%PDF"), "a PDF document"),
)
"""First bytes, and what they mean."""

LONGEST_LINE = 60
"""Characters of a line worth quoting."""

QUIET_SUFFIXES = (
    *(".rs", ".toml", ".lock", ".md", ".html", ".d", ".py", ".sh", ".json", ".svg", ".css", ".js"),
    *(".timestamp", ".bin", ".o", ".rlib", ".rmeta"),
)
"""Files beside a capture that nobody expects to be opened."""


def is_text(head: bytes) -> bool:
    """Say whether the first bytes of a file could be text."""
    return b"\0" not in head


def has_advice(head: bytes) -> bool:
    """Say whether `describe` names a file to open instead."""
    return any("; " in found for magic, found in FOUND if magic.match(head))


def describe(head: bytes) -> str:
    """Describe the first bytes of a file: "a text file that begins …"."""
    if not head:
        return "an empty file"
    for magic, found in FOUND:
        if magic.match(head):
            return found
    if not is_text(head):
        return "binary data"
    line = next((line for line in head.decode("utf-8", "replace").splitlines() if line.strip()), "").strip()
    if not line:
        return "a text file of blank lines"
    return f"a text file that begins with “{line[:LONGEST_LINE] + '…' if len(line) > LONGEST_LINE else line}”"


def is_quiet(name: str, head: bytes) -> bool:
    """Say whether a file in a folder may be left out without a remark."""
    base = name.rpartition("/")[2].removesuffix(".gz").removesuffix(".zst")
    return base.startswith(".") or base.endswith(QUIET_SUFFIXES) or not is_text(head)
