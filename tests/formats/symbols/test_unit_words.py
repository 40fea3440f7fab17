"""Words behind hashed names, held against what rustc prints when it is asked for readable names."""

import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from cguviz.formats import load
from cguviz.formats.symbols.crate_id import ids_in_names, ids_in_symbols, ids_of_command
from cguviz.formats.symbols.unit_hash import mangle
from cguviz.formats.symbols.unit_words import with_words
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.model.unit_words import HASHED, NO_WORDS
from tests.captures import CAPTURES, DUMP, capture_id, sample_named

MANY = 0.94
"""Share of units whose words are found without symbols. Measured: all of serde, serde_json and syn, 64 of 66 of regex
release, 368 of 389 of cargo."""

needs_rustc = pytest.mark.skipif(shutil.which("rustc") is None, reason="there is no rustc here")


def hashed(capture: Capture) -> list[str]:
    return [name for partition in capture.partitions for name in partition.units if HASHED.fullmatch(name)]


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_with_symbols_every_unit_is_named(folder: Path) -> None:
    (capture,) = load([str(folder)])
    words = capture.words.by_name()
    assert all(mangle(text) == name for name, text in words.items())
    symbols = sum(symbol.startswith(b"_") for symbol in capture.items.symbol.tobytes())
    if 2 * symbols > len(capture.items):
        assert set(words) == set(hashed(capture))
    else:
        assert len(words) >= MANY * len(set(hashed(capture)))


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_a_dump_alone_names_nearly_all_where_it_tells_the_id_of_the_crate(folder: Path) -> None:
    (capture,) = load([str(folder / DUMP)])
    names = [name for partition in capture.partitions for name in partition.units]
    words = capture.words.by_name()
    assert len(words) >= (MANY * len(set(hashed(capture))) if ids_in_names(names, capture.crate) else 0)


def test_three_ways_give_one_id() -> None:
    (capture,) = load([str(sample_named("toy-stock-debug-incremental"))])
    assert ids_in_names(capture.partitions[0].units, "toy") == ["e7bd1055ad3a4854"]
    assert ids_in_symbols(capture.items.symbol.tobytes(), "toy") == ["e7bd1055ad3a4854"]
    # The call of rustc that made this sample.
    command = "rustc --crate-name toy main.rs --crate-type bin -C metadata=6eed404888ec80ba"
    assert ids_of_command(command, "toy", capture.compiler)[0] == "e7bd1055ad3a4854"
    assert "e7bd1055ad3a4854" not in ids_of_command(command.replace(" bin", " lib"), "toy", capture.compiler)
    assert ids_of_command("rustc --crate-name toy", "toy", capture.compiler) == []
    assert ids_of_command(command, "toy", "") == []


def test_a_compiler_built_from_a_tarball_says_so_in_its_version(regex: Capture) -> None:
    assert regex.timeline is not None
    (identity,) = ids_in_names([name for stage in regex.partitions for name in stage.units], "regex")
    assert identity in ids_of_command(regex.timeline.command, "regex", regex.compiler)


def renamed(partition: Partition) -> Partition:
    return partition.replace(units=Texts.of(map(mangle, partition.units)))


def test_names_of_an_incremental_build_are_read_back_from_their_hashes() -> None:
    (capture,) = load([str(sample_named("toy-stock-debug-incremental"))])
    (partition,) = capture.partitions
    assert any(name.endswith(".volatile") for name in partition.units)
    found = with_words(capture.replace(partitions=(renamed(partition),))).words.by_name()
    assert found == {mangle(name): name for name in partition.units}


