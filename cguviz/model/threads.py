"""How rustc names the threads of its back end. Knows no times."""

from __future__ import annotations

from collections.abc import Mapping

from cguviz.model.work import Work

MAIN = "rustc"
COORDINATOR = "coordinator"
VISIBLE = 15
"""Bytes of a thread's name that Linux and macOS keep."""
SHORT: Mapping[Work, str] = {Work.OPTIMIZE: "opt", Work.LTO: "lto", Work.COPY: "cpy"}
"""What has a thread of its own for each unit."""

_MARK = "-cgu."


def thread_name(work: Work, unit: str) -> str:
    """Name the thread of one piece of work as profilers on Linux and macOS show it.

    Follows `WorkItem::short_description` of rustc_codegen_ssa::back::write (1.85): a numbered unit is named from its
    `cgu.` on, any other from its beginning, and the system cuts after `VISIBLE` bytes.

    Parameters
    ----------
    work
        Units are generated on the main thread, all that is not in `SHORT` counts as done there.
    unit
        `regex.f10ba03eb5ec7975-cgu.00` gives `opt cgu.00`, `2i52vvl2hco29us0` gives `opt 2i52vvl2hco`.
    """
    if work not in SHORT:
        return MAIN
    before, found, number = unit.partition(_MARK)
    name = f"{SHORT[work]} {_MARK[1:] + number if found else before}"
    return name.encode()[:VISIBLE].decode(errors="ignore")
