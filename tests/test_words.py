"""The words of the code: the first sentence of every docstring is plain, and functions are verbs or nouns.

Rules as far as a program can hold them. The first sentence of a docstring names things and does not point at them:
"Return the items of a unit", never "Return what a unit holds". A public function is named by a verb or a noun: a
participle alone ("carried", "told_of") says neither what it does nor what it returns. And long rows of arguments name
each: two columns of one dtype, swapped, would pass every type checker.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import CODE, REPOSITORY, module_id, tree

PARTS = tuple(sorted(path.stem for path in (REPOSITORY / "cguviz").iterdir() if not path.name.startswith("_")))
"""All packages and modules of the code."""
MOST_POSITIONAL = 6

# "What-if" is a term of ours.
VAGUE = re.compile(r"^(which|how|\w+,? (which|how|it))\b|\b(what(?!-if)|those|the ones?|that which)\b", re.IGNORECASE)
# Irregular participles that are no imperatives, as read, split and cut are; regular ones end in "ed".
IRREGULAR = """
    begun borne bought broken brought built caught chosen done drawn driven fallen felt forgotten fought
    frozen given gone got grown heard held hidden hung kept known laid led left lost made meant met overlaid
    paid rebuilt redrawn said seen sent shown sold sought spent spoken stolen stood stuck sung sunk swept
    taken taught thought thrown told torn underlain understood undone worn woven written
"""
ENDING_LIKE_THEM = re.compile(r"(bed|embed|exceed|feed|need|proceed|red|seed|shed|speed)$")
PARTICLES = "again alike alone apart as at away by down for from in into of off on out over to together up with"


def documented(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the first sentence of each docstring in a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
            name = "the module" if isinstance(node, ast.Module) else node.name
            yield name, re.split(r"(?<=[.!?:])\s", " ".join(text.split("\n\n")[0].split()))[0]


def is_vague(sentence: str) -> bool:
    """Say whether a sentence points at something instead of naming it."""
    return VAGUE.search(sentence) is not None


def is_bare_participle(name: str) -> bool:
    """Say whether a function's name is a participle, alone or with a particle behind it."""
    first, *rest = name.split("_")
    regular = first.endswith("ed") and not ENDING_LIKE_THEM.match(first)
    return (regular or first in IRREGULAR.split()) and set(PARTICLES.split()).issuperset(rest)


def modules_of(part: str) -> list[Path]:
    """Return the modules of a folder of the code, or the one module of that name."""
    home = REPOSITORY / "cguviz" / part
    return [path for path in CODE if path.is_relative_to(home) or path == home.with_suffix(".py")]


@pytest.mark.parametrize("part", PARTS)
def test_a_first_sentence_names_its_thing(part: str) -> None:
    found = [
        f"{module_id(path)}: {name}: {sentence}"
        for path in modules_of(part)
        for name, sentence in documented(path)
        if is_vague(sentence)
    ]
    assert "\n".join(found) == ""


@pytest.mark.parametrize("part", PARTS)
def test_a_function_is_no_bare_participle(part: str) -> None:
    found = [
        f"{module_id(path)}: {node.name}"
        for path in modules_of(part)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and is_function(node) and is_bare_participle(node.name)
    ]
    assert "\n".join(found) == ""


def is_function(node: ast.FunctionDef) -> bool:
    """Say whether a definition is a public function or method; a property is data."""
    return not node.name.startswith("_") and not any("property" in ast.unparse(by) for by in node.decorator_list)


@pytest.mark.parametrize("part", PARTS)
def test_a_long_call_names_its_arguments(part: str) -> None:
    found = [
        f"{module_id(path)}:{call.lineno}: {ast.unparse(call.func)}"
        for path in modules_of(part)
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and len(call.args) > MOST_POSITIONAL and is_ours(call.func, path)
    ]
    assert "\n".join(found) == ""


def is_ours(called: ast.expr, path: Path) -> bool:
    """Say whether a call is of a function, method or class of the code whose arguments have names."""
    match called:
        case ast.Name(name):
            return name in NAMED
        case ast.Attribute(ast.Name(base), name):
            return name in NAMED and (base in ("self", "cls") or base in imported_from_here(path))
        case _:
            return False


def imported_from_here(path: Path) -> set[str]:
    """Return the names that a module imports from the code."""
    return {
        each.asname or each.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cguviz")
        for each in node.names
    }


def named_functions() -> set[str]:
    """Return the names of classes, and of functions that take no arguments without names."""
    nodes = [node for path in CODE for node in ast.walk(tree(path))]
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.args.vararg is None}
    variadic = {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.args.vararg is not None}
    return (functions - variadic) | {node.name for node in nodes if isinstance(node, ast.ClassDef)}


NAMED = named_functions()


def test_a_class_name_means_one_thing() -> None:
    homes: dict[str, list[str]] = {}
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(module_id(path))
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


@pytest.mark.parametrize(
    ("sentence", "vague"),
    [
        ("Return the units of a stage.", False),
        ("Return the names of what is shown.", True),
        ("Return the partition that a rule made.", False),
        ("Run a what-if partition.", False),
        ("What a unit costs.", True),
        ("How units are named.", True),
        ("Return what a unit costs.", True),
        ("Say which units changed.", True),
        ("Return it with other units.", True),
        ("Return those that changed.", True),
        ("Take the ones that changed.", True),
        ("Return of all that is to be seen what fits.", True),
    ],
)
def test_the_rule_knows_vague_sentences(sentence: str, vague: bool) -> None:
    assert is_vague(sentence) is vague


@pytest.mark.parametrize(
    ("name", "participle"),
    [
        ("carried", True),
        ("told", True),
        ("told_of", True),
        ("put_together", False),
        ("read", False),
        ("sorted_units", False),
        ("feed", False),
        ("exceed", False),
        ("moved_only", False),
        ("spoken", True),
    ],
)
def test_the_rule_knows_participles(name: str, participle: bool) -> None:
    assert is_bare_participle(name) is participle
