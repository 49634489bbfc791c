//! The slow thing that handlers wait for: `GET /delay?ms=10&bytes=256` is answered after 10 ms with
//! 256 bytes.
//!
//! It stands beside the servers that are measured and must never be what limits them, so it is one
//! thread on an epoll loop that allocates nothing for a request: about one wait, one read and one write
//! each. It is never early, and late only by what the operating system and its own load add.

mod accepting;
mod answer;
mod arguments;
mod calls;
mod connection;
mod control;
mod ending;
mod law;
mod listening;
mod request;
mod server;
mod shared;
mod start;
mod timers;
mod usage;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::Action;

fn main() -> ExitCode {
    match arguments::parse(std::env::args_os()) {
        Ok(Action::Serve(settings)) => match start::serve(&settings) {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => complain(&problem, 1),
        },
        Ok(Action::Print(text)) => {
            // Nobody is left to tell if standard output is closed.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(mistake) => complain(&mistake, 2),
    }
}

fn complain(what: &str, code: u8) -> ExitCode {
    eprintln!("backend: {what}");
    ExitCode::from(code)
}
