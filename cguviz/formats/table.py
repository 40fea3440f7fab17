"""The table of formats: all that can be opened, and all as which a partition can be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cguviz.formats.account import read_alone
from cguviz.formats.capture_file import file as cguviz_file
from cguviz.formats.cargo import build_log as cargo_build_log
from cguviz.formats.cargo import timings_page as cargo_timings
from cguviz.formats.debug_log import reader as debug_log
from cguviz.formats.format import BuildPart, Format
from cguviz.formats.graphs import d2_format as d2
from cguviz.formats.graphs import dot_format as dot
from cguviz.formats.graphs import graphml
from cguviz.formats.graphs import node_link as graph_json
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.measured import published as top1000
from cguviz.formats.mono import items as mono_items
from cguviz.formats.mono import stats as mono_stats
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.traces import chrome_trace, firefox_profile, llvm_time_trace, perf_script, time_passes
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition

FORMATS: tuple[Format, ...] = (
    Format("cguviz capture", (".cguviz",), cguviz_file.sniff, cguviz_file.read, part=BuildPart.CAPTURE),
    Format("rustc debug log", (".txt", ".log"), debug_log.sniff, debug_log.read),
    Format("LLVM IR", (".ll",), llvm_ir.sniff, llvm_ir.read, together=True),
    Format("mono items", (".txt",), mono_items.sniff, mono_items.read),
    Format("mono stats", (".json", ".md"), mono_stats.sniff, mono_stats.read),
    Format("rustc self-profile", (".mm_profdata",), self_profile.sniff, self_profile.read, part=BuildPart.PROFILE),
    Format("Firefox profile (samply)", (".json",), firefox_profile.sniff, firefox_profile.read),
    Format("LLVM time trace", (".json",), llvm_time_trace.sniff, llvm_time_trace.read),
    Format("Chrome trace", (".json",), chrome_trace.sniff, chrome_trace.read),
    Format("cargo build log", (".jsonl",), cargo_build_log.sniff, read_alone, account=cargo_build_log.read_build),
    Format("cargo timings", (".html",), cargo_timings.sniff, read_alone, account=cargo_timings.read_build),
    Format("perf script", (".txt", ".perf"), perf_script.sniff, perf_script.read),
    Format("rustc time passes", (".txt", ".log"), time_passes.sniff, time_passes.read),
    Format("published measurements", (".txt",), top1000.sniff, top1000.read_alone),
    Format("GraphML", (".graphml",), graphml.sniff_graphml, graphml.read_graphml),
    Format("GEXF", (".gexf",), graphml.sniff_gexf, graphml.read_gexf),
    Format("node-link JSON", (".json",), graph_json.sniff, graph_json.read),
    Format("DOT", (".dot", ".gv"), dot.sniff, dot.read),
    Format("D2", (".d2",), d2.sniff, d2.read),
)
"""Asked in this order; the first that recognises a file reads it."""

WRITERS: Mapping[str, Callable[[Capture, Partition], str]] = {
    ".dot": dot.write,
    ".gv": dot.write,
    ".d2": d2.write,
    ".graphml": graphml.write_graphml,
    ".gexf": graphml.write_gexf,
    ".json": graph_json.write,
}
"""What a partition can be written as, by the ending of the file's name."""
