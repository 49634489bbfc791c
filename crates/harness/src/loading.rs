//! From a case to what the load generator is told.

use std::net::SocketAddr;

use load::{Load, Plan, Request, Settings, Timing};
use scenario::{LoadPoint, Parking, Scenario};

use crate::asking;
use crate::execute::CaseParts;
use crate::parked;
use crate::plan::Step;

/// What the generator is told of `step`, on `cores`: whom to ask and for how long.
pub(crate) fn plan(
    cores: &[u32],
    step: &Step,
    case: &CaseParts<'_>,
    (target, timing): (SocketAddr, Timing),
) -> Plan {
    let (ask, timing, settings) = match step.case.load {
        LoadPoint::Parked { requests } => {
            let wait_ms = Parking::of(requests).wait_ms;
            (parked::waiting(case.scenario.request, wait_ms), timing, Settings::default())
        }
        LoadPoint::Closed { .. } | LoadPoint::Open { .. } => (
            case.scenario.request,
            asking::timing(case.scenario, timing),
            asking::settings(case.scenario, target, timing.window),
        ),
    };
    // A loop without a connection could do nothing.
    let loops = match case.load {
        Load::Closed { connections } | Load::Open { connections_max: connections, .. } => connections,
    };
    let request = Request::ask(&target.to_string(), ask);
    Plan {
        timing,
        settings,
        seed: step.seed,
        cores: cores.iter().copied().take(loops as usize).collect(),
        ..Plan::new(target, request, case.load.clone())
    }
}

/// The load of a load point, with the scenario's law of gaps.
pub(crate) fn load_of(scenario: &Scenario, point: LoadPoint) -> Load {
    match point {
        LoadPoint::Closed { connections } => Load::Closed { connections },
        LoadPoint::Open { rate_per_s } => Load::Open {
            rate_per_s,
            gaps: match scenario.load.open_gaps {
                scenario::Gaps::Exponential => load::Gaps::Exponential,
                scenario::Gaps::Constant => load::Gaps::Constant,
            },
            connections_max: scenario.load.open_connections_max,
        },
        LoadPoint::Parked { requests } => parked::load(requests),
    }
}
