//! From the command line to [`Settings`].

use std::net::SocketAddr;

use lexopt::{Arg, Parser, ValueExt};

use crate::flags::{COMMON, CONNECTIONS, Flag};
use crate::help;
use crate::program::{Model, Program};

/// What a server was told.
#[derive(Debug)]
pub struct Settings {
    /// How it waits.
    pub model: &'static Model,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Whom `/fetch` asks.
    pub backend: Option<SocketAddr>,
    /// Whether it is asked and stopped over its standard input.
    pub control: bool,
    numbers: Vec<(&'static Flag, u64)>,
}

impl Settings {
    /// The value of `flag`, its default where it was not given.
    #[must_use]
    pub fn number(&self, flag: &Flag) -> u64 {
        let given = self.numbers.iter().find(|(known, _)| known.name == flag.name);
        given.map_or_else(flag.default, |(_, value)| *value)
    }

    /// Whether the model takes `flag`.
    #[must_use]
    pub fn takes(&self, flag: &Flag) -> bool {
        takes(self.model).any(|known| known.name == flag.name)
    }

    /// Every flag that the model takes, with its value.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        takes(self.model).map(|flag| (flag.name, self.number(flag)))
    }
}

/// What to do.
#[derive(Debug)]
pub(crate) enum Action {
    /// Serve.
    Serve(Settings),
    /// Print this and end.
    Print(String),
}

/// Reads the arguments; an error is a line for the person who typed them.
pub(crate) fn parse(
    program: &Program,
    args: impl IntoIterator<Item = std::ffi::OsString>,
) -> Result<Action, String> {
    let mut parser = Parser::from_args(args);
    let mut model = None;
    let mut listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let (mut public, mut control, mut backend) = (false, false, None);
    let mut numbers: Vec<(&'static Flag, u64)> = Vec::new();
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        let Arg::Long(name) = arg else {
            return Err(format!("{}; every argument is a --flag, see --help", arg.unexpected()));
        };
        match name.to_owned().as_str() {
            "help" => return Ok(Action::Print(help::help(program))),
            "version" => return Ok(Action::Print(help::version(program))),
            "public" => public = true,
            "model" => model = Some(model_named(program, &value(&mut parser, "model")?)?),
            "listen" => listen = address("listen", &value(&mut parser, "listen")?)?,
            "backend" => backend = Some(address("backend", &value(&mut parser, "backend")?)?),
            "control" => match value(&mut parser, "control")?.as_str() {
                "stdin" => control = true,
                other => return Err(format!("--control {other}: only stdin is known")),
            },
            name => numbers.push(number(program, name, &mut parser)?),
        }
    }
    if !public && !listen.ip().is_loopback() {
        return Err(format!("--listen {listen} can be reached from outside; add --public if that is meant"));
    }
    let model = model.unwrap_or(&program.models[0]);
    if let Some((flag, _)) = numbers.iter().find(|(flag, _)| !takes(model).any(|own| own.name == flag.name)) {
        let own: Vec<_> = takes(model).map(|flag| flag.name).collect();
        return Err(format!(
            "--{} means nothing to model {}; it takes {}",
            flag.name,
            model.name,
            own.join(", ")
        ));
    }
    Ok(Action::Serve(Settings { model, listen, backend, control, numbers }))
}

/// The flags that `model` takes.
pub(crate) fn takes(model: &'static Model) -> impl Iterator<Item = &'static Flag> {
    let connections = if model.sees_connections { &CONNECTIONS[..] } else { &[] };
    COMMON.into_iter().chain(connections.iter().copied()).chain(model.flags.iter().copied())
}

fn model_named(program: &Program, name: &str) -> Result<&'static Model, String> {
    program.models.iter().find(|model| model.name == name).ok_or_else(|| {
        let known: Vec<_> = program.models.iter().map(|model| model.name).collect();
        format!("--model {name}: not known; {} has {}", program.name, known.join(", "))
    })
}

fn number(program: &Program, name: &str, parser: &mut Parser) -> Result<(&'static Flag, u64), String> {
    let flag = program.models.iter().flat_map(takes).find(|flag| flag.name == name);
    let flag = flag.ok_or_else(|| format!("--{name}: no such flag; see --help"))?;
    let given = value(parser, name)?;
    match given.parse() {
        Ok(number) if (flag.min..=flag.max).contains(&number) => Ok((flag, number)),
        _ => Err(format!("--{name} {given}: give a whole number from {} to {}", flag.min, flag.max)),
    }
}

fn address(name: &str, given: &str) -> Result<SocketAddr, String> {
    given.parse().map_err(|_| format!("--{name} {given}: give an address and a port, like 127.0.0.1:8080"))
}

fn value(parser: &mut Parser, name: &str) -> Result<String, String> {
    let value = parser.value().map_err(|_| format!("--{name}: a value is missing; see --help"))?;
    value.string().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    static PROGRAM: Program = Program {
        name: "example-server",
        version: "1.2.3",
        about: "An example.",
        models: &[
            Model {
                name: "one",
                about: "the first",
                flags: &[&crate::flags::MAX_THREADS],
                sees_connections: true,
                has_shards: false,
                libraries: &["a/1"],
                serve: |_| Ok(()),
            },
            Model {
                name: "two",
                about: "the second",
                flags: &[],
                sees_connections: false,
                has_shards: false,
                libraries: &["b/2"],
                serve: |_| Ok(()),
            },
        ],
    };

    fn read(line: &str) -> Result<Settings, String> {
        match parse(&PROGRAM, line.split_whitespace().map(Into::into))? {
            Action::Serve(settings) => Ok(settings),
            Action::Print(text) => Err(text),
        }
    }

    fn refused(line: &str, because: &str) {
        let said = read(line).unwrap_err();
        assert!(said.contains(because), "{line}: {said}");
    }

    #[test]
    fn flags_have_defaults_and_values() {
        let settings = read("--max-threads 7 --backend 127.0.0.1:9 --control stdin").unwrap();
        assert_eq!(settings.model.name, "one");
        assert_eq!(settings.number(&crate::flags::MAX_THREADS), 7);
        assert_eq!(settings.number(&crate::flags::BACKLOG), 4096);
        assert_eq!(settings.backend.map(|address| address.port()), Some(9));
        assert!(settings.control);
    }

    #[test]
    fn mistakes_say_what_to_do() {
        refused("--nonsense 1", "no such flag");
        refused("--backlog", "a value is missing");
        refused("--backlog 0", "whole number from 1");
        refused("--backlog 1e3", "whole number from 1");
        refused("--listen localhost", "like 127.0.0.1:8080");
        refused("--listen 0.0.0.0:80", "add --public");
        refused("--model three", "has one, two");
        refused("--model two --max-threads 1", "means nothing to model two");
        refused("--model two --idle-max-ms 1", "means nothing to model two");
        refused("--control network", "only stdin");
        refused("stray", "every argument is a --flag");
        assert!(read("--public --listen 0.0.0.0:0").is_ok());
    }

    #[test]
    fn help_names_every_flag_and_model() {
        let help = read("--help").unwrap_err();
        for word in ["--max-threads", "--backlog", "--drain-ms", "one", "two", "--control stdin"] {
            assert!(help.contains(word), "{word} in {help}");
        }
        assert_eq!(read("--version").unwrap_err(), "example-server/1.2.3 a/1 b/2\n");
    }
}
