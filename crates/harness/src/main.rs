//! Carries out a plan: processes, cores, order, sampling, verdicts.

#![allow(dead_code, unused_imports)]

mod machine;
mod measurement;
mod plan;
mod point;
mod process;
mod verdict;

fn main() {}
