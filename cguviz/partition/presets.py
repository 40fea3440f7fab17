"""Presets: pipelines with a name, for rustc's own partitioning and for proposals, in terms of the rules."""

from __future__ import annotations

import dataclasses

from cguviz.partition.pipeline import Pipeline, parse


@dataclasses.dataclass(frozen=True)
class Preset:
    """A named pipeline: a row of `PRESETS`.

    Attributes
    ----------
    name
        As it is typed; never that of a rule.
    text
        The pipeline.
    meaning
        One line for people.
    pull_request
        Where it was proposed.
    """

    name: str
    text: str
    meaning: str
    pull_request: str


PRESETS: tuple[Preset, ...] = (
    Preset("rustc", "merge", "rustc since 1.73", "#113777"),
    Preset("rustc-1.70", "two-smallest", "rustc until 1.70", "#32779"),
    Preset("inline-first", "two-smallest inline=before", "inlined items placed before merging", "#112375"),
    Preset(
        "inline-first-min-size",
        "two-smallest inline=before | min-size",
        "the same with the minimum size: rustc 1.72",
        "#112695",
    ),
    Preset(
        "no-limit",
        "merge limit=no incremental=yes",
        "incremental builds without a largest number of units",
        "#112441",
    ),
    Preset("incremental-256", "merge incremental=yes", "incremental builds as they are", "#113777"),
    Preset("incremental-128", "merge units=128 incremental=yes", "incremental builds with half as many", "#111666"),
    Preset("incremental-64", "merge units=64 incremental=yes", "incremental builds with a quarter", "#111666"),
    Preset("cores", "merge units=cores min-size=1800", "as many units as this machine has cores", "#113555"),
    Preset("massage-first", "massage | merge", "massaging a little before merging", "#112093"),
    Preset("split-first", "split | merge", "the largest units split before merging", "#111900"),
    Preset("merge-on", "merge | aggressive", "merging on up to the size of the largest unit", "#112648"),
    Preset("dedup-first", "dedup | merge", "one copy of large inlined items, then merging", "#154345"),
)


def pipeline_of(text: str) -> Pipeline:
    """Return the pipeline that a text means: the name of a preset, or a pipeline written out.

    Raises
    ------
    PartitionError
        It is neither.
    """
    for preset in PRESETS:
        if preset.name == text.strip():
            return parse(f"{preset.name}: {preset.text}")
    return parse(text)
