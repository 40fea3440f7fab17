"""A whole build as a picture: crates over time, a table of them, and their links."""
