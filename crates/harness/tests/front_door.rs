//! What a user meets first: a run from one end to the other, the list, and words that are wrong.

mod support;

use std::fs;
use std::process::Command;

use support::{HELD, Project, programs, said};

#[test]
fn a_smoke_run_measures_every_case_and_gives_its_folder() {
    let project = Project::new();
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let last = String::from_utf8_lossy(&output.stdout).lines().last().map(str::to_owned);
    assert_eq!(last, Some(project.run_folder().display().to_string()));
    assert_eq!(project.verdicts().len(), 2 * 4, "two contenders at one concurrency, four blocks");
    assert_eq!(project.state(), record::State::Complete);

    let run = record::Run::open(&project.run_folder()).expect("the run directory opens");
    for point in &run.points {
        assert_eq!(point.errors, 0, "{point:?}");
        assert!(point.memory_pss_bytes_max.is_some() && point.threads_max.is_some(), "{point:?}");
        assert!(
            point.backend_in_flight_max.is_some_and(|calls| calls <= point.connections.into()),
            "{point:?}"
        );
    }
    // A machine that stands still for a window of 0.2 s has nothing in it.
    let answered = |point: &&record::Point| point.completed_per_s > 0.0;
    for contender in ["thread-per-connection", "tokio"] {
        assert!(run.points.iter().filter(answered).any(|point| point.contender == contender));
    }
    for point in run.points.iter().filter(answered) {
        assert!(point.response_p50_us >= Some(2_000.0), "never early: {point:?}");
        assert!(point.cpu_us_per_request.is_some_and(|us| us > 0.0), "{point:?}");
        assert!(point.context_switches_voluntary_per_request.is_some(), "{point:?}");
    }
    assert_eq!(threads_at(&project, 32) - threads_at(&project, 8), 24, "a thread for each connection");
    assert!(manifest_has_a_ceiling(&run), "{:?}", run.manifest.environment);
    let manifest = &run.manifest;
    assert_eq!(manifest.order.len(), 8);
    assert!(manifest.command.contains("--seed 1"));
    assert!(manifest.contenders.iter().all(|contender| contender.version.libraries.contains("hyper")));
    assert!(manifest.environment.limits.contains_key("nofile"));
}

/// The most threads that a thread for each connection takes at so many connections, those beside them included.
fn threads_at(project: &Project, connections: u32) -> u32 {
    let name = format!("with-{connections}");
    let text = HELD.replace("[load.parked]\nrequests = [0, 64]\nidle_connections = 8", "[load.closed]");
    project
        .write(&format!("scenarios/curated/{name}.toml"), &format!("{text}connections = [{connections}]\n"));
    let out = project.path().join(&name).display().to_string();
    let output = project.harness(&["compare", &name, "--profile", "smoke", "--out", &out]).output();
    let output = output.expect("the harness starts");
    let run = record::Run::open(&project.path().join(&name)).unwrap_or_else(|_| panic!("{}", said(&output)));
    let point = run.points.iter().find(|point| point.contender == "thread-per-connection");
    point.and_then(|point| point.threads_max).expect("it was measured")
}

/// The generator is measured by itself before anything is.
fn manifest_has_a_ceiling(run: &record::Run) -> bool {
    run.manifest.environment.generator_ceiling_per_s.is_some_and(|ceiling| ceiling > 0.0)
}

