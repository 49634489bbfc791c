//! Carries out a plan: processes, cores, order, sampling, verdicts.

#![allow(dead_code, unused_imports)]

mod cli;
mod execute;
mod interrupt;
mod listing;
mod machine;
mod measurement;
mod plan;
mod point;
mod process;
mod progress;
mod run_plan;
mod sample;
mod verdict;

fn main() {}
