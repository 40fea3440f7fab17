"""Units that are the same have one number, whatever they are called."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.texts import Texts
from cguviz.scene.timeline.unit_matching import NamedUnits, families

UNITS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(UNITS, UNITS, st.permutations("abcdef"))
def test_a_match_has_one_number_and_both_names(base: list[str], change: list[str], other: list[str]) -> None:
    called = {there: here for here, there in zip("abcdef", other, strict=True) if here in base and there in change}
    found = families(
        [
            NamedUnits(Texts.of(base)),
            NamedUnits(Texts.of(change), on_change=True, group=1, called=called),
            NamedUnits(Texts.of(reversed(change)), on_change=True, group=1, called=called),
        ]
    )
    of_base, of_change, again = (column.tolist() for column in found.family)
    assert again == of_change[::-1]
    for name, family in zip(change, of_change, strict=True):
        assert found.change[family] == name
        assert found.base[family] == called.get(name, "")
        assert (family in of_base) == (name in called)
    assert [found.base[family] for family in of_base] == base


@given(UNITS, UNITS)
def test_units_of_one_name_are_the_same_where_nothing_else_is_known(base: list[str], change: list[str]) -> None:
    found = families([NamedUnits(Texts.of(base)), NamedUnits(Texts.of(change), on_change=True)])
    names = dict(zip(base, found.family[0].tolist(), strict=True))
    for name, family in zip(change, found.family[1].tolist(), strict=True):
        assert family == names.get(name, family)
    assert len(found.base) == len({*base, *change})
