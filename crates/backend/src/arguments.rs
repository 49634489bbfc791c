//! From the command line to [`Settings`].

use std::ffi::OsString;
use std::net::SocketAddr;

use lexopt::{Arg, Parser, ValueExt};

use crate::law::Law;

/// What the backend was told.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Where it listens.
    pub(crate) listen: SocketAddr,
    /// How it spreads its time.
    pub(crate) law: Law,
    /// Whether it is asked and stopped over its standard input.
    pub(crate) control: bool,
    /// Connections that the kernel holds until they are accepted.
    pub(crate) backlog: u16,
    /// How long calls in flight may take to finish after SIGTERM.
    pub(crate) drain_ms: u32,
}

/// What to do.
#[derive(Debug)]
pub(crate) enum Action {
    /// Serve.
    Serve(Settings),
    /// Print this and end.
    Print(String),
}

const HELP: &str = "\
The slow thing that handlers wait for.

usage: backend [flags]

flags:
  --listen ADDRESS       where to listen; by default 127.0.0.1:0, a free port
  --public               allow an address that can be reached from other machines
  --law fixed|log-normal how the time is spread; fixed takes what was asked, log-normal has it as its
                         median [fixed]
  --sigma X              log-normal: standard deviation of the time's logarithm, 0 to 5 [0.5]
  --seed N               log-normal: the same seed draws the same times [0]
  --control stdin        read `usage`, `reset` and `drain` from standard input; its end means drain
  --backlog N            connections that the kernel holds until they are accepted (at most
                         net.core.somaxconn) [4096]
  --drain-ms N           how long calls in flight may take to finish after SIGTERM; then they are cut
                         [5000]
  --version              print the version
  --help                 print this

It answers /delay?ms=N&bytes=N. The first line that it prints says where it listens. SIGTERM lets calls
in flight finish and ends it with exit code 0.

try:   backend --listen 127.0.0.1:8081   and   curl 'http://127.0.0.1:8081/delay?ms=100&bytes=20'
";

const FLAGS: [&str; 10] =
    ["listen", "public", "law", "sigma", "seed", "control", "backlog", "drain-ms", "version", "help"];

/// Name and version, as they stand in the line at the start.
pub(crate) const PROGRAM: &str = concat!("backend/", env!("CARGO_PKG_VERSION"));

/// Reads the arguments, the program's own name first; an error is a line for the person who typed them.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Action, String> {
    let mut parser = Parser::from_iter(args);
    let mut listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let (mut public, mut control, mut is_log_normal) = (false, false, false);
    let (mut sigma, mut seed) = (None, None);
    let (mut backlog, mut drain_ms) = (4096, 5000);
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        let Arg::Long(name) = arg else {
            return Err(format!("{}: every argument is a --flag, see --help", arg.unexpected()));
        };
        match name.to_owned().as_str() {
            "help" => return Ok(Action::Print(HELP.into())),
            "version" => return Ok(Action::Print(format!("{PROGRAM}\n"))),
            "public" => public = true,
            "listen" => {
                listen = value(&mut parser, "listen", "an address and a port, like 127.0.0.1:8081", any)?;
            }
            "law" => {
                let law: String = value(&mut parser, "law", "fixed or log-normal", |law: &String| {
                    ["fixed", "log-normal"].contains(&law.as_str())
                })?;
                is_log_normal = law == "log-normal";
            }
            "sigma" => {
                let allowed = |sigma: &f64| (0.0..=5.0).contains(sigma);
                sigma = Some(value(&mut parser, "sigma", "a number from 0 to 5", allowed)?);
            }
            "seed" => seed = Some(value(&mut parser, "seed", "a whole number", any)?),
            "control" => {
                let _: String = value(&mut parser, "control", "stdin", |from: &String| from == "stdin")?;
                control = true;
            }
            "backlog" => {
                backlog = value(&mut parser, "backlog", "a whole number from 1 to 65535", |n| *n > 0)?;
            }
            "drain-ms" => {
                let allowed = |ms: &u32| *ms <= 600_000;
                drain_ms = value(&mut parser, "drain-ms", "a whole number from 0 to 600000", allowed)?;
            }
            other => return Err(unknown(other)),
        }
    }
    if !public && !listen.ip().is_loopback() {
        return Err(format!("--listen {listen} can be reached from outside; add --public if that is meant"));
    }
    if !is_log_normal && (sigma.is_some() || seed.is_some()) {
        return Err("--sigma and --seed mean nothing to a fixed time; add --law log-normal".into());
    }
    let law =
        if is_log_normal { Law::log_normal(sigma.unwrap_or(0.5), seed.unwrap_or(0)) } else { Law::Fixed };
    Ok(Action::Serve(Settings { listen, law, control, backlog, drain_ms }))
}

