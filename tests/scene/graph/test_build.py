from collections import Counter

import numpy as np
import pytest

from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.layout import COPIES
from cguviz.model.partition import Mode, placed_uses
from cguviz.model.paths.table import Paths, split
from cguviz.scene.graph.describe import graph
from cguviz.scene.look.palette import HUES, SHADES, TINTS
from cguviz.scene.look.theme import LIGHT
from cguviz.scene.look.tints import tints
from cguviz.scene.scene import Role, Scene
from cguviz.scene.svg.graph import write
from tests.scene.simple import simple_layout, stacked


@pytest.fixture(scope="module")
def regex_paths(regex: Capture) -> Paths:
    return split(regex.items, regex.crate)


def test_every_placement_is_in_one_box(regex: Capture, regex_scene: Scene) -> None:
    partition = regex.partition("MERGE")
    assert sorted(regex_scene.box_slots.tolist()) == list(range(len(partition)))
    assert len(regex_scene.boxes) == len(partition)
    first = regex_scene.box_slots[regex_scene.box_slots_starts[:-1]]
    assert np.array_equal(regex_scene.box_item, partition.item[first])
    assert np.array_equal(regex_scene.boxes.unit, partition.unit[first])


def test_boxes_say_whether_they_are_roots(regex: Capture, regex_scene: Scene) -> None:
    mode = regex.partition("MERGE").mode[regex_scene.box_slots]
    assert np.array_equal(regex_scene.boxes.role == Role.INLINED, mode == Mode.INLINED)
    assert np.array_equal(regex_scene.boxes.role == Role.ROOT, mode != Mode.INLINED)


def test_inferred_modes_are_drawn_and_named_as_such(regex: Capture) -> None:
    partition = regex.partition("MERGE")
    guessed = regex.replace(items=regex.items.replace(inferred=(np.arange(len(regex.items)) % 7 == 0).astype(np.uint8)))
    paths = split(guessed.items, guessed.crate)
    scene = graph(guessed, partition, simple_layout(partition, paths), paths)
    item = partition.item[scene.box_slots]
    dotted = np.isin(scene.boxes.role, (Role.ROOT_INFERRED, Role.INLINED_INFERRED))
    assert np.array_equal(dotted, item % 7 == 0)
    inlined = partition.mode[scene.box_slots] == Mode.INLINED
    assert np.array_equal(np.isin(scene.boxes.role, (Role.INLINED, Role.INLINED_INFERRED)), inlined)
    assert {"root item, inferred", "inlined copy, inferred"} < {text for _, text in scene.legend}
    count = len(np.unique(item[item % 7 == 0]))
    assert f"root or inlined is inferred for {count:,} of 2,021 items (of such inferences 1 in " in scene.caption[2]
    svg = "".join(write(scene, LIGHT))
    assert svg.count('class="item root inferred"') == int((scene.boxes.role == Role.ROOT_INFERRED).sum())
    assert svg.count('class="item inlined inferred"') == int((scene.boxes.role == Role.INLINED_INFERRED).sum())
    assert svg.count('<g class="root inferred">') == 1  # in the legend
    assert ".root.inferred>rect{" in svg


def test_titles_are_the_names(regex: Capture, regex_scene: Scene) -> None:
    names = regex.items.name.tolist()
    assert regex_scene.boxes.title.tolist() == [names[item] for item in regex_scene.box_item.tolist()]


def test_labels_differ_within_a_unit_where_names_do(regex_scene: Scene) -> None:
    boxes = regex_scene.boxes
    labels = Counter(zip(boxes.unit.tolist(), boxes.label, strict=True))
    names = Counter(zip(boxes.unit.tolist(), boxes.title, strict=True))
    assert sum(n > 1 for n in labels.values()) == sum(n > 1 for n in names.values())


def test_links_are_the_placed_uses(regex: Capture, regex_scene: Scene) -> None:
    partition, uses, links = regex.partition("MERGE"), regex.uses, regex_scene.links
    assert uses is not None
    assert links is not None
    placed = placed_uses(partition, uses)
    box = np.empty(len(partition), np.int64)
    box[regex_scene.box_slots] = np.arange(len(partition))
    pairs = set(zip(box[placed.source].tolist(), box[placed.target].tolist(), strict=True))
    assert set(zip(links.source.tolist(), links.target.tolist(), strict=True)) == pairs
    assert len(links) == len(pairs)
    assert int(links.weight.sum()) == len(placed.source)
    assert int(links.cut.sum()) == int(placed.cut.sum())
    assert int(links.call.sum()) == int(uses.is_call[placed.use].sum())


def test_links_of_stacks_are_gathered(regex: Capture, regex_paths: Paths) -> None:
    partition, uses = regex.partition("MERGE"), regex.uses
    assert uses is not None
    layout = stacked(simple_layout(partition, regex_paths), partition, regex_paths)
    links = graph(regex, partition, layout, regex_paths).links
    assert links is not None
    placed = placed_uses(partition, uses)
    source, target = layout.slot_box[placed.source].tolist(), layout.slot_box[placed.target].tolist()
    count = Counter(zip(source, target, strict=True))
    calls = Counter(
        pair for pair, call in zip(zip(source, target, strict=True), uses.is_call[placed.use], strict=True) if call
    )
    pairs = list(zip(links.source.tolist(), links.target.tolist(), strict=True))
    assert pairs == sorted(count)
    assert links.weight.tolist() == [count[pair] for pair in pairs]
    assert links.call.tolist() == [pair in calls for pair in pairs]


