"""`cguviz record` and `cargo cguviz`: a crate, or all crates of a build, recorded."""
