"""Names of the threads of rustc's back end. Knows no times."""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence

from cguviz.model.times.work import Work

MAIN = "rustc"
COORDINATOR = "coordinator"
CUT = 15
"""Bytes of a thread's name that Linux and macOS keep."""
SHORT: Mapping[Work, str] = {Work.OPTIMIZE: "opt", Work.LTO: "lto", Work.COPY: "cpy"}
"""What has a thread of its own for each unit."""

_MARK = "-cgu."


def thread_name(stage: str, unit: str) -> str:
    """Name the thread that does a stage ("opt", "lto", "cpy") of a unit, as rustc does before the system cuts it.

    Follows `WorkItem::short_description` of rustc_codegen_ssa::back::write (1.85): `regex.f10ba03eb5ec7975-cgu.00`
    gives `opt cgu.00`, and a name without a number is taken from its beginning.
    """
    mark = unit.find(_MARK)
    return f"{stage} {unit[mark + 1 :] if mark >= 0 else unit}" if unit else stage


def thread_names(work: Sequence[tuple[str, str]]) -> list[str]:
    """Name the threads of one process as the system shows them, but longer where several would share a name.

    Parameters
    ----------
    work
        For each thread its stage and its unit; a thread without a unit is named by its stage alone ("rustc").
    """
    whole = [thread_name(stage, unit) for stage, unit in work]
    short = [name.encode()[:CUT].decode(errors="ignore") for name in whole]
    alike = collections.Counter(short)
    same = collections.Counter(whole)
    return [
        cut if alike[cut] == 1 or not unit else name if same[name] == 1 else f"{stage} {unit}"
        for cut, name, (stage, unit) in zip(short, whole, work, strict=True)
    ]
