"""cargo's log of a build (`-Z build-analysis`, `$CARGO_HOME/log/*.jsonl`): one JSON object a line.

```
{"run_id": …, "timestamp": …, "reason": "unit-registered", "index": 2, "package_id": …, "target": {"kind": "lib"}, …}
{…, "reason": "unit-section-started", "index": 2, "elapsed": 0.42, "section": "codegen"}
```
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping

from cguviz.errors import LoadError
from cguviz.formats.cargo_build import (
    BUILD_SCRIPT,
    CODEGEN,
    COMPILE,
    FRONTEND,
    OTHER,
    PROC_MACRO,
    RUN,
    Ran,
    epoch,
    spans_of,
    timeline_of,
)
from cguviz.formats.source import Source
from cguviz.formats.timeline_parts import CARGO_LOG, timed_capture
from cguviz.model.capture import Capture, Remark
from cguviz.progress import Progress

KINDS = {"proc-macro": PROC_MACRO, "build-script": BUILD_SCRIPT, "custom-build": BUILD_SCRIPT}
NAMES = {BUILD_SCRIPT: "build script", RUN: "run"}

_PACKAGE = re.compile(r"(?:([^/#@]+))?#(?:([^@#]+)@)?([^#@]+)$")


@dataclasses.dataclass(frozen=True)
class _Unit:
    """What the log has said of a unit so far: facts by name, times by name."""

    facts: dict[str, str] = dataclasses.field(default_factory=dict)
    times: dict[str, float] = dataclasses.field(default_factory=dict)
    sections: dict[str, list[float]] = dataclasses.field(default_factory=dict)


def sniff(head: bytes) -> bool:
    """Whether this is a log of cargo's build analysis."""
    line = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
    return line.startswith(b"{") and b'"run_id"' in line and b'"reason"' in line


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read logs of builds, each a capture without items.

    Raises
    ------
    LoadError
        No unit was started.
    """
    captures: list[Capture] = []
    for source in sources:
        progress("reading the build", 0.0)
        captures.append(_read_one(source))
    return captures


def _read_one(source: Source) -> Capture:
    units: dict[int, _Unit] = {}
    build: dict[str, object] = {}
    remarks: list[Remark] = []
    for number, line in enumerate(source.data.splitlines(), start=1):
        try:
            entry = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError):
            remarks.append(Remark("This line is no JSON; it was left out.", number, source.path))
            continue
        if isinstance(entry, dict):
            _take(units, build, entry)
    told = [time for unit in units.values() for time in unit.times.values()]
    told += [time for unit in units.values() for times in unit.sections.values() for time in times]
    last = max(told, default=0.0)
    ran = [_ran(unit, last) for unit in units.values() if "start" in unit.times]
    if not ran:
        raise LoadError("no unit was started in this build; there is nothing to draw.", source.path)
    open_ones = sum("start" in unit.times and "end" not in unit.times for unit in units.values())
    if open_ones:
        text = f"{open_ones} units never finished; they are drawn to the end of the log."
        remarks.append(Remark(text, path=source.path))
    jobs = build.get("jobs")
    began = build.get("began")
    timeline = timeline_of(
        CARGO_LOG, ran, began=began if isinstance(began, int) else 0, jobs=jobs if isinstance(jobs, int) else 0
    )
    root = max(units.values(), key=lambda unit: unit.times.get("end", 0.0)).facts.get("name", "")
    capture = timed_capture(root, timeline, source.path, remarks)
    verbose = str(build.get("rustc_version_verbose", "")).partition("\n")[0]
    return capture.replace(compiler=verbose)


def _take(units: dict[int, _Unit], build: dict[str, object], entry: Mapping[str, object]) -> None:
    reason, index, elapsed = entry.get("reason"), entry.get("index"), entry.get("elapsed")
    time = float(elapsed) if isinstance(elapsed, int | float) and 0 <= elapsed < 1e9 else None
    if reason == "build-started":
        build.update(entry)
    if time is not None and "began" not in build:
        build["began"] = max(0, epoch(str(entry.get("timestamp", ""))) - round(time * 1_000_000_000))
    if not isinstance(index, int):
        return
    unit = units.setdefault(index, _Unit())
    match reason:
        case "unit-registered":
            _register(unit, entry)
        case "unit-started" if time is not None:
            unit.times["start"] = time
        case "unit-rmeta-finished" if time is not None:
            unit.times["ready"] = time
        case "unit-finished" if time is not None:
            unit.times["end"] = time
        case "unit-section-started" | "unit-section-finished" if time is not None:
            unit.sections.setdefault(str(entry.get("section", "section")), []).append(time)
        case _:
            pass


def _register(unit: _Unit, entry: Mapping[str, object]) -> None:
    package = _PACKAGE.search(str(entry.get("package_id", "")))
    if package:
        unit.facts["package"] = f"{package[2] or package[1] or '?'} {package[3]}"
    target = entry.get("target")
    if isinstance(target, dict):
        unit.facts["name"], unit.facts["kind"] = str(target.get("name", "")), str(target.get("kind", ""))
    unit.facts["mode"] = str(entry.get("mode", ""))


def _ran(unit: _Unit, last: float) -> Ran:
    start = unit.times["start"]
    end = unit.times.get("end", last)
    kind = RUN if unit.facts.get("mode") == "run-custom-build" else KINDS.get(unit.facts.get("kind", ""), COMPILE)
    what = NAMES.get(kind, "")
    if kind == COMPILE and unit.facts.get("kind") not in ("lib", "rlib", "dylib", "cdylib", "staticlib", None):
        what = f"{unit.facts['kind']} {unit.facts.get('name', '')}".strip()
    return Ran(unit.facts.get("package", "?"), what, spans_of(kind, start, end, _sections(unit, start, end)))


def _sections(unit: _Unit, start: float, end: float) -> list[tuple[str, float, float]]:
    """Return what rustc said of its sections; the front end is what comes before code generation.

    A proc macro's or a build script's sections would hide what it is: they are one span.
    """
    if unit.facts.get("kind") in KINDS:
        return []
    parts = [(name, times[0], times[-1] if len(times) > 1 else end) for name, times in unit.sections.items()]
    ready = unit.times.get("ready")
    if not parts:
        return [(FRONTEND, start, ready), (CODEGEN, ready, max(ready, end))] if ready is not None else []
    parts.sort(key=lambda part: part[1])
    final = parts[-1][2]
    rest = [(OTHER, final, end)] if end > final else []
    return [(FRONTEND, start, parts[0][1]), *parts, *rest]
