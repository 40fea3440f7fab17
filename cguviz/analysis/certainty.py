"""Certainty of a recording: how far it is as rustc's own lists and estimates say."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Agreement, Capture
from cguviz.model.columns import Floats
from cguviz.model.inference import inferred_items


@dataclasses.dataclass(frozen=True)
class Certainty:
    """Figures of a recording against rustc's own word.

    Attributes
    ----------
    agreed
        Part of the placements of the last stage that are, linkage included, as rustc lists them.
    exact
        Whether the sizes of the items of every unit of PLACE add up to rustc's own estimate of it and none could be
        another, or are a dump's.
    mean_error, worst_error
        By how much units differ from that estimate, as a part of it; None where rustc told none or no size is known.
    known_modes, inferred_modes
        Items of which rustc's output and rule tell whether they are root or inlined, and all others.
    processor_times
        Whether times are of processors, and not of the clock alone.
    """

    agreed: float
    exact: bool
    mean_error: float | None
    worst_error: float | None
    known_modes: int
    inferred_modes: int
    processor_times: bool


def certainty(capture: Capture) -> Certainty | None:
    """Return the certainty of a recording, None for captures that are none."""
    agreement = capture.agreement
    if agreement is None:
        return None
    errors = unit_size_errors(capture, agreement)
    stage = capture.partition()
    inferred = inferred_items(capture.items, stage)
    return Certainty(
        agreed=agreement.agreed / max(agreement.placements, 1),
        exact=_is_exact(capture, agreement, errors),
        mean_error=float(errors.mean()) if len(errors) else None,
        worst_error=float(errors.max()) if len(errors) else None,
        known_modes=len(capture.items) - inferred,
        inferred_modes=inferred,
        processor_times=capture.timeline is not None and bool((capture.timeline.cpu >= 0).any()),
    )


def unit_size_errors(capture: Capture, agreement: Agreement) -> Floats:
    """Return (k,) float64: by how much each unit of PLACE that rustc estimated differs from that, as a part of it."""
    (stage, *_) = capture.partitions
    estimates = agreement.estimates
    if not len(estimates) or not (stage.size >= 0).any():
        return np.zeros(0)
    told = estimates > 0
    return np.asarray(np.abs(stage.unit_sizes[told] - estimates[told]) / estimates[told])


def _is_exact(capture: Capture, agreement: Agreement, errors: Floats) -> bool:
    if len(agreement.estimates):
        return bool(len(errors)) and not errors.any() and not agreement.unsure
    # A dump tells the size of each item, and then nobody asks for those of units.
    return bool((capture.partitions[0].size >= 0).all())
