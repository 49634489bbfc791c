//! How it starts, is asked, and ends.

mod common;

use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Backend, eventually, get, program};
use nix::sys::signal::Signal;

#[test]
fn the_first_line_says_what_it_is() {
    let mut backend = Backend::start(&["--backlog", "7"]);
    assert!(backend.address.ip().is_loopback());
    for word in [
        concat!(" program=backend/", env!("CARGO_PKG_VERSION"), " "),
        " profile=",
        " law=fixed ",
        " backlog=7 ",
        " drain-ms=5000 ",
        " nofile=",
    ] {
        assert!(backend.first_line.contains(word), "{word} in {}", backend.first_line);
    }
    assert!(backend.ask("how are you").contains("there are usage, reset and drain"));
}

#[test]
fn the_end_of_standard_input_ends_it() {
    let mut backend = Backend::start(&[]);
    let mut idle = backend.connect();
    idle.call(get(0, 1));
    backend.close_stdin();
    let (status, said) = backend.ended();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
    idle.ends();
}

/// Told to end by `how`, it answers what is in flight, takes nothing new, and ends well.
fn lets_calls_finish(how: impl Fn(&mut Backend)) {
    let mut backend = Backend::start(&["--drain-ms", "60000"]);
    let (mut busy, mut idle) = (backend.connect(), backend.connect());
    idle.call(get(0, 1));
    busy.send([get(1_000, 7), get(1_200, 100_000)].concat());
    // Not those of now: on a machine that stands still they may have been answered by then.
    backend.until("in_flight_max", 2);
    how(&mut backend);
    idle.ends();
    assert!(TcpStream::connect(backend.address).is_err(), "nothing new is accepted");
    assert_eq!((busy.receive().body.len(), busy.receive().body.len()), (7, 100_000));
    busy.ends();
    let (status, said) = backend.ended();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn sigterm_lets_calls_finish() {
    lets_calls_finish(|backend| backend.signal(Signal::SIGTERM));
}

#[test]
fn sigint_lets_calls_finish() {
    lets_calls_finish(|backend| backend.signal(Signal::SIGINT));
}

#[test]
fn drain_lets_calls_finish() {
    lets_calls_finish(|backend| backend.say("drain"));
}

#[test]
fn what_takes_too_long_is_cut() {
    let mut backend = Backend::start(&["--drain-ms", "80"]);
    let mut slow = backend.connect();
    slow.send(get(60_000, 1));
    backend.until("in_flight", 1);
    let begin = Instant::now();
    backend.signal(Signal::SIGTERM);
    let (status, said) = backend.ended();
    assert_eq!(status.code(), Some(0));
    assert_eq!(said, "backend: 1 calls were cut after --drain-ms\n");
    assert!(begin.elapsed() >= Duration::from_millis(80));
}

#[test]
fn without_calls_nothing_is_cut() {
    let mut backend = Backend::start(&["--drain-ms", "0"]);
    let mut idle = backend.connect();
    idle.call(get(0, 1));
    backend.signal(Signal::SIGTERM);
    let (status, said) = backend.ended();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

#[test]
fn asking_twice_ends_it_at_once() {
    let mut backend = Backend::start(&["--drain-ms", "600000"]);
    let mut slow = backend.connect();
    slow.send(get(60_000, 1));
    backend.until("in_flight", 1);
    backend.signal(Signal::SIGTERM);
    eventually(|| TcpStream::connect(backend.address).is_err());
    backend.signal(Signal::SIGTERM);
    assert_eq!(backend.ended().0.code(), Some(0));
}

/// Runs it to its end: exit code and what it said.
fn refused(args: &[&str]) -> (Option<i32>, String) {
    let output = program().args(args).stdin(Stdio::null()).output().unwrap();
    assert!(output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_taken_port_is_told() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let (code, said) = refused(&["--listen", &address]);
    assert_eq!(code, Some(1));
    assert!(said.contains(&format!("{address} is taken by another program")), "{said}");
    assert!(said.contains("--listen"), "{said}");
}

#[test]
fn an_address_that_is_not_ours_is_told() {
    let (code, said) = refused(&["--public", "--listen", "192.0.2.1:80"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("cannot listen on 192.0.2.1:80"), "{said}");
}

#[test]
fn wrong_arguments_are_told_with_the_nearest_right_one() {
    for (args, part) in [
        (&["--lissen", "127.0.0.1:0"][..], "did you mean --listen?"),
        (&["--listen", "0.0.0.0:0"], "add --public"),
        (&["serve"], "every argument is a --flag"),
    ] {
        let (code, said) = refused(args);
        assert_eq!(code, Some(2), "{args:?}");
        assert!(said.starts_with("backend: ") && said.contains(part), "{said}");
    }
}

#[test]
fn standard_input_that_cannot_be_watched_is_told() {
    let (code, said) = refused(&["--control", "stdin"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("needs a pipe or a terminal"), "{said}");
}

#[test]
fn without_control_standard_input_is_left_alone() {
    let mut command = Command::new("sh");
    command.arg("-c").arg("exec \"$0\" < /dev/null").arg(program().get_program());
    let mut backend = Backend::run(command);
    assert_eq!(backend.connect().call(get(5, 1)).body, b"A");
    backend.signal(Signal::SIGTERM);
    assert_eq!(backend.ended().0.code(), Some(0));
}

#[test]
fn help_and_version_are_printed() {
    for (flag, part) in [("--help", "usage: backend"), ("--version", "backend/")] {
        let output = program().arg(flag).output().unwrap();
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains(part));
    }
}
