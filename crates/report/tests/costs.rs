//! What it costs, and how much of it: with intervals, on the page, in Markdown and on the terminal.

mod made_up;

use record::{Carried, LoadKind, MATCHED_SHARES, Point, Probe, Verdict};
use report::{Evidence, Report, render};

const CONTENDERS: [(&str, f64); 2] = [("thread-per-connection", 60.0), ("tokio", 40.0)];

/// Each contender kept 9,900/s four times and missed 10,000/s, after 8,000/s was kept.
fn probes() -> Vec<Probe> {
    let rates = [
        (8_000.0, true),
        (10_000.0, false),
        (9_900.0, true),
        (9_900.0, true),
        (9_900.0, true),
        (9_900.0, true),
    ];
    let probe = |contender: &str, at: usize, (offered_per_s, kept): (f64, bool)| Probe {
        scenario: "fetch/ten-ms".into(),
        contender: contender.into(),
        probe: at as u32,
        offered_per_s,
        carried: if kept { Carried::Kept } else { Carried::Missed },
        goodput_ratio: Some(1.0),
        response_p99_us: Some(20_000.0),
        objective_p99_us: 50_000.0,
        response_growth_us: None,
        cpu_us_per_request: None,
        offered_to_ceiling_ratio: Some(0.1),
        verdict: Verdict::Valid,
        reason: String::new(),
    };
    let of = |(name, _): (&str, f64)| {
        rates.iter().enumerate().map(move |(at, rate)| probe(name, at, *rate)).collect::<Vec<_>>()
    };
    CONTENDERS.into_iter().flat_map(of).collect()
}

/// A straight line of CPU over the rate, a tenth steeper in block 1, above a standing 20 ms a second.
fn matched(of: &Point) -> Vec<Point> {
    let mut points = Vec::new();
    for block in 0..3 {
        for (name, cost_us) in CONTENDERS {
            for share in MATCHED_SHARES {
                let rate = share * 9_900.0;
                let cost_us = if block == 1 { cost_us * 1.1 } else { cost_us };
                points.push(Point {
                    contender: name.into(),
                    load_kind: LoadKind::Open,
                    offered_per_s: Some(rate),
                    block,
                    completed_per_s: rate,
                    cpu_us_per_request: Some(cost_us + 20_000.0 / rate),
                    verdict: Verdict::Valid,
                    ..of.clone()
                });
            }
        }
    }
    points
}

/// The made-up run with 0, 64 and 256 requests held: 50 KiB each with threads and 20 with tasks.
fn report() -> Report {
    let mut run = made_up::run();
    let one = run.points[0].clone();
    for block in 0..3 {
        for (name, each_kib) in [("thread-per-connection", 50), ("tokio", 20)] {
            for requests in [0_u32, 64, 256] {
                run.points.push(Point {
                    contender: name.into(),
                    load_kind: LoadKind::Parked,
                    parked_requests: Some(requests),
                    block,
                    order: run.points.len() as u32,
                    server_cpu_us_per_s: Some(100.0 + f64::from(block)),
                    memory_pss_bytes_max: Some((3_000 + u64::from(requests) * each_kib) << 10),
                    memory_kernel_stacks_bytes: Some(u64::from(requests) << 14),
                    memory_page_tables_bytes: Some(4_096),
                    verdict: Verdict::Valid,
                    ..one.clone()
                });
            }
        }
    }
    let (probes, matched) = (probes(), matched(&one));
    render(Evidence { probes: &probes, matched: &matched, ..Evidence::of_points(&run.manifest, &run.points) })
}

fn file(report: &Report, path: &str) -> String {
    let file = report.files.iter().find(|file| file.path == path).expect("the file is there");
    String::from_utf8(file.bytes.clone()).expect("it is text")
}

#[test]
fn costs_and_capacities_stand_in_every_report_with_their_intervals() {
    let report = report();
    let text = file(&report, "report.md");
    let row = text.lines().find(|line| line.starts_with("| tokio | 101")).expect("a row of costs");
    // At rest 100, 101, 102; slopes of 40, 44 and 40 µs: geometric means, and Student's t on the logarithms.
    assert_eq!(
        row.replace('\\', ""),
        "| tokio | 101 [98.5 to 104] | 41.3 [36.0 to 47.3] | 20.0 [20.0 to 20.0] | 16.0 [16.0 to 16.0] \
         | 9,900 to 10,000 (6 tries, 9,900 kept 4 times) |"
    );
    assert!(file(&report, "report.html").contains("9,900 to 10,000 (6 tries, 9,900 kept 4 times)"));
    let page = file(&report, "report.html");
    let link = page
        .split("-costs\">What does it cost, in memory too?</a>")
        .next()
        .and_then(|text| text.rsplit("href=\"#").next());
    let place = format!("id=\"{}-costs\"", link.unwrap_or_default());
    assert!(
        page.contains("-costs\">What does it cost, in memory too?</a>") && page.contains(&place),
        "{place}"
    );
    for (title, drawn) in [
        ("Keeps the objective up to (requests per second)", "tokio: 9,900 [9,900 to 10,000]."),
        ("One more request (µs of CPU, matched rates)", "tokio: 41.3 [36.0 to 47.3]."),
        ("One more held (KiB of memory)", "tokio: 20.0 [20.0 to 20.0]."),
    ] {
        assert!(page.contains(title) && page.contains(drawn), "{title} is not drawn");
    }
    assert!(
        report.terminal.contains("tokio keeps the objective up to 9,900 to 10,000 (6 tries"),
        "{}",
        report.terminal
    );
    assert!(
        report.terminal.contains("one more request costs 41.3 [36.0 to 47.3] µs of CPU"),
        "{}",
        report.terminal
    );
}

/// They are answered when they were told to be, with whomever they wait.
#[test]
fn of_requests_that_are_held_nothing_but_their_memory_is_compared() {
    let text = file(&report(), "report.md");
    let told: Vec<&str> =
        text.lines().filter(|line| line.starts_with("- ") && line.contains(", parked, ")).collect();
    assert!(told.iter().any(|line| line.contains("less memory")), "{told:?}");
    assert!(told.iter().all(|line| line.contains("memory")), "{told:?}");
}

#[test]
fn a_run_without_any_of_it_says_nothing_of_it() {
    let run = made_up::run();
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    assert!(!file(&report, "report.html").contains("What it costs, and how much of it"));
}