def test_links_are_found_from_both_ends(regex_scene: Scene) -> None:
    links = regex_scene.links
    assert links is not None
    for box in range(len(regex_scene.boxes)):
        leaving = np.arange(links.out_starts[box], links.out_starts[box + 1])
        entering = links.incoming[links.in_starts[box] : links.in_starts[box + 1]]
        assert leaving.tolist() == np.flatnonzero(links.source == box).tolist()
        assert entering.tolist() == np.flatnonzero(links.target == box).tolist()


def test_stacks_name_their_family_and_number(regex: Capture, regex_paths: Paths) -> None:
    partition = regex.partition("MERGE")
    layout = stacked(simple_layout(partition, regex_paths), partition, regex_paths)
    scene = graph(regex, partition, layout, regex_paths)
    sizes = np.diff(scene.box_slots_starts)
    assert sizes.max() > 1
    for box in np.flatnonzero(sizes > 1).tolist():
        assert scene.boxes.label[box].endswith(f" ×{sizes[box]}")
        slots = scene.box_slots[scene.box_slots_starts[box] : scene.box_slots_starts[box + 1]]
        generic = set(regex_paths.generic[partition.item[slots]].tolist())
        assert {regex_paths.generics[index] for index in generic} == {scene.boxes.title[box]}
        root = (partition.mode[slots] != Mode.INLINED).any()
        assert scene.boxes.role[box] == (Role.ROOT if root else Role.INLINED)


def test_folded_units_show_no_items_and_no_links(toy: Capture) -> None:
    partition, paths = toy.partition("PLACE"), split(toy.items, toy.crate)
    scene = graph(toy, partition, simple_layout(partition, paths, folded=(1,)), paths)
    assert scene.units.role[1] == Role.FOLDED
    assert (np.delete(scene.units.role, 1) == Role.UNIT).all()
    assert 1 not in scene.boxes.unit
    assert scene.links is not None
    assert Role.FOLDED in dict(scene.legend)
    whole = graph(toy, partition, simple_layout(partition, paths), paths)
    assert whole.links is not None
    assert len(scene.links) < len(whole.links)
    assert Role.FOLDED not in dict(whole.legend)


def test_blocks_are_named_by_their_modules(regex: Capture, regex_paths: Paths, regex_scene: Scene) -> None:
    layout = simple_layout(regex.partition("MERGE"), regex_paths)
    strips = layout.block_module == COPIES
    assert strips.any()
    assert np.array_equal(regex_scene.blocks.role == Role.COPIES, strips)
    for row in np.flatnonzero(~strips).tolist():
        module = regex_paths.modules[layout.block_module[row]]
        assert regex_scene.blocks.title[row] == module
        assert regex_scene.blocks.label[row] == module.removeprefix("regex::")


def test_modules_have_one_color_in_every_stage(regex: Capture, regex_paths: Paths) -> None:
    colors: dict[int, int] = {}
    for partition in regex.partitions:
        scene = graph(regex, partition, simple_layout(partition, regex_paths), regex_paths)
        for item, tint in zip(scene.box_item.tolist(), scene.boxes.tint.tolist(), strict=True):
            assert colors.setdefault(int(regex_paths.module[item]), tint) == tint
    assert set(colors.values()) <= set(range(TINTS))


def test_the_largest_groups_have_hues_of_their_own(regex_paths: Paths) -> None:
    found = tints(regex_paths, crate="regex")
    assert len({tint // SHADES for _, tint in found.groups}) == len(found.groups) <= HUES
    modules = regex_paths.modules.tolist()
    for name, tint in found.groups:
        below = [k for k, module in enumerate(modules) if module == name or module.startswith(f"{name}::")]
        if name != "regex":
            assert {int(found.module[k]) // SHADES for k in below} == {tint // SHADES}
    assert found.module[-1] == -1


def test_the_same_nouns_give_the_same_scene(regex: Capture, regex_paths: Paths, regex_scene: Scene) -> None:
    partition = regex.partition("MERGE")
    assert equal(graph(regex, partition, simple_layout(partition, regex_paths), regex_paths), regex_scene)


def test_an_empty_partition_has_an_empty_scene(toy: Capture) -> None:
    partition = toy.partition("PLACE")
    empty = partition.replace(
        units=partition.units.take(np.empty(0, np.int64)),
        starts=np.zeros(1, np.int64),
        **{name: getattr(partition, name)[:0] for name in ("item", "mode", "linkage", "visibility", "size")},
    )
    paths = split(toy.items, toy.crate)
    scene = graph(toy, empty, simple_layout(empty, paths), paths)
    assert len(scene.units) == len(scene.boxes) == 0
    assert scene.bounds.tolist() == [0.0, 0.0, 1.0, 1.0]
