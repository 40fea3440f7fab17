"""Reader of the page that `cargo build --timings` writes, in all its generations.

| cargo | a unit's parts |
|---|---|
| to 1.90 | `rmeta_time`: seconds until the metadata is ready, null where nothing waits for it |
| 1.91 to 1.93 | `rmeta_time`, and `sections` |
| from 1.94 on | `sections` alone: null, or `[["frontend", {"start": 0.0, "end": 0.2}], …]`, since the unit's start |

Account apart by which keys are there; so are `unlocked_…` (to 1.92) and `unblocked_units`. Without `-Z section-timings`
code generation is what comes after the metadata; with it the metadata may be ready long after code generation began (a
second for png 0.17.7), and the page does not tell when. Nor does it say which libraries are proc macros; they are those
without metadata that others could wait for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.account import (
    CODEGEN,
    FRONTEND,
    NOWHEN,
    Account,
    CargoRun,
    Section,
    epoch,
    nanoseconds,
    numbers,
    parts_of,
    seconds,
)
from cguviz.formats.source import Source
from cguviz.model.build import UNKNOWN, BuildLoad, CrateKind
from cguviz.model.capture import Remark

_TITLE = re.compile(rb"<title>\s*Cargo Build Timings")
_LIST = r"\b{} = (\[.*?\n\]|\[\]);"
_CELL = r"<td>\s*{}:\s*</td>\s*<td>(.*?)</td>"
_WORDS = re.compile(r"[\w.-]+")
_JOBS, _CORES = re.compile(r"jobs=(\d{1,6})"), re.compile(r"ncpu=(\d{1,6})")


def sniff(head: bytes) -> bool:
    """Say whether a file is a page of cargo's timings."""
    return _TITLE.search(head) is not None or (b"<" in head and b"UNIT_DATA = [" in head)


def read_build(source: Source) -> Account:
    """Read the account of a build from a page of cargo's timings.

    Raises
    ------
    LoadError
        The data are not there, or damaged, or nothing was built.
    """
    text = source.data.decode("utf-8", "replace")
    units = _list(text, "UNIT_DATA", source.path)
    if units is None:
        message = "this page holds no UNIT_DATA to its end; let cargo write it anew with cargo build --timings."
        raise LoadError(message, source.path)
    ran = [made for unit in units if isinstance(unit, dict) and (made := _run_of(unit)) is not None]
    if not ran:
        raise LoadError("cargo built nothing here: everything was fresh. Touch a file, or cargo clean.", source.path)
    lost = len(units) - len(ran)
    machine = _cell(text, "Max concurrency")
    return Account(
        source="cargo timings",
        ran=tuple(sorted(ran, key=lambda one: one.start)),
        began=epoch(_cell(text, "Build start")),
        title=_cell(text, "Targets").partition(" (")[0],
        compiler=re.split(r"<br>|\n", _cell(text, "rustc"))[0],
        jobs=_count(_JOBS, machine),
        cores=_count(_CORES, machine),
        load=_load(text, source.path),
        path=source.path,
        remarks=(Remark(f"{lost} units without times were left out.", path=source.path),) if lost else (),
    )


def _list(text: str, name: str, path: str) -> list[object] | None:
    """Return a list of the page, None if it is not there."""
    match = re.search(_LIST.format(name), text, re.DOTALL)
    if match is None:
        return None
    try:
        found = json.loads(match[1])
    except (ValueError, RecursionError) as error:
        line = text.count("\n", 0, match.start()) + 1
        raise LoadError(f"{name} is damaged; let cargo write the page anew.", path, line) from error
    return found if isinstance(found, list) else None


def _cell(text: str, name: str) -> str:
    """Return the text of a cell in the page's summary, or ""."""
    match = re.search(_CELL.format(re.escape(name)), text, re.DOTALL)
    return match[1].strip() if match else ""


def _count(pattern: re.Pattern[str], text: str) -> int:
    """Return the number behind a pattern, or 0."""
    match = pattern.search(text)
    return int(match[1]) if match else 0


