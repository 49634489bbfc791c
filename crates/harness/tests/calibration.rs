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
    assert_eq!(output.status.code(), Some(2));
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

#[test]
fn a_run_keeps_the_calibration_of_its_own_programs_even_if_it_comes_later() {
    let project = Project::new();
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let kept = project.run_folder().join("calibration.json");
    assert!(!kept.exists(), "nothing was calibrated yet");
    let run = record::Run::open(&project.run_folder()).expect("the run directory opens");
    let own = Calibration {
        version: Calibration::VERSION,
        started_at: "2026-01-01T00:00:00Z".into(),
        took_s: 180.0,
        whole: true,
        environment: run.manifest.environment.clone(),
        made_with: run.manifest.protocol.made_with.clone(),
        checks: Vec::new(),
        resolution: Vec::new(),
    };
    let mut newer = Calibration { started_at: "2026-01-02T00:00:00Z".into(), ..own.clone() };
    newer.made_with.programs.insert("harness".into(), "of other code".into());
    for (date, calibration) in [("2026-01-01", &own), ("2026-01-02", &newer)] {
        let file = project.path().join(format!("results/local/{date}-calibration.json"));
        std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("its folder");
        calibration.write(&file).expect("it can be written");
    }
    let output = project.resume(&["--append", "1"]).output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(Calibration::read(&kept).expect("it was kept").started_at, own.started_at);
}
