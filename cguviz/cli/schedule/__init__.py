"""`cguviz schedule`: code generation simulated, and the report of it."""
