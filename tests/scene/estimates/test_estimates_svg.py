"""The written scatter: every unit in a group of its own, texts as text, the same each time."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from lxml import etree

from cguviz.scene.estimates.picture import MANY
from cguviz.scene.estimates.svg import write_estimates
from cguviz.scene.look.theme import THEMES
from cguviz.workspace.estimates.plot import sheet_of
from cguviz.workspace.requests.scatter import Scatter
from tests.scene.plots import REGEX, estimates_in, plot_in, plot_with

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", THEMES)
def test_units_and_texts(theme: str) -> None:
    plot = plot_in(estimates_in(REGEX))
    text = write_estimates([plot], ("regex", *plot.caption), THEMES[theme])
    assert text == write_estimates([plot], ("regex", *plot.caption), THEMES[theme])
    root = etree.fromstring(text.encode())
    assert root.get("class") == "cguviz estimates"
    units = [group for group in root.iter(f"{SVG}g") if group.get("data-unit")]
    assert {group.get("data-unit") for group in units} == set(plot.unit.tolist())
    for group in units:
        assert group.find(f"{SVG}title").text.startswith(group.get("data-unit"))
        assert len([path for path in group.iter(f"{SVG}path") if path.get("class") == "mark"]) == 1
    texts = root.xpath("//*[local-name()='text']/text()")
    assert {"regex", "in proportion", "1.5 × longer", "size estimate", "takes longer than estimated"} <= set(texts)
    assert "cgu.00 2.9×" in texts
    assert root.xpath("count(//*[@class='proportional'])") == 2  # the line, and the legend


def test_several_stand_side_by_side() -> None:
    estimates = estimates_in(REGEX)
    wanted = ("size estimate", "LLVM instructions", "one per unit")
    sheet = sheet_of(estimates, 0, [Scatter(estimator=name) for name in wanted])
    root = etree.fromstring(write_estimates(sheet.plots, sheet.caption, THEMES["print"]).encode())
    assert root.xpath("//*[@class='heading']/text()") == list(wanted)
    assert "off by 0.5377 of the mean unit" in root.xpath("//*[@class='figures']/text()")
    frames = [(float(one.get("x")), float(one.get("width"))) for one in root.xpath("//*[@class='frame']")]
    assert all(x + wide < following for (x, wide), (following, _) in itertools.pairwise(frames))


def test_thousands_of_units_are_cells() -> None:
    random = np.random.default_rng(5)
    x, y = np.exp(random.normal(0, 1, (2, 2 * MANY)))
    root = etree.fromstring(write_estimates([plot_with(x, y, log=True)], (), THEMES["dark"]).encode())
    assert root.xpath("count(//*[@class='plot']//*[@data-unit and contains(@class, 'unit ')])") == 0
    assert root.xpath("count(//*[@class='density']/*[contains(@class, 'cell')])") > 500
    assert any("units in a dot" in text for text in root.xpath("//*[@class='legend']/*/text()"))
