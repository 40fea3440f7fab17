"""The style sheet and the definitions of a written SVG: a theme in CSS. Knows nothing of the scene's contents."""

from __future__ import annotations

from cguviz.model.layout import CAPTION, LABEL_HEIGHT
from cguviz.scene.look.palette import TINTS
from cguviz.scene.look.theme import Fill, Theme
from cguviz.scene.scene import Role

FONTS = "Inter,'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif"
NAME_SIZE, NOTE_SIZE = 0.5, 0.4
"""Of the texts of a unit by the height of their strip: 15 and 12 pixels in a small picture."""
CLASSES = {role: role.name.lower() for role in Role}
CLASSES |= {Role.ROOT_INFERRED: "root inferred", Role.INLINED_INFERRED: "inlined inferred"}
"""The classes of a rectangle's group."""
STROKES = "M-1 1L1 -1M0 6L6 0M5 7L7 5"
"""Of a hatch, in a tile of 6 by 6."""
LETTERS = dict.fromkeys((Role.BLOCK, Role.INNER, Role.FORMER, Role.STILL), "b")
LETTERS |= dict.fromkeys((Role.INLINED, Role.INLINED_INFERRED), "c")
"""With which letter the classes of a role's fills begin; "t" for all others."""
FIXED = "vector-effect:non-scaling-stroke"
"""For the few lines that frame the picture. Outlines of items and lines inside units shrink with the picture: at
constant width the outlines of 3,000 boxes at fit would be all one sees."""


def style_sheet(theme: Theme, head: float) -> str:
    """Return CSS for the classes that the writer uses, one rule per line; `head` as in `Scene.head`."""
    unit, root = theme.styles[Role.UNIT], theme.styles[Role.ROOT]
    rules = [
        f".cguviz text{{font-family:{FONTS};fill:{theme.ink}}}",
        f".cguviz .background{{fill:{theme.background}}}",
        *(f".cguviz .{CLASSES[role].replace(' ', '.')}>rect{{{_rectangle(theme, role)}}}" for role in theme.styles),
        f".cguviz .unit>rect,.cguviz .gone>rect,.cguviz .heir>rect,.cguviz .former>rect{{{FIXED}}}",
        f".cguviz .name{{font-size:{NAME_SIZE * CAPTION:g}px;font-weight:bold;fill:{unit.ink}}}",
        f".cguviz .note{{font-size:{NOTE_SIZE * CAPTION:g}px;fill:{theme.faint}}}",
        f"{_outer('name')}{{font-size:{NAME_SIZE * head:.4g}px}}",
        f"{_outer('note')}{{font-size:{NOTE_SIZE * head:.4g}px}}",
        f".cguviz .inner>.name{{font-size:{NAME_SIZE * CAPTION:g}px}}",
        f".cguviz .inner>.note{{font-size:{NOTE_SIZE * CAPTION:g}px}}",
        f".cguviz .heir>.name,.cguviz .gone>.name,.cguviz .former>.name{{font-weight:normal;fill:{theme.faint}}}",
        f".cguviz .module{{font-size:11px;fill:{theme.styles[Role.BLOCK].ink}}}",
        f".cguviz .item>text,.cguviz .ghost>text{{font-size:{LABEL_HEIGHT:g}px;text-anchor:middle;fill:{root.ink}}}",
        f".cguviz .ghost>text{{fill:{theme.styles[Role.GHOST].ink}}}",
        f".cguviz .item.selected>rect{{stroke:{theme.selection};stroke-width:2.5;stroke-dasharray:none;{FIXED}}}",
        f".cguviz .use{{fill:none;stroke:{theme.link};stroke-width:1;stroke-opacity:.4}}",
        f".cguviz .sample{{fill:none;stroke:{theme.link};stroke-width:1.5;stroke-opacity:1;{FIXED}}}",
        f".cguviz .cross{{stroke:{theme.cut_link}}}",
        ".cguviz .reference{stroke-dasharray:4 3}",
        ".cguviz .few>.use{marker-end:url(#cguviz-arrow);stroke-opacity:1}",
        ".cguviz .few>.cross{stroke-opacity:.8}",
        *(f".cguviz .few>.{kind}{{marker-end:url(#cguviz-arrow-{kind})}}" for kind in _line_colors(theme)),
        f".cguviz .caller{{stroke:{theme.caller};stroke-width:1.5;stroke-opacity:.9;{FIXED}}}",
        f".cguviz .callee{{stroke:{theme.callee};stroke-width:1.5;stroke-opacity:.9;{FIXED}}}",
        ".cguviz .title{font-weight:bold}",
        f".cguviz .figures{{fill:{theme.faint}}}",
    ]
    # "rect" makes the last as strong as the rule for units: merged ones have colours of their own.
    for letter, colors in ((".t", theme.modules), (".c", theme.copies), ("rect.b", theme.blocks)):
        rules += [f".cguviz {letter}{tint}{{fill:{color}}}" for tint, color in enumerate(colors)]
    return "\n".join(rules)


def _outer(kind: str) -> str:
    """Return the selector of a text of the units that are in no other unit."""
    return ",".join(f".cguviz .{frame}>.{kind}" for frame in ("unit", "gone", "heir"))


def definitions(theme: Theme) -> str:
    """Return the hatches, by role, and the arrow heads: markers do not take the colour of their line."""
    hatches = [
        f'<pattern id="cguviz-{CLASSES[role]}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'{_ground(theme, role)}<path d="{STROKES}" stroke="{style.outline}" stroke-width="0.8"/></pattern>'
        for role, style in theme.styles.items()
        if style.hatch
    ]
    arrows = [_arrow("cguviz-arrow", theme.link)]
    arrows += [_arrow(f"cguviz-arrow-{kind}", color) for kind, color in _line_colors(theme).items()]
    return f"<defs>{''.join(hatches)}{''.join(arrows)}</defs>"


def _ground(theme: Theme, role: Role) -> str:
    """Return the rectangle under a hatch, "" where the unit's own paint is the ground."""
    return "" if theme.styles[role].fill is Fill.BLOCK else f'<rect width="6" height="6" fill="{theme.fill(role)}"/>'


def fill_class(role: Role, tint: int) -> str:
    """Return the class that fills a rectangle of a role that takes its module's colour: "t5", "c5" or "b5"."""
    return f"{LETTERS.get(role, 't')}{tint % (TINTS + 1)}"


def _line_colors(theme: Theme) -> dict[str, str]:
    """Return the colours of the kinds of uses that have their own."""
    return {"cross": theme.cut_link, "caller": theme.caller, "callee": theme.callee}


def _arrow(name: str, color: str) -> str:
    """Return the marker of an arrow head."""
    return (
        f'<marker id="{name}" markerUnits="userSpaceOnUse" markerWidth="6" markerHeight="6" refX="5.5" refY="3" '
        f'orient="auto"><path d="M0 0.5L6 3L0 5.5Z" fill="{color}"/></marker>'
    )


def _rectangle(theme: Theme, role: Role) -> str:
    """Return the declarations for a role's rectangle; fills that depend on the tint have rules of their own."""
    style = theme.styles[role]
    parts = [f"stroke:{style.outline}", f"stroke-width:{style.width:g}"] if style.outline else []
    if style.dash:
        parts.append(f"stroke-dasharray:{' '.join(f'{length:g}' for length in style.dash)}")
    if style.hatch:
        parts.append(f"fill:url(#cguviz-{CLASSES[role]})")
    elif style.fill is Fill.NONE:
        parts.append("fill:none")
    elif isinstance(style.fill, str):
        parts.append(f"fill:{style.fill}")
    return ";".join(parts)
