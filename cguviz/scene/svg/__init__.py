"""The SVG writer of graphs, with the frame, marks and style that all written pictures share."""
