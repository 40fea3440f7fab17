"""The written timeline: every bar in a group of its own, text inside its bar, the same each time."""

from __future__ import annotations

import pytest
from lxml import etree

from cguviz.formats.symbols.unit_hash import mangle
from cguviz.model.texts import Texts
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.threads import CUT
from cguviz.model.unit_words import UnitWords
from cguviz.scene.look.text_fitting import width
from cguviz.scene.look.theme import THEMES
from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.scene.timeline.chart import Part
from cguviz.scene.timeline.describe import chart, track
from cguviz.scene.timeline.svg import SMALL, write_timeline
from cguviz.scene.timeline.text import difference_text, duration, find_underestimated, ticks, track_note
from tests.scene.timelines import measured

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", THEMES)
def test_units_and_texts(theme: str) -> None:
    whole = chart((track(measured(), "measured", Arrangement()),), ("regex",))
    text = write_timeline(whole, THEMES[theme])
    assert text == write_timeline(whole, THEMES[theme])
    root = etree.fromstring(text.encode())
    bars = [group for group in root.iter(f"{SVG}g") if group.get("class", "").startswith("bar ")]
    named = {group.get("data-unit") for group in bars if "optimize" in group.get("class", "")} - {None}
    assert named == set(measured().units.tolist())
    for group in bars:
        label, box = group.find(f"{SVG}text"), group.find(f"{SVG}rect")
        if label is not None and label.text and group.get("data-unit"):
            assert width(label.text) * SMALL <= float(box.get("width"))
        if group.get("data-unit"):
            assert group.find(f"{SVG}title").text.startswith(group.get("data-unit"))
    assert sum("pole" in group.get("class", "").split() for group in bars) == 2  # the bar, and the legend


def test_a_window_shows_what_is_in_it() -> None:
    whole = chart((track(measured(), "measured", Arrangement()),), ())
    start, end = whole.tracks[0].back_end
    root = etree.fromstring(write_timeline(whole, THEMES["light"], window=(start, (start + end) / 2)).encode())
    rows = [group for group in root.iter(f"{SVG}g") if group.get("class") == "row"]
    shown = {group.get("class") for row in rows for group in row.iter(f"{SVG}g")}
    assert "bar generate" in shown
    assert "bar link" not in shown


def test_units_that_took_longer_than_estimated_are_named() -> None:
    one = track(measured(), "measured", Arrangement())
    rows = find_underestimated(one)
    assert rows
    costs = measured_costs(measured())
    beyond = costs.total - costs.size * costs.total.sum() / costs.size.sum()
    assert rows == sorted(rows, key=lambda unit: -float(beyond[unit]))
    assert float(costs.total[rows].min()) >= float(costs.total.mean())
    assert f"underestimated: {one.unit_label[rows[0]]} ({one.share[rows[0]]:.1f}×)" in track_note(one)
    simulated = track(measured(), "simulated", Arrangement(), measured=False)
    assert find_underestimated(simulated) == []


def test_two_tracks_are_compared() -> None:
    one = track(measured(), "measured", Arrangement())
    pole = one.unit_label[one.pole]
    end = duration(one.back_end[1] - one.back_end[0])
    both = chart((one, one.replace(heading="again")), ())
    assert difference_text(both) == f"again: {end} instead of {end}, the long pole is still {pole}"
    assert (Part.OPTIMIZE, "optimize") in both.legend


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (0, "0 s"),
        (999, "999 ns"),
        (1_500, "1.50 µs"),
        (341_200_000, "341 ms"),
        (999_999_999, "1.00 s"),
        (4_082_000_000, "4.08 s"),
    ],
)
def test_durations(time: int, said: str) -> None:
    assert duration(time) == said


@pytest.mark.parametrize("span", [10, 12_345, 7_000_000, 4_800_000_000, 3_000_000_000_000])
def test_a_ruler_has_room_and_one_unit(span: int) -> None:
    found = ticks(0, span, 10)
    assert 2 <= len(found) <= 11
    assert len({text.split()[-1] for _, text in found}) == 1
    assert len({text for _, text in found}) == len(found)


def test_threads_of_hashed_units_are_named_by_their_words() -> None:
    timeline = measured()
    words = {mangle(f"regex.849e89ac1092afda-m{row}"): f"regex.849e89ac1092afda-m{row}" for row in range(16)}
    names = list(words)
    number = {unit: row for row, unit in enumerate(timeline.units)}
    threads = [
        f"{name[:3]} {names[number[unit]]}"[:CUT] if (unit := f"regex.849e89ac1092afda-{name[4:]}") in number else name
        for name in timeline.threads
    ]
    hashed = timeline.replace(units=Texts.of(names[: len(number)]), threads=Texts.of(threads))
    shown = track(hashed, "measured", Arrangement(), words=UnitWords.of(words)).rows.name.tolist()
    assert "opt m3" in shown
    assert not any(names[3][:11] in name for name in shown)
    assert any(names[3][:8] in name for name in track(hashed, "measured", Arrangement()).rows.name)
