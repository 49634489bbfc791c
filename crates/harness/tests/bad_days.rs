//! What a run survives, and what it leaves behind.

mod support;

use std::fs;
use std::path::Path;

use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use support::{Ends, Project, assert_gone, children, programs, said, wait_for, wait_for_rows};

fn signal(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).expect("a process number"));
    kill(pid, signal).expect("the process is there");
}

/// A server that behaves while it introduces itself and is verified, and from when the run directory is there,
/// so from the first case on, does `then` in a shell.
fn turncoat(project: &Project, then: &str) {
    let server = programs().join("async-server");
    let text = format!(
        "#!/bin/sh\nserver={server}\nif [ -e {run}/run.json ]; then\n{then}\nfi\nexec $server \"$@\"\n",
        run = project.run_folder().display(),
        server = server.display(),
    );
    let script = project.script("turncoat.sh", &text);
    project.replace("tokio", &script);
}

#[test]
fn a_server_that_does_not_start_is_named_before_anything_is_timed() {
    let project = Project::new();
    let script = project.script("broken.sh", "#!/bin/sh\necho 'no library found' >&2\nexit 7\n");
    project.replace("tokio", &script);
    let output = project.smoke().output().expect("the harness starts");
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(text.contains("exited with code 7") && text.contains("no library found"), "{text}");
    assert!(!project.run_folder().exists(), "nothing was measured, so nothing is left");
}

#[test]
fn a_server_that_answers_wrongly_is_named_before_anything_is_timed() {
    let project = Project::new();
    // Sound in all but this: when its answers are looked at, whom it asks is not the backend that it was told of.
    let text = format!(
        "#!/bin/sh\ncase \"$*\" in *--backend-grace-ms*) set -- \"$@\" --backend 127.0.0.1:9;; esac\nexec {} \"$@\"\n",
        programs().join("async-server").display(),
    );
    let script = project.script("elsewhere.sh", &text);
    project.replace("tokio", &script);
    let output = project.smoke().output().expect("the harness starts");
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(text.contains("tokio: ") && text.contains("502"), "{text}");
    assert!(!project.run_folder().exists(), "nothing was measured, so nothing is left");
}

#[test]
fn a_contender_that_this_machine_does_not_have_is_left_out_and_the_run_goes_on() {
    let project = Project::new();
    let script = project.script("elsewhere.sh", "#!/bin/sh\necho 'io_uring is refused here' >&2\nexit 69\n");
    project.replace("tokio", &script);
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    assert!(text.contains("tokio is left out: io_uring is refused here"), "{text}");
    let verdicts = project.verdicts();
    assert_eq!(verdicts.len(), 4, "the other one is measured");
    assert!(verdicts.iter().all(|(contender, _)| contender == "thread-per-connection"));
    let run = record::Run::open(&project.run_folder()).expect("the run directory opens");
    assert_eq!(run.manifest.order.len(), 4);
    assert!(run.manifest.warnings.iter().any(|warning| warning.contains("refused here")));

    let output = project.harness(&["verify", "--contenders", "tokio"]).output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("skip tokio: io_uring is refused here"), "{}", said(&output));
}

#[test]
fn what_was_not_built_is_left_out_unless_nobody_is_left() {
    let project = Project::new();
    project.replace("tokio", Path::new("no-such-server"));
    let output = project.harness(&["compare", "short", "--contenders", "tokio"]).output();
    let output = output.expect("the harness starts");
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(text.contains("nothing to measure") && text.contains("its program is not built"), "{text}");
}

#[test]
fn a_server_that_stops_starting_is_a_failed_point_and_the_run_goes_on() {
    let project = Project::new();
    turncoat(&project, "exit 7");
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    for (contender, verdict) in project.verdicts() {
        assert_eq!(verdict == "FAILED", contender == "tokio", "{contender} {verdict}");
    }
}

#[test]
fn a_server_that_dies_in_the_middle_is_a_failed_point_with_its_reason() {
    let project = Project::new();
    // It is asked for its counters when the window opens. Then it is gone, with all that it started.
    let then = "while read -r asked; do [ $asked = usage ] && kill -9 0; done | $server \"$@\"; exit";
    turncoat(&project, then);
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let run = record::Run::open(&project.run_folder()).expect("the run directory opens");
    for point in run.points.iter().filter(|point| point.contender == "tokio") {
        assert_eq!(point.verdict, record::Verdict::Failed);
        assert!(point.verdict_reason.contains("killed by signal 9"), "{}", point.verdict_reason);
    }
    assert_eq!(run.points.len(), 8);
}

