"""What layouts cost, how tall labels are in a window, and how Graphviz does on the same graphs.

Speed is that of the largest capture with uses: cargo 0.66.0 release (57,451 placements after merging, 91,150 uses)
where it is installed, else regex. Peers get the same functions, uses and units as clusters, and boxes of the same
size. All times are CPU. Measured with CPython 3.11 and Graphviz 2.43 (label: pixels of a label's height, everything
shown in 1900×1000):

functions  uses    ours s   label    dot s    label   fdp s   label
508        669     0.0075   7.3      0.053    1.7     0.49    5.6
1,074      1,554   0.012    5.0      0.20     0.70    0.59    1.8
3,108      4,670   0.021    3.5      1.7      0.29    2.4     1.6
9,494      20,154  0.041    2.7      49       0.07    20      1.0

cargo: splitting the paths 0.4 s, layout 0.13 s (0.15 s without stacks; 0.41 s for the 389 units before merging).
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import time

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load
from cguviz.layout import LAYOUTS, LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.layout import ITEM_HEIGHT, ITEM_WIDTH, LABEL_HEIGHT, Layout, slots_of
from cguviz.model.partition import Partition, partition_of, placed_uses
from cguviz.model.paths.table import split, unique_labels
from tests.captures import CAPTURES, capture_named, has_capture

WINDOW = (1900.0, 1000.0)
LARGEST = next(folder for folder in reversed(CAPTURES) if (folder / "ll.tar.zst").exists())
SERDE, REGEX, IMAGE = "serde_json-1.0.87-release", "regex-1.7.1-release", "image-0.24.3-release"
PEERS = [
    ("dot", SERDE, 500),
    ("fdp", SERDE, 500),
    ("dot", SERDE, 9999),
    ("fdp", SERDE, 9999),
    ("dot", REGEX, 9999),
    ("fdp", REGEX, 9999),
    ("dot", IMAGE, 9999),
    ("fdp", IMAGE, 9999),
]
"""Program, capture, and at least how many functions of it (all, where it has fewer)."""

pytestmark = pytest.mark.benchmark(timer=time.process_time)


@pytest.fixture(scope="module")
def largest() -> Capture:
    return max(load([LARGEST]), key=lambda capture: len(capture.items))


def test_split(benchmark: BenchmarkFixture, largest: Capture) -> None:
    benchmark.extra_info["items"] = len(largest.items)
    paths = benchmark(split, largest.items, largest.crate)
    assert len(paths.labels) == len(largest.items)


def test_unique_labels(benchmark: BenchmarkFixture, largest: Capture) -> None:
    partition = largest.partition()
    paths = split(largest.items, largest.crate)
    labels = benchmark(unique_labels, paths, largest.items, partition.item, partition.unit)
    assert len(labels) == len(partition)


@pytest.mark.parametrize("stage", ["PLACE", "INTERNALIZE"])
@pytest.mark.parametrize("engine", ["auto", *LAYOUTS])
@pytest.mark.parametrize("stacks", [True, False])
def test_layout(benchmark: BenchmarkFixture, largest: Capture, engine: str, stacks: bool, stage: str) -> None:
    slots = slots_of(largest.partition(stage))
    paths = split(largest.items, largest.crate)
    options = LayoutOptions(engine=engine, stacks=stacks)
    layout = benchmark(lay_out, slots, paths, largest.uses, options=options)
    benchmark.extra_info |= {"slots": len(slots), "boxes": len(layout.box), "label": label_height(layout)}


@pytest.mark.parametrize(("program", "name", "size"), PEERS)
def test_peers(benchmark: BenchmarkFixture, program: str, name: str, size: int) -> None:
    if shutil.which(program) is None or not has_capture(name):
        pytest.skip(f"{program} or {name} is not there")
    capture = max(load([capture_named(name)]), key=lambda one: len(one.items))
    assert capture.uses is not None
    partition = part_of(capture.partition("MERGE"), size)
    slots, paths = slots_of(partition), split(capture.items, capture.crate)
    options = LayoutOptions(stacks=False, aspect=WINDOW[0] / WINDOW[1])
    layout = benchmark(lay_out, slots, paths, capture.uses, options=options)
    begin = time.process_time()
    lay_out(slots, paths, capture.uses, options=options)
    own = time.process_time() - begin
    peer, width, height = graphviz(program, dot_of(capture, partition))
    theirs = LABEL_HEIGHT * min(WINDOW[0] / width, WINDOW[1] / height)
    benchmark.extra_info |= {
        "functions": len(partition),
        "uses": len(placed_uses(partition, capture.uses).source),
        "seconds": own,
        f"seconds {program}": peer,
        "label": label_height(layout),
        f"label {program}": theirs,
    }
    assert program != "dot" or label_height(layout) > 3 * theirs
    if (program, name) in {("dot", IMAGE), ("fdp", IMAGE)}:
        assert peer > 20 * own


def label_height(layout: Layout) -> float:
    """Return the height of a label in pixels when the window shows everything."""
    width, height = layout.bounds[2:] - layout.bounds[:2]
    return float(LABEL_HEIGHT * min(WINDOW[0] / width, WINDOW[1] / height))


def part_of(partition: Partition, size: int) -> Partition:
    """Return the first units of a partition that hold at least so many placements."""
    units = int(np.searchsorted(partition.starts, size))
    rows = np.flatnonzero(partition.unit < units)
    return partition_of(
        partition.stage,
        partition.units,
        partition.unit[rows],
        partition.item[rows],
        partition.mode[rows],
        partition.linkage[rows],
        partition.visibility[rows],
        partition.size[rows],
    )


def dot_of(capture: Capture, partition: Partition) -> bytes:
    """Write the graph for Graphviz: units as clusters, boxes of our size, uses as edges."""
    lines = [
        "digraph {",
        f'node [shape=box fixedsize=true width={ITEM_WIDTH / 72} height={ITEM_HEIGHT / 72} label=""];',
    ]
    assert capture.uses is not None
    for unit in range(len(partition.units)):
        rows = range(*partition.starts[[unit, unit + 1]].tolist())
        lines.append(f"subgraph cluster_{unit} {{ {' '.join(f'n{row};' for row in rows)} }}")
    uses = placed_uses(partition, capture.uses)
    lines += [f"n{user} -> n{used};" for user, used in zip(uses.source.tolist(), uses.target.tolist(), strict=True)]
    return "\n".join([*lines, "}"]).encode()


def graphviz(program: str, text: bytes) -> tuple[float, float, float]:
    """Return CPU seconds, width and height (points) of a drawing."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, "-Tplain"], input=text, capture_output=True, check=True, timeout=250)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    _, _, width, height = done.stdout.split(b"\n", 1)[0].split()
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, float(width) * 72, float(height) * 72
