//! Plans of the checked-in scenarios.

use std::path::Path;

use super::*;
use crate::capacity;

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
    assert_eq!(plan.extension_time(), (time - needed).min(Duration::from_millis(plan.profile.extensions_ms)));
    assert!(!plan.is_too_late(plan.block_estimate() * 4 + plan.extension_time()), "the fifth is begun");
}

#[test]
fn every_request_of_a_mix_is_asked_of_whoever_takes_part_and_of_nobody_else() {
    let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    let library = library.expect("the checked-in scenarios are sound");
    let descriptors = Descriptors { found: 20_000, now: 20_000 };
    let options = Compare::of(&["fetch-10ms", "mixed-one-percent"], "quick", &[]);
    let mut plan = RunPlan::make(&library, &options, descriptors).expect("it is sound");
    let told = |plan: &RunPlan, contender: &str| -> Vec<String> {
        let line = |own: Own| format!("{} {}", own.scenario, own.request);
        plan.asked_of(contender).into_iter().map(line).collect()
    };
    // Both have the same light request, which is asked once.
    let all =
        ["curated/fetch-10ms /fetch?ms=10&bytes=256", "curated/mixed-one-percent /mixed?ms=10&cpu_us=20000"];
    assert_eq!(told(&plan, "tokio"), all);
    plan.cases.retain(|case| case.contender != "tokio" || case.scenario == "curated/fetch-10ms");
    assert_eq!(told(&plan, "tokio"), all[..1]);
    assert_eq!(told(&plan, "thread-per-connection"), all);
    assert!(told(&plan, "nobody").is_empty());
}
