//! The libraries under test with their versions, taken from the lock file when this was built.

include!(concat!(env!("OUT_DIR"), "/libraries.rs"));
