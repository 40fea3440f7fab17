"""The ideal time of a schedule: the same work in the shortest possible time."""

from __future__ import annotations

import math

import numpy as np

from cguviz.model.times.costs import Costs


def ideal_ns(costs: Costs, jobs: int, thin_link: int = 0) -> int:
    r"""Return the shortest time for the same total of work, if unit sizes fell in a perfect gradient.

    The main thread generates one unit after the other, which makes a staircase: the later a unit is generated, the
    smaller it must be for all to end together.

    ```
    ▔▔▔▔▔▔▔▔▔▔▔▔▏▔▔▔▔▔▔▔▔▏▔▔▔▔▔▔▏▔▔▔▔▏   generate G
                ███████████████████████   optimize O
                         ██████████████
                                ███████
    ```

    With G and O split alike, a unit's share is r = O / (O + G) times the one before it, and of N units all are done
    after G / (1 - r^N). No order of things can do better than (G + O) / jobs either. Then comes the thin link, and
    LTO, split evenly; fat LTO cannot be split.

    Parameters
    ----------
    costs
        Only their totals and the number of units count.
    jobs
        Threads that may work at once, the main thread included.
    thin_link
        Nanoseconds between the two phases.

    Returns
    -------
    Nanoseconds, rounded up.
    """
    units = int(((costs.copy == 0) & ~costs.imported).sum())
    pieces = int(np.count_nonzero(costs.lto))
    generate, optimize, lto, copied = (
        int(column.sum()) for column in (costs.generate, costs.optimize, costs.lto, costs.copy)
    )
    staircase = 0.0
    if generate:
        # 1 - r^N without losing digits where r is near 1.
        staircase = generate / -math.expm1(units * -math.log1p(generate / optimize)) if optimize else generate
    elif units:
        staircase = optimize / units
    first = max(staircase, (generate + optimize + copied) / jobs)
    last = lto / min(jobs, pieces) if pieces else 0.0
    return math.ceil(first + last) + (thin_link if lto else 0)
