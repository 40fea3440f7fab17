"""Timelines of stages and builds: measured or simulated, with facts for one unit."""
