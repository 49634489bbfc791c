//! What a file means once it is read.

use std::path::Path;

use scenario::{
    BackendLaw, Case, Contender, Gaps, Library, LoadPoint, Pair, Parking, Profile, Request, Scenario, Shape,
    cases, estimate, theory, thin,
};

fn scenario(tables: &str) -> Scenario {
    let texts = "title = ' A title '\nquestion = '''\nOne\n  line.\n\n\nAnother.\n'''\nexpect = 'e'\nanalysis = 'a'\n";
    let objective = if tables.contains("[objective]") { "" } else { "[objective]\np99_ms = 50\n" };
    let text = format!("{texts}contenders = ['b', 'a']\n{tables}{objective}");
    Scenario::parse("folder/name", Path::new("name.toml"), &text)
        .unwrap_or_else(|mistake| panic!("{mistake}"))
}

#[test]
fn every_key_of_a_scenario_arrives() {
    let scenario = scenario(
        "in_tour = true\n[request.fetch]\nwait_ms = 0\nbody_bytes = 1048576\n[backend.log-normal]\nsigma = 3\n\
         [load.open]\nrates_per_s = [0.5, 2000]\ngaps = 'constant'\nconnections_max = 7\n[objective]\np99_ms = 2.5\n",
    );
    assert_eq!(scenario.name, "folder/name");
    assert_eq!(scenario.title, "A title");
    assert_eq!(scenario.question, "One line.\n\nAnother.");
    assert_eq!(scenario.contenders, ["b", "a"]);
    assert_eq!(scenario.request.to_string(), "/fetch?ms=0&bytes=1048576");
    assert_eq!(scenario.backend, BackendLaw::LogNormal { sigma: 3.0 });
    assert!(scenario.load.closed_connections.is_empty());
    assert_eq!(scenario.load.open_rates_per_s, [0.5, 2000.0]);
    assert_eq!(scenario.load.open_gaps, Gaps::Constant);
    assert_eq!(scenario.load.open_connections_max, 7);
    assert_eq!(scenario.objective.p99_ms, 2.5);
    assert!(scenario.in_tour);
}

#[test]
fn what_is_left_out_has_its_plain_meaning() {
    let scenario = scenario("[request.plaintext]\n[load.closed]\nconnections = [5]\n");
    assert_eq!(scenario.request, Request::Plaintext);
    assert_eq!(scenario.backend, BackendLaw::Fixed);
    assert_eq!(scenario.load.closed_connections, [5]);
    assert_eq!(scenario.load.open_connections_max, 0);
    assert!(!scenario.in_tour);
}

#[test]
fn a_wait_asks_for_its_time() {
    let scenario = scenario("[request.wait]\nwait_ms = 12\n[load.closed]\nconnections = [5]\n");
    assert_eq!(scenario.request.to_string(), "/wait?ms=12");
}

#[test]
fn requests_can_be_parked() {
    let parked = "[load.parked]\nrequests = [0, 64, 4096]\nidle_connections = 8\n";
    let scenario = scenario(&format!("[request.wait]\nwait_ms = 12\n{parked}"));
    assert_eq!(scenario.load.parked_requests, [0, 64, 4096]);
    assert_eq!(scenario.load.parked_idle_connections, 8);
    let points: Vec<LoadPoint> = scenario.load.points().collect();
    assert_eq!(points, [0, 64, 4096].map(|requests| LoadPoint::Parked { requests }));
    assert_eq!(thin(&scenario, &Profile::SMOKE).load.parked_requests, [64]);
    assert_eq!(thin(&scenario, &Profile::QUICK).load.parked_requests, [0, 64]);
    assert_eq!(thin(&scenario, &Profile::THOROUGH), scenario);
}

#[test]
fn the_limits_become_flags() {
    let text = "title = 't'\nmodel = 'm'\ncolour = 'blocking'\nhttp = 'h'\npairs = ['practice', 'matched']\n\
                [program]\nrun = 'p'\nargs = ['--a', 'b']\n\
                [limits]\nmax_threads = 1\nmax_connections = 2\nbacklog = 3\nstack_bytes = 65536\n";
    let contender = Contender::parse("c", Path::new("c.toml"), text).unwrap();
    let flags: Vec<(&str, u64)> =
        contender.limits.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    assert_eq!(flags, [("backlog", 3), ("max-connections", 2), ("max-threads", 1), ("stack-bytes", 65536)]);
    assert_eq!(contender.pairs, [Pair::Practice, Pair::Matched]);
    assert_eq!((contender.program.run.as_str(), contender.program.args.len()), ("p", 2));
}

#[test]
fn cases_are_load_points_times_contenders() {
    let library = library();
    let scenario = library.select(&["fetch-10ms".into()]).unwrap()[0];
    let line_up = library.line_up(scenario, &["tokio".into(), "*-http".into(), "tokio".into()]).unwrap();
    let cases: Vec<Case> = cases(scenario, &line_up);
    assert_eq!(cases.len(), (9 + 5) * 2);
    let first: Vec<String> =
        cases.iter().take(3).map(|case| format!("{} {}", case.contender, case.load)).collect();
    assert_eq!(first, ["tokio 1 connection", "tiny-http 1 connection", "tokio 64 connections"]);
    assert_eq!(LoadPoint::Open { rate_per_s: 2000.0 }.to_string(), "2000/s");
    assert_eq!(LoadPoint::Parked { requests: 0 }.to_string(), "0 parked");
    let parked: u64 =
        [0, 64, 256, 1024, 4096].map(|requests| Parking::of(requests).wait_ms + 350).iter().sum();
    assert_eq!(
        estimate(&cases, &[scenario], &Profile::QUICK, 3).as_millis(),
        18 * 3 * 2_250 + 6 * u128::from(parked)
    );
}

