//! What a comparison will measure, decided in full before anything is started.

mod time;

use std::time::Duration;

use anyhow::Result;
use load::Timing;
use record::Asked;
use scenario::{Case, Contender, Library, LoadPoint, Profile, Scenario};

use crate::cli::Compare;
use crate::execute::{CaseParts, REQUEST_MAX};
use crate::loading::load_of;
use crate::machine::Descriptors;
use crate::plan::{Step, order};
use crate::verify::Own;

/// What a comparison will measure.
#[derive(Clone, Debug)]
pub(crate) struct RunPlan {
    /// How long and how often.
    pub(crate) profile: Profile,
    /// The scenarios, with the load points that the profile and this machine allow.
    pub(crate) scenarios: Vec<Scenario>,
    /// Every contender that takes part, once.
    pub(crate) contenders: Vec<Contender>,
    /// Every case, before it is ordered.
    pub(crate) cases: Vec<Case>,
    /// Every case of every block so far, in the order of the run.
    pub(crate) steps: Vec<Step>,
    /// How many blocks `steps` holds.
    pub(crate) blocks: u32,
    /// The most blocks that it may come to hold.
    pub(crate) blocks_max: u32,
    /// No block is begun that would end later than this after the start.
    pub(crate) time_max: Option<Duration>,
    /// Seeds the order and the arrivals.
    pub(crate) seed: u64,
    /// What was asked for.
    pub(crate) asked: Asked,
    /// What had to be left out.
    pub(crate) warnings: Vec<String>,
}

impl RunPlan {
    /// Plans what `options` ask for, within `descriptors`.
    ///
    /// # Errors
    /// An unknown name (the nearest is suggested), or nothing left to measure.
    pub(crate) fn make(library: &Library, options: &Compare, descriptors: Descriptors) -> Result<Self> {
        let profile = Profile::named(&options.profile)?;
        let asked = Asked {
            scenarios: options.scenarios.clone(),
            contenders: options.contenders.clone(),
            blocks: options.blocks,
            capacity: options.capacity || profile.searches_capacity,
            wish: options.own.as_ref().map(|own| own.wish.clone()),
        };
        // Of what a reader asks for, nothing is left out.
        let is_thinned = asked.wish.is_none();
        let mut plan = Self {
            blocks: 0,
            blocks_max: options.blocks.unwrap_or(profile.blocks_max),
            time_max: options.minutes.map(|minutes| Duration::from_secs(60) * minutes),
            seed: options.seed,
            asked,
            profile,
            scenarios: Vec::new(),
            contenders: Vec::new(),
            cases: Vec::new(),
            steps: Vec::new(),
            warnings: Vec::new(),
        };
        for scenario in library.select(&options.scenarios)? {
            let mut scenario =
                if is_thinned { scenario::thin(scenario, &plan.profile) } else { scenario.clone() };
            let line_up = library.line_up(&scenario, &options.contenders)?;
            plan.fit(&mut scenario, descriptors);
            plan.cases.extend(scenario::cases(&scenario, &line_up));
            for contender in line_up {
                if !plan.contenders.contains(contender) {
                    plan.contenders.push(contender.clone());
                }
            }
            plan.scenarios.push(scenario);
        }
        anyhow::ensure!(!plan.cases.is_empty(), "nothing to measure: {}", plan.warnings.join("; "));
        plan.extend_to(options.blocks.unwrap_or(plan.profile.blocks));
        Ok(plan)
    }

    /// Plans further blocks, so that there are `blocks` in all.
    pub(crate) fn extend_to(&mut self, blocks: u32) {
        if blocks > self.blocks {
            self.steps.extend(order(&self.cases, self.blocks..blocks, self.seed));
            self.blocks = blocks;
            self.blocks_max = self.blocks_max.max(blocks);
        }
    }

    /// Gives up every block from `blocks` on.
    pub(crate) fn end_after(&mut self, blocks: u32) {
        self.steps.retain(|step| step.block < blocks);
        self.blocks = self.blocks.min(blocks);
    }

    /// Goes on without a contender that this machine does not have.
    ///
    /// # Errors
    /// Nobody is left.
    pub(crate) fn leave_out(&mut self, contender: &str, reason: &str) -> Result<()> {
        self.warnings.push(format!("{contender} is left out: {reason}"));
        self.contenders.retain(|known| known.name != contender);
        self.cases.retain(|case| case.contender != contender);
        anyhow::ensure!(!self.cases.is_empty(), "nothing to measure: {}", self.warnings.join("; "));
        // Those that are left need an order of their own, balanced among themselves.
        self.steps = order(&self.cases, 0..self.blocks, self.seed);
        Ok(())
    }

    /// What a step is made of.
    pub(crate) fn parts(&self, step: &Step) -> Option<CaseParts<'_>> {
        let scenario = self.scenarios.iter().find(|known| known.name == step.case.scenario)?;
        let contender = self.contenders.iter().find(|known| known.name == step.case.contender)?;
        Some(CaseParts {
            scenario,
            contender,
            load: load_of(scenario, step.case.load),
            timing: self.timing(scenario, step.case.load),
        })
    }

    /// What the scenarios that a contender takes part in ask of it, the classes of a mix among it, each once.
    pub(crate) fn asked_of(&self, contender: &str) -> Vec<Own> {
        let takes_part = |scenario: &&Scenario| {
            let is_it = |case: &Case| case.contender == contender && case.scenario == scenario.name;
            self.cases.iter().any(is_it)
        };
        let mut asked: Vec<Own> = Vec::new();
        for scenario in self.scenarios.iter().filter(takes_part) {
            let classes = scenario.mix.iter().map(|class| class.request);
            for request in std::iter::once(scenario.request).chain(classes) {
                if asked.iter().all(|known| known.request != request) {
                    asked.push(Own { scenario: scenario.name.clone(), request });
                }
            }
        }
        asked
    }

    /// Leaves out the load points that need more descriptors than there are.
    fn fit(&mut self, scenario: &mut Scenario, descriptors: Descriptors) {
        let most = descriptors.connections_max();
        let (fits, dropped): (Vec<u32>, Vec<u32>) =
            scenario.load.closed_connections.iter().partition(|connections| **connections <= most);
        if !dropped.is_empty() {
            self.warnings.push(format!(
                "{}: left out {dropped:?} connections: a process may have {} descriptors here and needs two a \
                 connection. `ulimit -Hn` shows the hard limit; LimitNOFILE= or /etc/security/limits.conf raises it",
                scenario.name, descriptors.now
            ));
        }
        scenario.load.closed_connections = fits;
        scenario.load.open_connections_max = scenario.load.open_connections_max.min(most);
    }

    /// The phases of a case.
    pub(crate) fn timing(&self, scenario: &Scenario, load: LoadPoint) -> Timing {
        Timing {
            connect_max: Duration::from_secs(5),
            warmup: Duration::from_millis(self.profile.warmup_ms),
            window: Duration::from_millis(self.profile.window_ms_at(scenario, load)),
            afterglow: Duration::from_millis(self.profile.afterglow_ms),
            drain_max: Duration::from_secs(2),
            request_max: REQUEST_MAX,
        }
    }
}

#[cfg(test)]
mod tests;
