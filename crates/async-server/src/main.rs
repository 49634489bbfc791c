//! The async colour: tasks wait on an executor.

fn main() {}
