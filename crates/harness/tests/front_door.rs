//! What a user meets first: a run from one end to the other, the list, and words that are wrong.

mod support;

use std::fs;
use std::process::Command;

use support::{Project, programs, said};

#[test]
fn a_smoke_run_measures_every_case_and_gives_its_folder() {
    let project = Project::new();
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let last = String::from_utf8_lossy(&output.stdout).lines().last().map(str::to_owned);
    assert_eq!(last, Some(project.run_folder().display().to_string()));
    assert_eq!(project.verdicts().len(), 2 * 4, "two contenders in four blocks");
    assert_eq!(project.state(), record::State::Complete);

    let run = record::Run::open(&project.run_folder()).expect("the run directory opens");
    for point in &run.points {
        assert_eq!(point.errors, 0, "{point:?}");
        assert!(
            point.completed_per_s > 0.0 && point.response_p50_us >= Some(2_000.0),
            "never early: {point:?}"
        );
        assert!(point.cpu_us_per_request.is_some_and(|us| us > 0.0), "{point:?}");
        assert!(point.context_switches_voluntary_per_request.is_some(), "{point:?}");
        assert!(point.memory_pss_bytes_max.is_some() && point.threads_max.is_some(), "{point:?}");
        assert!(
            point.backend_in_flight_max.is_some_and(|calls| calls <= point.connections.into()),
            "{point:?}"
        );
    }
    let threads = |connections| {
        let of = |point: &&record::Point| {
            point.contender == "thread-per-connection"
                && point.connections == connections
                && point.offered_per_s.is_none()
        };
        run.points.iter().find(of).and_then(|point| point.threads_max).expect("it was measured")
    };
    assert!((32..40).contains(&threads(32)), "a thread for each connection: {}", threads(32));
    let manifest = &run.manifest;
    assert_eq!(manifest.order.len(), 8);
    assert!(manifest.command.contains("--seed 1"));
    assert!(manifest.contenders.iter().all(|contender| contender.version.libraries.contains("hyper")));
    assert!(manifest.environment.limits.contains_key("nofile"));
}

#[test]
fn the_list_measures_nothing() {
    let project = Project::new();
    let output = project.harness(&["compare", "short", "--list"]).output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    assert!(
        text.contains("curated/short") && text.contains("closed 32") && text.contains("about "),
        "{text}"
    );
    assert!(!project.path().join("results").exists());
}

#[test]
fn unknown_names_suggest_the_nearest() {
    let project = Project::new();
    for (args, nearest) in [
        (&["compare", "shrot"][..], "`curated/short`"),
        (&["compare", "short", "--contenders", "tokoi"], "`tokio`"),
        (&["compare", "short", "--profile", "quik"], "`quick`"),
        (&["compaer"], "'compare'"),
        (&["verify", "--contenders", "tiny-htpp"], "`tiny-http`"),
    ] {
        let output = project.harness(args).output().expect("the harness starts");
        assert!(!output.status.success());
        assert!(said(&output).contains(nearest), "{args:?}: {}", said(&output));
    }
}

#[test]
fn a_mistake_in_a_file_is_shown_where_it_stands() {
    let project = Project::new();
    let file = project.path().join("scenarios/curated/short.toml");
    let text = fs::read_to_string(&file).expect("it is there");
    fs::write(&file, text.replace("connections = [1", "conections = [1")).expect("it can be written");
    let output = project.harness(&["compare", "short", "--list"]).output().expect("the harness starts");
    assert!(!output.status.success());
    let text = said(&output);
    assert!(text.contains("short.toml:12:1") && text.contains("`connections`"), "{text}");
}

#[test]
fn few_descriptors_leave_out_what_does_not_fit_and_say_so() {
    let project = Project::new();
    let harness = programs().join("harness");
    let script = format!("ulimit -n 240; exec {} compare short --list", harness.display());
    let mut command = Command::new("sh");
    let output = command.args(["-c", &script]).env("COMMON_GROUND_ROOT", project.path()).output();
    let output = output.expect("a shell is there");
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    assert!(text.contains("left out [32] connections") && text.contains("240 descriptors"), "{text}");
}
