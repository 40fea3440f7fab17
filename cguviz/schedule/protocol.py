"""Messages to the coordinator, and its commands to the machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from enum import Enum, auto

from cguviz.model.times.work import Work


class News(Enum):
    """The kinds of messages."""

    TOKEN = auto()
    """The jobserver granted a token."""
    GENERATED = auto()
    """The main thread is through with a unit."""
    COMPLETE = auto()
    """The main thread has no unit left to generate."""
    FINISHED = auto()
    """A worker is through."""


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """A message to the coordinator.

    Attributes
    ----------
    news
        What happened.
    item
        The work on the generated unit that is now to do.
    """

    news: News
    item: Item | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """A piece of work for a worker.

    Attributes
    ----------
    work
        OPTIMIZE, LTO or COPY.
    unit
        Its row.
    cost
        What the coordinator takes for its cost: the nanoseconds that its generation took, or the length of its
        bitcode.
    """

    work: Work
    unit: int
    cost: int


class Verb(Enum):
    """The kinds of commands."""

    GENERATE = auto()
    """The main thread generates the next unit."""
    SPAWN = auto()
    """A worker starts on `item`."""
    REQUEST = auto()
    """The jobserver is asked for `count` tokens; each comes as a message when there is one."""
    RELEASE = auto()
    """`count` tokens go back to the jobserver."""
    FORGET = auto()
    """Tokens that were requested and did not come are no longer wanted."""
    THIN_LINK = auto()
    """The coordinator itself looks at all units together, and hears nothing meanwhile."""


@dataclasses.dataclass(frozen=True, slots=True)
class MachineCommand:
    """A command of the coordinator, carried out at once."""

    verb: Verb
    item: Item | None = None
    count: int = 1


Coordinator = Generator[list[MachineCommand], Message, None]
"""Gives commands, gets the next message; ends when all is done."""
