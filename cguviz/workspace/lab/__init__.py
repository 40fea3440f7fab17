"""The partition lab: scores of stages, moves by hand, and recipes by which stages are made again."""