def _load(text: str, path: str) -> BuildLoad | None:
    """Read the number of units at work over time, and the use of the processors."""
    rows: list[tuple[int, int, int, int]] = []
    for entry in _list(text, "CONCURRENCY_DATA", path) or ():
        match entry:
            case {"t": int() | float() as time, "active": int(active), "waiting": int(wait), "inactive": int(idle)}:
                rows.append((nanoseconds(time), active, wait, idle))
            case _:
                pass
    usage: list[tuple[int, float]] = []
    for entry in _list(text, "CPU_USAGE", path) or ():
        match entry:
            case [int() | float() as time, int() | float() as share]:
                usage.append((nanoseconds(time), min(max(share / 100, 0.0), 1.0)))
            case _:
                pass
    if not rows and not usage:
        return None
    rows.sort()
    usage.sort()
    return BuildLoad(
        moment=np.array([row[0] for row in rows], np.int64),
        active=np.array([row[1] for row in rows], np.int32),
        waiting=np.array([row[2] for row in rows], np.int32),
        inactive=np.array([row[3] for row in rows], np.int32),
        used_at=np.array([time for time, _ in usage], np.int64),
        used=np.array([share for _, share in usage], np.float64),
    )


def _run_of(unit: Mapping[str, object]) -> CargoRun | None:
    """Build the account of a unit's run, None where its times are unreadable."""
    start, duration = seconds(unit.get("start")), seconds(unit.get("duration"))
    if start is None or duration is None:
        return None
    named = str(unit.get("target", "")).strip()
    sections = _sections(unit, start)
    ready = seconds(unit.get("rmeta_time"))
    kind, target, crate = _kind(unit, named, given=bool(sections) or ready is not None)
    if ready is None and kind is CrateKind.LIBRARY and len(sections) <= len((FRONTEND, CODEGEN)):
        # cargo's own two sections: the front end ends with the metadata.
        ready = next((end - start for name, _, end in sections if name == FRONTEND), None)
    codegen, link = parts_of(sections)
    if codegen == NOWHEN and ready is not None and kind is CrateKind.LIBRARY:
        codegen = nanoseconds(start + ready), nanoseconds(start + max(ready, duration))
    number = unit.get("i")
    return CargoRun(
        number=number if isinstance(number, int) else UNKNOWN,
        package=str(unit.get("name", "?")),
        version=str(unit.get("version", "")),
        target=target,
        crate=crate,
        kind=kind,
        start=nanoseconds(start),
        end=nanoseconds(start + duration),
        ready=UNKNOWN if ready is None or kind is not CrateKind.LIBRARY else nanoseconds(start + ready),
        codegen=codegen,
        link=link,
        unlocks=numbers(unit.get("unblocked_units", unit.get("unlocked_units"))),
        unlocks_by_metadata=numbers(unit.get("unblocked_rmeta_units", unit.get("unlocked_rmeta_units"))),
    )


def _kind(unit: Mapping[str, object], named: str, *, given: bool) -> tuple[CrateKind, str, str]:
    """Return a unit's kind and its name beside the package; `given`: whether the page tells its parts."""
    if unit.get("mode") == "run-custom-build":
        return CrateKind.SCRIPT_RUN, "run", ""
    if named.startswith("build") and "script" in named:
        return CrateKind.BUILD_SCRIPT, "build script", ""
    if not named:
        return (CrateKind.LIBRARY if given else CrateKind.PROC_MACRO), "", ""
    # ' bin "demo"' to cargo 1.90, ' demo "bin"' since; ' (test)' behind it.
    words = _WORDS.findall(named)
    sorts = [word for word in words if word in SORTS]
    crate = next((word for word in words if word not in sorts), "")
    sort = "test" if "test" in sorts else sorts[0] if sorts else ""
    return SORTS.get(sort, CrateKind.OTHER), f"{sort} {crate}".strip(), crate


SORTS: Mapping[str, CrateKind] = {
    "bin": CrateKind.BINARY,
    "example": CrateKind.BINARY,
    "bench": CrateKind.TEST,
    "test": CrateKind.TEST,
    "check": CrateKind.OTHER,
    "doc": CrateKind.OTHER,
    "lib": CrateKind.LIBRARY,
}
"""cargo's words for targets."""


def _sections(unit: Mapping[str, object], start: float) -> Sequence[Section]:
    """Return the parts of a unit's time, in seconds since the build began."""
    sections = unit.get("sections")
    found: list[Section] = []
    for section in sections if isinstance(sections, list) else []:
        match section:
            case [str(name), {"start": int() | float() as first, "end": int() | float() as last}]:
                # cargo rounds starts to hundredths of a second, and leaves ends as they are.
                begin = max(start + first, found[-1][2] if found else start)
                found.append((name, begin, max(begin, start + last)))
            case _:
                pass
    return found
