//! The instrument's proofs, as a user meets them.

mod support;

use record::{Calibration, CheckOutcome};
use support::{Project, said};

#[test]
fn the_list_runs_nothing_and_a_mistyped_name_is_suggested() {
    let project = Project::new();
    let output = project.harness(&["calibrate", "--list"]).output().expect("the harness starts");
    assert!(output.status.success() && said(&output).contains("starved-generator"), "{}", said(&output));
    assert!(!project.path().join("results").exists());
    let output = project.harness(&["calibrate", "--only", "starved"]).output().expect("the harness starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("did you mean `starved-generator`?"), "{}", said(&output));
}

#[test]
fn a_starved_generator_gives_no_number_and_a_run_keeps_only_whole_calibrations() {
    let project = Project::new();
    let file = project.path().join("results/local/2026-calibration.json");
    let json = file.display().to_string();
    let output = project.harness(&["calibrate", "--only", "starved-generator", "--json", &json]).output();
    let output = output.expect("the harness starts");
    let text = said(&output);
    let found = Calibration::read(&file).expect("it was written");
    let [check] = found.checks.as_slice() else { panic!("one check: {found:?}") };
    // On a single core, or on a machine that somebody else keeps busy, it cannot be shown; that is said.
    if check.outcome == CheckOutcome::NotAvailable {
        assert!(check.reason.contains("share") || check.reason.starts_with("NOISY"), "{text}");
    } else {
        assert_eq!(check.outcome, CheckOutcome::Passed, "{text}");
        assert!(check.reason.starts_with("GENERATOR-LIMITED: "), "{text}");
        assert!(check.figures["offered_per_s"] >= 1e6, "{check:?}");
    }
    assert!(output.status.success() && text.contains("only all checks together"), "{text}");
    assert!(!found.whole, "one check is not the list");
}
