"""Graphs of other programs, read and written: DOT, D2, GraphML, GEXF, node-link JSON."""
