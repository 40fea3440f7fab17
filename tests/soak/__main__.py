"""What-ifs held against real builds of Debian's crates: `make soak`, or `python -m tests.soak [CRATE …]`.

Each crate is recorded once, as cargo builds it by default. Then rustc's merging rule is asked what other numbers of
units would do, and rustc itself. A unit is right if it holds the very items of a unit of the real build; a build is
right if all its units are. Linkages are those after `internalize`.

With rustc 1.95, December 2026: of the crates that were looked at 108 of 108 builds, of those held out 144 of 144, with
99.9 % of linkages; what is wrong are intrinsics whose users LLVM IR does not show.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cguviz.errors import CguvizError
from cguviz.model.partition import Partition
from cguviz.partition import parse, run_pipeline
from tests.soak import crates
from tests.soak.builds import INCREMENTAL, Recorded, recorded
from tests.sources import REPOSITORY

UNITS = (2, 4, 8, 16, 32, 0)
"""Numbers of units that are asked for; 0 for none, where the minimum size holds."""
PROFILES = ("release", "dev", INCREMENTAL)


class Score(NamedTuple):
    """One what-if beside the build that it foretells.

    Attributes
    ----------
    right, units
        Units with the items of a real one, and units of the real build.
    linked, placements
        Placements of right units with the real linkage, and all of them.
    """

    right: int
    units: int
    linked: int
    placements: int

    @property
    def whole(self) -> bool:
        """Whether all units are right."""
        return self.right == self.units


def score(foretold: Partition, real: Partition) -> Score:
    """Compare two partitions of the same items."""
    mine, theirs = _units(foretold), _units(real)
    shared = mine.keys() & theirs.keys()
    pairs = [(mine[unit], theirs[unit]) for unit in shared]
    linked = sum(int((one == other).sum()) for one, other in pairs)
    return Score(len(shared), len(theirs), linked, sum(len(one) for one, _ in pairs))


def _units(stage: Partition) -> dict[frozenset[int], np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """Return the items of each unit, and their linkage in the order of the items."""
    found = {}
    for start, end in zip(stage.starts[:-1].tolist(), stage.starts[1:].tolist(), strict=True):
        order = np.argsort(stage.item[start:end], kind="stable")
        found[frozenset(stage.item[start:end].tolist())] = stage.linkage[start:end][order]
    return found


def row(crate: str, profile: str, found: Recorded) -> list[Score]:
    """Ask for each number of units, print a line, and return the scores."""
    place = found.capture.partition("PLACE")
    agreement = found.capture.agreement
    exact = agreement is not None and place.unit_sizes.tolist() == agreement.estimates.tolist()
    scores = []
    for units in UNITS:
        rule = f"merge units={units}" if units else "merge"
        foretold = run_pipeline(found.capture, place, parse(f"{rule} | internalize")).partition
        scores.append(score(foretold, found.build(units)))
    cells = "  ".join(f"{'=' if each.whole else ' '}{each.right:>3}/{each.units:<3}" for each in scores)
    sizes = "exact" if exact else "inferred"
    print(f"{crate:16} {profile:11} {len(found.capture.items):6,} {len(place.units):6,} {sizes:9} {cells}", flush=True)
    return scores


def main(words: Sequence[str]) -> int:
    """Try all crates that are there, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument(
        "crates", nargs="*", metavar="CRATE", help="name, or folder of a package; default: tests/soak/crates.py"
    )
    parser.add_argument("--profile", choices=PROFILES, action="append", help="default: all")
    chosen = parser.parse_args(words)
    names = chosen.crates or [name for name in (*crates.LOOKED_AT, *crates.HELD_OUT) if crates.is_there(name)]
    if not names:
        print(f"{crates.REGISTRY} holds no crates; apt-get install librust-num-bigint-dev", file=sys.stderr)
        return 2
    home = REPOSITORY / "out" / "soak"
    heads = "  ".join(f"{units or 'default':>8}" for units in UNITS)
    print(f"{'crate':16} {'profile':11} {'items':>6} {'PLACE':>6} {'sizes':9} {heads}      (= all units are right)")
    scores: list[Score] = []
    for wanted in names:
        folder = Path(wanted).resolve() if "/" in wanted else crates.copy(wanted, home)
        name = folder.name
        for profile in chosen.profile or PROFILES:
            try:
                with recorded(folder, profile, home / "build" / name) as found:
                    scores += row(name, profile, found)
            except (CguvizError, ValueError) as error:
                print(f"{name:16} {profile:11} {error}")
    report(scores)
    return 0


def report(scores: Sequence[Score]) -> None:
    """Print the sums."""
    whole = sum(each.whole for each in scores)
    right, units = sum(each.right for each in scores), sum(each.units for each in scores)
    linked, placements = sum(each.linked for each in scores), sum(each.placements for each in scores)
    for text, part, total in (
        ("builds foretold unit by unit", whole, len(scores)),
        ("units", right, units),
        ("linkages in them", linked, placements),
    ):
        print(f"{part:,} of {total:,} {text} ({part / max(total, 1):.1%})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
