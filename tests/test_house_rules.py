"""What the code promises of itself: small modules, plain classes, honest names, no trace of a machine."""

from __future__ import annotations

import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cguviz.cli import COMMANDS
from tests.sources import CODE, REPOSITORY, TESTS, line_count, module_id, texts, tree

TOP_LEVEL = {
    "pyproject.toml",
    "cguviz",
    "resources",
    "sample_graphs",
    "tests",
    "README.md",
    "Makefile",
    "LICENSE",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
}
MADE_HERE = {"out", "build", "dist"}
EMPTY_NAMES = ("Manager", "Helper", "Utils", "Controller", "Handler")
# What a class may be outside ui, but for frozen data: an error, a protocol, an enumeration, or data by its base.
PLAIN_BASES = {"Exception", "Protocol", "Enum", "StrEnum", "IntEnum", "IntFlag", "NamedTuple", "TypedDict"}
CACHES = {"cache", "lru_cache", "cached_property"}
MACHINE_PATH = re.compile(r"(?<![\w./])/(?:work|home|root|tmp)/\w|\bshared/\w")
# One sibling folder is looked for and used where it is there.
ALLOWED_PATHS = {"Makefile": {"shared/d"}}


def test_the_top_level_is_tidy() -> None:
    there = {path.name for path in REPOSITORY.iterdir() if not path.name.startswith(".")}
    assert there - MADE_HERE <= TOP_LEVEL


def test_no_module_is_long() -> None:
    assert {module_id(path): size for path in (*CODE, *TESTS) if (size := line_count(path)) > 520} == {}


def test_the_usual_module_is_short() -> None:
    sizes = [line_count(path) for path in CODE if path.name != "__init__.py"]
    assert statistics.median(sizes) <= 135


def test_no_folder_is_full() -> None:
    modules = Counter(path.parent for path in CODE if path.name != "__init__.py")
    assert {folder.name: count for folder, count in modules.items() if count > 20} == {}


def test_a_module_says_what_it_knows() -> None:
    assert [module_id(path) for path in CODE if not ast.get_docstring(tree(path))] == []


def test_names_of_classes_say_something() -> None:
    said_nothing = [
        f"{module_id(path)}.{one.name}" for path, one in classes() if any(word in one.name for word in EMPTY_NAMES)
    ]
    assert said_nothing == []


def test_the_name_of_a_class_is_one_thing() -> None:
    names = Counter(one.name for _, one in classes() if not one.name.startswith("_"))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_class_is_frozen_data_or_a_widget() -> None:
    known = {one.name: one for _, one in classes()}
    odd = [
        f"{module_id(path)}.{one.name}"
        for path, one in classes()
        if not path.is_relative_to(REPOSITORY / "cguviz" / "ui") and not is_plain(one, known)
    ]
    assert odd == []


def test_model_objects_hold_no_caches() -> None:
    cached = [
        f"{module_id(path)}: {name.id}"
        for path in CODE
        if path.is_relative_to(REPOSITORY / "cguviz" / "model")
        for name in ast.walk(tree(path))
        if isinstance(name, ast.Name) and name.id in CACHES
    ]
    assert cached == []


def test_no_file_names_a_machine() -> None:
    found = [
        f"{path.relative_to(REPOSITORY)}: {match}"
        for path in texts()
        for match in set(MACHINE_PATH.findall(path.read_text(encoding="utf-8")))
        if match not in ALLOWED_PATHS.get(path.name, set()) and path != Path(__file__)
    ]
    assert found == []


def test_the_readme_names_commands_that_exist() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    make = set(re.findall(r"\bmake ([a-z-]+)`?", "\n".join(code_of(readme))))
    assert {"run", "test"} <= make <= targets
    spoken = set(re.findall(r"(?:^|`)cguviz ([a-z]+)", "\n".join(code_of(readme)), re.MULTILINE))
    assert spoken
    assert spoken <= {command.name for command in COMMANDS}


def code_of(markdown: str) -> list[str]:
    """Return the indented and the `quoted` code of a text."""
    return re.findall(r"^    .+$|`[^`]+`", markdown, re.MULTILINE)


def classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    """Yield every class of the code with its module."""
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                yield path, node


def is_plain(one: ast.ClassDef, known: dict[str, ast.ClassDef]) -> bool:
    """Return whether a class is frozen data or of a kind that holds no state."""
    frozen = any("frozen=True" in ast.unparse(decorator) for decorator in one.decorator_list)
    bases = [ast.unparse(base).rpartition(".")[2].partition("[")[0] for base in one.bases]
    return frozen or any(base in PLAIN_BASES or (base in known and is_plain(known[base], known)) for base in bases)
