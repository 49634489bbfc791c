//! The outcome for people.

use std::fmt::Write;

use hdrhistogram::Histogram;
use load::{Gaps, Load, Outcome, Plan, Shape};

use super::selfcheck::SelfCheck;
use super::summary::{
    Clock, Measured, Percentile, censored_by_sent, completed_per_s, cpu_us_per_request, nothing_right,
};
use super::units::{count, time};

/// The whole table.
pub(super) fn table(url: &str, plan: &Plan, measured: &Measured<'_>) -> String {
    let Measured { outcome, verdict, checked } = measured;
    let mut out = headline(url, plan, outcome);
    clocks(&mut out, outcome);
    counts(&mut out, plan, outcome);
    generator(&mut out, outcome, checked);
    let _ = writeln!(out, "\n{}", verdict.word);
    for reason in &verdict.reasons {
        let _ = writeln!(out, "  {reason}");
    }
    for note in &outcome.notes {
        let _ = writeln!(out, "  note: {note}");
    }
    out
}

fn headline(url: &str, plan: &Plan, outcome: &Outcome) -> String {
    let load = match &plan.load {
        Load::Closed { connections } => format!("closed loop, {} connections", count((*connections).into())),
        Load::Open { rate_per_s, gaps, .. } => {
            let law = if *gaps == Gaps::Exponential { "Poisson" } else { "constant gaps" };
            match &plan.settings.shape {
                Shape::Steady => {
                    format!("open loop, {rate_per_s} planned a second, {law}, seed {}", plan.seed)
                }
                Shape::Segments(_) => {
                    format!(
                        "open loop, changing shares of {rate_per_s} planned a second, {law}, seed {}",
                        plan.seed
                    )
                }
                Shape::Replay(times) => format!("open loop, {} recorded arrivals", count(times.len() as u64)),
            }
        }
    };
    let window_s = outcome.window.as_secs_f64();
    let partial = if outcome.stopped_early { "\nPARTIAL: it was stopped before its end" } else { "" };
    format!("{url}\n{load}, {window_s:.1} s measured{partial}\n\n")
}

fn clocks(out: &mut String, outcome: &Outcome) {
    if nothing_right(outcome) {
        let _ = writeln!(out, "no response times: not one answer was right");
        return;
    }
    let _ = writeln!(
        out,
        "{:<9}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}",
        "", "mean", "p50", "p90", "p99", "p99.9", "max"
    );
    let (sent, unsent) = censored_by_sent(outcome);
    row(out, "response", &outcome.response, outcome.censored, "planned to answered: what a user sees");
    row(out, "service", &outcome.service, sent, "sent to answered");
    row(out, "lag", &outcome.lag, unsent, "planned to sent");
    for class in &outcome.classes {
        let meaning = format!("response of {} planned", count(class.planned));
        if class.completed == 0 {
            let _ = writeln!(out, "{:<9}{}   {meaning}", class.label, format!("{:>11}", "–").repeat(6));
            continue;
        }
        row(out, &class.label, &class.response, class.censored, &meaning);
    }
}

fn row(out: &mut String, name: &str, histogram: &Histogram<u64>, censored: u64, meaning: &str) {
    let Some(clock) = Clock::of(histogram, censored) else { return };
    let mean = Percentile { us: clock.mean_us, at_least: clock.mean_at_least, weak: false };
    let _ = write!(out, "{name:<9}");
    for figure in [mean].iter().chain(&clock.percentiles).chain([&clock.max]) {
        let _ = write!(out, "{:>11}", cell(figure));
    }
    let _ = writeln!(out, "   {meaning}");
}

fn cell(figure: &Percentile) -> String {
    let mark = match (figure.at_least, figure.weak) {
        (true, _) => "≥ ",
        (false, true) => "~ ",
        (false, false) => "",
    };
    format!("{mark}{}", time(figure.us))
}

fn counts(out: &mut String, plan: &Plan, outcome: &Outcome) {
    let errors = &outcome.errors;
    let shed = match outcome.shed {
        0 => String::new(),
        shed => format!(" ({} past the deadline)", count(shed)),
    };
    let _ = writeln!(
        out,
        "\nplanned {}   sent {}   right {}   errors {}   censored {}{shed}",
        count(outcome.planned),
        count(outcome.sent),
        count(outcome.completed),
        count(errors.total()),
        count(outcome.censored)
    );
    if errors.total() > 0 {
        let kinds = [
            ("connect", errors.connect),
            ("closed", errors.closed),
            ("malformed", errors.malformed),
            ("status", errors.status),
            ("body", errors.body),
            ("timeout", errors.timeout),
        ];
        let kinds: Vec<_> =
            kinds.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{kind} {}", count(*n))).collect();
        let _ = writeln!(out, "errors: {}", kinds.join(", "));
        if let Some(excerpt) = &errors.excerpt {
            let _ = writeln!(out, "first wrong answer: {excerpt}");
        }
    }
    let (offered, cap) = match &plan.load {
        Load::Open { connections_max, .. } => (
            format!(" of {:.1} planned", outcome.planned as f64 / outcome.window.as_secs_f64().max(1e-9)),
            format!(" of {} allowed", count((*connections_max).into())),
        ),
        Load::Closed { .. } => (String::new(), String::new()),
    };
    let _ = writeln!(
        out,
        "{:.1} right answers a second{offered}   {:.1} in flight on average   {} connections{cap}",
        completed_per_s(outcome),
        outcome.in_flight_mean,
        count(outcome.connections_max.into())
    );
}

