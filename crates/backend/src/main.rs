//! The slow thing that handlers wait for.

fn main() {}
