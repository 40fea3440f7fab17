"""Caveats of a pipeline: differences between builds that a capture cannot show, whatever rule is run on it."""

from __future__ import annotations

from collections.abc import Iterable

from cguviz.partition.options import RuleOptions
from cguviz.partition.start import Start

NOT_INCREMENTAL = (
    "the recorded build is not incremental. An incremental one has a second unit (volatile) for generic functions of"
    " each module; if it is optimised, rustc inlines nothing in MIR, so that there are other items of other sizes, and"
    " takes some drop glue for root. None of that is known here: record an incremental build to see its units."
)
INCREMENTAL = (
    "the recorded build is incremental. One that is not has a single unit for each module; if it is optimised, rustc"
    " inlines in MIR, so that there are other items of other sizes, and takes no drop glue for root. None of that is"
    " known here: record with CARGO_INCREMENTAL=0 to see its units."
)


def caveats(start: Start, chosen: Iterable[RuleOptions]) -> tuple[str, ...]:
    """Return sentences on the difference between the build that was recorded and the build that rules imitate.

    A release build of num-bigint 0.4.3 by rustc 1.95 has 504 items, and 871 if it is incremental.

    Parameters
    ----------
    start
        Where the first rule starts.
    chosen
        The options of the rules.
    """
    asked = {options.values().get("incremental") for options in chosen}
    other = INCREMENTAL if start.incremental else NOT_INCREMENTAL
    return (other,) if (not start.incremental) in asked else ()
