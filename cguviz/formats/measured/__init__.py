"""Measured times without a capture: published tables, and costs given in a file."""
