//! An open- and closed-loop HTTP load generator that keeps three clocks.
