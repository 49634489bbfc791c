//! The advice on a reader's own service: from points alone, each answer that can come out.

mod made_up;

use record::{Carried, Point, Probe, Verdict, Wish};
use report::{Evidence, Report, answer, render};

/// The made-up run as if 4,000 requests a second were wanted of its first scenario.
fn asked() -> made_up::MadeUp {
    let mut run = made_up::run();
    run.manifest.scenarios.truncate(1);
    run.points.retain(|point| point.scenario == "fetch/ten-ms" && point.offered_per_s.is_some());
    run.manifest.protocol.asked.wish = Some(Wish { rate_per_s: Some(4_000.0), ..Wish::default() });
    run
}

fn change(run: &mut made_up::MadeUp, contender: &str, how: impl Fn(&mut Point)) {
    run.points.iter_mut().filter(|point| point.contender == contender).for_each(how);
}

fn report(run: &made_up::MadeUp, probes: &[Probe]) -> Report {
    render(Evidence { probes, ..Evidence::of_points(&run.manifest, &run.points) })
}

fn file(report: &Report, path: &str) -> String {
    let file = report.files.iter().find(|file| file.path == path).expect("the file is there");
    String::from_utf8(file.bytes.clone()).expect("it is text")
}

/// A contender that kept `low` and missed a little above it.
fn probes(contender: &str, low: f64) -> Vec<Probe> {
    let probe = |(at, (offered_per_s, carried)): (usize, (f64, Carried))| Probe {
        scenario: "fetch/ten-ms".into(),
        contender: contender.into(),
        probe: at as u32,
        offered_per_s,
        carried,
        goodput_ratio: Some(1.0),
        response_p99_us: Some(20_000.0),
        objective_p99_us: 50_000.0,
        response_growth_us: None,
        cpu_us_per_request: None,
        offered_to_ceiling_ratio: Some(0.1),
        verdict: Verdict::Valid,
        reason: String::new(),
    };
    let tried =
        [(low, Carried::Kept), (low * 1.02, Carried::Missed), (low, Carried::Kept), (low, Carried::Kept)];
    tried.into_iter().enumerate().map(probe).collect()
}

#[test]
fn where_both_will_do_cost_and_room_decide() {
    let run = asked();
    let searched = [probes("thread-per-connection", 8_000.0), probes("tokio", 16_000.0)].concat();
    let report = report(&run, &searched);
    for part in [
        "Both keep the objective at 4,000 requests/s.",
        "CPU per request than threads",
        "The load may rise to 2.00 times with threads, 4.00 times with async.",
        "So take async",
    ] {
        assert!(report.answer.contains(part), "{part} is missing: {}", report.answer);
    }
    assert!(
        report.terminal.contains("from 8,160 requests/s to 16,000 requests/s only async keeps"),
        "{}",
        report.terminal
    );
    assert!(report.shaken.is_empty(), "{:?}", report.shaken);
    for path in ["report.html", "report.md"] {
        let text = file(&report, path);
        assert!(text.contains("16,000, 4.00 times what is wanted; missed at 16,320"), "{path}");
        assert!(text.contains("What would change the answer"), "{path}");
    }
    assert!(answer(&run.manifest, &run.points).contains("Both keep the objective"), "the index says so too");
}

#[test]
fn two_alike_are_not_told_apart() {
    let mut run = asked();
    let tokio: Vec<_> = run.points.iter().filter(|point| point.contender == "tokio").cloned().collect();
    run.points.retain(|point| point.contender != "thread-per-connection");
    run.points
        .extend(tokio.into_iter().map(|point| Point { contender: "thread-per-connection".into(), ..point }));
    let report = report(&run, &[]);
    assert!(report.answer.contains("Nothing tells them apart here"), "{}", report.answer);
}

#[test]
fn who_alone_keeps_it_is_said_whoever_it_is() {
    for (loser, told) in [
        ("thread-per-connection", "Only async keeps the objective"),
        ("tokio", "Only threads keep the objective"),
    ] {
        let mut run = asked();
        change(&mut run, loser, |point| point.response_p99_us = Some(80_000.0));
        let report = report(&run, &[]);
        assert!(report.answer.starts_with(told), "{}", report.answer);
    }
    let mut run = asked();
    for loser in ["thread-per-connection", "tokio"] {
        change(&mut run, loser, |point| point.response_p99_us = Some(80_000.0));
    }
    assert!(report(&run, &[]).answer.starts_with("Neither keeps the objective"));
}

#[test]
fn points_that_are_not_valid_decide_nothing() {
    let mut run = asked();
    change(&mut run, "tokio", |point| {
        point.verdict = Verdict::Noisy;
        point.verdict_reason = "steal 3.4 % (bound 1 %)".into();
    });
    let report = report(&run, &[]);
    assert!(report.answer.starts_with("This run cannot tell"), "{}", report.answer);
    assert_eq!(report.shaken, ["4,000 requests/s: tokio NOISY: steal 3.4 % (bound 1 %)"]);
    let row = file(&report, "report.md");
    let row = row.lines().find(|line| line.starts_with("| tokio | not told")).expect("its row");
    assert!(row.matches('–').count() >= 4, "none of its figures is shown: {row}");
}

/// So few responses that nobody can say what their p99 is: yet if none of them takes too long, it is kept.
#[test]
fn an_objective_can_be_known_to_be_kept_where_the_p99_is_not() {
    let told = |samples: u64, max_us: f64| {
        let mut run = asked();
        run.points.iter_mut().for_each(|point| {
            (point.samples, point.censored, point.response_max_us) = (samples, 0, Some(max_us));
        });
        report(&run, &[]).answer
    };
    assert!(told(2_000, 49_000.0).starts_with("Both keep the objective"), "{}", told(2_000, 49_000.0));
    assert!(told(2_000, 51_000.0).starts_with("This run cannot tell"), "one of them took too long");
    assert!(told(90, 49_000.0).starts_with("This run cannot tell"), "270 are fewer than 300");
}

#[test]
fn blocks_that_disagree_are_not_averaged() {
    let mut run = asked();
    change(&mut run, "tokio", |point| {
        if point.block == 1 {
            point.response_p99_us = Some(80_000.0);
        }
    });
    let report = report(&run, &[]);
    assert!(report.answer.contains("kept in some blocks only"), "{}", report.answer);
}
