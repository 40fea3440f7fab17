"""Threads over time as a chart: rows, bars, critical path, and the written picture."""
