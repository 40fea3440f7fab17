"""Options of rules: frozen values whose fields hold their meaning, their allowed values and their text form.

The command line, the text of pipelines and the window all derive from these fields; no rule parses anything.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from typing import TypeVar

from cguviz.errors import PartitionError

Value = int | float | str | None
"""What an option may hold; a bool is an int."""

V = TypeVar("V", bound=Value)

DEFAULT = "default"
"""The word for None: what the rule does when nothing is asked for."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """The text form of an option's value: reading, checking and help.

    Attributes
    ----------
    metavar
        Stands for the value in help texts: `N`.
    expected
        For the error: "a whole number from 1".
    read
        Turns a word into a value; a ValueError says that it cannot.
    accepts
        Whether a value may be taken; None is accepted where it is the field's default.
    """

    metavar: str
    expected: str
    read: Callable[[str], Value]
    accepts: Callable[[Value], bool]


def _count(word: str) -> int:
    """Read a number, or this machine's number of processors for `cores`."""
    return (os.cpu_count() or 1) if word == "cores" else int(word)


def _flag(word: str) -> bool:
    """Read yes or no."""
    return {"yes": True, "true": True, "no": False, "false": False}[word]


def _is_int(value: Value, least: int) -> bool:
    """Say whether a value is a whole number of at least `least`."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


COUNT = Reading("N", "a whole number from 1, or cores", _count, lambda value: _is_int(value, 1))
"""`cores` becomes this machine's number when it is read, so that what is written down can be repeated elsewhere."""

SIZE = Reading("N", "a whole number from 0", int, lambda value: _is_int(value, 0))
FACTOR = Reading("X", "a number above 0", float, lambda value: isinstance(value, int | float) and 0 < value < 1e9)
FLAG = Reading("yes|no", "yes or no", _flag, lambda value: isinstance(value, bool))


def choice(*words: str) -> Reading:
    """Return the reading of an option that holds one of some words."""
    return Reading("|".join(words), " or ".join(words), str, lambda value: value in words)


def option(default: V, meaning: str, reading: Reading) -> V:
    """Declare a field of an options class.

    Parameters
    ----------
    default
        Its default.
    meaning
        One line for people.
    reading
        How its value is written and what it may be.
    """
    return dataclasses.field(default=default, metadata={"default": default, "meaning": meaning, "reading": reading})


@dataclasses.dataclass(frozen=True)
class OptionField:
    """One option of a rule: its name, default, meaning and text form."""

    name: str
    default: Value
    meaning: str
    reading: Reading

    @property
    def word(self) -> str:
        """Name of the option in pipelines, and after two dashes on the command line."""
        return self.name.replace("_", "-")


@dataclasses.dataclass(frozen=True)
class RuleOptions:
    """Base of the options of a rule; by itself the options of a rule without any.

    Raises
    ------
    PartitionError
        A value is not what its field may hold.
    """

    def __post_init__(self) -> None:
        for field in fields_of(type(self)):
            value = getattr(self, field.name)
            if not (value is None and field.default is None) and not field.reading.accepts(value):
                raise PartitionError(f"{field.word} must be {field.reading.expected}, not {value}.")

    def values(self) -> dict[str, Value]:
        """Return all values by name."""
        return dataclasses.asdict(self)

    def changes(self) -> dict[str, str]:
        """Return the options that differ from their defaults: text of the value by the option's word."""
        table = {field.word: (getattr(self, field.name), field.default) for field in fields_of(type(self))}
        return {word: format_value(value) for word, (value, default) in table.items() if value != default}


Chosen = TypeVar("Chosen", bound=RuleOptions)


def fields_of(options: type[RuleOptions]) -> tuple[OptionField, ...]:
    """Return the fields of an options class, in order."""
    return tuple(
        OptionField(field.name, field.metadata["default"], field.metadata["meaning"], field.metadata["reading"])
        for field in dataclasses.fields(options)
    )


def parse_options(options: type[Chosen], words: Mapping[str, str], rule: str) -> Chosen:
    """Build options from words.

    Parameters
    ----------
    options
        The class.
    words
        Value by the field's word; `default` stands for None.
    rule
        The rule's name, for errors.

    Raises
    ------
    PartitionError
        The rule has no such option, or a value cannot be read.
    """
    known = {field.word: field for field in fields_of(options)}
    values: dict[str, Value] = {}
    for word, text in words.items():
        field = known.get(word.replace("_", "-"))
        if field is None:
            there = f"it has {', '.join(known)}" if known else "it has none"
            raise PartitionError(f"{rule} has no option {word!r}; {there}.")
        if text == DEFAULT and field.default is None:
            continue
        try:
            values[field.name] = field.reading.read(text)
        except (ValueError, KeyError, OverflowError) as error:
            raise PartitionError(f"{field.word} of {rule} must be {field.reading.expected}, not {text!r}.") from error
    return options(**values)


def format_value(value: Value) -> str:
    """Write a value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return DEFAULT if value is None else str(value)
