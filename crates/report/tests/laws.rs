//! What holds for the report of every run.

mod made_up;

use proptest::prelude::*;
use record::{Point, Verdict};
use report::{Evidence, Report, render};

const VERDICTS: [Verdict; 7] = [
    Verdict::Valid,
    Verdict::GeneratorLimited,
    Verdict::Unsteady,
    Verdict::Noisy,
    Verdict::Starved,
    Verdict::Overloaded,
    Verdict::Failed,
];

fn report(run: &made_up::MadeUp) -> Report {
    render(Evidence::of_points(&run.manifest, &run.points))
}

fn page(report: &Report) -> String {
    String::from_utf8(report.files[0].bytes.clone()).expect("the page is text")
}

fn spoil(point: &mut Point, by: f64) {
    for figure in [
        &mut point.cpu_us_per_request,
        &mut point.requests_per_cpu_s,
        &mut point.response_p50_us,
        &mut point.response_p99_us,
    ] {
        *figure = figure.map(|value| value * by);
    }
    point.completed_per_s /= by;
    point.memory_pss_bytes_max = point.memory_pss_bytes_max.map(|bytes| (bytes as f64 * by) as u64);
    point.samples *= 3;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_headline_never_rests_on_a_point_that_is_not_valid(
        verdicts in prop::collection::vec((0..204usize, 1..7usize), 1..120),
        by in 0.01..100.0f64,
    ) {
        let mut run = made_up::run();
        run.points.retain(|point| point.scenario.starts_with("fetch"));
        for (at, verdict) in verdicts {
            let points = run.points.len();
            run.points[at % points].verdict = VERDICTS[verdict];
        }
        let answer = report(&run).answer;
        run.points.iter_mut().filter(|point| point.verdict != Verdict::Valid).for_each(|point| spoil(point, by));
        prop_assert_eq!(answer, report(&run).answer);
    }

    #[test]
    fn the_order_of_the_points_does_not_matter(seed in 0..1000usize) {
        let mut run = made_up::run();
        run.points.retain(|point| point.scenario.starts_with("fetch"));
        let first = report(&run);
        let points = run.points.len();
        run.points.rotate_left(seed % points);
        prop_assert_eq!(first.terminal, report(&run).terminal);
    }
}

/// The loads of the marks that a plot names by this unit: "tokio at 1,024 in flight".
fn loads_in(plot: &str, unit: &str) -> Vec<f64> {
    let titles = plot.split("<title>").skip(1).filter_map(|rest| rest.lines().next());
    let load = |title: &str| title.rsplit_once(" at ")?.1.strip_suffix(unit)?.replace(',', "").parse().ok();
    titles.filter_map(load).collect()
}

#[test]
fn no_plot_mixes_the_loops() {
    let run = made_up::run();
    let report = report(&run);
    let page = page(&report);
    let files = report.files.iter().filter(|file| file.path.ends_with(".svg"));
    let drawn = page.split("<svg").skip(1).filter_map(|rest| rest.split("</svg>").next());
    let plots = files.map(|file| String::from_utf8_lossy(&file.bytes)).chain(drawn.map(Into::into));
    // No load of the one loop is one of the other in this run, so that a point that strayed is seen.
    let was_closed = |load: &f64| {
        run.points.iter().any(|point| f64::from(point.connections) == *load && point.offered_per_s.is_none())
    };
    let was_open = |load: &f64| run.points.iter().any(|point| point.offered_per_s == Some(*load));
    let (mut closed, mut open) = (0, 0);
    for plot in plots {
        let (in_flight, per_s) = (loads_in(&plot, " in flight"), loads_in(&plot, " requests/s"));
        assert!(in_flight.is_empty() || per_s.is_empty(), "{in_flight:?} beside {per_s:?}");
        assert!(in_flight.iter().all(was_closed) && per_s.iter().all(was_open), "{in_flight:?} {per_s:?}");
        closed += in_flight.len();
        open += per_s.len();
    }
    assert!(closed > 100 && open > 100, "both were drawn: {closed} and {open} marks");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(report(&made_up::run()).files, report(&made_up::run()).files);
}

