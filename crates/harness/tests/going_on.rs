//! Resuming and appending with real processes, and what the machine does to a run meanwhile.

mod support;

use std::fs;
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use support::{Ends, Project, said, wait_for_rows};

#[test]
fn a_run_goes_on_where_ctrl_c_stopped_it_and_takes_more_blocks_when_it_has_ended() {
    let project = Project::new();
    let mut harness = Ends(project.smoke_of(8).spawn().expect("the harness starts"));
    wait_for_rows(&project, 2);
    let pid = Pid::from_raw(i32::try_from(harness.0.id()).expect("a process number"));
    kill(pid, Signal::SIGINT).expect("it is there");
    assert_eq!(harness.0.wait().expect("it ends").code(), Some(130));
    let points = project.run_folder().join("points.csv");
    let before = fs::read_to_string(&points).expect("it is there");

    let output = project.resume(&[]).output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(project.verdicts().len(), 16);
    assert!(fs::read_to_string(&points).expect("it is there").starts_with(&before));

    let output = project.resume(&[]).output().expect("the harness starts");
    assert!(output.status.success() && said(&output).contains("nothing is left"), "{}", said(&output));
    let output = project.resume(&["--append", "1"]).output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    let run = record::Run::open(&project.run_folder()).expect("it opens");
    assert_eq!((run.points.len(), run.manifest.profile.blocks), (18, 9));
    assert_eq!(run.manifest.protocol.sittings.len(), 3);
    let times: Vec<f64> = run.points.iter().map(|point| point.started_s).collect();
    assert!(times.is_sorted(), "the run's own clock goes on: {times:?}");
}

#[test]
fn a_run_does_not_go_on_with_other_programs() {
    let project = Project::new();
    let server = support::programs().join("async-server").display().to_string();
    let script = |comment: &str| format!("#!/bin/sh\n# {comment}\nexec {server} \"$@\"\n");
    let contender = project.script("contender.sh", &script("as it was"));
    project.replace("tokio", &contender);
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
    project.script("contender.sh", &script("as it is now"));
    let output = project.resume(&["--append", "1"]).output().expect("the harness starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("other programs") && said(&output).contains("contender.sh"),
        "{}",
        said(&output)
    );
    assert_eq!(project.verdicts().len(), 8, "it is left as it was");
}

#[test]
fn a_server_whose_memory_grows_without_bound_is_stopped_and_overloaded() {
    let project = Project::new();
    let server = support::programs().join("async-server").display().to_string();
    // Once measuring has begun the shell grows to 128 MiB, and then its child serves; both are one group and
    // end together. It grows first, since on a busy machine a case may be over before it has grown.
    let hog = format!(
        "#!/bin/sh\nexec 3<&0\n\
         if [ -e {run}/run.json ]; then x=0123456789abcdef; while [ ${{#x}} -lt 134217728 ]; do x=$x$x; done; fi\n\
         {server} \"$@\" <&3 &\nserver=$!\ntrap 'kill $server; wait; exit 0' TERM\nwait\n",
        run = project.run_folder().display()
    );
    let contender = project.script("hog.sh", &hog);
    project.replace("tokio", &contender);
    let mut command = project.smoke();
    let output = command.args(["--memory-max-mib", "96"]).output().expect("the harness starts");
    let run = record::Run::open(&project.run_folder()).unwrap_or_else(|_| panic!("{}", said(&output)));
    let hogs: Vec<_> = run.points.iter().filter(|point| point.contender == "tokio").collect();
    assert!(!hogs.is_empty());
    for point in hogs {
        assert_eq!(point.verdict, record::Verdict::Overloaded, "{}", point.verdict_reason);
        assert!(point.verdict_reason.contains("at most 96"), "{}", point.verdict_reason);
    }
    assert!(
        run.points
            .iter()
            .any(|point| point.contender != "tokio" && point.verdict != record::Verdict::Overloaded)
    );
    assert!(run.manifest.environment.limits["memory of a server"].contains("96 MiB"));
    assert!(project.processes().is_empty());
}

#[test]
fn other_heavy_processes_make_a_point_noisy() {
    let project = Project::new();
    let count = std::thread::available_parallelism().map_or(2, usize::from);
    let spin = || Command::new("sh").args(["-c", "while :; do :; done"]).stdin(Stdio::null()).spawn();
    let heavy: Vec<Ends> = (0..count).map(|_| Ends(spin().expect("a shell is there"))).collect();
    let output = project.smoke().output().expect("the harness starts");
    drop(heavy);
    assert!(output.status.success(), "{}", said(&output));
    let run = record::Run::open(&project.run_folder()).expect("it opens");
    // They may keep whoever counts from looking before a window of 0.2 s is over, and then nothing was counted.
    let counted = |point: &&record::Point| point.foreign_cpu_ratio.is_some();
    for point in run.points.iter().filter(counted) {
        assert!(point.verdict_reason.contains("foreign_cpu_ratio"), "{}", point.verdict_reason);
        assert_ne!(point.verdict, record::Verdict::Valid);
    }
    for contender in ["thread-per-connection", "tokio"] {
        assert!(run.points.iter().filter(counted).any(|point| point.contender == contender), "{contender}");
    }
}
