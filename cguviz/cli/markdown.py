"""A comparison as Markdown, for a pull request: figures of both sides, moves, and their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LISTED = 10
"""Moves that are named."""
LONGEST = 100
"""Letters of an item's path."""


def markdown(title: str, rows: Sequence[tuple[str, str]], document: Mapping[str, Any]) -> str:
    """Return a comparison as Markdown.

    Parameters
    ----------
    title
        Crate, compiler and stages.
    rows
        Words for figures, and their keys in `compare --json`.
    document
        As `compare --json` prints it.
    """
    base, change, items = document["base"], document["change"], document["items"]
    roots = f"{items['same']:,} root items stay, {items['merged']:,} merge, **{items['moved']:,} move**"
    alone = f"{items['added']:,} are new, {items['removed']:,} gone"
    lines = [
        f"### {escape(title)}",
        "",
        f"{roots}; {alone}; copies +{items['copies_added']:,} −{items['copies_dropped']:,}.",
        "",
        "| | base | change | |",
        "|---|--:|--:|--:|",
    ]
    lines += [
        f"| {said} | {_number(base[key])} | {_number(change[key])} | {_growth(base[key], change[key])} |"
        for said, key in rows
    ]
    moves = document["moves"]
    if moves:
        lines += ["", f"<details><summary>{len(moves):,} moved</summary>", ""]
        for move in moves[:LISTED]:
            why = f": {escape(move['why']['text'])}" if "why" in move else ""
            lines.append(f"* {code(move['item'])} {' '.join(move['from'])} → {' '.join(move['to'])}{why}")
        if len(moves) > LISTED:
            lines.append(f"* and {len(moves) - LISTED:,} more")
        lines += ["", "</details>"]
    for key, said in (("became_cut", "calls became cut"), ("became_inside", "calls became inside")):
        turned = (document.get("calls") or {}).get(key, [])
        if turned:
            lines += ["", f"<details><summary>{len(turned):,} {said}</summary>", ""]
            lines += [f"* {row['count']:,} × {code(row['user'])} → {code(row['used'])}" for row in turned[:LISTED]]
            lines += [*([f"* and {len(turned) - LISTED:,} more"] if len(turned) > LISTED else []), "", "</details>"]
    return "\n".join(lines)


def code(name: str) -> str:
    """Return a path as code that no letter in it can end."""
    short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    plain = "".join(letter if letter.isprintable() else "�" for letter in short)
    fence = "``" if "`" in plain else "`"
    return f"{fence}{plain}{fence}"


def escape(text: str) -> str:
    """Return text in which nothing is read as Markdown or as a tag."""
    plain = "".join(letter if letter.isprintable() else "�" for letter in text)
    return "".join(f"\\{letter}" if letter in "\\`*_<>[]#|&~" else letter for letter in plain)


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else "–"


def _growth(before: object, after: object) -> str:
    if not isinstance(before, int | float) or not isinstance(after, int | float) or not before or before == after:
        return ""
    return f"{100 * (after - before) / before:+.1f} %"
