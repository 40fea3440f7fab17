"""From judged estimates to the description of a scatter: which units, which estimator, which axes, which words."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from cguviz.analysis.estimates import FITTED, RECORDED, AssessedEstimator
from cguviz.model.columns import Columns, Floats, Longs
from cguviz.model.texts import Texts
from cguviz.scene.estimates.axes import is_skew
from cguviz.scene.estimates.plot import FACTOR, Plot, marks
from cguviz.workspace.estimates.make import Estimates
from cguviz.workspace.requests.scatter import ALL, SHOWN, Scatter

NAMED, NAMED_OF_MANY = 10, 14
"""Units that are named, at most, of one crate and of many."""
NS_PER_MS = 1e6


@dataclasses.dataclass(frozen=True, eq=False)
class Sheet(Columns):
    """Scatters that are written together.

    Attributes
    ----------
    plots
        Side by side; none where there is nothing to show.
    caption
        What they show; where there are none, sentences that say why.
    """

    plots: tuple[Plot, ...]
    caption: tuple[str, ...]


def sheet_of(estimates: Estimates, capture: int, scatters: Sequence[Scatter]) -> Sheet:
    """Describe scatters of the same units.

    Parameters
    ----------
    capture
        The one that is looked at.
    scatters
        One at least.
    """
    wanted = [choose_scatter(estimates, scatter, capture) for scatter in scatters]
    found = [scatter for scatter in wanted if scatter is not None]
    if not found:
        return Sheet((), estimates.reasons)
    plots = tuple(plot_of(estimates, scatter) for scatter in found)
    caption = caption_of(estimates, found[0], plots[0])
    return Sheet(plots, caption if len(plots) == 1 else caption[:1])


def choose_scatter(estimates: Estimates, wanted: Scatter, capture: int) -> Scatter | None:
    """Choose the crate and the estimator that are meant; None where nothing was measured.

    An estimator that knows nothing of the crate gives way to the first that does.
    """
    if not estimates.estimators:
        return None
    crate = estimates.crate_of_capture(capture) if wanted.crate == SHOWN else wanted.crate
    counted = np.flatnonzero(estimates.count > 0)
    if crate >= len(estimates.count) or (crate >= 0 and not estimates.count[crate]):
        crate = ALL
    if crate == ALL and len(counted) == 1:
        crate = int(counted[0])
    number = estimates.number_of(wanted.estimator)
    if crate != ALL and estimates.error[number, crate] < 0:
        number = int(np.argmax(estimates.error[:, crate] >= 0))
    return Scatter(crate, estimates.estimators[number].name, wanted.scale)


def plot_of(estimates: Estimates, wanted: Scatter) -> Plot:
    """Describe a scatter.

    Parameters
    ----------
    estimates
        With an estimator at least.
    wanted
        As `choose_scatter` says it.
    """
    chosen = estimates.estimators[estimates.number_of(wanted.estimator)]
    errors, crate = chosen.errors, wanted.crate
    table = estimates.measurements
    mine = np.flatnonzero(estimates.units_of(crate)[errors.row])
    row = errors.row[mine]
    together = crate == ALL
    time = table.time[row] / NS_PER_MS
    estimate = chosen.estimate[row] / (NS_PER_MS if chosen.name == FITTED else 1.0)
    share_x, share_y = errors.share_estimated[mine], errors.share_measured[mine]
    x, y = (share_x, share_y) if together else (estimate, time)
    log = wanted.scale == "log" or (wanted.scale == "auto" and (together or is_skew(x) or is_skew(y)))
    seen = np.flatnonzero((x > 0) & (y > 0)) if log else np.arange(len(x))
    unit, divisor = _unit_of(time)
    scale = 1.0 if together else divisor
    deviation, ratio = errors.deviation[mine], errors.ratio[mine]
    names = estimates.labels.take(row[seen])
    if together:
        titles = estimates.titles.tolist()
        owners = table.crate[row[seen]].tolist()
        names = Texts.of(f"{titles[owner]} {name}" for owner, name in zip(owners, names, strict=True))
    known = np.flatnonzero(np.isfinite(ratio[seen]))
    most = NAMED_OF_MANY if together else NAMED
    worst = known[np.argsort(-deviation[seen][known], kind="stable")[:most]]
    mean = float(time.sum() / estimate.sum()) if estimate.sum() > 0 else 0.0
    return Plot(
        heading=chosen.name,
        caption=_caption(chosen, crate, mine, len(x) - len(seen)),
        x_title=f"{chosen.name} by its mean in the crate" if together else _title(chosen),
        y_title="time by its mean in the crate" if together else f"time in {unit}: generate, optimize and LTO",
        x=x[seen],
        y=y[seen] / scale,
        estimate=estimate[seen],
        time=time[seen],
        row=row[seen].astype(np.int32),
        unit=table.units.take(row[seen]),
        label=names,
        deviation=deviation[seen],
        ratio=np.where(np.isnan(ratio[seen]), 1.0, ratio[seen]),
        mark=marks(np.where(np.isnan(ratio[seen]), 1.0, ratio[seen])),
        worst=worst.astype(np.int32),
        slope=1.0 if together else mean / scale,
        log=log,
        unseen=len(x) - len(seen),
    )


def _unit_of(time: Floats) -> tuple[str, float]:
    """Return the unit of times, and its milliseconds."""
    most = float(time.max(initial=0.0))
    return ("s", 1000.0) if most >= 10_000 else ("ms", 1.0) if most >= 1 else ("µs", 0.001)


def _title(chosen: AssessedEstimator) -> str:
    return f"{chosen.name}: time in ms, fitted without the unit" if chosen.name == FITTED else chosen.name


def _caption(chosen: AssessedEstimator, crate: int, mine: Longs, unseen: int) -> tuple[str, ...]:
    """Return the figures of a scatter, a line each; the first says how large the error is."""
    errors = chosen.errors
    name = "size estimates" if chosen.name == RECORDED else chosen.name
    if crate == ALL:
        named = f"{len(errors.row):,} units of {len(errors.crate):,} crates with two or more"
        error = chosen.error
    else:
        named = f"{len(mine):,} units"
        error = float(errors.deviation[mine].mean()) if len(mine) else 0.0
    lines = [f"{name}: off by {error:.4f} of the mean unit"]
    ratio = errors.ratio[mine]
    wrong = int(((ratio > FACTOR) | (ratio < 1 / FACTOR)).sum())
    lines.append(
        f"{named} · {wrong:,} of them ({wrong / max(len(mine), 1):.0%}) are off by more than a factor of {FACTOR:g}"
    )
    if unseen:
        lines.append(f"{unseen:,} units are estimated at nothing, or took no time, and have no place on these axes")
    return tuple(lines)


def caption_of(estimates: Estimates, wanted: Scatter, plot: Plot) -> tuple[str, ...]:
    """Return the lines above a picture: what it shows, then its figures."""
    crate, counted = wanted.crate, np.flatnonzero(estimates.count > 0)
    if crate == ALL:
        sources = list(dict.fromkeys(estimates.details.take(counted)))
        title = f"{len(counted):,} crates · {', '.join(sources[:3])}{' …' if len(sources) > 3 else ''}"
    else:
        title = " · ".join(part for part in (estimates.titles[crate], estimates.details[crate]) if part)
    return (title, f"{plot.caption[0]} on average (mean absolute deviation)", *plot.caption[1:])
