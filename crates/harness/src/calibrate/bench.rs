//! What every check has at hand.

use anyhow::Result;
use load::Stop;
use record::Resolution;
use scenario::{Contender, Library};

use super::options::Options;
use super::progress::Progress;
use crate::execute::Machine;

/// What every check has at hand.
#[derive(Debug)]
pub(crate) struct Bench {
    /// Real processes on real cores.
    pub(crate) machine: Machine,
    /// The project's scenarios and contenders.
    pub(crate) library: Library,
    /// What was asked for.
    pub(crate) options: Options,
    /// Ends a check early; what it found is then thrown away.
    pub(crate) stop: Stop,
    /// How far the calibration is.
    pub(crate) progress: Progress,
    /// The smallest differences that were measured on the way.
    pub(crate) resolution: Vec<Resolution>,
}

impl Bench {
    /// The server that is measured against itself.
    ///
    /// # Errors
    /// The project has no contender of that name.
    pub(crate) fn server(&self) -> Result<Contender> {
        Ok(self.library.contenders_named(&["tokio".to_owned()])?[0].clone())
    }
}
