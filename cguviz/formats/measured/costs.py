"""Costs of units from a JSON file, measured or invented.

```
{"units": [{"unit": "a", "size": 40, "generate_ns": 4000000, "optimize_ns": 16000000, "lto_ns": 0}, …]}
```
"""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.model.columns import Longs
from cguviz.model.texts import Texts
from cguviz.model.times.costs import Costs, costs_of

NAME = "unit"
NEEDED = ("size", "generate_ns", "optimize_ns")
OPTIONAL = ("lto_ns",)
"""0 where it is left out: without LTO there is none."""
EXAMPLE = '{"units": [{"unit": "a", "size": 40, "generate_ns": 4000000, "optimize_ns": 16000000, "lto_ns": 0}]}'
LARGEST = 1 << 53
"""Sizes and nanoseconds (104 days) that JSON holds exactly."""

_START = re.compile(rb'\s*\{\s*"units"\s*:\s*\[\s*\{')


def sniff(head: bytes) -> bool:
    """Say whether a file begins like a table of costs."""
    return _START.match(head) is not None and b"generate_ns" in head


def read(source: Source) -> Costs:
    """Read a table of costs.

    Raises
    ------
    LoadError
        It is no JSON, or a unit lacks a key, is named twice, or costs what no unit can.
    """
    try:
        document = json.loads(source.data)
    except json.JSONDecodeError as error:
        message = f"is no JSON ({error.msg}, column {error.colno}); expected {EXAMPLE}."
        raise LoadError(message, source.path, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise LoadError(f"is no JSON ({error}); expected {EXAMPLE}.", source.path) from error
    rows = document.get("units") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        raise LoadError(f'holds no list "units" with a row for each unit; expected {EXAMPLE}.', source.path)
    names: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        name = row.get(NAME) if isinstance(row, dict) else None
        if not isinstance(name, str) or not name:
            raise LoadError(f'row {number} of "units" has no name in "{NAME}"; expected {EXAMPLE}.', source.path)
        if name in names:
            message = f"the unit {name!r} stands in row {names[name]} and again in row {number}; keep one of them."
            raise LoadError(message, source.path)
        names[name] = number
    columns = [_column(rows, key, source.path) for key in (*NEEDED, *OPTIONAL)]
    return costs_of(Texts.of(names), *columns)


def _column(rows: list[dict[str, Any]], key: str, path: str) -> Longs:
    """Read a column of counts."""
    return np.array([_count(row, key, path) for row in rows], np.int64)


def _count(row: dict[str, Any], key: str, path: str) -> int:
    """Read a count of a unit."""
    unit = row[NAME]
    if key not in row and key not in OPTIONAL:
        raise LoadError(f'the unit {unit!r} has no "{key}"; each needs {", ".join((NAME, *NEEDED))}.', path)
    value = row.get(key, 0)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        said = json.dumps(value, ensure_ascii=False)
        said = said if len(said) <= 40 else f"{said[:40]}…"
        message = f'"{key}" of the unit {unit!r} is {said}; expected a whole number from 0 to {LARGEST:,}.'
        raise LoadError(message, path)
    return value
