"""Scenes: descriptions of pictures as columns of rectangles, lines and labels with roles, never colours.

The window, PNG and PDF paint a `Scene`; the SVG writer writes the same one. No Qt here.
"""
