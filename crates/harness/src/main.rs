//! Carries out a plan: processes, cores, order, sampling, verdicts.

fn main() {}