fn value<T: std::str::FromStr>(
    parser: &mut Parser,
    name: &str,
    expected: &str,
    allowed: impl Fn(&T) -> bool,
) -> Result<T, String> {
    let missing = |_| format!("--{name}: a value is missing; give {expected}");
    let given = parser.value().map_err(missing)?.string().map_err(|error| error.to_string())?;
    match given.parse() {
        Ok(value) if allowed(&value) => Ok(value),
        _ => Err(format!("--{name} {given}: give {expected}")),
    }
}

fn any<T>(_: &T) -> bool {
    true
}

fn unknown(name: &str) -> String {
    let nearest = FLAGS.iter().max_by(|a, b| {
        let near = |flag: &str| strsim::jaro_winkler(flag, name);
        near(a).total_cmp(&near(b))
    });
    let nearest = nearest.map_or_else(String::new, |flag| format!("; did you mean --{flag}?"));
    format!("--{name}: no such flag{nearest} See --help")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Settings, String> {
        let args = std::iter::once("backend").chain(line.split_whitespace());
        match parse(args.map(Into::into))? {
            Action::Serve(settings) => Ok(settings),
            Action::Print(text) => Err(text),
        }
    }

    #[track_caller]
    fn refused(line: &str, because: &str) {
        let said = read(line).unwrap_err();
        assert!(said.contains(because), "{line}: {said}");
    }

    #[test]
    fn flags_have_defaults_and_values() {
        let settings = read("").unwrap();
        assert_eq!(settings.listen, SocketAddr::from(([127, 0, 0, 1], 0)));
        assert_eq!((settings.backlog, settings.drain_ms, settings.control), (4096, 5000, false));
        assert_eq!(settings.law, Law::Fixed);
        let settings = read("--law log-normal --sigma 0.25 --seed 7 --control stdin --backlog 9").unwrap();
        assert_eq!(settings.law, Law::log_normal(0.25, 7));
        assert_eq!((settings.backlog, settings.control), (9, true));
        assert!(read("--public --listen 0.0.0.0:0").is_ok());
        assert!(read("--listen [::1]:0").is_ok());
    }

    #[test]
    fn mistakes_say_what_to_do() {
        refused("--lisen 127.0.0.1:0", "did you mean --listen?");
        refused("--drain 5", "did you mean --drain-ms?");
        refused("--backlog", "a value is missing; give a whole number");
        refused("--backlog 0", "give a whole number from 1");
        refused("--backlog 70000", "give a whole number from 1");
        refused("--listen localhost", "like 127.0.0.1:8081");
        refused("--listen 0.0.0.0:80", "add --public");
        refused("--law normal", "give fixed or log-normal");
        refused("--law log-normal --sigma -1", "from 0 to 5");
        refused("--law log-normal --sigma NaN", "from 0 to 5");
        refused("--sigma 1", "add --law log-normal");
        refused("--control network", "give stdin");
        refused("stray", "every argument is a --flag");
        refused("-l", "every argument is a --flag");
    }

    #[test]
    fn help_names_every_flag() {
        let help = read("--help").unwrap_err();
        for flag in FLAGS {
            assert!(help.contains(&format!("--{flag}")), "{flag}");
        }
    }
}
