//! Carries out a plan: processes, cores, order, sampling, verdicts.

#![allow(dead_code, unused_imports)]

mod machine;
mod process;

fn main() {}
