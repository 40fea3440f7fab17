"""Constants of the cost model, fitted on real builds and held against others.

```
python -m tests.soak.costs measure out/fitted chrono globset …     records each crate, and builds it in pairs
python -m tests.soak.costs fit out/fitted                          constants, and their errors when a crate is left out
python -m tests.soak.costs check out/held-out                      errors of the constants as they stand
```

A folder holds a recording of each crate and `pairs.jsonl`: what builds with other settings took by the recorded one,
built side by side. The fit minimises the sum of relative errors, each counted up to `WILD`, so that one crate in which
LLVM does something else does not draw all others along.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from cguviz import formats
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.times.item_costs import ItemCosts
from cguviz.model.times.setting import Setting
from cguviz.partition import origin, parse, run_pipeline
from cguviz.schedule import item_costs_of
from cguviz.schedule.cost_model import MODEL, CostModel, StageModel, predict_costs
from tests.soak import crates
from tests.soak.builds import recorded
from tests.soak.pairs import Measured, pair
from tests.sources import REPOSITORY

PAIRS = "pairs.jsonl"
SETTINGS: dict[str, tuple[str, ...]] = {
    **{str(units): (f"codegen-units={units}",) for units in (1, 2, 4, 8, 32, 64, 256)},
    "off": ("lto=off",),
    "level 2": ("opt-level=2",),
}
ASKED = ("1", "4", "8", "32")
"""What a recording must foretell."""
SMALL = 200_000_000
"""Nanoseconds of LLVM below which a build tells nothing of others."""
WILD = 0.1
COPIES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4)
UNITS = (0.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0, 400.0)


@dataclasses.dataclass(frozen=True)
class Pair:
    """What a setting did to a crate: the recorded setting's times, and those beside it, medians of several pairs."""

    crate: str
    setting: str
    base: Measured
    change: Measured

    @property
    def ratio(self) -> float:
        """LLVM's time by the recorded one."""
        return self.change.llvm / self.base.llvm


# Measuring


def measure(folder: Path, names: Sequence[str], settings: Sequence[str], rounds: int, profile: str) -> None:
    """Record crates, and build them in pairs; what is there already is not done again."""
    folder.mkdir(parents=True, exist_ok=True)
    done = [(crate, setting) for crate, setting, _, _ in _rows(folder)]
    home = REPOSITORY / "out" / "soak"
    for name in names:
        wanted = [each for each in settings for _ in range(max(0, rounds - done.count((name, each))))]
        if not wanted and (folder / f"{name}.cguviz").exists():
            continue
        with recorded(crates.copy(name, home), profile, home / "build" / name) as found:
            formats.save(folder / f"{name}.cguviz", [found.capture])
            for setting in wanted:
                base, change = pair(found.job, (), SETTINGS[setting])
                row = {"crate": name, "setting": setting, "base": vars(base), "change": vars(change)}
                with (folder / PAIRS).open("a", encoding="utf-8") as out:
                    out.write(json.dumps(row) + "\n")
                print(f"{name:16} {setting:8} {base.llvm / 1e6:9,.0f} ms, {change.llvm / base.llvm:.3f}", flush=True)


def _rows(folder: Path) -> list[tuple[str, str, Measured, Measured]]:
    path = folder / PAIRS
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["crate"], row["setting"], Measured(**row["base"]), Measured(**row["change"])) for row in rows]


