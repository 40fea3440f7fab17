"""`cguviz record` and `cargo cguviz`: recording of a crate, or of all crates of a build."""
