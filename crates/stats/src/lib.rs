//! Quantiles, intervals and paired ratios; pure.
