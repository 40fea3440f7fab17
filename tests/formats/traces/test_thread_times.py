"""Processor times of threads on their way into a timeline: a machine that hands out slices is the oracle."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.traces.thread_times import read_thread_times, with_thread_times
from cguviz.model.texts import Texts
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.timeline import Timeline

MS = 1_000_000
BEGAN = 1_700_000_000_000 * MS
PERIOD = 10 * MS


@dataclasses.dataclass(frozen=True)
class Slices:
    """A thread's life: slices in which it ran or waited, in turn, from a moment on."""

    start: int
    lengths: tuple[int, ...]

    @property
    def end(self) -> int:
        return self.start + sum(self.lengths)

    def ran(self, moment: int) -> int:
        """Nanoseconds that the thread has run at a moment."""
        done, now = 0, self.start
        for number, length in enumerate(self.lengths):
            if number % 2 == 0:
                done += min(max(moment - now, 0), length)
            now += length
        return done


lives = st.builds(
    Slices, st.integers(0, 300 * MS), st.lists(st.integers(1, 30 * MS), min_size=1, max_size=12).map(tuple)
)


def sampled(name: str, number: int, life: Slices, phase: int) -> list[str]:
    moments = range(life.start + 1 + phase, life.end, PERIOD)
    rows = [(moment, life.ran(moment), moment - life.start - life.ran(moment)) for moment in moments]
    return [f"{BEGAN + moment}\t{number}\t{ran}\t{waited}\t{name}\n" for moment, ran, waited in rows]


def of_unit(life: Slices) -> Timeline:
    row = np.zeros(1, np.int32)
    start, end = np.array([life.start], np.int64), np.array([life.end], np.int64)
    names = Texts.of(["opt cgu.07"]), Texts.of(["codegen_module_optimize"]), Texts.of(["toy.0123-cgu.07"])
    return Timeline("self-profile", *names, row, row, row, start, end, began=BEGAN)


@given(lives, st.integers(0, PERIOD - 1))
def test_a_bar_ran_as_long_as_its_thread_but_for_the_last_look(life: Slices, phase: int) -> None:
    lines = sampled("opt cgu.07", 8, life, phase)
    told = with_thread_times(of_unit(life), read_thread_times(Source("t", "".join(lines).encode())))
    if not lines:
        assert told.ran.tolist() == [-1]
        assert measured_costs(told).optimize.tolist() == [life.end - life.start]
        return
    assert 0 <= told.ran[0] <= life.end - life.start
    assert abs(int(told.ran[0]) - life.ran(life.end)) <= PERIOD
    assert measured_costs(told).optimize.tolist() == told.ran.tolist() == told.cpu.tolist()
    assert 0 <= told.waited[0] <= life.end - life.start - life.ran(life.end - PERIOD)


@given(st.integers(0, 50 * MS), st.integers(PERIOD + 1, 500 * MS), st.integers(0, PERIOD - 1))
def test_on_an_idle_machine_nothing_is_lost(start: int, length: int, phase: int) -> None:
    life = Slices(start, (length,))
    lines = sampled("opt cgu.07", 8, life, phase)
    told = with_thread_times(of_unit(life), read_thread_times(Source("t", "".join(lines).encode())))
    assert abs(int(told.ran[0]) - length) <= 1  # rounding


def test_the_busiest_of_two_threads_of_one_name_is_rustcs() -> None:
    """rustc's first thread waits for the second one, which has its name."""
    row = np.zeros(2, np.int32)
    start, end = np.array([0, 50 * MS], np.int64), np.array([100 * MS, 100 * MS], np.int64)
    spans = Timeline(
        "self-profile",
        Texts.of(["rustc"]),
        Texts.of(["codegen_crate", "codegen_module"]),
        Texts.of(["toy.0-cgu.0"]),
        row,
        np.array([0, 1], np.int32),
        np.array([-1, 0], np.int32),
        start,
        end,
        began=BEGAN,
    )
    lines = [f"{BEGAN + moment * MS}\t5\t{moment * MS // 50}\t0\trustc\n" for moment in range(1, 100, 10)]
    lines += [
        f"{BEGAN + moment * MS}\t6\t{moment * MS // 2}\t{moment * MS // 2}\trustc\n" for moment in range(1, 110, 10)
    ]
    lines += [f"{BEGAN + 20 * MS}\t0\t{moment << 20}\t0\t\n" for moment in (50, 90)]
    told = with_thread_times(spans, read_thread_times(Source("t", "".join(lines).encode())))
    assert told.ran.tolist() == [50 * MS, 25 * MS]
    assert told.memory is not None
    assert told.memory.resident.tolist() == [50 << 20, 90 << 20]


def test_a_timeline_that_does_not_know_when_it_began_stays_as_it_was() -> None:
    life = Slices(0, (100 * MS,))
    times = read_thread_times(Source("t", "".join(sampled("opt cgu.07", 8, life, 0)).encode()))
    blank = of_unit(life).replace(began=0)
    assert with_thread_times(blank, times) is blank


@pytest.mark.parametrize("text", ["x\n", "1\t2\t3\n", "1\t2\t3\tx\ty\n"])
def test_a_line_of_another_format_is_refused(text: str) -> None:
    with pytest.raises(LoadError, match=r"no reading of a thread .* record again"):
        read_thread_times(Source("t", text.encode()))
