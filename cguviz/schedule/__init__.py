"""rustc's back end as a discrete-event simulation: the costs of units become a timeline.

```
Costs ─▶ order ─▶ coordinator (messages in, commands out) ⇄ machine (time, cores, tokens) ─▶ Timeline
```

The coordinator is rustc's, one for each generation of it; the machine is what it runs on. Knows nothing of files.
"""

from __future__ import annotations

from cguviz.schedule.coordinator import COORDINATORS, coordinator_of
from cguviz.schedule.cost_model import predict_costs
from cguviz.schedule.deviation import Deviation, deviation_of, explain_deviation
from cguviz.schedule.forecast import Forecast, ForecastBase, forecast, ground_of, what_if
from cguviz.schedule.ideal import ideal_ns
from cguviz.schedule.item_costs import item_costs_of, same_contents
from cguviz.schedule.measures import backend, in_flight, long_pole, main_threads, memory_of, peak_parallel, thin_link_ns
from cguviz.schedule.order import ORDERS
from cguviz.schedule.overhead import overhead_of
from cguviz.schedule.rates import PUBLISHED, Rates, by_size, likely_profile, rates_of
from cguviz.schedule.simulation import ScheduleOptions, simulate
from cguviz.schedule.sources import ChosenCosts, from_profile, from_rates, from_table

__all__ = [
    "COORDINATORS",
    "ORDERS",
    "PUBLISHED",
    "ChosenCosts",
    "Deviation",
    "Forecast",
    "ForecastBase",
    "Rates",
    "ScheduleOptions",
    "backend",
    "by_size",
    "coordinator_of",
    "deviation_of",
    "explain_deviation",
    "forecast",
    "from_profile",
    "from_rates",
    "from_table",
    "ground_of",
    "ideal_ns",
    "in_flight",
    "item_costs_of",
    "likely_profile",
    "long_pole",
    "main_threads",
    "memory_of",
    "overhead_of",
    "peak_parallel",
    "predict_costs",
    "rates_of",
    "same_contents",
    "simulate",
    "thin_link_ns",
    "what_if",
]
