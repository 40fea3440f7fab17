"""What the coordinator runs on: time, cores, job tokens, the main thread. Knows nothing of rustc's rules.

All running threads share the cores evenly. So they progress at one rate, and what ends next is found by progress and
not by time: a thread that starts at progress p with c nanoseconds of work ends at progress p + c, however often the
rate changes before.
"""

from __future__ import annotations

import collections
import dataclasses
import heapq
from collections.abc import Iterator

from cguviz.model.costs import Costs
from cguviz.model.work import Work
from cguviz.schedule.protocol import Command, Coordinator, Item, Message, News, Verb


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """A piece of work that is done.

    Attributes
    ----------
    thread
        0 for the main thread, -1 for the coordinator; workers are numbered from the number of main threads on, as
        they start.
    work, unit
        GENERATE, OPTIMIZE, LTO or COPY, and the unit's row; OTHER and -1 for the thin link.
    start, end
        Nanoseconds.
    """

    thread: int
    work: Work
    unit: int
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Machine:
    """What a compiler is given.

    Attributes
    ----------
    tokens
        Job tokens that can be had besides the implicit one.
    cores
        Processors; 0 gives each thread its own.
    main_threads
        Threads of the front end (`-Z threads`): each generates one unit before the coordinator's turn.
    thin_link
        Nanoseconds of the thin link.
    """

    tokens: int
    cores: int
    main_threads: int
    thin_link: int


def play(coordinator: Coordinator, costs: Costs, order: list[int], machine: Machine) -> Iterator[Done]:
    """Run a coordinator until it ends.

    Parameters
    ----------
    coordinator
        Not started yet.
    costs
        Of all units.
    order
        Rows in the order of generation.
    machine
        What it runs on.

    Yields
    ------
    Work in the order in which it ends.
    """
    generate, copy = costs.generate.tolist(), costs.copy.tolist()
    times = {Work.OPTIMIZE: costs.optimize.tolist(), Work.LTO: costs.lto.tolist(), Work.COPY: copy}
    running: list[tuple[int, int, int, Work, int, int]] = []  # progress at the end, serial, thread, work, unit, start
    news: collections.deque[Message] = collections.deque()
    now = progress = serial = wanted = 0
    free, threads = machine.tokens, machine.main_threads
    waiting = collections.deque(order)
    ready: dict[int, int] = {}  # units that other main threads generated, with the time it took

    def start(thread: int, work: Work, unit: int, length: int) -> None:
        nonlocal serial
        heapq.heappush(running, (progress + length, serial, thread, work, unit, now))
        serial += 1

    def finish() -> Done:
        """Let time pass until the next thread is through."""
        nonlocal now, progress
        end, _, thread, work, unit, began = running[0]
        crowd = len(running)
        if machine.cores and crowd > machine.cores:
            now += -(-(end - progress) * crowd // machine.cores)
        else:
            now += end - progress
        progress = end
        heapq.heappop(running)
        return Done(thread, work, unit, began, now)

    if machine.main_threads > 1:
        first = [unit for unit in order if not copy[unit]][: machine.main_threads]
        for thread, unit in enumerate(first):
            start(thread, Work.GENERATE, unit, generate[unit])
        while running:
            done = finish()
            ready[done.unit] = done.end - done.start
            yield done

    commands: list[Command] = next(coordinator)
    while True:
        for command in commands:
            match command.verb:
                case Verb.GENERATE if not waiting:
                    news.append(Message(News.COMPLETE))
                case Verb.GENERATE:
                    unit = waiting.popleft()
                    if copy[unit]:
                        news.append(Message(News.GENERATED, Item(Work.COPY, unit, 0)))
                    elif unit in ready:
                        news.append(Message(News.GENERATED, Item(Work.OPTIMIZE, unit, ready[unit])))
                    else:
                        start(0, Work.GENERATE, unit, generate[unit])
                case Verb.SPAWN if command.item is not None:
                    item = command.item
                    start(threads, item.work, item.unit, times[item.work][item.unit])
                    threads += 1
                case Verb.REQUEST:
                    granted = min(command.count, free)
                    free -= granted
                    wanted += command.count - granted
                    news.extend([Message(News.TOKEN)] * granted)
                case Verb.RELEASE:
                    granted = min(command.count, wanted)
                    wanted -= granted
                    free += command.count - granted
                    news.extend([Message(News.TOKEN)] * granted)
                case Verb.FORGET:
                    wanted = 0
                    free += sum(message.news is News.TOKEN for message in news)
                    news = collections.deque(message for message in news if message.news is not News.TOKEN)
                case Verb.THIN_LINK:
                    now += machine.thin_link
                    yield Done(-1, Work.OTHER, -1, now - machine.thin_link, now)
        if not news:
            done = finish()
            yield done
            item = Item(Work.OPTIMIZE, done.unit, done.end - done.start)
            news.append(Message(News.GENERATED, item) if done.work is Work.GENERATE else Message(News.FINISHED))
        try:
            commands = coordinator.send(news.popleft())
        except StopIteration:
            return
