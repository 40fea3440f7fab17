"""cguviz shows how rustc cuts a crate into codegen units."""

__version__ = "0.1.0"