#[test]
fn figures_of_a_valid_point_do_reach_the_headline() {
    let mut run = made_up::run();
    let before = report(&run).answer;
    run.points.iter_mut().filter(|point| point.contender == "tokio").for_each(|point| spoil(point, 1.5));
    assert_ne!(before, report(&run).answer);
}

#[test]
fn whatever_a_file_said_is_shown_and_not_run() {
    const EVIL: &str = "<script>alert(1)</script>\u{1b}[31m|`*";
    let mut run = made_up::run();
    for point in run.points.iter_mut().filter(|point| point.contender == "tiny-http") {
        point.contender = EVIL.into();
        point.verdict = Verdict::Failed;
        point.verdict_reason = EVIL.into();
    }
    for contender in run.manifest.contenders.iter_mut().filter(|contender| contender.name == "tiny-http") {
        contender.name = EVIL.into();
        contender.title = EVIL.into();
        contender.command = EVIL.into();
    }
    for scenario in &mut run.manifest.scenarios {
        scenario.title = EVIL.into();
        scenario.question = EVIL.into();
        scenario
            .contenders
            .iter_mut()
            .filter(|name| *name == "tiny-http")
            .for_each(|name| *name = EVIL.into());
    }
    run.manifest.warnings.push(EVIL.into());
    run.manifest.environment.placement.caveats.push(EVIL.into());
    let report = report(&run);
    for file in report.files.iter().filter(|file| !file.path.ends_with(".csv")) {
        let text = String::from_utf8_lossy(&file.bytes);
        // The page has one script, its own.
        let own = usize::from(file.path.ends_with(".html"));
        assert_eq!(text.matches("<script").count(), own, "{} lets a tag through", file.path);
        assert!(!text.contains("alert(1)</script>"), "{} lets a tag through", file.path);
        assert!(text.contains("&lt;script&gt;"), "{} does not show the name at all", file.path);
    }
    assert!(!report.terminal.contains('\u{1b}'), "the terminal is steered by a name");
}

#[test]
fn the_page_asks_nothing_of_anyone() {
    let page = page(&report(&made_up::run()));
    for foreign in ["http://", "https://", "src=", "<link", "@import", "url(", "<img", "<iframe"] {
        assert!(!page.contains(foreign), "the page has {foreign}");
    }
}

#[test]
fn every_link_on_the_page_has_its_place() {
    let page = page(&report(&made_up::run()));
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "a place is named twice");
    let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() > 10);
    for link in links {
        assert!(ids.contains(&link), "nothing is called {link}");
    }
}

#[test]
fn every_verdict_but_valid_shows_its_reason() {
    let mut run = made_up::run();
    for (i, verdict) in VERDICTS.into_iter().enumerate().skip(1) {
        for point in run
            .points
            .iter_mut()
            .filter(|p| p.contender == "tokio" && p.connections == [0, 1, 4, 16, 64, 256, 1024][i])
        {
            point.verdict = verdict;
            point.verdict_reason = format!("because of gate {i}");
        }
    }
    let page = page(&report(&run));
    for (i, verdict) in VERDICTS.into_iter().enumerate().skip(1) {
        assert!(page.contains(&format!("because of gate {i}")) && page.contains(verdict.word()));
    }
}

#[test]
fn the_terminal_stays_under_a_hundred_columns() {
    let mut run = made_up::run();
    for point in run.points.iter_mut().filter(|point| point.contender == "tiny-http") {
        point.contender = "a-contender-whose-name-goes-on-and-on-and-on".into();
    }
    let longest = report(&run).terminal.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(100), "{longest:?}");
}

#[test]
fn without_a_script_nothing_is_missing() {
    let page = page(&report(&made_up::run()));
    let hidden: Vec<&str> = page
        .split('<')
        .filter(|tag| tag.split('>').next().is_some_and(|tag| tag.ends_with(" hidden")))
        .collect();
    assert!(hidden.len() > 10);
    for tag in hidden {
        // What the script offers, and each chart once more on its other axis.
        let is_offer =
            tag.starts_with("button") || tag.contains("id=\"tools\"") || tag.contains("id=\"tip\"");
        assert!(is_offer || tag.trim_end() == "div hidden>", "{tag} is out of reach without a script");
    }
}
