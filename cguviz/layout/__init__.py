"""Where the boxes go: partition and uses to `Layout`."""
