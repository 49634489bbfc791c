//! On what it was measured, and in how many sittings.

mod made_up;

use record::Sitting;
use report::{Evidence, render};

fn page(run: &made_up::MadeUp) -> String {
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    String::from_utf8(report.files[0].bytes.clone()).expect("the page is text")
}

#[test]
fn what_a_machine_cannot_tell_is_said_with_the_reason() {
    let mut run = made_up::run();
    assert!(!page(&run).contains("cannot tell"));
    let missing = ("hardware counters".to_owned(), "none <here>".to_owned());
    run.manifest.environment.not_available.extend([missing]);
    assert!(page(&run).contains("<li>hardware counters: none &lt;here&gt;</li>"));
}

#[test]
fn the_generators_ceiling_is_told_or_said_to_be_unknown() {
    let mut run = made_up::run();
    assert!(page(&run).contains("<dd>not measured in this run</dd>"));
    run.manifest.environment.generator_ceiling_per_s = Some(312_000.0);
    assert!(page(&run).contains("<dd>312,000/s against a responder that does nothing</dd>"));
}

#[test]
fn the_programs_are_told_by_their_digests() {
    let mut run = made_up::run();
    run.manifest.protocol.made_with.programs.insert("harness".into(), "7f92ab33".into());
    assert!(page(&run).contains("<dd>harness 7f92ab33</dd>"));
}

#[test]
fn a_run_that_was_resumed_tells_every_command() {
    let mut run = made_up::run();
    let sitting = |command: &str, first_order: u32| Sitting {
        started_at: "2026-11-24T09:30:00Z".into(),
        command: command.into(),
        first_order,
        from_s: 0.0,
    };
    run.manifest.protocol.sittings = vec![sitting("cargo xtask compare", 0)];
    assert!(!page(&run).contains("sittings:"));
    run.manifest.protocol.sittings.push(sitting("cargo xtask compare --resume it", 68));
    let page = page(&run);
    assert!(
        page.contains("in 2 sittings:")
            && page.contains("from case 69 on: <code>cargo xtask compare --resume it")
    );
}
