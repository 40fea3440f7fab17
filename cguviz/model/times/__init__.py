"""Times as nouns: threads and spans, costs of units, timed functions, published measurements."""
