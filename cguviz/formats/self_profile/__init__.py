"""rustc's self-profiles (`.mm_profdata`) read to timelines, and written slim."""
