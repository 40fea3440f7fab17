"""The graph of one stage as a `Scene`: boxes, labels, links, routes, and boxes under a point."""