fn generator(out: &mut String, outcome: &Outcome, checked: &SelfCheck) {
    let cpu =
        cpu_us_per_request(outcome).map_or(String::new(), |us| format!(", {} of CPU a request", time(us)));
    let p99 = |histogram: &Histogram<u64>| time(histogram.value_at_quantile(0.99) as f64 / 1e3);
    let busy: Vec<_> = outcome.loops.iter().map(|one| format!("{:.0}", one.busy_ratio * 100.0)).collect();
    let _ = write!(out, "generator: {} % busy{cpu}", busy.join(" + "));
    if let Some(pacing) = outcome.pacing() {
        let (sent, planned) = (pacing.bursts_sent * 100.0, pacing.bursts_planned * 100.0);
        let late = p99(&outcome.lateness);
        let _ = write!(out, ", late by {late} at p99, {sent:.1} % sent within 5 µs ({planned:.1} % planned)");
    }
    let _ = write!(out, "\nmachine: wakes a sleeper late by {} at p99", p99(&checked.jitter));
    let _ = match checked.ceiling_per_s {
        Some(ceiling_per_s) => {
            writeln!(out, "; against a server that answers at once: {} a second", count(ceiling_per_s as u64))
        }
        None => writeln!(out),
    };
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::verdict::Verdict;
    use super::*;

    fn plan(load: Load) -> Plan {
        let request = load::Request::get("127.0.0.1:8080", "/fetch?ms=10&bytes=1024", Vec::new());
        Plan::new(([127, 0, 0, 1], 8080).into(), request, load)
    }

    fn print(load: Load, outcome: &Outcome, verdict: &Verdict, ceiling_per_s: Option<f64>) -> String {
        let checked = SelfCheck { jitter: outcome.service.clone(), ceiling_per_s };
        let measured = Measured { outcome, verdict, checked: &checked };
        table("http://127.0.0.1:8080/fetch?ms=10&bytes=1024", &plan(load), &measured)
    }

    fn busy(busy_ratio: f64) -> load::LoopFigures {
        load::LoopFigures { core: None, busy_ratio, cpu: Duration::from_millis(240) }
    }

    fn outcome() -> Outcome {
        let mut outcome = Outcome {
            window: Duration::from_secs(10),
            planned: 20_000,
            sent: 20_000,
            completed: 20_000,
            completed_in_window: 19_990,
            in_flight_mean: 20.62,
            connections_max: 61,
            busy_ratio: 0.123,
            loops: [0.123, 0.08].map(busy).into(),
            cpu: Duration::from_millis(480),
            ..Outcome::default()
        };
        for at in 0..20_000_u64 {
            let lag = 20_000 + at % 7 * 1_000;
            let service = 10_050_000 + at * 50;
            outcome.lag.record(lag).unwrap();
            outcome.lateness.record(lag).unwrap();
            outcome.service.record(service).unwrap();
            outcome.response.record(service + lag).unwrap();
            outcome.gaps_planned.record(500_000 + at).unwrap();
            outcome.gaps_sent.record(if at % 50 == 0 { 2_000 } else { 500_000 + at }).unwrap();
        }
        outcome
    }

    #[test]
    fn a_good_open_loop() {
        let open = Load::Open { rate_per_s: 2_000.0, gaps: Gaps::Exponential, connections_max: 1_024 };
        let verdict = Verdict { word: "VALID", reasons: Vec::new() };
        insta::assert_snapshot!(print(open, &outcome(), &verdict, Some(160_000.0)));
    }

    #[test]
    fn what_was_never_right_has_no_response_times() {
        let mut outcome = outcome();
        let class = |label: &str, completed| load::ClassOutcome {
            label: label.into(),
            planned: 10_000,
            completed,
            errors: 10_000 - completed,
            censored: 0,
            response: outcome.response.clone(),
            service: outcome.service.clone(),
        };
        outcome.classes = vec![class("some", 1), class("none", 0)];
        let verdict = Verdict { word: "FAILED", reasons: Vec::new() };
        let closed = || Load::Closed { connections: 64 };
        let text = print(closed(), &outcome, &verdict, None);
        let row = |label| text.lines().find(|line| line.starts_with(label)).unwrap();
        assert!(row("some").contains(" ms") && !row("some").contains('–'), "{text}");
        assert!(!row("none").contains(" ms") && row("none").matches('–').count() == 6, "{text}");
        (outcome.completed, outcome.completed_in_window) = (0, 0);
        let text = print(closed(), &outcome, &verdict, None);
        assert!(text.contains("no response times") && !text.contains("p99.9"), "{text}");
    }

    #[test]
    fn a_bad_closed_loop_that_was_stopped() {
        let mut outcome = Outcome { stopped_early: true, lag: Outcome::default().lag, ..outcome() };
        outcome.lateness.reset();
        outcome.gaps_planned.reset();
        outcome.classes = vec![load::ClassOutcome {
            label: "slow".into(),
            planned: 20_000,
            completed: 17_400,
            errors: 100,
            censored: 2_500,
            response: outcome.response.clone(),
            service: outcome.service.clone(),
        }];
        (outcome.censored, outcome.completed, outcome.shed) = (2_500, 17_400, 300);
        outcome.errors.status = 60;
        outcome.errors.closed = 40;
        outcome.errors.excerpt = Some(r"another status than expected: HTTP/1.1 503 Busy\r\n".into());
        outcome.notes.push(
            "file descriptors ran out: went on with the connections there were; raise `ulimit -n`".into(),
        );
        let reasons = vec!["12 of 4096 connections got no answer at all".into()];
        let verdict = Verdict { word: "STARVED", reasons };
        let closed = Load::Closed { connections: 4_096 };
        insta::assert_snapshot!(print(closed, &outcome, &verdict, None));
    }
}
