"""The words of a timeline: what threads do, and how rustc names them. Knows no times."""

from __future__ import annotations

GENERATE = "generate"
"""A unit's MIR becomes LLVM IR, on the main thread."""
OPTIMIZE = "optimize"
"""LLVM works on a unit; without LTO up to the object file."""
LTO = "lto"
"""A unit takes over from others what it uses, is optimized again and becomes an object file."""
COPY = "copy"
"""A unit is taken over from the incremental cache."""
THIN_LINK = "thin link"
"""What comes between: looking at all units together, which nothing else can overlap."""

UNIT_ACTIVITIES = (GENERATE, OPTIMIZE, LTO, COPY)
"""What is done to one unit at a time."""

MAIN = "rustc"
COORDINATOR = "coordinator"

VISIBLE = 15
"""Bytes of a thread's name that Linux and macOS keep."""

_SHORT = {OPTIMIZE: "opt", LTO: "lto", COPY: "cpy"}
_MARK = "-cgu."


def thread_name(activity: str, unit: str) -> str:
    """Name the thread of one piece of work as it shows in profilers on Linux and macOS.

    Follows `WorkItem::short_description` of rustc_codegen_ssa since May 2023 (rust-lang/rust#111639): a numbered
    unit is named from its `cgu.` on, any other from its beginning, and the system cuts after `VISIBLE` bytes.

    Parameters
    ----------
    activity
        `OPTIMIZE`, `LTO` or `COPY`; units are generated on the main thread.
    unit
        `regex.f10ba03eb5ec7975-cgu.00` gives `opt cgu.00`, `2i52vvl2hco29us0` gives `opt 2i52vvl2hco`.
    """
    if activity not in _SHORT:
        return COORDINATOR if activity == THIN_LINK else MAIN
    before, found, number = unit.partition(_MARK)
    short = f"{_SHORT[activity]} {_MARK[1:] + number if found else before}"
    return short.encode()[:VISIBLE].decode(errors="ignore")
