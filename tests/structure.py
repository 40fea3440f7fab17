"""The picture of the package in CONTRIBUTING.md, drawn from its imports: `python -m tests.structure` writes it.

Packages stand in the rows of their layers. An arrow points from a package to one that it imports, and is left out where
a longer way says as much. In each box stand the first sentence of the package's docstring, and its folders.
"""

from __future__ import annotations

import ast
import functools
import tomllib
from collections.abc import Iterator
from xml.sax.saxutils import escape

import grimp

from tests.sources import REPOSITORY, tree

PICTURE = REPOSITORY / "resources" / "structure.svg"
WIDTH, GAP, MARGIN, ROW, LINE, LETTER = 1180, 14, 20, 46, 15, 6.4
"""Pixels: of the picture, between boxes, around all, between rows, of a line of text, of a letter."""
STYLE = (
    "text{font:12px sans-serif;fill:#222}.name{font-weight:bold;font-size:14px}.small{fill:#666}"
    "rect{fill:#eef3f8;stroke:#7a93ad}path{fill:none;stroke:#7a93ad}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.small{fill:#aaa}rect{fill:#22303d}svg{background:#14191f}}"
)


def layers() -> list[list[str]]:
    """Return the packages of each layer, the uppermost first, as the contract in pyproject.toml has them."""
    contracts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rows = contracts["contracts"][0]["layers"]
    return [[name.strip(" ()") for name in row.replace("|", ":").split(":")] for row in rows]


@functools.cache
def graph() -> grimp.ImportGraph:
    """Return the imports of the package as they are."""
    return grimp.build_graph("cguviz", cache_dir=None)


def imports_directly(one: str, other: str) -> bool:
    """Return whether a module of one package imports a module of the other."""
    names = {"importer": f"cguviz.{one}", "imported": f"cguviz.{other}"}
    return graph().direct_import_exists(**names, as_packages=True)


def arrows(names: list[str]) -> list[tuple[str, str]]:
    """Return pairs of packages of which the first imports the second, without pairs that a longer way connects."""
    imports = {
        one: {
            other
            for other in names
            if one != other
            and graph().direct_import_exists(importer=f"cguviz.{one}", imported=f"cguviz.{other}", as_packages=True)
        }
        for one in names
    }

    def reached(start: str) -> set[str]:
        return set().union(*({other} | reached(other) for other in imports[start]), set())

    return [
        (one, other)
        for one in names
        for other in sorted(imports[one])
        if not any(other in reached(between) for between in imports[one] - {other})
    ]


def content(name: str, width: float) -> list[str]:
    """Return the lines of a package's box: the first sentence of its docstring, and its folders."""
    path = REPOSITORY / "cguviz" / name
    docstring = ast.get_docstring(tree(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))) or ""
    folders = sorted(child.rpartition(".")[2] for child in graph().find_children(f"cguviz.{name}") if is_folder(child))
    sentence = " ".join(docstring.partition("\n\n")[0].split())
    return [*_filled(sentence.split(), " ", width), *(_filled(folders, " · ", width) if folders else [])]


def is_folder(module: str) -> bool:
    """Return whether a module is a folder of modules."""
    return bool(graph().find_children(module))


def drawn() -> str:
    """Return the picture as SVG."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    rows = layers()
    boxes: dict[str, tuple[float, float, float, float]] = {}
    texts: dict[str, list[str]] = {}
    y = float(MARGIN)
    for row in rows:
        width = (WIDTH - 2 * MARGIN + GAP) / len(row) - GAP
        for name in row:
            texts[name] = content(name, width - 16)
        height = 30 + LINE * max(len(texts[name]) for name in row)
        for column, name in enumerate(row):
            boxes[name] = (MARGIN + column * (width + GAP), y, width, height)
        y += height + ROW
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y - ROW + MARGIN:.0f}">'
    yield f"<style>{STYLE}</style>"
    yield '<marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
    yield '<path d="M1,1 L7,4 L1,7"/></marker>'
    for one, other in arrows(list(boxes)):
        (x0, y0, w0, h0), (x1, y1, w1, _) = boxes[one], boxes[other]
        bottom = y0 + h0
        start = min(max(x1 + w1 / 2, x0 + 12), x0 + w0 - 12) if w0 > w1 else x0 + w0 / 2
        end = x1 + w1 / 2 if w0 > w1 else min(max(start, x1 + 12), x1 + w1 - 12)
        yield f'<path d="M{start:.0f},{bottom:.0f} L{end:.0f},{y1:.0f}" marker-end="url(#tip)"/>'
    for name, (x, top, wide, tall) in boxes.items():
        yield f'<rect x="{x:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{tall:.0f}" rx="4"/>'
        yield f'<text class="name" x="{x + 8:.0f}" y="{top + 19:.0f}">{escape(name)}</text>'
        for below, line in enumerate(texts[name]):
            at = top + 36 + LINE * below
            yield f'<text class="small" x="{x + 8:.0f}" y="{at:.0f}">{escape(line)}</text>'
    yield "</svg>"


def _filled(words: list[str], between: str, width: float) -> list[str]:
    """Return words in lines of up to so many pixels."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]}{between}{word}" if lines[-1] else word
        if len(longer) * LETTER > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
