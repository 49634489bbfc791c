//! Requests that are held: what a thread or a task takes that only waits.

mod support;

use support::{HELD, Project, said};

/// Points at rest and with 64 requests held, of whichever contender.
fn held_at<'a>(run: &'a record::Run, contender: &str) -> [&'a record::Point; 2] {
    [0, 64].map(|requests| {
        let of =
            |point: &&record::Point| point.contender == contender && point.parked_requests == Some(requests);
        run.points.iter().find(of).expect("it was measured")
    })
}

/// A run in which all that was to be held was held. A machine that stands still in the half-second of a case may keep
/// it from that, which the case then says, and nothing else may: whatever else runs on this machine.
fn held_run(project: &Project) -> record::Run {
    project.write("scenarios/curated/held.toml", HELD);
    for attempt in 0..5 {
        let folder = project.path().join(format!("run-{attempt}"));
        let out = folder.display().to_string();
        let args = ["compare", "held", "--profile", "quick", "--blocks", "1", "--out", &out];
        let output = project.harness(&args).output().expect("the harness starts");
        let run = record::Run::open(&folder).unwrap_or_else(|_| panic!("{}", said(&output)));
        assert_eq!(run.points.len(), 4);
        let late: Vec<_> =
            run.points.iter().filter(|point| point.verdict != record::Verdict::Valid).collect();
        if late.is_empty() {
            return run;
        }
        for point in late {
            assert_eq!(point.verdict, record::Verdict::Overloaded, "{point:?}");
            assert!(point.verdict_reason.starts_with("parked_"), "{point:?}");
        }
    }
    panic!("the machine stood still in each of five runs");
}

#[test]
fn requests_are_held_and_what_they_take_is_read() {
    let run = held_run(&Project::new());
    for contender in ["thread-per-connection", "tokio"] {
        let [rest, held] = held_at(&run, contender);
        assert_eq!((rest.connections, held.connections), (8, 8 + 64));
        assert_eq!((rest.backend_in_flight_max, held.backend_in_flight_max), (Some(0), Some(64)));
        assert_eq!((rest.errors, held.errors, rest.completed_per_s, held.completed_per_s), (0, 0, 0.0, 0.0));
        assert_eq!(rest.cpu_us_per_request, None, "nobody asked");
        assert!(rest.server_cpu_us_per_s.is_some_and(|us| us < 500_000.0), "it rests: {rest:?}");
        assert!(held.memory_pss_bytes_max > rest.memory_pss_bytes_max, "{rest:?} {held:?}");
    }
    let stacks = |contender: &str| {
        held_at(&run, contender).map(|point| point.memory_kernel_stacks_bytes.expect("it is told"))
    };
    let [rest, held] = stacks("thread-per-connection");
    assert_eq!((held - rest) % 64, 0, "as many stacks as requests");
    assert!((4 << 10..=64 << 10).contains(&((held - rest) / 64)), "{rest} {held}");
    let [rest, held] = stacks("tokio");
    assert_eq!(rest, held, "a task has none");
}
