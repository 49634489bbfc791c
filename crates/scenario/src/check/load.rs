//! From the loads of a scenario file to loads that make sense.

use contract::limits::MAX_WAIT_MS;

use crate::file::{
    At, ClosedTable, GapsWord, LoadTable, OpenTable, ParkedTable, RequestKind, ScenarioFile, ShapeKind,
};
use crate::limits::{CONNECTIONS_MAX, FACTOR_MAX, RATE_PER_S_MAX, RATE_PER_S_MIN, STEP_MS_MIN, STEPS_MAX};
use crate::mistake::{Mistake, Source};
use crate::{Gaps, Load, Shape};

/// The loads, of which there must be one.
pub(super) fn load(source: Source<'_>, file: &ScenarioFile) -> Result<Load, Mistake> {
    let LoadTable { closed, open, parked, window_ms_min } = &file.load.value.0;
    if closed.is_none() && open.is_none() && parked.is_none() {
        return Err(source
            .mistake("there is no load point", &file.load.span, "needs at least one")
            .help("add `[load.closed]`, `[load.open]` or `[load.parked]`"));
    }
    let waits = matches!(file.request.value, RequestKind::Fetch(_) | RequestKind::Wait(_));
    if let Some(parked) = parked.as_ref().filter(|_| !waits) {
        return Err(source
            .mistake("nothing can be parked here", &parked.span, "only a fetch and a wait can be held")
            .help("leave it out"));
    }
    let mut loads = Load {
        closed_connections: Vec::new(),
        open_rates_per_s: Vec::new(),
        open_gaps: Gaps::Exponential,
        open_connections_max: 0,
        open_shape: Shape::Steady,
        window_ms_min: match window_ms_min {
            Some(ms) => source.whole("window_ms_min", ms, 1..=i64::from(MAX_WAIT_MS))?,
            None => 0,
        },
        parked_requests: Vec::new(),
        parked_idle_connections: 0,
    };
    if let Some(closed) = closed {
        loads.closed_connections = closed_connections(source, &closed.0)?;
    }
    if let Some(open) = open {
        let OpenTable { rates_per_s, gaps, connections_max, shape } = &open.0;
        loads.open_shape = shape.as_ref().map_or(Ok(Shape::Steady), |shape| shape_of(source, shape))?;
        loads.open_rates_per_s = open_rates(source, rates_per_s)?;
        loads.open_connections_max = source.whole("connections_max", connections_max, 1..=CONNECTIONS_MAX)?;
        loads.open_gaps = match gaps {
            GapsWord::Exponential => Gaps::Exponential,
            GapsWord::Constant => Gaps::Constant,
        };
    }
    if let Some(At { value: parked, .. }) = parked {
        let ParkedTable { requests, idle_connections } = &parked.0;
        loads.parked_requests = numbers(source, "requests", requests, 0)?;
        loads.parked_idle_connections =
            source.whole("idle_connections", idle_connections, 0..=CONNECTIONS_MAX)?;
    }
    Ok(loads)
}

fn shape_of(source: Source<'_>, shape: &At<ShapeKind>) -> Result<Shape, Mistake> {
    match &shape.value {
        ShapeKind::Steps(steps) => {
            let factors = &steps.0.factors;
            if !(2..=STEPS_MAX).contains(&factors.value.len()) {
                let label = format!("must name 2 to {STEPS_MAX} factors, here are {}", factors.value.len());
                return Err(source.mistake("`factors` has the wrong length", &factors.span, label));
            }
            let factor = |factor| source.number("factors", factor, 0.0..=FACTOR_MAX);
            let step_ms = source.whole("step_ms", &steps.0.step_ms, STEP_MS_MIN..=i64::from(MAX_WAIT_MS))?;
            Ok(Shape::Steps { factors: factors.value.iter().map(factor).collect::<Result<_, _>>()?, step_ms })
        }
        ShapeKind::Burst(burst) => {
            let ms = |key, ms| source.whole(key, ms, 1..=i64::from(MAX_WAIT_MS));
            Ok(Shape::Burst { on_ms: ms("on_ms", &burst.0.on_ms)?, off_ms: ms("off_ms", &burst.0.off_ms)? })
        }
    }
}

fn closed_connections(source: Source<'_>, closed: &ClosedTable) -> Result<Vec<u32>, Mistake> {
    numbers(source, "connections", &closed.connections, 1)
}

/// Whole numbers from `least` on, each above the one before it.
fn numbers(source: Source<'_>, key: &str, list: &At<Vec<At<i64>>>, least: i64) -> Result<Vec<u32>, Mistake> {
    let numbers =
        list.value.iter().map(|number| source.whole(key, number, least..=CONNECTIONS_MAX)).collect();
    source.ascending(key, list).and(numbers)
}

fn open_rates(source: Source<'_>, rates: &At<Vec<At<f64>>>) -> Result<Vec<f64>, Mistake> {
    let numbers = rates.value.iter();
    // The values first: a rate that is no number at all cannot be put in order.
    let checked: Result<Vec<f64>, _> =
        numbers.map(|number| source.number("rates_per_s", number, RATE_PER_S_MIN..=RATE_PER_S_MAX)).collect();
    checked.and_then(|checked| source.ascending("rates_per_s", rates).map(|()| checked))
}
