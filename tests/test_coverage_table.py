"""Coverage is held: a package that falls is named."""

from __future__ import annotations

from tests.coverage_table import fallen, shares_of, table

REPORT = {
    "files": {
        "cguviz/model/items.py": {
            "summary": {"covered_lines": 9, "num_statements": 10, "covered_branches": 1, "num_branches": 2}
        },
        "cguviz/model/paths/table.py": {
            "summary": {"covered_lines": 9, "num_statements": 10, "covered_branches": 2, "num_branches": 2}
        },
        "cguviz/errors.py": {
            "summary": {"covered_lines": 3, "num_statements": 3, "covered_branches": 0, "num_branches": 0}
        },
    }
}


def test_packages_are_summed_up() -> None:
    assert shares_of(REPORT) == {"cguviz": (100.0, 100.0), "model": (90.0, 75.0)}


def test_a_package_that_fell_is_named() -> None:
    found = shares_of(REPORT)
    held = {"cguviz": (100.0, 100.0), "model": (90.0, 75.0)}
    assert fallen(found, held) == []
    assert [said.partition(" ")[0] for said in fallen(found, held | {"model": (90.1, 75.0)})] == ["model"]
    assert [said.partition(" ")[0] for said in fallen(found, held | {"model": (90.0, 75.1)})] == ["model"]
    assert fallen(found, {"cguviz": (100.0, 100.0)}) == ["model has no floor in pyproject.toml"]


def test_a_package_that_rose_says_so() -> None:
    assert "can be held higher" in table(shares_of(REPORT), {"cguviz": (100.0, 100.0), "model": (89.0, 70.0)})
