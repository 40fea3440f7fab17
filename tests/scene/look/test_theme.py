import pickle
import re

import numpy as np
import pytest

from cguviz.model.columns import Floats
from cguviz.scene.look.palette import HUES, SHADES, TINTS, contrast, mix
from cguviz.scene.look.theme import THEMES, Fill, Theme
from cguviz.scene.scene import Role

COLOR = re.compile(r"#[0-9a-f]{6}")
READABLE = 4.5
"""WCAG 2.2 AA for text."""
VISIBLE = 3.0
"""WCAG 2.2 AA for lines and shapes."""

every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)

# Machado, Oliveira and Fernandes 2009, severity 1: linear RGB as protanopes, deuteranopes and tritanopes see it.
SIGHTS = {
    "normal": np.eye(3),
    "protanope": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranope": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanope": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_LMS = np.array([[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]])
TO_LAB = np.array([[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]])


def oklab(colors: list[str], sight: Floats) -> Floats:
    """Return (n, 3) OKLab coordinates (B. Ottosson 2020) of colours as somebody sees them."""
    rgb = np.array([[int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)] for color in colors])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lms: Floats = np.cbrt(np.clip(linear @ sight.T, 0, 1) @ TO_LMS.T)
    lab: Floats = lms @ TO_LAB.T
    return lab


def closest(colors: list[str], sight: Floats) -> float:
    lab = oklab(colors, sight)
    distance = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    return float(distance[~np.eye(len(colors), dtype=bool)].min())


def ground(theme: Theme) -> str:
    return theme.fill(Role.UNIT)


@every_theme
def test_every_color_is_written_as_hex(theme: Theme) -> None:
    outlines = [style.outline for style in theme.styles.values() if style.outline]
    inks = [style.ink for style in theme.styles.values()]
    fills = [theme.fill(role, tint) for role in Role for tint in range(-1, TINTS)]
    lines = [theme.caller, theme.callee, theme.link, theme.cut_link, theme.selection, theme.found, theme.hover]
    for color in (*outlines, *inks, *filter(None, fills), *lines, theme.background, theme.ink, theme.faint):
        assert COLOR.fullmatch(color)


@every_theme
def test_every_role_has_a_style_and_every_tint_a_color(theme: Theme) -> None:
    assert set(theme.styles) == set(Role)
    assert {len(theme.modules), len(theme.copies), len(theme.blocks)} == {TINTS + 1}
    assert len(set(theme.modules)) == TINTS + 1


@every_theme
@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
def test_text_on_every_fill_is_readable(theme: Theme, role: Role) -> None:
    for tint in range(-1, TINTS):
        fill = theme.fill(role, tint) or theme.background
        assert contrast(theme.styles[role].ink, fill) >= READABLE


@every_theme
def test_captions_and_figures_are_readable(theme: Theme) -> None:
    for color in (theme.ink, theme.faint):
        assert contrast(color, theme.background) >= READABLE
        assert contrast(color, ground(theme)) >= READABLE


@every_theme
def test_lines_of_the_selection_stand_out(theme: Theme) -> None:
    for color in (theme.caller, theme.callee, theme.selection, theme.found, theme.link):
        assert contrast(color, ground(theme)) >= VISIBLE


@every_theme
@pytest.mark.parametrize("sight", SIGHTS)
def test_hues_differ_whoever_looks(theme: Theme, sight: str) -> None:
    # 0.02 is just visible; 0.04 can be told apart in boxes of 20 pixels.
    assert closest(list(theme.modules[:TINTS:SHADES]), SIGHTS[sight]) >= 0.04


@every_theme
@pytest.mark.parametrize("sight", SIGHTS)
def test_callers_and_callees_differ_whoever_looks(theme: Theme, sight: str) -> None:
    assert closest([theme.caller, theme.callee], SIGHTS[sight]) >= 0.15


@every_theme
def test_shades_of_a_hue_are_nearer_to_it_than_any_other_hue(theme: Theme) -> None:
    lab = oklab(list(theme.modules[:TINTS]), SIGHTS["normal"]).reshape(HUES, SHADES, 3)
    for hue in range(HUES):
        for shade in range(1, SHADES):
            distance = np.linalg.norm(lab[:, 0] - lab[hue, shade], axis=-1)
            assert int(distance.argmin()) == hue


BASE_SIDE = (Role.ROOT, Role.INLINED, Role.LEAVING, Role.GHOST, Role.REMOVED, Role.DROPPED)
CHANGE_SIDE = (Role.ROOT, Role.INLINED, Role.ARRIVED, Role.GHOST, Role.ADDED, Role.GAINED)


@every_theme
@pytest.mark.parametrize("items", [BASE_SIDE, CHANGE_SIDE], ids=["base", "change"])
def test_roles_of_items_differ_in_more_than_color(theme: Theme, items: tuple[Role, ...]) -> None:
    looks = {(s.width, s.dash, s.hatch, s.fill is Fill.NONE) for s in (theme.styles[role] for role in items)}
    assert len(looks) == len(items)


@every_theme
def test_a_theme_survives_the_way_to_another_process(theme: Theme) -> None:
    assert pickle.loads(pickle.dumps(theme)) == theme  # noqa: S301 - our own bytes
    assert hash(theme) == hash(THEMES[theme.name])


def test_mixing() -> None:
    assert mix("#000000", "#ffffff", 0.0) == "#000000"
    assert mix("#000000", "#ffffff", 1.0) == "#ffffff"
    assert mix("#002040", "#000000", 0.5) == "#001020"


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
