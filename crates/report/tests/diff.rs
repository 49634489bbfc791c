//! What changed between two made-up runs, word for word.

mod made_up;

use made_up::MadeUp;
use record::{LoadKind, State, Verdict};
use report::{Comparison, Condition, Side, diff};

fn compare(old: &MadeUp, new: &MadeUp, conditions: &[&str]) -> Comparison {
    let side = |run| -> Side<'_> {
        let run: &MadeUp = run;
        Side { manifest: &run.manifest, points: &run.points }
    };
    let conditions: Vec<Condition> = conditions.iter().map(|text| text.parse().expect("sound")).collect();
    diff(side(old), side(new), &conditions).expect("they share cases")
}

/// The same run again, with noise of its own of some ±1 %, and tokio's CPU per request multiplied.
fn again(cpu_factor: f64) -> MadeUp {
    let mut run = made_up::run();
    run.manifest.name = "2026-11-25-made-up-1111111".into();
    for (i, point) in run.points.iter_mut().enumerate() {
        let wobble = 1.0 + ((i * 7919) % 21) as f64 / 1000.0 - 0.01;
        let factor = if point.contender == "tokio" { cpu_factor } else { 1.0 };
        point.cpu_us_per_request = point.cpu_us_per_request.map(|cpu| cpu * wobble * factor);
    }
    run
}

#[test]
fn a_dearer_contender_as_a_table() {
    let text = compare(&made_up::run(), &again(1.12), &["cpu_us_per_request > +5%", "completed_per_s < -5%"]);
    insta::assert_snapshot!(text);
}

#[test]
fn the_same_run_twice_shows_nothing() {
    let conditions = ["cpu_us_per_request > +0%", "response_p99_us > +0%"];
    let found = compare(&made_up::run(), &made_up::run(), &conditions);
    assert!(found.exceeded().is_empty() && found.unjudged().is_empty());
    assert!(found.changes.iter().all(|change| change.ratio.estimate == 1.0 && !change.ratio.is_resolved()));
    assert!(found.to_string().contains("Nothing changed beyond noise."));
}

#[test]
fn a_change_below_the_instruments_step_fails_nothing() {
    let changed = |factor: f64| {
        let mut run = made_up::run();
        for point in &mut run.points {
            point.cpu_us_per_request = point.cpu_us_per_request.map(|cpu| cpu * factor);
        }
        compare(&made_up::run(), &run, &["cpu_us_per_request > +0%"])
    };
    // All blocks agree on both, without any scatter.
    assert!(changed(1.006).exceeded().is_empty(), "{}", changed(1.006));
    assert!(changed(1.006).to_string().contains("Nothing changed beyond noise."));
    assert_eq!(changed(1.02).exceeded().len(), 1);
}

#[test]
fn a_change_is_seen_from_both_sides() {
    let dearer = compare(&made_up::run(), &again(1.12), &["cpu_us_per_request > +5%"]);
    assert_eq!(dearer.exceeded().len(), 1);
    assert!(dearer.exceeded()[0].1.iter().all(|change| change.case.contender == "tokio"));
    let cheaper = compare(&again(1.12), &made_up::run(), &["cpu_us_per_request > +5%"]);
    assert!(cheaper.exceeded().is_empty());
    let cheaper = compare(&again(1.12), &made_up::run(), &["cpu_us_per_request < -5%"]);
    assert_eq!(cheaper.exceeded().len(), 1);
}

#[test]
fn a_big_change_that_noise_may_have_made_does_not_fail() {
    let mut wild = made_up::run();
    for point in &mut wild.points {
        let factor = [0.5, 1.6, 2.4][point.block as usize % 3];
        point.cpu_us_per_request = point.cpu_us_per_request.map(|cpu| cpu * factor);
    }
    let found = compare(&made_up::run(), &wild, &["cpu_us_per_request > +5%"]);
    let of_cpu = |change: &&report::Change| change.metric == "cpu_us_per_request";
    assert!(found.changes.iter().filter(of_cpu).all(|change| change.ratio.estimate > 1.05));
    assert!(found.exceeded().is_empty() && found.unjudged().is_empty());
}

