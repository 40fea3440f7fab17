"""A workspace as text and back, for the next start of the application.

What cannot be understood (an older version, a hand's edit, half a file) is left at its default.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import TypeVar

from cguviz.scene.timeline.arrangement import SORTS, Arrangement
from cguviz.workspace.pictures.table import views
from cguviz.workspace.requests.carried import Making, NamedMove
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.scatter import SCALES, Scatter
from cguviz.workspace.requests.timing import ALIGNED, COSTS, MOST, ORDERS, ROWS, Timing
from cguviz.workspace.requests.views import ORDERS as BY
from cguviz.workspace.state.workspace import GRAPH, PAIR, THEMES, Face, Selection, Workspace

T = TypeVar("T")


def dump(workspace: Workspace) -> str:
    """Return a workspace as JSON, without the places one has been."""
    selection, change = workspace.selection, workspace.change
    return json.dumps(
        {
            "files": [] if workspace.opened is None else list(workspace.opened.files),
            "made": [dataclasses.asdict(made) for made in workspace.makings],
            "within": [] if workspace.within is None else list(workspace.within.files),
            "crate": workspace.crate,
            "base": workspace.base,
            "change": None if change in (None, PAIR) else [change.crate, change.stage],
            "face": workspace.face,
            "moved_only": workspace.moved_only,
            "items": list(selection.items),
            "units": list(selection.units),
            "at": selection.at,
            "on_change": selection.on_change,
            "uses": selection.uses,
            "folded": sorted(workspace.folded),
            "engine": workspace.options.engine,
            "stacks": workspace.options.stacks,
            "hide_inlined": workspace.options.hide_inlined,
            "aspect": workspace.options.aspect,
            "view": workspace.view,
            "theme": workspace.theme,
            "search": workspace.search,
            "order": workspace.order,
            "timing": dataclasses.asdict(workspace.timing),
            "estimator": workspace.scatter.estimator,
            "scale": workspace.scatter.scale,
        }
    )


def restore(text: str) -> Workspace:
    """Read a workspace from the JSON of `dump`; anything else gives defaults, field by field."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return Workspace()
    if not isinstance(values, dict):
        return Workspace()
    files = _strings(values, "files")
    theme, face = _one(values, "theme", "system"), _one(values, "face", "")
    default = Options()
    aspect = _one(values, "aspect", default.aspect)
    within = _strings(values, "within")
    return Workspace(
        opened=Open(files) if files else None,
        makings=_makings(values) if files else (),
        # Another number than the crate's: both are files of one opening.
        within=Open(within, -1) if within else None,
        crate=max(_one(values, "crate", 0), 0),
        base=_one(values, "base", ""),
        change=_side(values, "change"),
        face=Face(face) if face in list(Face) else Face.BOTH,
        moved_only=_one(values, "moved_only", default=False),
        selection=Selection(
            _numbers(values, "items"),
            _strings(values, "units"),
            _one(values, "at", ""),
            on_change=_one(values, "on_change", default=False),
            uses=_one(values, "uses", default=False),
        ),
        folded=frozenset(_strings(values, "folded")),
        options=Options(
            engine=_one(values, "engine", default.engine),
            stacks=values["stacks"] if isinstance(values.get("stacks"), bool) else None,
            hide_inlined=_one(values, "hide_inlined", default=False),
            aspect=aspect if 0.1 <= aspect <= 10 else default.aspect,
        ),
        view=view if (view := _one(values, "view", GRAPH)) in {kind.name for kind in views()} else GRAPH,
        theme=theme if theme in THEMES else "system",
        search=_one(values, "search", ""),
        order=next((order for order in BY if order == values.get("order")), BY[0]),
        timing=_timing(values.get("timing")),
        scatter=Scatter(
            estimator=_one(values, "estimator", ""),
            scale=scale if (scale := _one(values, "scale", SCALES[0])) in SCALES else SCALES[0],
        ),
    )


def _makings(values: Mapping[str, object]) -> tuple[Making, ...]:
    """Return the recipes of stages, without rows that are not understood."""
    rows = values.get("made")
    found = []
    for row in rows if isinstance(rows, list) else ():
        match row:
            case {"crate": str(crate), "stage": str(stage), "start": str(start), "rule": str(rule), "moves": [*moves]}:
                named = (_move(move) for move in moves)
                made = Making(crate, stage, start, rule, tuple(move for move in named if move is not None))
                found += [made] if made.rule or made.moves else []
    return tuple(found)


def _move(value: object) -> NamedMove | None:
    match value:
        case {"items": [*items], "unit": str(unit)}:
            return NamedMove(tuple(item for item in items if isinstance(item, str)), unit)
        case _:
            return None


def fitting(workspace: Workspace, items: int, units: frozenset[str]) -> Workspace:
    """Drop choices of items and units that a capture lacks: the file may be another one by now.

    Parameters
    ----------
    items
        The number of items it has.
    units
        The names of its units at all stages.
    """
    old = workspace.selection
    selection = Selection(
        items=tuple(item for item in old.items if item < items),
        units=tuple(unit for unit in old.units if unit in units),
        at=old.at if old.at in units else "",
        trail=tuple(item for item in old.trail if item < items),
        on_change=old.on_change,
        uses=old.uses and set(old.units) <= units,
    )
    return dataclasses.replace(
        workspace,
        selection=selection,
        focus=workspace.focus if workspace.focus < items else -1,
        folded=workspace.folded & units,
    )


def _one(values: Mapping[str, object], key: str, default: T) -> T:
    value = values.get(key)
    # JSON's true is an int to Python: only the very type will do.
    return value if type(value) is type(default) else default


def _timing(value: object) -> Timing:
    """Read the choices of a timeline; a choice that is none any more is left at its default."""
    if not isinstance(value, dict):
        return Timing()
    rows = value.get("arrangement")
    rows = rows if isinstance(rows, dict) else {}
    default = Timing()
    plain = default.arrangement

    def choice(values: Mapping[str, object], key: str, known: Iterable[str], otherwise: str) -> str:
        text = _one(values, key, otherwise)
        return text if text in known else otherwise

    arrangement = Arrangement(
        choice(rows, "kind", ROWS, plain.kind),
        choice(rows, "sort", SORTS, plain.sort),
        _one(rows, "idle", plain.idle),
        _one(rows, "details", plain.details),
    )
    return Timing(
        arrangement,
        value["simulated"] if isinstance(value.get("simulated"), bool) else None,
        min(max(_one(value, "jobs", default.jobs), 1), MOST),
        choice(value, "order", ORDERS, default.order),
        min(max(_one(value, "cores", default.cores), 0), MOST),
        costs=choice(value, "costs", COSTS, default.costs),
        align=choice(value, "align", ALIGNED, default.align),
    )


def _side(values: Mapping[str, object], key: str) -> Side | None:
    match values.get(key):
        case [int(crate), str(stage)] if type(crate) is int and crate >= 0:
            return Side(crate, stage)
        case _:
            return None


def _strings(values: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = values.get(key)
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _numbers(values: Mapping[str, object], key: str) -> tuple[int, ...]:
    value = values.get(key)
    if not isinstance(value, list):
        return ()
    return tuple(number for number in value if type(number) is int and 0 <= number < 2**31)
