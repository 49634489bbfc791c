//! What every check has at hand.

use anyhow::{Result, anyhow};
use load::Stop;
use record::Resolution;
use scenario::{Contender, Gaps, Library, Scenario};

use super::beside::{Alive, Beside};
use super::options::Options;
use super::pairs::{Pairs, asked};
use super::progress::Progress;
use crate::execute::Machine;

/// The server that is measured beside itself: the dearer of the matched pair, so that it is saturated before
/// the generator is.
const SERVER: &str = "thread-per-connection";
/// On what: the headline's work.
const SCENARIO: &str = "curated/fetch-10ms";

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
    /// The pairs of a server and itself, once they are measured.
    pub(super) pairs: Option<Pairs>,
    /// The sides that were alive together, once they are measured.
    pub(super) beside: Option<Beside>,
}

impl Bench {
    /// The contender of that name.
    ///
    /// # Errors
    /// The project has none.
    pub(crate) fn contender(&self, name: &str) -> Result<Contender> {
        // Who is missing is no mistake of whoever asked to calibrate.
        let found =
            self.library.contenders_named(&[name.to_owned()]).map_err(|missing| anyhow!("{missing}"))?;
        Ok(found[0].clone())
    }

    /// The headline's work.
    ///
    /// # Errors
    /// The project has none.
    pub(crate) fn scenario(&self) -> Result<Scenario> {
        let found = self.library.select(&[SCENARIO.to_owned()]).map_err(|missing| anyhow!("{missing}"))?;
        Ok(found[0].clone())
    }

    /// A server measured against itself as `compare` would: on the first call, for about a minute.
    pub(super) fn pairs(&mut self) -> Result<&Pairs> {
        if self.pairs.is_none() {
            let server = self.contender(SERVER)?;
            let scenario = self.scenario()?;
            let mut at = |share: f64, what: &str| self.progress.at(share, what);
            let asked = (self.options.seed, &self.stop);
            self.pairs = Some(Pairs::measure(&mut self.machine, (&scenario, &server), asked, &mut at)?);
        }
        Ok(self.pairs.get_or_insert_default())
    }

    /// A server beside itself and beside itself with a busy loop: on the first call, for about a minute.
    pub(super) fn beside(&mut self) -> Result<&Beside> {
        if self.beside.is_none() {
            let server = self.contender(SERVER)?;
            let mut scenario = asked(&self.scenario()?);
            // Each request then finds the server as the one before it did: what one costs hardly varies.
            scenario.load.open_gaps = Gaps::Constant;
            let mut at = |share: f64, what: &str| self.progress.at(share, what);
            let mut sides = Alive::new(&self.machine, &scenario, &server, &self.stop)?;
            self.beside = Some(Beside::measure(&mut sides, (self.options.seed, &self.stop), &mut at)?);
        }
        Ok(self.beside.get_or_insert_default())
    }
}
