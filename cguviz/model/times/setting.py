"""Settings of a compilation that decide LLVM's work on its units: their number, LTO, the level of optimization."""

from __future__ import annotations

import dataclasses
import re

OFF = ("off", "no", "n", "false")
FAT = ("fat", "yes", "y", "on", "true", "")
"""Values of `-C lto`; "" is `-C lto` alone."""
NAMED_LTO = (*OFF, *FAT, "thin")

_SETTING = re.compile(r"(?:^|\s)-C ?([\w-]+)(?:=(\S+))?")
_O = re.compile(r"(?:^|\s)-O(?=\s|$)")


@dataclasses.dataclass(frozen=True)
class Setting:
    """Codegen settings, as rustc was given them.

    Attributes
    ----------
    units
        `-C codegen-units`, 0 where none was named.
    lto
        "fat", "thin", "off"; "" where none was named.
    opt
        `-C opt-level`: "0" to "3", "s" or "z".
    """

    units: int = 0
    lto: str = ""
    opt: str = "0"

    @property
    def local_lto(self) -> bool:
        """Whether rustc runs thin LTO over the crate's own units.

        `Session::lto` of rustc 1.95: not if LTO was named, not at level 0, and not if one unit was asked for; a build
        that asks for more, or for no number, has it even where units are merged to one.
        """
        return not self.lto and self.opt != "0" and self.units != 1


def setting_of(command: str) -> Setting | None:
    """Read the settings off a call of rustc.

    Parameters
    ----------
    command
        `rustc --crate-name … -C opt-level=3 -C codegen-units=16`; of equal options the last one counts.

    Returns
    -------
    None where there is no call.
    """
    if not command.strip():
        return None
    told = dict(_SETTING.findall(command))
    units = told.get("codegen-units", "")
    lto = told.get("lto")
    opt = told.get("opt-level") or ("2" if _O.search(command) else "0")
    named = "" if lto is None or lto not in NAMED_LTO else "off" if lto in OFF else "thin" if lto == "thin" else "fat"
    return Setting(int(units) if units.isdecimal() else 0, named, opt)
