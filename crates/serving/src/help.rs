//! What `--help` and `--version` print.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::arguments::takes;
use crate::flags::Flag;
use crate::program::Program;

/// Teaches the program in one page.
pub(crate) fn help(program: &Program) -> String {
    let mut out = format!("{} {}\n{}\n\n", program.name, program.version, program.about);
    let _ = writeln!(out, "usage: {} [--model NAME] [--backend ADDRESS] [flags]\n", program.name);
    out.push_str("models, the first by default:\n");
    for model in program.models {
        let _ = writeln!(out, "  {:<22} {}", model.name, model.about);
    }
    out.push_str("\nflags:\n");
    flag(&mut out, "listen ADDRESS", "where to listen; by default 127.0.0.1:0, a free port");
    flag(&mut out, "public", "allow an address that can be reached from other machines");
    flag(&mut out, "backend ADDRESS", "whom routes that make a call ask; without it they answer 502");
    flag(&mut out, "control stdin", "read `usage` and `drain` from standard input; its end means drain");
    let mut told = BTreeSet::new();
    for known in program.models.iter().flat_map(takes) {
        if told.insert(known.name) {
            number(&mut out, known);
        }
    }
    flag(&mut out, "version", "print the versions of the program and its libraries");
    flag(&mut out, "help", "print this");
    out.push_str(
        "\nThe first line that it prints says where it listens. SIGTERM lets requests in flight finish and\n\
         ends it with exit code 0. It answers:\n",
    );
    for route in contract::ROUTES {
        let _ = writeln!(out, "  {route}");
    }
    let _ = writeln!(
        out,
        "\ntry:   {} --listen 127.0.0.1:8080   and   curl 'http://127.0.0.1:8080/wait?ms=100'",
        program.name
    );
    out
}

/// Program and libraries on one line.
pub(crate) fn version(program: &Program) -> String {
    let libraries: BTreeSet<_> = program.models.iter().flat_map(|model| model.libraries).collect();
    let mut out = format!("{}/{}", program.name, program.version);
    for library in libraries {
        let _ = write!(out, " {library}");
    }
    out.push('\n');
    out
}

fn flag(out: &mut String, name: &str, about: &str) {
    let _ = writeln!(out, "  --{name:<20} {about}");
}

fn number(out: &mut String, known: &Flag) {
    let about = format!("{} [{}]", known.about, (known.default)());
    flag(out, &format!("{} N", known.name), &about);
}
