//! What can be asked of a calibration.

use std::path::PathBuf;

use clap::Args;

/// How to calibrate.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Only the checks of these names, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub(crate) only: Vec<String>,
    /// Show the checks, what each proves and about how long it takes, and run none
    #[arg(long)]
    pub(crate) list: bool,
    /// Also compare the generator with other load generators, where they are installed
    #[arg(long)]
    pub(crate) peers: bool,
    /// The file to write [default: results/local/DATE-calibration.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Seeds the order of cases and every arrival
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}
