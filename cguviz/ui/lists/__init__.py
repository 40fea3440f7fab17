"""Lists of units, modules, items and moves: outline, tables, filters, search and remarks."""
