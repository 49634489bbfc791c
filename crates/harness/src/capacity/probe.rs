//! One probe of a search: a rate, offered to a fresh server for as long as a case of the run.

use record::{Gate, Probe};
use scenario::{Case, LoadPoint};

use super::search::Tried;
use super::{Search, judge};
use crate::execute::{CaseParts, Executor};
use crate::loading::load_of;
use crate::plan::Step;
use crate::point;
use crate::run_plan::RunPlan;

impl Search<'_> {
    /// Offers `rate_per_s` after what was `tried`, and judges what came of it.
    pub(super) fn probe(
        &self,
        executor: &mut dyn Executor,
        rate_per_s: f64,
        tried: &[Tried],
        plan: &RunPlan,
    ) -> Probe {
        // The same arrivals for all contenders at a rate; others when it is tried again.
        let again = tried.iter().filter(|one| one.0 == rate_per_s).count() as u64;
        let seed = plan.seed ^ rate_per_s.to_bits() ^ (again << 56);
        let load = LoadPoint::Open { rate_per_s };
        let case =
            Case { scenario: self.scenario.name.clone(), contender: self.contender.name.clone(), load };
        let step = Step { case, block: 0, seed };
        let mut scenario = self.scenario.clone();
        // Twice what the objective lets wait: the generator must not be the one that holds back.
        let waiting = (2.0 * rate_per_s * self.objective_p99_us / 1e6) as u32;
        scenario.load.open_connections_max = scenario.load.open_connections_max.max(waiting).min(10_000);
        let parts = CaseParts {
            scenario: &scenario,
            contender: self.contender,
            load: load_of(&scenario, load),
            timing: plan.timing(&scenario, load),
        };
        let recorded = point::recorded(&step, 0, executor.execute(&step, &parts));
        let judged = judge::judge(&recorded.point, &recorded.gates, &recorded.series, self.objective_p99_us);
        Probe {
            scenario: step.case.scenario,
            contender: step.case.contender,
            probe: u32::try_from(tried.len()).unwrap_or(u32::MAX),
            offered_per_s: rate_per_s,
            carried: judged.carried,
            goodput_ratio: value(&recorded.gates, "goodput_ratio"),
            response_p99_us: recorded.point.response_p99_us,
            objective_p99_us: self.objective_p99_us,
            response_growth_us: judged.growth_us,
            cpu_us_per_request: recorded.point.cpu_us_per_request,
            offered_to_ceiling_ratio: value(&recorded.gates, "offered_to_ceiling_ratio"),
            verdict: recorded.point.verdict,
            reason: judged.reason,
        }
    }
}

fn value(gates: &[Gate], name: &str) -> Option<f64> {
    gates.iter().find(|gate| gate.gate == name)?.value
}
