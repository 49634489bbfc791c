//! Seeded draws. The generator and what is made of its bits never change: the same seed must plan the
//! same load in years to come.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{RngCore, SeedableRng};

/// Which draws a generator is for; each has its own sequence, so that a change in one leaves the others.
pub(crate) mod stream {
    /// The gaps of an open loop.
    pub(crate) const GAPS: u64 = 0;
    /// The classes of a mix.
    pub(crate) const MIX: u64 = 1;
    /// A closed loop's think times.
    pub(crate) const THINK: u64 = 2;
    /// A synthetic server's service times.
    pub(crate) const SERVICE: u64 = 3;
}

/// A seeded source of draws.
#[derive(Clone, Debug)]
pub(crate) struct Random(Pcg64Mcg);

impl Random {
    pub(crate) fn seeded(seed: u64, stream: u64) -> Self {
        // An odd multiplier: different streams of one seed, and equal streams of different seeds, differ.
        Self(Pcg64Mcg::seed_from_u64(seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A draw from the exponential law with mean 1.
    pub(crate) fn exponential(&mut self) -> f64 {
        -(1.0 - self.uniform()).ln()
    }

    /// A draw from [0, 1), of 53 random bits.
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (0.5_f64).powi(53)
    }
}
