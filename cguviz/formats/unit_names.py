r"""How rustc writes a codegen unit's name where it is not alone: object files, LTO modules, threads.

```
unit                          regex.f10ba03eb5ec7975-cgu.03         8txnhhmxvyhthca5a3zvpovbj (incremental)
its object file               regex-0a1b….regex.f10ba03eb5ec7975-cgu.03[.1pp8wgh].rcgu.o
its module in another crate   regex-0a1b….regex.f10ba03eb5ec7975-cgu.03.rcgu.o
its thread                    opt cgu.03                            opt 8txnhhmxvyh
    on Windows, and to 1.71   optimize module regex.f10ba03eb5ec7975-cgu.03
```

The kernel cuts thread names after 15 bytes. Source: `rustc_codegen_ssa::back::write`, `WorkItem::short_description`.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Mapping, Sequence

CUT = 15
"""Bytes of a thread's name that Linux keeps."""

_CRATE_FILE = re.compile(r"^[^.]+-[0-9a-f]{8,16}\.(?=.)")
_ENDING = re.compile(r"(?:\.rcgu(?:\.(?:o|bc|dwo))?)+$")

STAGES: Mapping[str, str] = {
    "opt": "optimize",
    "lto": "lto",
    "cpy": "copy",
    "optimize module": "optimize",
    "LTO module": "lto",
    "thin-LTO module": "lto",
    "fat-LTO module": "lto",
    "copy LTO artifacts for": "copy",
}
"""What a thread's name begins with, and the work of the thread."""

_THREAD = re.compile(rf"({'|'.join(map(re.escape, sorted(STAGES, key=len, reverse=True)))}) (.+)", re.DOTALL)


def unit_of_module(name: str) -> str:
    """Return the unit in the name of a module or object file; names of units are returned as they are."""
    name = name.strip('"')
    bare = _ENDING.sub("", name)
    return _CRATE_FILE.sub("", bare) if bare != name else name


def thread_name(stage: str, unit: str) -> str:
    """Name the thread that does a stage ("opt", "lto", "cpy") of a unit, as rustc does before the kernel cuts it."""
    mark = unit.find("-cgu.")
    return f"{stage} {unit[mark + 1 :] if mark >= 0 else unit}" if unit else stage


def thread_names(work: Sequence[tuple[str, str]]) -> list[str]:
    """Name the threads of one process as the system shows them, but longer where that would be the same for several.

    Parameters
    ----------
    work
        For each thread its stage and its unit; a thread without a unit is named by its stage alone ("rustc").
    """
    whole = [thread_name(stage, unit) for stage, unit in work]
    alike = collections.Counter(name[:CUT] for name in whole)
    same = collections.Counter(whole)
    return [
        name[:CUT] if alike[name[:CUT]] == 1 or not unit else name if same[name] == 1 else f"{stage} {unit}"
        for name, (stage, unit) in zip(whole, work, strict=True)
    ]


def work_of_thread(name: str) -> tuple[str, str]:
    """Read a thread's name.

    Returns
    -------
    activity, unit
        "optimize", "lto" or "copy", and what the name keeps of the unit's: `cgu.03`, `8txnhhmxvyh`; both "" for
        threads that work on no single unit. The unit is "" too where the kernel cut the name of a module's file
        (`lto cgu.0.rcgu.`, in cross-crate LTO): every crate has one of that name.
    """
    match = _THREAD.fullmatch(name)
    if match is None:
        return "", ""
    stage, rest = match.groups()
    return STAGES[stage], "" if ".rcgu" in rest else rest
