//! What theory predicts for a scenario, in sentences whose figures are computed from its file: a scenario
//! whose load is changed cannot keep a figure that no longer holds.

use crate::theory::{
    Queue, backlog_at_most, ceiling_per_s, closed_response_s, leaving_share, place_s, requests_max,
    thread_memory, wait_s,
};
use crate::{BackendLaw, Colour, Contender, Load, Request, Scenario, Shape};

/// What theory predicts for `scenario` and those of its `contenders` that set a limit, a sentence each.
/// Empty where nothing waits and nothing is limited: theory knows no CPU.
#[must_use]
pub fn predictions(scenario: &Scenario, contenders: &[&Contender]) -> Vec<String> {
    let mut said = Vec::new();
    let wait_s = wait_s(scenario);
    if wait_s > 0.0 {
        let mixed = if scenario.mix.is_empty() { "" } else { " on average over the mix" };
        said.push(format!("Nobody answers before {} ms{mixed}: the wait itself.", figure(wait_s * 1e3)));
        closed(scenario, contenders, wait_s, &mut said);
        open(scenario, contenders, wait_s, &mut said);
    }
    mistake(scenario, &mut said);
    classes(scenario, &mut said);
    shaped(&scenario.load, contenders, wait_s, &mut said);
    leaving(scenario, &mut said);
    memory(scenario, contenders, &mut said);
    said
}

/// Ceilings of the closed loop, and who waits for a place.
fn closed(scenario: &Scenario, contenders: &[&Contender], wait_s: f64, said: &mut Vec<String>) {
    let Some(&most) = scenario.load.closed_connections.last() else { return };
    said.push(format!(
        "{} connections get at most {} requests a second (connections ÷ wait).",
        count(f64::from(most)),
        count(ceiling_per_s(most, None, wait_s))
    ));
    let place_s = place_s(scenario);
    for limit in limits(contenders).into_iter().filter(|limit| *limit < u64::from(most)) {
        if place_s < wait_s {
            said.push(format!(
                "With {limit} places, of which slow clients keep none, at most {} a second (places ÷ the wait of \
                 the server's own, {} ms).",
                count(ceiling_per_s(most, Some(limit), place_s)),
                figure(place_s * 1e3)
            ));
            continue;
        }
        said.push(format!(
            "With {limit} places at most {} a second (places ÷ wait), and {} connections wait {} ms each \
             (connections × wait ÷ places).",
            count(ceiling_per_s(most, Some(limit), wait_s)),
            count(f64::from(most)),
            figure(closed_response_s(most, Some(limit), wait_s) * 1e3)
        ));
    }
}

/// Requests in flight of the open loop, and the queue before a limit.
fn open(scenario: &Scenario, contenders: &[&Contender], wait_s: f64, said: &mut Vec<String>) {
    let Some(&rate) = scenario.load.open_rates_per_s.last() else { return };
    if scenario.load.open_shape != Shape::Steady {
        return;
    }
    let rate_in_words = count(rate);
    said.push(format!("At {rate_in_words}/s {} requests wait at once (rate × wait).", figure(rate * wait_s)));
    for servers in limits(contenders) {
        let queue = Queue { servers, arrivals_per_s: rate, service_s: place_s(scenario) };
        if queue.utilisation() >= 1.0 {
            said.push(format!("At {rate_in_words}/s the line before {servers} places grows without end."));
            continue;
        }
        said.push(format!(
            "At {rate_in_words}/s {} % of {servers} places are in use, and {} % of the requests wait for one \
             (M/M/c), {} ms on average over all.",
            figure(queue.utilisation() * 1e2),
            figure(queue.waits_probability() * 1e2),
            figure(queue.wait_s() * 1e3)
        ));
    }
}

/// A sleep that keeps a worker.
fn mistake(scenario: &Scenario, said: &mut Vec<String>) {
    let classes = scenario.mix.iter().map(|class| class.request);
    let blocking = classes.chain([scenario.request]).find_map(|request| match request {
        Request::BlockingCall(wait) => Some(f64::from(wait.ms) / 1e3),
        _ => None,
    });
    if let Some(sleep_s) = blocking.filter(|sleep_s| *sleep_s > 0.0) {
        said.push(format!(
            "Each worker of an executor is kept {} ms by a blocking call: it carries out at most {} of them a \
             second (1 ÷ wait), and nothing else meanwhile.",
            figure(sleep_s * 1e3),
            figure(1.0 / sleep_s)
        ));
    }
}

