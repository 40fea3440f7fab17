"""The nouns: frozen columns that know nothing of files, pictures or windows."""
