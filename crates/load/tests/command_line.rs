//! What the program answers to a command line that cannot be meant, and what it teaches.
#![allow(missing_docs)]

use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_load")).args(args).output().unwrap()
}

#[test]
fn what_must_not_or_cannot_be_loaded_is_refused_with_the_way_out() {
    let cases: [(&[&str], i32, &str); 6] = [
        (&["http://192.0.2.1/"], 1, "--i-may-load 192.0.2.1"),
        (&["https://127.0.0.1/"], 1, "https is not spoken"),
        (&["http://127.0.0.1:1/", "--rate", "200k"], 1, "--beyond-bounds"),
        (&["http://127.0.0.1:1/", "--for", "11m"], 1, "--beyond-bounds"),
        (&["http://127.0.0.1:1/", "--for", "10"], 2, "like 500ms"),
        (&["http://127.0.0.1:1/", "--rate", "5", "-c", "5"], 2, "cannot be used with"),
    ];
    for (args, code, reason) in cases {
        let output = run(args);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {error}");
        assert!(error.contains(reason), "{args:?}: {error}");
    }
}

#[test]
fn a_number_out_of_bounds_is_answered_by_its_bounds() {
    let url = "http://127.0.0.1:1/";
    for (args, answer) in [
        (&[url, "--rate", "-5"][..], "`-5` is no rate: write a number above 0"),
        (&[url, "--rate", "-5k"], "`-5k` is no rate"),
        (&[url, "--for", "-3s"], "`-3s` is no time: write a number, 0 or above"),
        (&[url, "--for", "0s"], "above 0"),
        (&[url, "--connections", "-1"], "`-1` is not in 1..="),
        (&[url, "-c", "0"], "`0` is not in 1..="),
        (&[url, "--connections-max", "-1"], "`-1` is not in 1..="),
        (&[url, "--warm-up", "-1s"], "`-1s` is no time"),
        (&[url, "--drain", "-1s"], "`-1s` is no time"),
        (&[url, "--timeout", "-1s"], "`-1s` is no time"),
        (&[url, "--think", "-1s"], "`-1s` is no time"),
        (&[url, "--deadline", "-1s", "--rate", "1"], "`-1s` is no time"),
        (&[url, "--connect-over", "-1s"], "`-1s` is no time"),
        (&[url, "--spin", "-1us"], "`-1us` is no time"),
        (&[url, "--steps", "-0.5,1", "--rate", "1"], "`-0.5` is no share"),
        (&[url, "--ramp", "-1..1", "--rate", "1"], "`-1..1` is no ramp"),
        (&[url, "--burst", "-1s/1s", "--rate", "1"], "`-1s` is no time"),
        (&[url, "--pipeline", "-1"], "`-1` is not in 1..="),
        (&[url, "--requests-per-connection", "-1"], "`-1` is not in 1..="),
        (&[url, "--seed", "-1"], "`-1` is not in 0..="),
        (&[url, "--cores", "-1"], "-1 is not in 0..="),
        (&[url, "--expect-status", "-1"], "-1 is not in 200..=599"),
        (&["null", "--bytes", "-1"], "-1 is not in 0..="),
        (&["queue", "--mean", "-1ms"], "`-1ms` is no time"),
        (&["queue", "--seed", "-1"], "`-1` is not in 0..="),
        (&["jitter", "--for", "-1s"], "`-1s` is no time"),
        (&["jitter", "--core", "-1"], "-1 is not in 0..="),
    ] {
        let output = run(args);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert!(error.contains(answer) && !error.contains("tip:"), "{args:?}: {error}");
    }
}

#[test]
fn help_teaches() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in ["Open or closed?", "Three clocks", "Exit status", "--i-may-load"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}