/// The share of a core that the classes of a mix compute for.
fn classes(scenario: &Scenario, said: &mut Vec<String>) {
    let Some(&rate) = scenario.load.open_rates_per_s.last() else { return };
    for class in &scenario.mix {
        let Request::Mixed(mixed) = class.request else { continue };
        said.push(format!(
            "At {}/s the class `{}` alone computes for {} % of a core (rate × share × CPU).",
            count(rate),
            class.label,
            figure(rate * class.share * mixed.cpu().as_secs_f64() * 1e2)
        ));
    }
}

/// What a rate that changes adds up to.
fn shaped(load: &Load, contenders: &[&Contender], wait_s: f64, said: &mut Vec<String>) {
    let Some(&rate) = load.open_rates_per_s.last() else { return };
    match &load.open_shape {
        Shape::Steady => {}
        Shape::Burst { on_ms, off_ms } => {
            let on_s = f64::from(*on_ms) / 1e3;
            let period_s = on_s + f64::from(*off_ms) / 1e3;
            said.push(format!(
                "At {}/s a burst brings {} requests, {} a second on average.",
                count(rate),
                figure(rate * on_s),
                figure(rate * on_s / period_s)
            ));
        }
        Shape::Steps { factors, step_ms } => {
            for places in limits(contenders).into_iter().filter(|_| wait_s > 0.0) {
                let capacity_per_s = places as f64 / wait_s;
                let rates: Vec<f64> = factors.iter().map(|factor| factor * rate).collect();
                let (most, worked_off_s) = backlog_at_most(&rates, f64::from(*step_ms) / 1e3, capacity_per_s);
                let after = worked_off_s.map_or_else(
                    || "is not worked off within the window".to_owned(),
                    |seconds| format!("is worked off {} s after the overload", figure(seconds)),
                );
                said.push(format!(
                    "{places} places carry {} a second (places ÷ wait) under any load; the line grows to {} requests \
                     and {after}.",
                    count(capacity_per_s),
                    count(most)
                ));
            }
        }
    }
}

/// The share of clients whose patience a log-normal backend outlasts.
fn leaving(scenario: &Scenario, said: &mut Vec<String>) {
    let (Some(patience_ms), Request::Cancellable(fetch)) = (scenario.clients.patience_ms, scenario.request)
    else {
        return;
    };
    let share = match scenario.backend {
        BackendLaw::Fixed => f64::from(u8::from(fetch.ms >= patience_ms)),
        BackendLaw::LogNormal { sigma } => leaving_share(f64::from(patience_ms) / f64::from(fetch.ms), sigma),
    };
    said.push(format!("{} % of the clients leave after {patience_ms} ms.", figure(share * 1e2)));
}

/// What a thread a request holds, at the least.
fn memory(scenario: &Scenario, contenders: &[&Contender], said: &mut Vec<String>) {
    let of = |load: &Load| load.closed_connections.last().copied().max(load.parked_requests.last().copied());
    let Some(most) = of(&scenario.load).filter(|most| *most > 1) else { return };
    let stacks = contenders.iter().filter(|one| {
        one.colour == Colour::Blocking
            && one.model != "coroutines"
            && requests_max(one).is_none_or(|limit| limit >= u64::from(most))
    });
    if let Some(stack) = stacks.filter_map(|one| one.limits.get("stack-bytes").copied()).min() {
        let bytes = thread_memory(stack).resident_min_bytes * u64::from(most);
        said.push(format!(
            "A thread each for {} requests takes at least {} MiB, kernel stacks included.",
            count(f64::from(most)),
            figure(bytes as f64 / f64::from(1 << 20))
        ));
    }
}

/// Every limit that any of them sets, once.
fn limits(contenders: &[&Contender]) -> Vec<u64> {
    let mut limits: Vec<u64> = contenders.iter().filter_map(|contender| requests_max(contender)).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}

/// Three significant digits, or all before the point.
fn figure(value: f64) -> String {
    if value >= 100.0 || value == 0.0 {
        return count(value);
    }
    let places = (2.0 - value.abs().log10().floor()).clamp(0.0, 6.0) as usize;
    let shown = format!("{value:.places$}");
    if shown.contains('.') { shown.trim_end_matches('0').trim_end_matches('.').to_owned() } else { shown }
}

/// A whole number with its thousands set apart.
fn count(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{count, figure};

    #[test]
    fn figures_are_short() {
        let shown = [0.277_8, 0.003_456, 12.0, 99.96, 640.0, 20_480.0].map(figure);
        assert_eq!(shown, ["0.278", "0.00346", "12", "100", "640", "20,480"]);
        assert_eq!([0.0, 999.6, 1e6].map(count), ["0", "1,000", "1,000,000"]);
    }
}
