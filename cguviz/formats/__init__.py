"""Bytes to captures and back; one module per format, one table of them."""
