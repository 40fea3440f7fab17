"""rustc's back end as a discrete-event simulation: what units cost becomes a timeline.

```
Costs ─▶ order ─▶ coordinator (messages in, commands out) ⇄ machine (time, cores, tokens) ─▶ Timeline
```

The coordinator is rustc's, one for each generation of it; the machine is what it runs on. Knows nothing of files.
"""

from __future__ import annotations

from cguviz.schedule.against import Deviation, against
from cguviz.schedule.coordinator import COORDINATORS
from cguviz.schedule.ideal import ideal_ns
from cguviz.schedule.measures import backend, long_pole, peak_parallel
from cguviz.schedule.order import ORDERS
from cguviz.schedule.rates import PUBLISHED, Rates, by_content, by_size, likely_profile, rates_of
from cguviz.schedule.simulation import Options, simulate

__all__ = [
    "COORDINATORS",
    "ORDERS",
    "PUBLISHED",
    "Deviation",
    "Options",
    "Rates",
    "against",
    "backend",
    "by_content",
    "by_size",
    "ideal_ns",
    "likely_profile",
    "long_pole",
    "peak_parallel",
    "rates_of",
    "simulate",
]
