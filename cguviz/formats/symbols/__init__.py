"""Symbols of functions taken apart: v0 and legacy mangling, and short names of units."""
