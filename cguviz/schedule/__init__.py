"""rustc's back end as a discrete-event simulation: the costs of units become a timeline.

```
Costs ─▶ order ─▶ coordinator (messages in, commands out) ⇄ machine (time, cores, tokens) ─▶ Timeline
```

The coordinator is rustc's, one for each generation of it; the machine is what it runs on. Knows nothing of files.
"""

from __future__ import annotations

from cguviz.schedule.contents import by_content
from cguviz.schedule.coordinator import COORDINATORS, coordinator_of
from cguviz.schedule.deviation import Deviation, deviation_of, explain_deviation
from cguviz.schedule.ideal import ideal_ns
from cguviz.schedule.measures import backend, long_pole, main_threads, peak_parallel, thin_link_ns
from cguviz.schedule.order import ORDERS
from cguviz.schedule.rates import PUBLISHED, Rates, by_size, likely_profile, rates_of
from cguviz.schedule.simulation import ScheduleOptions, simulate
from cguviz.schedule.sources import ChosenCosts, from_profile, from_rates, from_table

__all__ = [
    "COORDINATORS",
    "ORDERS",
    "PUBLISHED",
    "ChosenCosts",
    "Deviation",
    "Rates",
    "ScheduleOptions",
    "backend",
    "by_content",
    "by_size",
    "coordinator_of",
    "deviation_of",
    "explain_deviation",
    "from_profile",
    "from_rates",
    "from_table",
    "ideal_ns",
    "likely_profile",
    "long_pole",
    "main_threads",
    "peak_parallel",
    "rates_of",
    "simulate",
    "thin_link_ns",
]
