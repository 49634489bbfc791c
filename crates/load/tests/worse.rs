//! Against servers that break the rules of the connection itself, and on a machine that runs out.
#![allow(missing_docs)]

mod common;

use common::{PATIENCE, RIGHT, Server, asked, closed, ms, open, run_all_until, run_until};
use std::io::{Read, Write};
use std::net::Shutdown;
use std::process::{Command, Output};
use std::time::Instant;

#[test]
fn resets_are_errors_with_a_latency() {
    let server = Server::start(|mut stream| {
        if asked(&mut stream) {
            std::thread::sleep(ms(5));
            // Closing with a linger time of zero resets the connection.
            rustix::net::sockopt::set_socket_linger(&stream, Some(ms(0))).unwrap();
        }
    });
    run_all_until([closed(server.address, 3), open(server.address, 100.0, 8)], |outcome| {
        assert_eq!(outcome.completed, 0, "{outcome:?}");
        assert_eq!(outcome.errors.total(), outcome.errors.closed, "{:?}", outcome.errors);
        assert!(outcome.sent == 0 || outcome.service.min() >= 5_000_000, "{outcome:?}");
        outcome.errors.closed > 0
    });
}

#[test]
fn half_a_close_without_an_answer_is_an_error_and_after_one_is_none() {
    let before = Server::start(|mut stream| {
        if asked(&mut stream) {
            let _ = stream.shutdown(Shutdown::Write);
            let _ = stream.read(&mut [0]);
        }
    });
    run_all_until([closed(before.address, 3), open(before.address, 100.0, 8)], |outcome| {
        assert_eq!((outcome.completed, outcome.errors.total()), (0, outcome.errors.closed), "{outcome:?}");
        outcome.errors.closed > 0
    });
    let after = Server::start(|mut stream| {
        if asked(&mut stream) && stream.write_all(RIGHT).is_ok() {
            let _ = stream.shutdown(Shutdown::Write);
            // Goes on reading, as half a close says.
            while stream.read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
        }
    });
    run_until(&open(after.address, 30.0, 8), |outcome| {
        assert_eq!(outcome.errors.total(), outcome.errors.closed, "{:?}", outcome.errors);
        // A request may cross the close, but most come later.
        outcome.completed > 2 && outcome.completed * 10 >= outcome.planned * 8
    });
}

#[test]
fn heads_without_end_are_malformed_soon() {
    let lines = Server::start(|mut stream| {
        if asked(&mut stream) && stream.write_all(b"HTTP/1.1 200 OK\r\n").is_ok() {
            while stream.write_all(&b"X: y\r\n".repeat(100)).is_ok() {}
        }
    });
    let line = Server::start(|mut stream| {
        if asked(&mut stream) && stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").is_ok() {
            while stream.write_all(&[b'y'; 4_096]).is_ok() {}
        }
    });
    let plans = [closed(lines.address, 2), closed(line.address, 2), open(line.address, 50.0, 8)];
    run_all_until(plans, |outcome| {
        assert_eq!((outcome.completed, outcome.errors.total()), (0, outcome.errors.malformed), "{outcome:?}");
        assert!(outcome.planned == 0 || outcome.errors.excerpt.is_some());
        outcome.errors.malformed > 0
    });
}

/// More bytes than both sockets' buffers take.
const LONG: usize = 8 << 20;

#[test]
fn a_server_that_stops_reading_holds_nobody_up_for_ever() {
    let long = |mut plan: load::Plan| {
        let head = format!("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: {LONG}\r\n\r\n");
        plan.request.bytes = [head.as_bytes(), &vec![b'x'; LONG]].concat();
        plan.timing.request_max = ms(150);
        plan
    };
    let deaf = Server::start(|stream| {
        std::thread::sleep(ms(3_000));
        drop(stream);
    });
    for plan in [long(closed(deaf.address, 1)), long(open(deaf.address, 10.0, 2))] {
        run_until(&plan, |outcome| {
            assert_eq!(outcome.completed, 0, "{outcome:?}");
            outcome.errors.timeout > 0
        });
    }
    let late = Server::start(|mut stream| {
        while asked(&mut stream) {
            std::thread::sleep(ms(20));
            let mut body = Read::by_ref(&mut stream).take(LONG as u64);
            if std::io::copy(&mut body, &mut std::io::sink()).is_err() || stream.write_all(RIGHT).is_err() {
                return;
            }
        }
    });
    let mut plan = long(closed(late.address, 1));
    plan.timing.request_max = PATIENCE;
    run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        // What did not fit at once is sent later.
        outcome.completed > 0
    });
}

/// Runs `script`, in which `$LOAD` is the program.
fn shell(mut command: Command, script: &str) -> Output {
    let output = command.arg("-c").arg(script).env("LOAD", env!("CARGO_BIN_EXE_load")).output();
    output.expect("there is a shell")
}

/// Starts a responder and loads it; the arguments are put in between.
fn loading(before: &str, args: &str) -> String {
    format!(
        "{before}; $LOAD null > $OUT & null=$!; trap 'kill $null' EXIT
         until grep -q http $OUT; do sleep 0.02; done
         {args}"
    )
}

const SHORT: &str = "--warm-up 100ms --for 500ms --drain 20s --no-ceiling --json";

#[test]
fn a_process_without_descriptors_goes_on_with_those_it_has() {
    let out = std::env::temp_dir().join(format!("load-null-{}", std::process::id()));
    let script = format!("ulimit -n 40; $LOAD $(sed 's/.*=//' $OUT) -c 100 {SHORT}");
    let began = Instant::now();
    loop {
        let mut command = Command::new("sh");
        command.env("OUT", &out);
        let output = shell(command, &loading("true", &script));
        let _ = std::fs::remove_file(&out);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let number = |value: &serde_json::Value| value.as_u64().unwrap();
        assert!(json["notes"].to_string().contains("file descriptors ran out"), "{}", json["notes"]);
        assert!((20..40).contains(&number(&json["connections"])), "{json}");
        assert_eq!(json["errors_by_kind"]["connect"], json["errors"], "{json}");
        // Half a second may be too short for that on a busy machine.
        if number(&json["completed"]) > 100 && number(&json["errors"]) > 0 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{json}");
    }
}

#[test]
fn when_ports_run_out_further_source_addresses_are_used() {
    // A network of its own, with six ports.
    let ready = "ip link set lo up && echo 50000 50005 > /proc/sys/net/ipv4/ip_local_port_range";
    let unshared = |script: &str, out: &std::path::Path| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--net", "sh"]).env("OUT", out);
        shell(command, script)
    };
    let out = std::env::temp_dir().join(format!("load-ports-{}", std::process::id()));
    if Command::new("unshare").arg("--version").output().is_err() || !unshared(ready, &out).status.success() {
        eprintln!("not tried: this system gives no network of one's own (`unshare --map-root-user --net`)");
        return;
    }
    let script = format!("$LOAD $(sed 's/.*=//' $OUT) -c 20 {SHORT}");
    let output = unshared(&loading(ready, &script), &out);
    let _ = std::fs::remove_file(&out);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!((json["connections"].as_u64(), json["errors"].as_u64()), (Some(20), Some(0)), "{json}");
    let notes = json["notes"].to_string();
    assert!(notes.contains("source ports ran out: went on from 127.0.0.2 up to 127.0.0."), "{notes}");
}
