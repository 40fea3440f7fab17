"""LLVM IR of one compilation, unit by unit, read to functions, uses and linkages."""
