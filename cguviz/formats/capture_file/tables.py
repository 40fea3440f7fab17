"""Tables of the model as plain JSON values and numbered columns, and back.

Knows the classes (`TABLES`) and their fields by introspection; knows nothing of bytes.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cguviz.formats.capture_file.checks import fault
from cguviz.model.capture import Agreement, Capture, Recorded, Remark
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.model.texts import Texts
from cguviz.model.times.timeline import FunctionTimes, Memory, Phases, Repeats, Timeline
from cguviz.model.unit_words import UnitWords
from cguviz.model.uses import Uses

TABLES: dict[str, type] = {
    "Agreement": Agreement,
    "Capture": Capture,
    "FunctionTimes": FunctionTimes,
    "Items": Items,
    "Memory": Memory,
    "Partition": Partition,
    "Paths": Paths,
    "Phases": Phases,
    "Recorded": Recorded,
    "Remark": Remark,
    "Repeats": Repeats,
    "Texts": Texts,
    "Timeline": Timeline,
    "UnitWords": UnitWords,
    "Uses": Uses,
}
"""The classes that a file may hold."""

INT_BITS = 63

Array = NDArray[np.generic]
Plain = str | int | None | list["Plain"] | dict[str, "Plain"]


class DamagedError(Exception):
    """A file that contradicts itself; the message continues "this file …"."""


def encode(value: object, place: Callable[[Array], int]) -> Plain:
    """Turn a table, or a value of its fields, into JSON.

    Parameters
    ----------
    value
        A table of a class in `TABLES`, an array, a tuple of values, a string, an integer or None.
    place
        Keeps a column and returns its number.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, np.ndarray):
        return {"block": place(value)}
    if isinstance(value, tuple):
        return [encode(each, place) for each in value]
    if isinstance(value, int | np.integer):
        return int(value)
    name = type(value).__name__
    if not dataclasses.is_dataclass(value) or TABLES.get(name) is not type(value):
        raise TypeError(f"no way to save a {name}")
    fields = {field.name: encode(getattr(value, field.name), place) for field in dataclasses.fields(value)}
    return {"table": name, "fields": fields}


def decode(hint: object, value: Plain, blocks: Sequence[Array]) -> object:
    """Turn JSON into a value of the hinted type.

    Parameters
    ----------
    hint
        The annotation of a field, or a class in `TABLES`.
    value
        As `encode` made it.
    blocks
        The columns.

    Raises
    ------
    DamagedError
        The value does not fit the hint, or the columns of a table do not fit one another.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    # From numpy 2.5 and Python 3.12 on, NDArray is a `type` statement's alias: look at what it stands for.
    aliased = getattr(origin, "__value__", None)
    if aliased is not None:
        return decode(aliased[arguments], value, blocks)
    if origin is types.UnionType:
        if value is None and types.NoneType in arguments:
            return None
        return decode(arguments[0], value, blocks)
    if origin is tuple:
        if not isinstance(value, list):
            raise DamagedError("lacks a list where there must be one")
        return tuple(decode(arguments[0], each, blocks) for each in value)
    if origin is np.ndarray:
        return _column(np.dtype(typing.get_args(arguments[1])[0]), value, blocks)
    if hint is str and isinstance(value, str):
        return value
    if hint is int and type(value) is int and value.bit_length() <= INT_BITS:
        return value
    for name, table in TABLES.items():
        if hint is table:
            return _table(name, table, value, blocks)
    raise DamagedError(f"holds {type(value).__name__} where there must be something else")


def _column(dtype: np.dtype[np.generic], value: Plain, blocks: Sequence[Array]) -> Array:
    """Return a numbered column that must have a dtype."""
    match value:
        case {"block": int(number)} if 0 <= number < len(blocks):
            column = blocks[number]
        case _:
            raise DamagedError("names a column that is not there")
    if column.dtype != dtype or column.ndim != 1:
        raise DamagedError(f"holds a column of {column.dtype} where there must be {dtype}")
    return column


def _table(name: str, table: type, value: Plain, blocks: Sequence[Array]) -> object:
    """Build a table of a class from its JSON value."""
    match value:
        case {"table": str(found), "fields": dict(fields)} if found == name:
            pass
        case _:
            raise DamagedError(f"lacks its table {name}")
    hints = typing.get_type_hints(table)
    known = {field: decode(hints[field], fields[field], blocks) for field in hints if field in fields}
    for field in dataclasses.fields(table):
        absent = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if field.name not in known and absent:
            raise DamagedError(f"lacks {name}.{field.name}")
    made: object = table(**known)
    wrong = fault(made)
    if wrong:
        raise DamagedError(f"holds {wrong}")
    return made
