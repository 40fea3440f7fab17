"""rustc's coordinator thread as a generator, one function for each generation of rustc.

Follows `start_executing_work` of rustc_codegen_ssa::back::write as of 1.63, 1.85 and 1.96, whose turns are as below;
self-profiles of 1.95 hold the spans of the newer one (`LLVM_thinlto`).

```
1  main thread idle    enough queued for the workers?  no: it generates the next unit
                                                       yes: it lends its token to the most expensive item
2  tokens to spare     the most expensive items start
3  tokens left over    go back to the jobserver
4  a message           token, generated, complete, finished
```
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from enum import Enum, auto

from cguviz.schedule.protocol import Coordinator, Item, MachineCommand, Message, News, Verb


class Main(Enum):
    """The state of rustc's main thread."""

    IDLE = auto()
    GENERATING = auto()
    LENDING = auto()
    """Waiting, while a worker runs on its token."""


def is_full(queued: int, workers: int) -> bool:
    """Say whether enough units are queued for the workers, so that the main thread need not generate more.

    A quarter of the workers, rounded up, is enough: `queue_full_enough` in rustc.
    """
    return 0 < queued >= workers - 3 * workers // 4


def until_1_85(lto: Sequence[Item], parallel: bool) -> Coordinator:
    """Coordinate as rustc 1.63 to 1.85: the LTO phase runs in the same loop as optimization.

    Parameters
    ----------
    lto
        What is to do after the thin link; empty without LTO.
    parallel
        False for `-Z no-parallel-backend`: no tokens are asked for.
    """
    yield from _loop(lto, parallel)


def since_1_95(lto: Sequence[Item], parallel: bool) -> Coordinator:
    """Coordinate as rustc since 1.95: the LTO phase is a loop of its own (`do_thin_lto`), which starts without tokens.

    Parameters
    ----------
    lto, parallel
        As in `until_1_85`.
    """
    tokens = yield from _loop((), parallel)
    if not lto:
        return
    commands = [MachineCommand(Verb.RELEASE, count=tokens), MachineCommand(Verb.FORGET), MachineCommand(Verb.THIN_LINK)]
    queue = _queue_of(lto)
    commands += [MachineCommand(Verb.REQUEST, count=len(queue))] * parallel
    tokens = used = 0
    while used or queue:
        while used < tokens + 1 and queue:
            commands.append(MachineCommand(Verb.SPAWN, queue.pop()))
            used += 1
        commands.append(MachineCommand(Verb.RELEASE, count=tokens - min(tokens, used - 1)))
        tokens = min(tokens, used - 1)
        message = yield commands
        commands = []
        if message.news is News.TOKEN:
            tokens += 1
        else:
            used -= 1


COORDINATORS: Mapping[str, Callable[[Sequence[Item], bool], Coordinator]] = {"1.85": until_1_85, "1.95": since_1_95}
"""By the release of rustc in which each was read."""

_RELEASE = re.compile(r"\b1\.(\d+)")


def coordinator_of(compiler: str) -> str:
    """Return the key of `COORDINATORS` for a compiler ("rustc 1.97.0-nightly …"); the older one without a release."""
    release = _RELEASE.search(compiler)
    return "1.95" if release and int(release[1]) >= 95 else "1.85"


def _loop(lto: Sequence[Item], parallel: bool) -> Generator[list[MachineCommand], Message, int]:
    """Run rustc's main loop; returns the number of tokens left."""
    queue: list[Item] = []
    tokens = own = 0  # held besides the implicit one; workers that run on them
    main = Main.IDLE
    complete, linked = False, not lto
    commands: list[MachineCommand] = []
    while True:
        if main is Main.IDLE and not complete:
            workers = own + min(tokens - own, len(queue)) + 1
            if is_full(len(queue), workers):
                commands.append(MachineCommand(Verb.SPAWN, queue.pop()))
                main = Main.LENDING
            else:
                commands.append(MachineCommand(Verb.GENERATE))
                main = Main.GENERATING
        elif main is Main.IDLE:
            if not own and not queue:
                if linked:
                    return tokens
                linked, queue = True, _queue_of(lto)
                commands.append(MachineCommand(Verb.THIN_LINK))
                commands += [MachineCommand(Verb.REQUEST, count=len(queue))] * parallel
            if queue:
                commands.append(MachineCommand(Verb.SPAWN, queue.pop()))
            else:
                own -= 1  # a running worker goes on with the main thread's token
            main = Main.LENDING
        while queue and own < tokens:
            commands.append(MachineCommand(Verb.SPAWN, queue.pop()))
            own += 1
        commands.append(MachineCommand(Verb.RELEASE, count=tokens - min(tokens, own)))
        tokens = min(tokens, own)
        message = yield commands
        commands = []
        match message.news:
            case News.TOKEN:
                tokens += 1
                if main is Main.LENDING:
                    main = Main.IDLE
                    own += 1
            case News.GENERATED:
                if message.item is not None:
                    _insert(queue, message.item)
                    commands += [MachineCommand(Verb.REQUEST)] * parallel
                main = Main.IDLE
            case News.COMPLETE:
                complete = True
                main = Main.IDLE
            case News.FINISHED:
                if main is Main.LENDING:
                    main = Main.IDLE  # whichever worker it was
                else:
                    own -= 1


def _insert(queue: list[Item], item: Item) -> None:
    """Insert an item into a queue sorted by cost; of equal costs the older item runs first."""
    bisect.insort_left(queue, item, key=lambda queued: queued.cost)


def _queue_of(items: Sequence[Item]) -> list[Item]:
    """Return items as a queue sorted by cost."""
    queue: list[Item] = []
    for item in items:
        _insert(queue, item)
    return queue
