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
from collections.abc import Mapping

from cguviz.errors import LoadError
from cguviz.formats.account import (
    CODEGEN,
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
from cguviz.model.build import UNKNOWN, CrateKind
from cguviz.model.capture import Remark

KINDS: Mapping[str, tuple[CrateKind, str]] = {
    "lib": (CrateKind.LIBRARY, ""),
    "rlib": (CrateKind.LIBRARY, ""),
    "dylib": (CrateKind.LIBRARY, ""),
    "cdylib": (CrateKind.LIBRARY, ""),
    "staticlib": (CrateKind.LIBRARY, ""),
    "proc-macro": (CrateKind.PROC_MACRO, ""),
    "build-script": (CrateKind.BUILD_SCRIPT, "build script"),
    "custom-build": (CrateKind.BUILD_SCRIPT, "build script"),
    "bin": (CrateKind.BINARY, "bin"),
    "example": (CrateKind.BINARY, "example"),
    "test": (CrateKind.TEST, "test"),
    "bench": (CrateKind.TEST, "bench"),
}
"""cargo's words for targets, and ours."""

_PACKAGE = re.compile(r"(?:([^/#@]+))?#(?:([^@#]+)@)?([^@#]+)$")


@dataclasses.dataclass(frozen=True)
class _Unit:
    """The facts and times of a unit in the log so far, by name, and its relations to other units."""

    facts: dict[str, str] = dataclasses.field(default_factory=dict)
    times: dict[str, float] = dataclasses.field(default_factory=dict)
    sections: dict[str, list[float]] = dataclasses.field(default_factory=dict)
    others: dict[str, tuple[int, ...]] = dataclasses.field(default_factory=dict)


def sniff(head: bytes) -> bool:
    """Say whether a file is a log of cargo's build analysis."""
    line = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
    return line.startswith(b"{") and b'"run_id"' in line and b'"reason"' in line


def read_build(source: Source) -> Account:
    """Read the account of a build from its log.

    Raises
    ------
    LoadError
        No unit was started.
    """
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
    ran = [_run_of(index, unit, last) for index, unit in units.items() if "start" in unit.times]
    if not ran:
        raise LoadError("no unit was started in this build; there is nothing to draw.", source.path)
    open_ones = sum("start" in unit.times and "end" not in unit.times for unit in units.values())
    if open_ones:
        text = f"{open_ones} units never finished; they are drawn to the end of the log."
        remarks.append(Remark(text, path=source.path))
    began = build.get("began")
    root = max(units.values(), key=lambda unit: unit.times.get("end", 0.0))
    return Account(
        source="cargo build log",
        ran=tuple(sorted(ran, key=lambda one: one.start)),
        began=began if isinstance(began, int) else 0,
        title=f"{root.facts.get('package', '')} {root.facts.get('version', '')}".strip(),
        compiler=str(build.get("rustc_version_verbose", "")).partition("\n")[0],
        jobs=_count(build.get("jobs")),
        cores=_count(build.get("num_cpus")),
        load=None,
        path=source.path,
        remarks=tuple(remarks),
    )


def _count(found: object) -> int:
    """Return a positive number, 0 for other values."""
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def _take(units: dict[int, _Unit], build: dict[str, object], entry: Mapping[str, object]) -> None:
    """Add a line of the log to the build or to its unit."""
    reason, index, time = entry.get("reason"), entry.get("index"), seconds(entry.get("elapsed"))
    if reason == "build-started":
        build.update(entry)
    if time is not None and "began" not in build:
        build["began"] = max(0, epoch(str(entry.get("timestamp", ""))) - nanoseconds(time))
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
            unit.others["unlocks_by_metadata"] = numbers(entry.get("unblocked"))
        case "unit-finished" if time is not None:
            unit.times["end"] = time
            unit.others["unlocks"] = numbers(entry.get("unblocked"))
        case "unit-section-started" | "unit-section-finished" if time is not None:
            unit.sections.setdefault(str(entry.get("section", "section")), []).append(time)
        case _:
            pass


def _register(unit: _Unit, entry: Mapping[str, object]) -> None:
    """Add the facts of a unit's registration."""
    package = _PACKAGE.search(str(entry.get("package_id", "")))
    if package:
        unit.facts["package"], unit.facts["version"] = package[2] or package[1] or "?", package[3]
    target = entry.get("target")
    if isinstance(target, dict):
        unit.facts["name"], unit.facts["kind"] = str(target.get("name", "")), str(target.get("kind", ""))
    unit.facts["mode"] = str(entry.get("mode", ""))
    unit.others["needs"] = numbers(entry.get("dependencies"))


def _run_of(index: int, unit: _Unit, last: float) -> CargoRun:
    """Build the account of a unit's run."""
    facts, start = unit.facts, unit.times["start"]
    end = max(unit.times.get("end", last), start)
    kind, what = KINDS.get(facts.get("kind", ""), (CrateKind.OTHER, facts.get("kind", "")))
    crate = "" if kind is CrateKind.BUILD_SCRIPT else facts.get("name", "")
    if facts.get("mode") == "run-custom-build":
        kind, what = CrateKind.SCRIPT_RUN, "run"
    elif facts.get("mode") == "test":
        kind, what = CrateKind.TEST, "test"
    target = f"{what} {crate}" if kind in (CrateKind.BINARY, CrateKind.TEST) else what
    ready = unit.times.get("ready")
    parts = [(name, times[0], times[-1] if len(times) > 1 else end) for name, times in unit.sections.items()]
    codegen, link = _parts(parts, ready if kind is CrateKind.LIBRARY else None, end)
    return CargoRun(
        number=index,
        package=facts.get("package", "?"),
        version=facts.get("version", ""),
        target=target,
        crate=crate,
        kind=kind,
        start=nanoseconds(start),
        end=nanoseconds(end),
        ready=UNKNOWN if ready is None else nanoseconds(ready),
        codegen=codegen,
        link=link,
        unlocks=unit.others.get("unlocks", ()),
        unlocks_by_metadata=unit.others.get("unlocks_by_metadata", ()),
        needs=unit.others.get("needs", ()),
    )


def _parts(parts: list[Section], ready: float | None, end: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the spans of code generation and linking; without sections code generation follows the metadata."""
    if not parts and ready is not None:
        parts = [(CODEGEN, ready, max(ready, end))]
    return parts_of(parts) if parts else (NOWHEN, NOWHEN)
