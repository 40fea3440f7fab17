"""The `.cguviz` file: whole captures as checked columns."""