def test_merged_units_of_an_incremental_build_are_named_by_their_members() -> None:
    (capture,) = load([str(sample_named("toy-stock-debug-incremental"))])
    (before,) = (renamed(partition) for partition in capture.partitions)
    names = before.units.tolist()
    whole = mangle("--".join(sorted(names[:3])))
    starts = [0, *before.starts[3:].tolist()]
    merged = before.replace(stage="MERGE", units=Texts.of([whole, *names[3:]]), starts=before.starts[:1].copy())
    merged = merged.replace(starts=before.starts[[0, *range(3, len(before.starts))]])
    assert merged.starts.tolist() == starts
    found = with_words(capture.replace(partitions=(before, merged))).words.by_name()
    assert set(found) == {*names, whole}
    assert found[whole].split("--") == [found[name] for name in sorted(names[:3])]


def test_what_cannot_be_known_stays_as_it_is(regex: Capture) -> None:
    (place, *_), symbols = regex.partitions, Texts.of([""] * len(regex.items))
    bare = regex.replace(partitions=(place,), items=regex.items.replace(symbol=symbols), timeline=None, words=NO_WORDS)
    assert with_words(bare) is bare
    assert len(with_words(regex.replace(words=NO_WORDS)).words.names) == len(set(hashed(regex)))


SOURCE = """
pub mod shapes {
    pub mod round {
        #[derive(Debug, Clone)]
        pub struct Ball(pub u64);
        impl Ball {
            pub fn grow(&self) -> Self { Self(self.0 * 2) }
        }
    }
    pub fn all(n: u64) -> Vec<round::Ball> { (0..n).map(round::Ball).collect() }
}
pub fn show(n: u64) -> String {
    format!("{:?}", shapes::all(n).iter().map(shapes::round::Ball::grow).collect::<Vec<_>>())
}
"""


@needs_rustc
def test_rustc_prints_the_words_when_asked_for_them(tmp_path: Path) -> None:
    (tmp_path / "shapes.rs").write_text(SOURCE)
    hidden, shown = (compile_shapes(tmp_path, units=256, readable=readable) for readable in ("no", "yes"))
    assert {mangle(words) for words in shown} == set(hidden)
    (capture,) = load([str(tmp_path / "256-no")])
    assert set(capture.words.by_name().values()) == set(shown)
    assert any(name.endswith(".volatile") for name in shown)


@needs_rustc
def test_rustc_hashes_the_names_of_merged_members(tmp_path: Path) -> None:
    (tmp_path / "shapes.rs").write_text(SOURCE)
    # Units of incremental builds stand in the order of their hashes, so readable names may merge otherwise.
    before, after = (compile_shapes(tmp_path, units=units, readable="no") for units in (256, 2))
    copies = Counter(item for items in before.values() for item in items)
    homes = {item: unit for unit, items in before.items() for item in items if copies[item] == 1}
    members = {unit: sorted({homes[item] for item in items if item in homes}) for unit, items in after.items()}
    assert max(map(len, members.values())) > 1
    for unit, names in members.items():
        assert unit == (names[0] if len(names) == 1 else mangle("--".join(names)))


def compile_shapes(folder: Path, *, units: int, readable: str) -> dict[str, set[str]]:
    """Compile incrementally with the toolchain that is here, and return the items of each unit it lists."""
    out = folder / f"{units}-{readable}"
    out.mkdir()
    command = ["rustc", "--crate-type=lib", "-Cmetadata=some", "-Cincremental=incremental", f"-Ccodegen-units={units}"]
    command += ["--emit=llvm-ir,obj", f"-Zhuman-readable-cgu-names={readable}", "-Zprint-mono-items"]
    command += ["-Zself-profile=.", "../shapes.rs"]
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    done = subprocess.run(command, cwd=out, env=environment, capture_output=True, check=True, text=True)
    shutil.rmtree(out / "incremental")
    (out / "mono-items.txt").write_text(done.stdout)
    found: dict[str, set[str]] = {}
    for line in done.stdout.splitlines():
        item, _, placed = line.rpartition(" @@ ")
        for unit in re.findall(r"(\S+)\[\w+\]", placed):
            found.setdefault(unit, set()).add(item)
    return found
