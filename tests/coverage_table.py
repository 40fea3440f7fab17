"""The coverage of each package, printed after the tests and held: `python -m tests.coverage_table REPORT`.

The report is coverage.py's JSON. A package may not fall below its line and branch shares in `[tool.cguviz.coverage]` of
pyproject.toml; where it rose by a whole per cent, the new share is named so that it can be written there.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.sources import REPOSITORY

COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")
Shares = tuple[float, float]
"""Per cent of lines and of branches."""


def shares_of(report: Mapping[str, Mapping[str, Mapping[str, Mapping[str, int]]]]) -> dict[str, Shares]:
    """Return the shares of each package, by its name; modules at the top are "cguviz"."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for file, found in report["files"].items():
        parts = Path(file).parts
        package = parts[1] if len(parts) > 2 else "cguviz"
        sums[package] = [old + found["summary"][key] for old, key in zip(sums[package], COUNTS, strict=True)]
    return {name: (share(*counts[:2]), share(*counts[2:])) for name, counts in sorted(sums.items())}


def share(covered: int, all_of_them: int) -> float:
    """Return per cent, rounded down to a tenth; 100 of nothing."""
    return 1000 * covered // all_of_them / 10 if all_of_them else 100.0


def fallen(found: Mapping[str, Shares], floors: Mapping[str, Shares]) -> list[str]:
    """Return a sentence for each package that is below its floor, or has none."""
    said = [f"{name} has no floor in pyproject.toml" for name in found if name not in floors]
    for name, floor in floors.items():
        lines, branches = found.get(name, (0.0, 0.0))
        if lines < floor[0] or branches < floor[1]:
            said.append(
                f"{name} fell to {lines} % of lines and {branches} % of branches; {floor[0]} and {floor[1]} held"
            )
    return said


def table(found: Mapping[str, Shares], floors: Mapping[str, Shares]) -> str:
    """Return the shares of all packages as aligned text."""
    rows = [f"{'package':12} {'lines':>7} {'branches':>9}"]
    for name, (lines, branches) in found.items():
        floor = floors.get(name, (0.0, 0.0))
        rose = "" if lines < floor[0] + 1 and branches < floor[1] + 1 else "  (can be held higher)"
        rows.append(f"{name:12} {lines:6.1f}% {branches:8.1f}%{rose}")
    return "\n".join(rows)


def main(report: str) -> int:
    """Print the table; 1 where a package fell."""
    held = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["cguviz"]["coverage"]
    floors = {name: (lines, branches) for name, (lines, branches) in held.items()}
    found = shares_of(json.loads(Path(report).read_text(encoding="utf-8")))
    print(table(found, floors))
    said = fallen(found, floors)
    for sentence in said:
        print(sentence)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
