//! The blocking colour: a thread waits for every request.

fn main() {}