def pairs_in(folder: Path) -> list[Pair]:
    """Return the medians of what was measured; crates that LLVM is through with at once are left out."""
    found: dict[tuple[str, str], list[tuple[Measured, Measured]]] = {}
    for crate, setting, base, change in _rows(folder):
        found.setdefault((crate, setting), []).append((base, change))
    pairs = []
    for (crate, setting), both in found.items():
        ratios = [change.llvm / base.llvm for base, change in both]
        base, change = both[int(np.argsort(ratios)[len(ratios) // 2])]
        if base.llvm >= SMALL:
            pairs.append(Pair(crate, setting, base, change))
    return pairs


# Foretelling


@functools.cache
def _capture(path: Path) -> Capture:
    (capture,) = formats.load([path])
    return capture


@functools.cache
def _case(path: Path, setting: str) -> tuple[ItemCosts, Partition, Setting]:
    """Return the costs of a recording, the partition of another setting, and that setting."""
    capture = _capture(path)
    items = item_costs_of(capture)
    assert items is not None
    if setting == "off":
        return items, items.base, dataclasses.replace(items.setting, lto="off")
    if setting.startswith("level "):
        return items, items.base, dataclasses.replace(items.setting, opt=setting.split()[1])
    rule = parse(f"merge units={setting}")
    partition = run_pipeline(capture, origin(capture, rule), rule).partition
    return items, partition, dataclasses.replace(items.setting, units=int(setting))


@functools.cache
def foretold(folder: Path, one: Pair, model: CostModel = MODEL) -> tuple[float, float]:
    """Return the times of optimization and of LTO, each by LLVM's time as recorded."""
    items, partition, setting = _case(folder / f"{one.crate}.cguviz", one.setting)
    costs = predict_costs(items, partition, setting, model).costs
    return float(costs.optimize.sum()) / items.llvm, float(costs.lto.sum()) / items.llvm


def errors(folder: Path, pairs: Iterable[Pair], model: CostModel = MODEL) -> dict[Pair, float]:
    """Return how far each foretold ratio is from the measured one, as a part of that."""
    return {one: sum(foretold(folder, one, model)) / one.ratio - 1 for one in pairs}


# Fitting


def fit(folder: Path, pairs: Sequence[Pair]) -> CostModel:
    """Fit all constants to pairs."""
    if all(not one.base.lto for one in pairs):
        return _fit_plain(folder, pairs)
    counted = [one for one in pairs if one.setting.isdecimal() and one.setting != "1"]
    alone = [one for one in pairs if one.setting == "1"]
    apart = [one for one in pairs if one.setting == "off"]
    second = [one for one in pairs if one.setting == "level 2"]

    every = list(itertools.starmap(StageModel, itertools.product(UNITS, COPIES)))

    def before_lto(one: Pair, tried: CostModel) -> float:
        share = _recorded_share(folder, one)
        return foretold(folder, one, tried)[0] / share / (one.change.optimize / one.base.optimize) - 1

    def in_all(one: Pair, optimize: CostModel, lto: CostModel) -> float:
        return (foretold(folder, one, optimize)[0] + foretold(folder, one, lto)[1]) / one.ratio - 1

    # Each stage's time depends on its own constants alone: so what was foretold for one fit serves all.
    stages = {each: dataclasses.replace(MODEL, optimize=each, lto=each) for each in every}
    optimize = min(every, key=lambda each: _cost(before_lto(one, stages[each]) for one in counted))
    lto = min(every, key=lambda each: _cost(in_all(one, stages[optimize], stages[each]) for one in counted))
    model = dataclasses.replace(MODEL, optimize=optimize, lto=lto)
    if alone:
        best: dict[CostModel, float] = {}
        for unit, copy in itertools.product(UNITS, COPIES):
            tried = dataclasses.replace(MODEL, whole=StageModel(unit, copy), one_unit=1.0)
            parts = {one: one.ratio / sum(foretold(folder, one, tried)) for one in alone}
            factor = float(np.median(list(parts.values())))
            best[dataclasses.replace(model, whole=tried.whole, one_unit=factor)] = _cost(
                factor / part - 1 for part in parts.values()
            )
        model = min(best, key=best.__getitem__)
    if apart:
        base = np.array([[one.base.optimize, one.base.lto] for one in apart], np.float64)
        real = np.array([one.change.llvm for one in apart], np.float64)
        found = np.linalg.lstsq(base / real[:, None], np.ones(len(apart)), rcond=None)[0]
        model = dataclasses.replace(model, apart=(float(found[0]), float(found[1])))
    if second:
        model = dataclasses.replace(model, speed=(("2", float(np.median([one.ratio for one in second]))),))
    bases = [one.base for one in pairs]
    before = float(np.median([one.optimize / one.llvm for one in bases]))
    link = float(np.median([one.coordinator / one.llvm for one in bases]))
    return dataclasses.replace(model, before_lto=before, thin_link=link)


def _fit_plain(folder: Path, pairs: Sequence[Pair]) -> CostModel:
    """Fit the constants of builds at level 0."""

    def error(one: Pair, tried: CostModel) -> float:
        return sum(foretold(folder, one, tried)) / one.ratio - 1

    counted = [one for one in pairs if one.setting != "1"]
    tried = [
        dataclasses.replace(MODEL, plain=StageModel(unit, copy), plain_one_unit=1.0)
        for unit, copy in itertools.product(UNITS, COPIES)
    ]
    best = min(tried, key=lambda each: _cost(error(one, each) for one in counted))
    factors = [one.ratio / sum(foretold(folder, one, best)) for one in pairs if one.setting == "1"]
    return dataclasses.replace(best, plain_one_unit=float(np.median(factors)) if factors else 1.0)


def _recorded_share(folder: Path, one: Pair) -> float:
    """Return the part of LLVM's recorded time that passed before LTO."""
    items = _case(folder / f"{one.crate}.cguviz", one.setting)[0]
    return float(items.units.optimize.sum()) / items.llvm


def _cost(errors: Iterable[float]) -> float:
    return sum(min(abs(error), WILD) for error in errors)


# Telling


def report(found: dict[Pair, float]) -> None:
    """Print the errors by setting, and those of each crate."""
    settings = [setting for setting in SETTINGS if any(one.setting == setting for one in found)]
    names = sorted({one.crate for one in found})
    print(f"{'':16} " + " ".join(f"{setting:>14}" for setting in settings))
    for name in names:
        cells = []
        for setting in settings:
            mine = [(one, error) for one, error in found.items() if (one.crate, one.setting) == (name, setting)]
            cells.append(f"{mine[0][0].ratio:.3f} {mine[0][1]:+7.1%}" if mine else "")
        print(f"{name:16} " + " ".join(f"{cell:>14}" for cell in cells))
    for setting in (*settings, "asked"):
        of = ASKED if setting == "asked" else (setting,)
        size = np.array([abs(error) for one, error in found.items() if one.setting in of])
        if len(size):
            nine, most = float(np.quantile(size, 0.9)), float(size.max())
            print(f"{setting:8} {len(size):3} pairs: mean {size.mean():.1%}, nine of ten {nine:.1%}, most {most:.1%}")


def main(words: Sequence[str]) -> int:
    """Measure, fit or check."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.costs", description=__doc__)
    parser.add_argument("what", choices=("measure", "fit", "check"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("crates", nargs="*", metavar="CRATE", help="to measure; default: tests/soak/crates.py")
    parser.add_argument("--settings", default=",".join(SETTINGS), help="default: all")
    parser.add_argument("--rounds", type=int, default=3, help="pairs of each setting (default: 3)")
    parser.add_argument("--profile", default="release")
    chosen = parser.parse_args(words)
    if chosen.what == "measure":
        names = chosen.crates or [name for name in crates.LOOKED_AT if crates.is_there(name)]
        measure(chosen.folder, names, chosen.settings.split(","), chosen.rounds, chosen.profile)
        return 0
    pairs = [one for one in pairs_in(chosen.folder) if (chosen.folder / f"{one.crate}.cguviz").exists()]
    if chosen.what == "check":
        report(errors(chosen.folder, pairs))
        return 0
    print(fit(chosen.folder, pairs))
    left_out: dict[Pair, float] = {}
    for name in sorted({one.crate for one in pairs}):
        model = fit(chosen.folder, [one for one in pairs if one.crate != name])
        left_out |= errors(chosen.folder, [one for one in pairs if one.crate == name], model)
    report(left_out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
