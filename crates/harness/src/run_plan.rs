//! What a comparison will measure, decided in full before anything is started.

use std::time::Duration;

use anyhow::Result;
use load::Timing;
use record::Asked;
use scenario::{Case, Contender, Library, LoadPoint, Profile, Scenario};

use crate::capacity;
use crate::cli::Compare;
use crate::execute::{CaseParts, REQUEST_MAX, load_of};
use crate::machine::Descriptors;
use crate::plan::{Step, order};

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

    /// About how long a block takes.
    pub(crate) fn block_estimate(&self) -> Duration {
        scenario::estimate(&self.cases, &self.scenarios, &self.profile, 1)
    }

    /// About how long one case at a rate takes, wherever it comes from.
    pub(crate) fn open_case_estimate(&self) -> Duration {
        let load = LoadPoint::Open { rate_per_s: 1.0 };
        let case = Case { scenario: String::new(), contender: String::new(), load };
        scenario::estimate(&[case], &self.scenarios, &self.profile, 1)
    }

    /// About how long the run takes at least and at most, its searches included, within the time that was asked
    /// for.
    pub(crate) fn estimate(&self) -> (Duration, Duration) {
        let search = capacity::estimate(self);
        let within = |blocks: u32| {
            let whole = self.block_estimate() * blocks + search;
            // The first block is run whatever it takes, and so are the searches.
            let least = self.block_estimate() + search;
            self.time_max.map_or(whole, |most| whole.min(most.max(least)))
        };
        (within(self.blocks), within(self.blocks_max))
    }

    /// How long the run may go on with cases that were not steady: what the fewest blocks and the searches leave of
    /// the time that was asked for, and no more than the profile has for it.
    pub(crate) fn extension_time(&self) -> Duration {
        let most = Duration::from_millis(self.profile.extensions_ms);
        let planned = self.block_estimate() * self.blocks + capacity::estimate(self);
        self.time_max.map_or(most, |time| most.min(time.saturating_sub(planned)))
    }

    /// Whether another block would end after the time that was asked for, with what comes after the blocks.
    pub(crate) fn is_too_late(&self, elapsed: Duration) -> bool {
        let needed = self.block_estimate() + capacity::estimate(self);
        self.time_max.is_some_and(|most| elapsed + needed > most)
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
mod tests {
    use std::path::Path;

    use super::*;

    fn plan(descriptors: u64) -> Result<RunPlan> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
        let options = Compare::of(&[], "quick", &[]);
        let descriptors = Descriptors { found: descriptors, now: descriptors };
        RunPlan::make(&Library::open(&folder)?, &options, descriptors)
    }

    #[test]
    fn the_default_run_takes_at_most_five_minutes_and_repeats_three_times() {
        let plan = plan(20_000).expect("the checked-in scenarios are sound");
        let (least, most) = plan.estimate();
        assert!(least == most && most <= Duration::from_secs(300), "{most:?}");
        assert_eq!(plan.steps.len(), plan.cases.len() * 3);
        assert!(plan.warnings.is_empty());
    }

    #[test]
    fn few_descriptors_leave_out_points_and_say_so() {
        let plan = plan(1024).expect("some points remain");
        assert!(plan.warnings[0].contains("4096") && plan.warnings[0].contains("1024 descriptors"));
        assert!(plan.scenarios[0].load.closed_connections.iter().all(|connections| *connections <= 412));
    }

    #[test]
    fn a_thorough_run_is_estimated_from_its_fewest_blocks_to_its_most_and_within_its_time() {
        let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
        let library = library.expect("the checked-in scenarios are sound");
        let descriptors = Descriptors { found: 20_000, now: 20_000 };
        let thorough = Compare::of(&[], "thorough", &[]);
        let plan = |options: &Compare| RunPlan::make(&library, options, descriptors).expect("it is sound");
        let block = plan(&thorough).block_estimate();
        let search = capacity::estimate(&plan(&thorough));
        assert!(search > Duration::from_secs(60), "{search:?}");
        assert_eq!(plan(&thorough).estimate(), (block * 5 + search, block * 20 + search));
        let minutes = 60;
        let capped = Compare { minutes: Some(minutes), ..thorough.clone() };
        assert_eq!(plan(&capped).estimate().1, Duration::from_secs(60) * minutes);
        let fixed = Compare { blocks: Some(7), ..thorough };
        assert_eq!(plan(&fixed).estimate(), (block * 7 + search, block * 7 + search));
        let mut shorter = plan(&fixed);
        shorter.end_after(2);
        assert_eq!((shorter.blocks, shorter.steps.len()), (2, 2 * shorter.cases.len()));
    }

    #[test]
    fn twenty_five_minutes_hold_five_blocks_of_the_headline_and_its_searches() {
        let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
        let library = library.expect("the checked-in scenarios are sound");
        let descriptors = Descriptors { found: 20_000, now: 20_000 };
        let options = Compare { minutes: Some(25), ..Compare::of(&["fetch-10ms"], "thorough", &[]) };
        let plan = RunPlan::make(&library, &options, descriptors).expect("it is sound");
        let time = Duration::from_secs(25 * 60);
        let needed = plan.block_estimate() * 5 + capacity::estimate(&plan);
        // What is left is for cases that are not steady, and for searches that take more probes than most.
        assert!(needed + Duration::from_secs(120) < time, "{needed:?}");
        assert_eq!(
            plan.extension_time(),
            (time - needed).min(Duration::from_millis(plan.profile.extensions_ms))
        );
        assert!(!plan.is_too_late(plan.block_estimate() * 4 + plan.extension_time()), "the fifth is begun");
    }
}
