"""The table of rules: menus, the command line and the common tests derive from it."""

from __future__ import annotations

from cguviz.errors import PartitionError
from cguviz.partition.rule import Need, OriginStage, Partitioner, Rule, Standing
from cguviz.partition.rules.dedup import DedupOptions, dedup
from cguviz.partition.rules.differencing import DifferencingOptions, differencing
from cguviz.partition.rules.greedy import GreedyOptions, greedy
from cguviz.partition.rules.internalize import InternalizeOptions, internalize
from cguviz.partition.rules.massage import MassageOptions, massage
from cguviz.partition.rules.merge import MergeOptions, merge
from cguviz.partition.rules.min_cut import MinCutOptions, min_cut
from cguviz.partition.rules.minimum import AggressiveOptions, MinSizeOptions, aggressive, min_size
from cguviz.partition.rules.nth import NthOptions, nth
from cguviz.partition.rules.place import PlaceOptions, place
from cguviz.partition.rules.split import SplitOptions, split
from cguviz.partition.rules.two_smallest import TwoSmallestOptions, two_smallest

SIZES = frozenset({Need.SIZES})
USES = frozenset({Need.USES})

PARTITIONERS: tuple[Partitioner, ...] = (
    Rule[MergeOptions](
        "merge", "Merge by overlap", MergeOptions, merge, SIZES, Standing.EXACT, "#113777", whole=True, unmerged=True
    ),
    Rule[TwoSmallestOptions](
        "two-smallest",
        "Merge the two smallest",
        TwoSmallestOptions,
        two_smallest,
        SIZES,
        Standing.EXACT,
        "#32779",
        whole=True,
        unmerged=True,
    ),
    Rule[NthOptions](
        "nth",
        "Merge the (N+1)th into the Nth",
        NthOptions,
        nth,
        SIZES,
        Standing.PUBLISHED,
        "#111712",
        whole=True,
        unmerged=True,
    ),
    Rule[GreedyOptions](
        "greedy",
        "Largest into the lightest",
        GreedyOptions,
        greedy,
        SIZES,
        Standing.PUBLISHED,
        "#112766",
        whole=True,
        unmerged=True,
    ),
    Rule[DifferencingOptions](
        "differencing",
        "Largest differencing",
        DifferencingOptions,
        differencing,
        SIZES,
        Standing.PUBLISHED,
        "#90789",
        whole=True,
        unmerged=True,
    ),
    Rule[MinSizeOptions](
        "min-size", "Minimum size", MinSizeOptions, min_size, SIZES, Standing.EXACT, "#112448", whole=True
    ),
    Rule[AggressiveOptions](
        "aggressive",
        "Merge up to the largest",
        AggressiveOptions,
        aggressive,
        SIZES,
        Standing.RECONSTRUCTION,
        "#112648",
        OriginStage.MERGE,
        whole=True,
    ),
    Rule[SplitOptions](
        "split",
        "Split the largest",
        SplitOptions,
        split,
        SIZES | {Need.USES_OF_COPIES},
        Standing.RECONSTRUCTION,
        "#111900",
    ),
    Rule[MassageOptions]("massage", "Massage", MassageOptions, massage, USES, Standing.RECONSTRUCTION, "#112093"),
    Rule[DedupOptions]("dedup", "One copy of large items", DedupOptions, dedup, SIZES, Standing.PUBLISHED, "#154345"),
    Rule[PlaceOptions]("place", "Place copies anew", PlaceOptions, place, USES, Standing.EXACT, "#112913"),
    Rule[InternalizeOptions](
        "internalize", "Internalize", InternalizeOptions, internalize, USES, Standing.EXACT, "", OriginStage.MERGE
    ),
    Rule[MinCutOptions](
        "min-cut", "Minimum cut (reference)", MinCutOptions, min_cut, SIZES | USES, Standing.PUBLISHED, ""
    ),
)


def find_rule(name: str) -> Partitioner:
    """Return the rule with a name.

    Raises
    ------
    PartitionError
        There is no such rule.
    """
    for rule in PARTITIONERS:
        if rule.name == name:
            return rule
    raise PartitionError(f"there is no rule {name!r}; there are {', '.join(rule.name for rule in PARTITIONERS)}.")
