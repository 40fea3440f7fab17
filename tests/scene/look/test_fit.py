import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cguviz.model.texts import Texts
from cguviz.scene.look.text_fitting import fit_labels, plain, shorten, width, widths

ROOM = 8.6
"""Em: what the label of an item's box may measure."""
paths = st.text(st.sampled_from("abÄ漢<>:{}#() ,-&'…×") | st.characters(codec="utf-8"), max_size=60)
rooms = st.floats(0.0, 40.0)


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Exec::new", "Exec::new"),
        ("<iter::Enumerate<Iter<PathBuf>> as Iterator>::next", "Enumerate::next"),
        ("vec::Vec<(PackageId, Vec<(&Package, &HashSet<…>)>)>::reserve", "Vec::reserve"),
        ("<hash_map::IntoIter<Unit, HashSet<Unit>> as Iterator>::size_hint", "IntoI…::size_hint"),
        ("StrSearcher::next_match_and_more", "next_match_a…"),
        ("local_impl::LazyStorage<Cell<usize>, !>::get_or_init<fn() -> Cell<usize> {__init}>", "…::get_or_init"),
        ("<{closure in RawTable<T>::reserve_rehash} as FnOnce<(*mut u8,)>>::call_once shim", "call_once shim"),
        ("std::ops::FnOnce::call_once::<fn(u8) -> u8, (u8,)> - shim(fn(u8) -> u8)", "call_once - shi…"),
        ("__Field::visit::<Deserializer<StrRead>>", "__Field::visit"),
        ("read_samples::<BWBit, &[u8]>", "read_samples"),
        ("drop Vec<u8>", "drop Vec<u8>"),
        ("drop Option<Option<EncodableDependency>>", "drop Option<O…"),
        ("{closure#0} in node::Handle<NodeRef<Dying>, Edge>::len", "{#0} in len"),
        ("{closure#0} in node::Handle<NodeRef<Dying>, Edge>::deallocating", "{#0} in deallo…"),
        ("collections::BTreeMap::insert ×87", "…::insert ×87"),
        ("deallocating_next_unchecked ×1,234", "deallo… ×1,234"),
        ("", ""),
    ],
)
def test_labels_keep_what_says_most(label: str, shown: str) -> None:
    assert shorten(label, ROOM) == shown
    assert fit_labels(Texts.of([label]), np.array([ROOM])) == [shown]


@pytest.mark.parametrize(
    ("label", "room", "shown"),
    [
        ("cgu.05", 4.0, "cgu.05"),
        ("cgu.05", 3.0, "05"),
        ("cgu.05", 1.0, ""),
        ("→ cgu.105", 4.0, "→ 105"),
        ("→ cgu.105", 2.2, "105"),
    ],
)
def test_of_a_numbered_unit_the_number_stays(label: str, room: float, shown: str) -> None:
    assert shorten(label, room) == shown


def test_nothing_is_written_where_four_letters_do_not_fit() -> None:
    assert shorten("Exec::new", 2.0) == ""


@given(paths, rooms)
def test_what_is_shown_fits(label: str, room: float) -> None:
    shown = shorten(label, room)
    assert not shown or width(shown) <= room + 1e-9


@given(st.lists(st.tuples(paths, rooms), max_size=8))
@example([("0>", 1.0)])
@example([("0E\x80\x80\x80", 4.27)])
def test_many_at_once_are_shortened_as_one_by_one(rows: list[tuple[str, float]]) -> None:
    texts = Texts.of(label for label, _ in rows)
    room = np.floor(np.array([limit for _, limit in rows]) * 100) / 100
    one_by_one = [shorten(label, limit) for label, limit in zip(texts.tolist(), room.tolist(), strict=True)]
    assert fit_labels(texts, room) == one_by_one


@given(st.lists(paths, max_size=8))
def test_what_is_beside_a_label_does_not_change_it(labels: list[str]) -> None:
    texts = Texts.of(labels)
    assert plain(texts) == [plain(Texts.of([label]))[0] for label in texts]


@pytest.mark.parametrize("label", ["a>b::c", "a<b::c", "<a as b", "0>", "x::shl<<y", "<a>>::b"])
def test_labels_with_odd_brackets_stay_as_they_are(label: str) -> None:
    assert plain(Texts.of(["", "<a as b>::c", label, "d"])) == ["", "a::c", label, "d"]


@given(st.lists(paths, max_size=8))
def test_widths_of_a_column(labels: list[str]) -> None:
    texts = Texts.of(labels)
    assert widths(texts) == pytest.approx([width(label) for label in texts])


def test_a_wide_character_counts_once() -> None:
    assert width("漢") == width("é") == 1.0
