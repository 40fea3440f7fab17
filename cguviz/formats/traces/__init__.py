"""Traces of threads over time: Chrome, Firefox, LLVM, perf, and time passes."""
