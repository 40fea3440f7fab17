"""The page that `cargo build --timings` writes, in all its generations.

| cargo | a unit's parts |
|---|---|
| to 1.90 | `rmeta_time`: seconds until the metadata is ready, null where nothing waits for it |
| 1.91 to 1.93 | `rmeta_time`, and `sections` |
| from 1.94 on | `sections` alone: null, or `[["frontend", {"start": 0.0, "end": 0.2}], …]`, since the unit's start |

Told apart by which keys are there. The page does not say which libraries are proc macros; they are those without
metadata that others could wait for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from cguviz.errors import LoadError
from cguviz.formats.cargo_build import (
    BUILD_SCRIPT,
    CODEGEN,
    COMPILE,
    FRONTEND,
    PROC_MACRO,
    RUN,
    Ran,
    epoch,
    spans_of,
    timeline_of,
)
from cguviz.formats.source import Source
from cguviz.formats.timeline_parts import CARGO_TIMINGS, timed_capture
from cguviz.model.capture import Capture, Remark
from cguviz.progress import Progress

_TITLE = re.compile(rb"<title>\s*Cargo Build Timings")
_UNITS = re.compile(r"\bUNIT_DATA = (\[.*?\n\]|\[\]);", re.DOTALL)
_CELL = r"<td>\s*{}:\s*</td>\s*<td>(.*?)</td>"
_JOBS = re.compile(r"jobs=(\d{1,6})")


def sniff(head: bytes) -> bool:
    """Whether this is a page of cargo's timings."""
    return _TITLE.search(head) is not None or (b"<" in head and b"UNIT_DATA = [" in head)


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read pages of cargo's timings, each a capture without items.

    Raises
    ------
    LoadError
        The data are not there, or damaged.
    """
    captures: list[Capture] = []
    for source in sources:
        progress("reading the build", 0.0)
        captures.append(_read_one(source))
    return captures


def _read_one(source: Source) -> Capture:
    text = source.data.decode("utf-8", "replace")
    match = _UNITS.search(text)
    if match is None:
        message = "this page holds no UNIT_DATA to its end; let cargo write it anew with cargo build --timings."
        raise LoadError(message, source.path)
    try:
        units = json.loads(match[1])
    except (ValueError, RecursionError) as error:
        line = text.count("\n", 0, match.start()) + 1
        raise LoadError("UNIT_DATA is damaged; let cargo write the page anew.", source.path, line) from error
    ran = [made for unit in units if isinstance(unit, dict) and (made := _ran(unit)) is not None]
    if not ran:
        raise LoadError("cargo built nothing here: everything was fresh. Touch a file, or cargo clean.", source.path)
    cells = {name: _cell(text, name) for name in ("Targets", "Build start", "Max concurrency", "rustc")}
    jobs = _JOBS.search(cells["Max concurrency"])
    timeline = timeline_of(CARGO_TIMINGS, ran, began=epoch(cells["Build start"]), jobs=int(jobs[1]) if jobs else 0)
    lost = len(units) - len(ran)
    remarks = [Remark(f"{lost} units without times were left out.", path=source.path)] if lost else []
    capture = timed_capture(cells["Targets"].partition(" ")[0], timeline, source.path, remarks)
    return capture.replace(compiler=re.split(r"<br>|\n", cells["rustc"])[0])


def _cell(text: str, name: str) -> str:
    match = re.search(_CELL.format(re.escape(name)), text, re.DOTALL)
    return match[1].strip() if match else ""


def _ran(unit: Mapping[str, object]) -> Ran | None:
    start, duration = _seconds(unit.get("start")), _seconds(unit.get("duration"))
    if start is None or duration is None:
        return None
    target = str(unit.get("target", "")).strip()
    script = target.startswith("build") and "script" in target
    sections: list[tuple[str, float, float]] = []
    if unit.get("mode") == "run-custom-build":
        kind, what = RUN, "run"
    elif script:
        kind, what = BUILD_SCRIPT, "build script"
    else:
        what = target.replace('"', "")
        sections = _sections(unit, start, duration)
        kind = COMPILE if target or sections else PROC_MACRO
    package = f"{unit.get('name', '?')} {unit.get('version', '')}".strip()
    return Ran(package, what, spans_of(kind, start, start + duration, sections))


def _sections(unit: Mapping[str, object], start: float, duration: float) -> list[tuple[str, float, float]]:
    """Return the parts of a unit's time, in seconds since the build began."""
    sections = unit.get("sections")
    found: list[tuple[str, float, float]] = []
    for section in sections if isinstance(sections, list) else []:
        match section:
            case [str(name), {"start": int() | float() as first, "end": int() | float() as last}]:
                # cargo rounds starts to hundredths of a second, and leaves ends as they are.
                begin = max(start + first, found[-1][2] if found else start)
                found.append((name, begin, max(begin, start + last)))
            case _:
                pass
    ready = _seconds(unit.get("rmeta_time"))
    if not found and ready is not None:
        found = [(FRONTEND, start, start + ready), (CODEGEN, start + ready, start + max(ready, duration))]
    return found


def _seconds(found: object) -> float | None:
    good = isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found < 1e9
    return float(found) if good and isinstance(found, int | float) else None
