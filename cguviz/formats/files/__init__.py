"""Files as bytes: compressed, in archives, written whole or not at all, and described when unknown."""
