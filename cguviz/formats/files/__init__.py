"""Files as bytes: compressed, in archives, written whole or not at all, and recognised by none."""
