//! The program, as its users meet it.
#![allow(missing_docs)]

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use hdrhistogram::serialization::Deserializer;
use serde_json::Value;

/// `load null`, ended when dropped.
struct Null {
    child: Child,
    url: String,
}

impl Null {
    fn start() -> Self {
        Self::of(&["null"])
    }

    fn of(args: &[&str]) -> Self {
        let mut child = program(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().rsplit('=').next().unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Null {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_load"));
    command.args(args);
    command
}

fn run(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

const SHORT: [&str; 6] = ["--for", "300ms", "--warm-up", "100ms", "--drain", "20s"];

/// Runs it until there is enough to look at: the machine may stand still for all of a short window.
fn run_until(args: &[&str], enough: impl Fn(&Output) -> bool) -> Output {
    let began = Instant::now();
    loop {
        let output = run(args);
        if enough(&output) {
            return output;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "there never was enough to look at: {output:?}");
    }
}

/// An address where nobody listens, and nobody else may while the socket is kept.
fn nobody() -> (rustix::fd::OwnedFd, SocketAddr) {
    let stream = rustix::net::SocketType::STREAM;
    let bound = rustix::net::socket(rustix::net::AddressFamily::INET, stream, None).unwrap();
    rustix::net::bind(&bound, &SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = rustix::net::getsockname(&bound).unwrap().try_into().unwrap();
    (bound, address)
}

#[test]
fn json_has_what_programs_ask_for_and_the_whole_histogram() {
    let null = Null::start();
    let output = run(&[&[null.url.as_str(), "--rate", "500", "--json"][..], &SHORT].concat());
    assert!(output.status.success(), "{output:?}");
    let json = json(&output);
    assert_eq!(json["planned"].as_u64(), json["completed"].as_u64(), "{json}");
    for key in ["sent", "errors", "censored", "completed_per_s", "cpu_us_per_request"] {
        assert!(json[key].is_number(), "{key}: {json}");
    }
    assert!(json["verdict"].is_string());
    assert_eq!(json["partial"], Value::Bool(false));
    for clock in ["response_us", "service_us", "lag_us"] {
        let figures = &json[clock];
        for key in ["mean", "p50", "p90", "p99", "p999", "max"] {
            assert!(figures[key].as_f64().is_some_and(|us| us > 0.0), "{clock} {key}: {figures}");
        }
        let hdr = base64::Engine::decode(
            &base64::engine::general_purpose::STANDARD,
            figures["hdr_v2"].as_str().unwrap(),
        );
        let histogram: Histogram<u64> = Deserializer::new().deserialize(&mut &hdr.unwrap()[..]).unwrap();
        assert_eq!(Some(histogram.len()), json["planned"].as_u64());
        assert_eq!(histogram.value_at_quantile(0.5) as f64 / 1e3, figures["p50"].as_f64().unwrap());
    }
}

#[test]
fn the_table_and_the_windows_are_written() {
    let null = Null::start();
    let folder = std::env::temp_dir().join(format!("load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("windows.csv");
    let args = [null.url.as_str(), "-c", "4", "--csv", file.to_str().unwrap()];
    let output = run_until(&[&args[..], &SHORT].concat(), |output| output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for word in ["closed loop, 4 connections", "response", "service", "right answers a second", "generator:"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    let csv = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(csv.starts_with("start_ms,sent,completed,errors,"), "{csv}");
    assert!(csv.lines().any(|line| line.starts_with("0,")), "{csv}");
}

/// Answers everybody rightly and counts; it ends with the test program.
fn counting() -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let answered = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&answered);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, count) = (stream.unwrap(), Arc::clone(&count));
            std::thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                while let Some(Ok(line)) = lines.next() {
                    if line.is_empty() {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    (url, answered)
}

#[test]
fn an_interruption_keeps_what_was_measured() {
    let (url, answered) = counting();
    let child = program(&[&url, "--json", "-c", "2", "--for", "10m", "--warm-up", "0s", "--no-ceiling"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // However slow the machine is: until there is something to keep.
    while answered.load(Ordering::Relaxed) < 1_000 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let json = json(&output);
    assert_eq!(json["partial"], Value::Bool(true));
    assert!(json["completed"].as_u64().unwrap() > 100, "{json}");
    assert!(json["window_s"].as_f64().unwrap() < 599.0, "it did not go on to its end: {json}");
}

#[test]
fn a_server_that_is_not_there_has_no_response_times_and_a_code_of_its_own() {
    let (_bound, address) = nobody();
    let url = format!("http://{address}/");
    for load in [&["-c", "2"][..], &["--rate", "50"], &["-c", "2", "--strict"]] {
        let asks = format!("does anything listen on {address}?");
        let output = run_until(&[&[url.as_str()][..], load, &SHORT].concat(), |output| {
            assert_eq!(output.status.code(), Some(4), "{output:?}");
            String::from_utf8_lossy(&output.stdout).contains(&asks)
        });
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("p50") && !text.contains("what a user sees"), "{text}");
    }
    let output = run(&[&[url.as_str(), "-c", "2", "--json"][..], &SHORT].concat());
    let json = json(&output);
    assert_eq!((output.status.code(), json["verdict"].as_str()), (Some(4), Some("FAILED")), "{json}");
    assert!(json["response_us"].is_null() && json["service_us"].is_null() && json["lag_us"].is_null());
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("4 not one right answer"), "{help}");
}

#[test]
fn it_checks_itself() {
    let null = Null::start();
    let args = [&null.url, "--rate", "300", "--also", "other=1:/other", "--json"];
    let is_fast = |output: &Output| json(output)["ceiling_per_s"].as_f64().unwrap() > 1_000.0;
    let json = json(&run_until(&[&args[..], &SHORT].concat(), is_fast));
    let labels: Vec<_> = json["classes"].as_array().unwrap().iter().map(|class| &class["label"]).collect();
    assert_eq!(labels, ["main", "other"]);
    assert!(json["jitter_us"]["p50"].as_f64().unwrap() > 0.0);
    assert!(json["pacing"]["bursts_sent"].is_number());
    let jitter = run(&["jitter", "--for", "100ms"]);
    assert!(String::from_utf8_lossy(&jitter.stdout).starts_with("woke late by p50 "), "{jitter:?}");
}

/// What can be said on any machine, however busy: nobody is answered early, and a server that serves one after the
/// other answers no more than fit into the time. That `--unlimited` serves all at once is tried without a clock,
/// beside the code.
#[test]
fn a_synthetic_queue_is_never_quicker_than_arithmetic_says() {
    const SERVICE_MS: f64 = 5.0;
    for (server, connections) in [(&[][..], 1), (&[], 4), (&["--unlimited"], 4)] {
        let queue = Null::of(&[&["queue", "--law", "constant", "--mean", "5ms"], server].concat());
        let args = [&queue.url, "-c", &connections.to_string(), "--no-ceiling", "--json"];
        let is_timed = |output: &Output| json(output)["service_us"].is_object();
        let json = json(&run_until(&[&args[..], &SHORT].concat(), is_timed));
        assert_eq!(json["errors"].as_u64(), Some(0), "{json}");
        let histogram = base64::Engine::decode(
            &base64::engine::general_purpose::STANDARD,
            json["service_us"]["hdr_v2"].as_str().unwrap(),
        );
        let service: Histogram<u64> = Deserializer::new().deserialize(&mut &histogram.unwrap()[..]).unwrap();
        // What is censored at the end had only begun.
        let answered = json["censored"].as_u64() == Some(0);
        assert!(!answered || service.max() as f64 >= SERVICE_MS * 1e6, "{json}");
        assert!(
            !answered || service.min() as f64 >= SERVICE_MS * 1e6 * 0.999,
            "{server:?} {connections}: {json}"
        );
        if server.is_empty() {
            let window_s = json["window_s"].as_f64().unwrap();
            let most = window_s * 1e3 / SERVICE_MS + 1.0 + f64::from(connections);
            let completed = json["completed_per_s"].as_f64().unwrap() * window_s;
            // Answers from before the window may be read in it: one for each connection.
            assert!(completed <= most, "{completed} of {most}: {json}");
        }
    }
}
