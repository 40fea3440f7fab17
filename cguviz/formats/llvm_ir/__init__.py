"""Readers of LLVM IR of one compilation: functions, uses and linkages, unit by unit."""
