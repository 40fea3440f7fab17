r"""Names of codegen units inside other names: of object files, LTO modules, threads.

```
unit                          regex.f10ba03eb5ec7975-cgu.03         8txnhhmxvyhthca5a3zvpovbj (incremental)
its object file               regex-0a1b….regex.f10ba03eb5ec7975-cgu.03[.1pp8wgh].rcgu.o
its module in another crate   regex-0a1b….regex.f10ba03eb5ec7975-cgu.03.rcgu.o
its thread                    opt cgu.03                            opt 8txnhhmxvyh
    on Windows, and to 1.71   optimize module regex.f10ba03eb5ec7975-cgu.03
```

How threads are named is in `cguviz.model.times.threads`, how names are read is here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

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


def work_of_thread(name: str) -> tuple[str, str]:
    """Return the stage and unit in a thread's name.

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
