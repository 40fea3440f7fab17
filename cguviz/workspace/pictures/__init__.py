"""Pictures made of captures, one module for each kind that needs more than a layout."""