#[test]
fn scenarios_are_chosen_by_name_part_or_glob() {
    let library = library();
    let chosen = |patterns: &[&str]| -> Vec<String> {
        let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        library.select(&patterns).unwrap().iter().map(|scenario| scenario.name.clone()).collect()
    };
    assert!(chosen(&[]).contains(&"curated/fetch-10ms".to_owned()));
    assert_eq!(chosen(&["*-10ms"]), ["curated/fetch-10ms", "curated/wait-10ms"]);
    assert_eq!(chosen(&["wait", "plain", "wait-10ms"]), ["curated/plaintext", "curated/wait-10ms"]);
    assert_eq!(chosen(&["*"]).len(), library.scenarios().len());
}

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Library::open(&folder).unwrap_or_else(|mistake| panic!("{mistake}"))
}

#[test]
fn a_mix_clients_and_a_shape_arrive() {
    let scenario = scenario(
        "[request.fan-out]\ncalls = 3\nwait_ms = 7\norder = 'sequential'\n\
         [mix.heavy]\nshare = 0.25\n[mix.heavy.request.mixed]\nwait_ms = 1\ncpu_us = 5\n[backend.fixed]\n\
         [clients]\nrequests_per_connection = 3\npatience_ms = 40\n\
         [load.open]\nrates_per_s = [10]\ngaps = 'constant'\nconnections_max = 7\n\
         [load.open.shape.steps]\nfactors = [0.5, 2]\nstep_ms = 700\n",
    );
    assert_eq!(scenario.request.to_string(), "/fan-out?calls=3&ms=7&order=sequential");
    let [heavy] = scenario.mix.as_slice() else { panic!("{:?}", scenario.mix) };
    assert_eq!((heavy.label.as_str(), heavy.share), ("heavy", 0.25));
    assert_eq!(heavy.request.to_string(), "/mixed?ms=1&cpu_us=5");
    assert_eq!((scenario.clients.requests_per_connection, scenario.clients.patience_ms), (Some(3), Some(40)));
    assert_eq!(scenario.load.open_shape, Shape::Steps { factors: vec![0.5, 2.0], step_ms: 700 });
    // Three quarters wait three times 7 ms, one quarter 1 ms and 5 µs.
    assert!((theory::wait_s(&scenario) - (0.75 * 0.021 + 0.25 * 0.001_005)).abs() < 1e-12);
}

#[test]
fn every_kind_of_request_can_be_asked_for() {
    for (table, target) in [
        ("json]\nitems = 3", "/json?items=3"),
        ("blocking-call]\nwait_ms = 3", "/blocking-call?ms=3"),
        ("cancellable]\nwait_ms = 3\nbody_bytes = 4\n[backend.fixed]", "/cancellable?ms=3&bytes=4"),
        ("fan-out]\ncalls = 3\nwait_ms = 4\n[backend.fixed]", "/fan-out?calls=3&ms=4"),
        ("fan-out]\ncalls = 3\nwait_ms = 4\ncpu_us = 5\n[backend.fixed]", "/fan-out?calls=3&ms=4&cpu_us=5"),
        ("chain]\ncalls = 3\nwait_ms = 4\n[backend.fixed]", "/chain?calls=3&ms=4"),
        ("mixed]\nwait_ms = 3\ncpu_us = 4\n[backend.fixed]", "/mixed?ms=3&cpu_us=4"),
        ("file]\nbody_bytes = 4096", "/file?bytes=4096"),
        ("stream]\npieces = 3\npiece_bytes = 4\npause_ms = 5", "/stream?pieces=3&bytes=4&ms=5"),
        ("upload]\nbody_bytes = 3\npause_ms = 5", "/upload?bytes=3&ms=5"),
    ] {
        let scenario = scenario(&format!("[request.{table}\n[load.closed]\nconnections = [1]\n"));
        assert_eq!(scenario.request.to_string(), target);
    }
}

#[test]
fn the_tour_takes_what_it_names() {
    let library = library();
    let named = library.select(&["blocking-mistake".into()]).unwrap()[0];
    let toured = library.tour().unwrap().into_iter().find(|one| one.name == named.name).unwrap();
    assert_eq!(toured.load.closed_connections, [64]);
    assert!(named.load.closed_connections.len() > 1);
}

#[test]
fn a_window_is_long_enough_for_what_changes_within_it() {
    let library = library();
    let open = |name: &str| {
        let scenario = library.select(&[format!("curated/{name}")]).unwrap()[0];
        let load = scenario.load.points().find(|load| matches!(load, LoadPoint::Open { .. })).unwrap();
        let closed = LoadPoint::Closed { connections: 1 };
        (Profile::QUICK.window_ms_at(scenario, load), Profile::SMOKE.window_ms_at(scenario, load), {
            Profile::QUICK.window_ms_at(scenario, closed)
        })
    };
    assert_eq!(open("fetch-10ms"), (1_250, 200, 1_250));
    // A stream of two seconds is answered at least twice.
    let held = library.select(&["curated/held-streams".into()]).unwrap()[0];
    let point = LoadPoint::Closed { connections: 64 };
    assert_eq!(Profile::QUICK.window_ms_at(held, point), 4_000);
    assert_eq!(Profile::SMOKE.window_ms_at(held, point), 200);
    // Ten steps of 500 ms, whole bursts of 100 ms on and 400 ms off.
    assert_eq!(open("overload-and-recovery"), (5_000, 200, 1_250));
    assert_eq!(open("burst"), (1_500, 200, 1_250));
}
