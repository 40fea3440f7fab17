"""The start of the program, and the main window with all its parts connected."""