#[test]
fn the_list_measures_nothing() {
    let project = Project::new();
    let output = project.harness(&["compare", "short", "--list"]).output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    assert!(
        text.contains("curated/short") && text.contains("closed 32") && text.contains("about 0 min 54 s"),
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
        assert_eq!(output.status.code(), Some(2), "{args:?}: the caller's mistake");
        assert!(said(&output).contains(nearest), "{args:?}: {}", said(&output));
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_measured() {
    let project = Project::new();
    // Not even root can write there.
    for folder in ["/proc/a-run", "/dev/null/below/a-run"] {
        let advise = ["advise", "--wait-ms", "2", "--in-flight", "8", "--objective", "p99=100ms"];
        for verb in [&["compare", "short", "--profile", "smoke"][..], &advise] {
            let output = project.harness(&[verb, &["--out", folder]].concat()).output();
            let output = output.expect("the harness starts");
            let text = said(&output);
            assert_eq!(output.status.code(), Some(1), "{text}");
            assert!(text.contains(folder) && text.contains("leave --out away"), "{text}");
            assert!(!text.contains("unfinished") && !text.contains("answer alike"), "{text}");
            assert_eq!(text.matches("os error").count(), 1, "told once: {text}");
        }
    }
    let there = project.path().display().to_string();
    let output =
        project.harness(&["compare", "short", "--out", &there]).output().expect("the harness starts");
    let text = said(&output);
    assert!(text.contains("is there already") && !text.contains("answer alike"), "{text}");
}

#[test]
fn a_negative_number_is_answered_by_its_bounds() {
    let project = Project::new();
    for (args, answer) in [
        (&["advise", "--wait-ms", "-3", "--in-flight", "8", "--objective", "p99=1s"][..], "`-3` is no wait"),
        (&["advise", "--wait-ms", "3", "--rate-per-s", "-5", "--objective", "p99=1s"], "`--rate-per-s -5`"),
        (&["advise", "--wait-ms", "3", "--calls", "-1"], "-1 is not in"),
        (&["compare", "short", "--minutes", "-3"], "-3 is not in 1..=10000"),
        (&["compare", "short", "--blocks", "-3"], "-3 is not in 1..=1000"),
    ] {
        let output = project.harness(args).output().expect("the harness starts");
        let text = said(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {text}");
        assert!(text.contains(answer), "{args:?}: {text}");
        assert!(!text.contains("tip:"), "{args:?}: {text}");
    }
}

#[test]
fn a_mistake_in_a_file_is_shown_where_it_stands() {
    let project = Project::new();
    let file = project.path().join("scenarios/curated/short.toml");
    let text = fs::read_to_string(&file).expect("it is there");
    fs::write(&file, text.replace("connections = [1", "conections = [1")).expect("it can be written");
    // Whoever asks for nothing in particular asks for the tour, and this file may be of it.
    for scenarios in
        [&["compare", "short", "--list"][..], &["compare", "*sh*", "--list"], &["compare", "--list"]]
    {
        let output = project.harness(scenarios).output().expect("the harness starts");
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "no mistake of the caller: {text}");
        assert!(text.contains("error: ") && text.contains("short.toml:13:1"), "{text}");
        assert!(text.contains("`connections`"), "{text}");
    }
}

#[test]
fn a_mistake_in_a_file_that_nobody_needs_is_a_warning() {
    let project = Project::new();
    let good = fs::read_to_string(project.path().join("scenarios/curated/short.toml")).expect("it is there");
    project.write("scenarios/curated/bad.toml", &good.replace("connections = [1", "conections = [1"));
    project.write("scenarios/claims/bad.toml", "clam = 'it is not'\n");
    // A scenario that names it is as good as it was.
    project.write("scenarios/contenders/tokio-limited.toml", "modle = 'tasks'\n");
    let named = good.replace("\"tokio\"]", "\"tokio\", \"tokio-limited\"]");
    project.write("scenarios/curated/names-it.toml", &named);
    for args in [
        &["compare", "short", "--list"][..],
        &["compare", "names-it", "--contenders", "tokio", "--list"],
        &["verify", "--contenders", "tokio"],
    ] {
        let output = project.harness(args).output().expect("the harness starts");
        let text = said(&output);
        assert!(output.status.success(), "{args:?}: {text}");
        assert_eq!((text.matches("warning: ").count(), text.matches("error: ").count()), (3, 0), "{text}");
        for place in ["curated/bad.toml:13:1", "claims/bad.toml:1:1", "contenders/tokio-limited.toml:1:1"] {
            assert!(text.contains(place), "{place}: {text}");
        }
    }
    for (args, place) in [
        (&["compare", "bad", "--list"][..], "curated/bad.toml:13:1"),
        (&["compare", "names-it", "--list"], "contenders/tokio-limited.toml:1:1"),
        (&["verify"], "contenders/tokio-limited.toml:1:1"),
        (
            &["advise", "--wait-ms", "3", "--in-flight", "8", "--objective", "p99=1s", "--list"],
            "tokio-limited.toml:1:1",
        ),
    ] {
        let output = project.harness(args).output().expect("the harness starts");
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
        assert!(text.contains("error: ") && text.contains(place), "{args:?}: {text}");
    }
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

#[test]
fn a_server_without_room_for_its_files_is_not_blamed() {
    let project = Project::new();
    let harness = programs().join("harness");
    // A write beyond the limit fails, as on a full disk; without the trap, the kernel ends whoever writes.
    for (signal, told) in [("trap '' XFSZ", "cannot write `"), ("true", "more than a file may hold")] {
        let run = "compare short --profile smoke";
        let script = format!("{signal}; ulimit -c 0; ulimit -f 8; exec {} {run}", harness.display());
        let mut command = Command::new("sh");
        let output = command.args(["-c", &script]).env("COMMON_GROUND_ROOT", project.path()).output();
        let text = said(&output.expect("a shell is there"));
        assert!(text.contains("could not write its own files") && text.contains(told), "{text}");
        assert!(text.contains("TMPDIR") && !text.contains("as the contract says"), "{text}");
    }
}

#[test]
fn descriptors_are_raised_to_the_hard_limit() {
    let project = Project::new();
    let script = format!("ulimit -Sn 64; exec {} compare short --list", programs().join("harness").display());
    let mut command = Command::new("sh");
    let output = command.args(["-c", &script]).env("COMMON_GROUND_ROOT", project.path()).output();
    let output = output.expect("a shell is there");
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    assert!(text.contains("closed 32") && !text.contains("left out"), "{text}");
}