#[test]
fn other_machines_seeds_and_ends_are_said_aloud() {
    let mut other = again(1.12);
    other.manifest.seed = 8;
    other.manifest.state = State::Interrupted;
    other.manifest.environment.cpu_model = Some("Another CPU\u{1b}[2J".into());
    other.manifest.environment.cores = 64;
    other.manifest.profile.window_ms = 500;
    other.manifest.contenders[0].version.libraries = "hyper 2.0".into();
    other.points.retain(|point| point.scenario == "plaintext" && point.connections != 4);
    for point in &mut other.points {
        if point.connections == 64 && point.contender == "tiny-http" && point.block > 0 {
            point.verdict = Verdict::Noisy;
        }
    }
    let found = compare(&made_up::run(), &other, &[]);
    insta::assert_snapshot!(found);
    assert!(!found.to_string().contains('\u{1b}'), "a name steers the terminal");
}

#[test]
fn what_else_differs_is_said() {
    let said = |change: fn(&mut MadeUp)| {
        let mut other = again(1.0);
        change(&mut other);
        compare(&made_up::run(), &other, &[]).to_string()
    };
    let paired = "blocks of the same number are compared with each other";
    assert!(said(|_| ()).contains(paired));
    // A run that was stopped early, or went on, is still the same as far as both go.
    assert!(said(|run| run.manifest.order.truncate(50)).contains(paired));
    assert!(!said(|run| run.manifest.order.swap(3, 4)).contains(paired));
    assert!(said(|run| run.manifest.schema_version += 1).contains("DIFFERENT VERSIONS OF THE SCHEMA"));
    let limits = said(|run| drop(run.manifest.contenders[0].limits.insert("threads".into(), "9".into())));
    assert!(limits.contains("tokio has other limits or settings in NEW"), "{limits}");
}

#[test]
fn nothing_that_is_not_valid_is_compared() {
    let found = compare(&made_up::run(), &again(1.5), &[]);
    let of_4096 = |case: &str| case.contains("fetch/ten-ms, thread-per-connection, 4,096");
    assert!(!found.changes.iter().any(|change| of_4096(&change.case.to_string())));
    let left_out: Vec<_> = found.not_compared.iter().filter(|one| of_4096(&one.what)).collect();
    assert!(left_out.len() == 1 && left_out[0].why.contains("STARVED in OLD"), "{left_out:?}");
    // tokio is NOISY in one block of three at 16: the other two speak.
    let sixteen =
        found.changes.iter().find(|change| change.case.to_string() == "plaintext, tokio, 16 in flight");
    assert_eq!(sixteen.map(|change| change.ratio.blocks), Some(2));
}

#[test]
fn one_block_judges_nothing() {
    let mut one = made_up::run();
    one.points.retain(|point| point.block == 0);
    let found = compare(&one, &one, &["cpu_us_per_request > +5%"]);
    assert_eq!((found.exceeded().len(), found.unjudged().len()), (0, 1));
    assert!(found.to_string().contains("CANNOT BE JUDGED: cpu_us_per_request > +5%"));
}

#[test]
fn a_percentile_needs_its_responses_in_both_runs() {
    let mut thin = made_up::run();
    for point in &mut thin.points {
        point.samples = 100;
    }
    let found = compare(&made_up::run(), &thin, &["response_p99_us > +5%"]);
    assert!(!found.changes.iter().any(|change| change.metric == "response_p99_us"));
    assert_eq!(found.unjudged().len(), 1);
    let mut cut_off = made_up::run();
    for point in &mut cut_off.points {
        point.censored = point.samples / 20;
    }
    let found = compare(&made_up::run(), &cut_off, &[]);
    assert!(!found.changes.iter().any(|change| change.metric == "response_p99_us"));
    assert!(found.changes.iter().any(|change| change.metric == "response_p50_us"));
}

#[test]
fn a_scenario_with_a_new_meaning_is_not_compared() {
    let mut other = made_up::run();
    other.manifest.scenarios[0].wait_ms = 20;
    let found = compare(&made_up::run(), &other, &[]);
    assert!(found.changes.iter().all(|change| change.case.scenario == "plaintext"));
    let why: Vec<&str> = found.not_compared.iter().map(|one| one.why.as_str()).collect();
    assert!(why.iter().any(|why| why.contains("changed between the runs")), "{why:?}");
}

#[test]
fn runs_without_a_common_case_are_refused() {
    let (mut old, mut new) = (made_up::run(), made_up::run());
    old.points.retain(|point| point.load_kind == LoadKind::Open);
    new.points.retain(|point| point.scenario == "plaintext");
    let side = |run| -> Side<'_> {
        let run: &MadeUp = run;
        Side { manifest: &run.manifest, points: &run.points }
    };
    let refused = diff(side(&old), side(&new), &[]).expect_err("nothing is shared").to_string();
    assert!(refused.contains("fetch/ten-ms (") && refused.contains("plaintext ("), "{refused}");
}
