"""The inspector: facts, reasons and lists for the selection, as data and as a panel."""