#[test]
fn a_server_that_hangs_on_shutdown_is_killed_and_that_is_said() {
    let project = Project::new();
    // It is asked for its counters at both edges of the window. A stopped process does not even notice SIGTERM.
    let then = "edges=0\nwhile read -r asked; do echo $asked; [ $asked = usage ] && edges=$((edges + 1))\n\
                [ $edges = 2 ] && kill -STOP $$; done | $server \"$@\"; exit";
    turncoat(&project, then);
    let mut command = project.harness(&["compare", "short", "--profile", "smoke", "--contenders", "tokio"]);
    let out = project.run_folder().display().to_string();
    let child = command.args(["--out", &out]).spawn().expect("the harness starts");
    let mut harness = Ends(child);
    let log = project.run_folder().join("log.txt");
    wait_for("the log to say so", || {
        fs::read_to_string(&log).ok()?.contains("after SIGTERM and was killed").then_some(())
    });
    signal(harness.0.id(), Signal::SIGINT);
    harness.0.wait().expect("it ends");
}

#[test]
fn a_backend_killed_in_the_middle_fails_its_case_only() {
    let project = Project::new();
    let mut harness = Ends(project.smoke().spawn().expect("the harness starts"));
    let failed = |rows: &[(String, String)]| rows.iter().filter(|(_, verdict)| verdict == "FAILED").count();
    // One that is killed when its case is just over fails nothing; then it is the next one's turn.
    for rows in 1..8 {
        wait_for_rows(&project, rows);
        if failed(&project.verdicts()) == 1 {
            break;
        }
        let is_backend = |(_, name): &(u32, String)| name == "backend";
        let Some((pid, _)) =
            wait_for("a backend, or the end", || match harness.0.try_wait().expect("it is ours") {
                Some(_) => Some(None),
                None => children(harness.0.id()).into_iter().find(is_backend).map(Some),
            })
        else {
            break;
        };
        let _ = kill(Pid::from_raw(i32::try_from(pid).expect("a process number")), Signal::SIGKILL);
    }
    assert!(harness.0.wait().expect("it ends").success());
    let verdicts = project.verdicts();
    assert_eq!((verdicts.len(), failed(&verdicts)), (8, 1), "{verdicts:?}");
}

#[test]
fn ctrl_c_keeps_what_was_measured_and_leaves_no_process() {
    let project = Project::new();
    let mut harness = Ends(project.smoke_of(40).spawn().expect("the harness starts"));
    wait_for_rows(&project, 2);
    let started =
        wait_for("a server", || Some(children(harness.0.id())).filter(|started| started.len() >= 2));
    signal(harness.0.id(), Signal::SIGINT);
    assert_eq!(harness.0.wait().expect("it ends").code(), Some(130));
    assert!((2..80).contains(&project.verdicts().len()));
    assert_eq!(project.state(), record::State::Interrupted);
    assert_gone(&started);
}

#[test]
fn a_harness_that_is_killed_leaves_no_process_and_a_directory_that_opens() {
    let project = Project::new();
    let mut harness = Ends(project.smoke_of(40).spawn().expect("the harness starts"));
    wait_for_rows(&project, 1);
    let started =
        wait_for("a server", || Some(children(harness.0.id())).filter(|started| started.len() >= 2));
    signal(harness.0.id(), Signal::SIGKILL);
    harness.0.wait().expect("it ends");
    assert_gone(&started);
    assert!(!project.verdicts().is_empty());
    assert_eq!(project.state(), record::State::Running, "it could not say how it ended");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let project = Project::new();
    project.write("a-file", "in the way");
    let out = project.path().join("a-file/run").display().to_string();
    let output = project.harness(&["compare", "short", "--profile", "smoke", "--out", &out]).output();
    let output = output.expect("the harness starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("a-file"), "{}", said(&output));
}

#[test]
fn a_full_disk_keeps_every_case_before_it() {
    let project = Project::new();
    let again = fs::read_to_string(project.path().join("scenarios/curated/short.toml")).expect("it is there");
    project.write("scenarios/curated/short-again.toml", &again);
    // A limit on the size of files is met as a full disk is: by a write that does not fit. It is set once
    // something was measured, since verifying writes files too.
    let script = format!(
        "trap '' XFSZ; exec {} compare '*short*' --profile smoke --blocks 4 --out {}",
        programs().join("harness").display(),
        project.run_folder().display()
    );
    let mut harness = Command::new("sh");
    harness.args(["-c", &script]).env("COMMON_GROUND_ROOT", project.path());
    let harness = harness.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a shell is there");
    wait_for_rows(&project, 1);
    let pid = harness.id().to_string();
    let limited = Command::new("prlimit").args(["--pid", &pid, "--fsize=512:512"]).status();
    assert!(limited.expect("util-linux is there").success());
    let output = harness.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("no room for"), "{}", said(&output));
    let rows = project.verdicts().len();
    assert!((1..16).contains(&rows), "{rows} cases fitted");
}
