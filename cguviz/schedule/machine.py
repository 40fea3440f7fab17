"""The machine under the coordinator: time, cores, job tokens, the main thread. Knows nothing of rustc's rules.

All running threads share the cores evenly. So they progress at one rate, and what ends next is found by progress and
not by time: a thread that starts at progress p with c nanoseconds of work ends at progress p + c, however often the
rate changes before.
"""

from __future__ import annotations

import collections
import dataclasses
import heapq
from collections.abc import Callable, Iterator

from cguviz.model.times.costs import Costs
from cguviz.model.times.work import Work
from cguviz.schedule.protocol import Coordinator, Item, MachineCommand, Message, News, Verb


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """A finished piece of work.

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
    """The tokens, cores and main threads that a compiler has.

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


Begin = Callable[[Work, int, int, int], tuple[int, int, int]]
"""Of a piece of work, its unit, its length and the time at which it may begin: the unit that is really worked on, after
how many nanoseconds it begins, and how long it takes."""


def play(coordinator: Coordinator, costs: Costs, order: list[int], machine: Machine, begin: Begin) -> Iterator[Done]:
    """Run a coordinator on a machine, and yield each finished piece of work.

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
    begin
        What passes before each piece of work; the thread needs no processor meanwhile.

    Yields
    ------
    Work in the order in which it ends.
    """
    generate, copy = costs.generate.tolist(), costs.copy.tolist()
    times = {Work.OPTIMIZE: costs.optimize.tolist(), Work.LTO: costs.lto.tolist(), Work.COPY: copy}
    running: list[tuple[int, int, int, Work, int, int]] = []  # progress at the end, serial, thread, work, unit, start
    coming: list[tuple[int, int, int, Work, int, int]] = []  # time of the start, serial, thread, work, unit, length
    news: collections.deque[Message] = collections.deque()
    now = progress = serial = wanted = 0
    free, threads = machine.tokens, machine.main_threads
    waiting = collections.deque(order)
    ready: dict[int, int] = {}  # units that other main threads generated, with the time it took

    def start(thread: int, work: Work, unit: int, length: int) -> None:
        nonlocal serial
        unit, delay, length = begin(work, unit, length, now)
        if delay:
            heapq.heappush(coming, (now + delay, serial, thread, work, unit, length))
        else:
            heapq.heappush(running, (progress + length, serial, thread, work, unit, now))
        serial += 1

    def time_for(length: int) -> int:
        """Return the time that the running threads need for progress of this length."""
        crowd = len(running)
        return -(-length * crowd // machine.cores) if machine.cores and crowd > machine.cores else length

    def finish() -> Done:
        """Let time pass until the next thread is through."""
        nonlocal now, progress
        while coming and (not running or coming[0][0] < now + time_for(running[0][0] - progress)):
            moment, number, thread, work, unit, length = heapq.heappop(coming)
            crowd = len(running)
            passed = moment - now
            progress += passed * machine.cores // crowd if machine.cores and crowd > machine.cores else passed
            now = moment
            heapq.heappush(running, (progress + length, number, thread, work, unit, now))
        end, _, thread, work, unit, began = running[0]
        now += time_for(end - progress)
        progress = end
        heapq.heappop(running)
        return Done(thread, work, unit, began, now)

    if machine.main_threads > 1:
        first = [unit for unit in order if not copy[unit]][: machine.main_threads]
        for thread, unit in enumerate(first):
            start(thread, Work.GENERATE, unit, generate[unit])
        while running or coming:
            done = finish()
            ready[done.unit] = done.end - done.start
            yield done

    commands: list[MachineCommand] = next(coordinator)
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
