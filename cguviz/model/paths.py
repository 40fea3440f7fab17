"""Rust paths taken apart: crate, module, generic item, useful label."""

from __future__ import annotations

import dataclasses

from cguviz.model.columns import Columns, Ints
from cguviz.model.texts import Texts


@dataclasses.dataclass(frozen=True, eq=False)
class Paths(Columns):
    """What the names of the items say; parallel to `Items`.

    Attributes
    ----------
    modules
        (m,) module paths with the crate first ("core::fmt", "regex::exec"), sorted.
    module
        (n,) int32 index into `modules`: of the Self type for methods and drop glue, as in rustc's own placement.
    generics
        (g,) generic items: names without their generic arguments ("core::ptr::drop_in_place"), sorted.
    generic
        (n,) int32 index into `generics`: items that share it are monomorphisations of one another.
    labels
        (n,) the short label: "Exec::new", "drop Vec<u8>", "{closure#0} in exec".
    longer
        (n,) a longer label, for where the short one is not unique in its unit.
    """

    modules: Texts
    module: Ints
    generics: Texts
    generic: Ints
    labels: Texts
    longer: Texts
