"""Rust paths taken apart: brackets, skeletons, local paths, and the table of modules and labels of a capture."""
