//! A server program from its arguments to its end.

use std::env;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Acquire};
use std::thread;
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::announce::announce;
use crate::arguments::{Action, Settings, parse};
use crate::connections::Connections;
use crate::control;
use crate::counters::Counters;
use crate::drain::Drain;
use crate::failure::Failure;
use crate::flags::{self, Flag};
use crate::listening::listen;
use crate::waste;
use crate::watch::Patience;

/// A server program.
#[derive(Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// The ways in which it can wait, the default first.
    pub models: &'static [Model],
}

/// A way to wait.
#[derive(Debug)]
pub struct Model {
    /// Its name, as given to `--model`.
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// The flags that it takes beside those that all take.
    pub flags: &'static [&'static Flag],
    /// Whether it sees its connections: it then takes the flags that limit them and their clients.
    pub sees_connections: bool,
    /// Whether each of its `--workers` accepts on a socket of its own.
    pub has_shards: bool,
    /// The libraries that it stands on, with their versions.
    pub libraries: &'static [&'static str],
    /// Accepts connections until the drain, or says why it cannot.
    pub serve: fn(&Arc<Served>) -> Result<(), Failure>,
}

/// What a model is handed.
#[derive(Debug)]
pub struct Served {
    /// What the program was told.
    pub settings: Settings,
    /// The socket, bound and listening.
    pub listener: TcpListener,
    /// More sockets on the same address, for a model that has shards.
    pub more_listeners: Vec<TcpListener>,
    /// The connections that are open.
    pub connections: Arc<Connections>,
    /// What is counted.
    pub counters: Arc<Counters>,
    draining: Arc<AtomicBool>,
}

impl Served {
    /// Whether the end has begun: nothing more is to be accepted.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Acquire)
    }
}

/// Runs a program: its `main`. Its model serves until it fails or until the drain begins; the process
/// then ends from the control thread.
pub fn run(program: &'static Program) -> ExitCode {
    let settings = match parse(program, env::args_os().skip(1)) {
        Ok(Action::Serve(settings)) => settings,
        Ok(Action::Print(text)) => {
            let _ = io::stdout().write_all(text.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(mistake) => {
            eprintln!("{}: {mistake}", program.name);
            return ExitCode::from(2);
        }
    };
    match prepare(program, settings).and_then(|served| (served.settings.model.serve)(&Arc::new(served))) {
        // Only a drain ends accepting, and the control thread ends the process when it is over.
        Ok(()) => loop {
            thread::park();
        },
        Err(failure) => {
            eprintln!("{}: {failure}", program.name);
            if failure.is_unavailable { ExitCode::from(Failure::UNAVAILABLE) } else { ExitCode::FAILURE }
        }
    }
}

/// Opens the sockets, starts the control thread and says where it listens.
fn prepare(program: &'static Program, settings: Settings) -> Result<Served, Failure> {
    raise_descriptors();
    let failed = |what: &str, error: io::Error| Failure::from(format!("{what}: {error}"));
    let mut more_listeners = listen(&settings)?;
    let listener = more_listeners.remove(0);
    let address = listener.local_addr().map_err(|error| failed("cannot tell the own address", error))?;
    let patience = settings.model.sees_connections.then(|| Patience::of(&settings));
    let connections = Connections::new(settings.number(&flags::MAX_CONNECTIONS));
    let counters = Arc::<Counters>::default();
    let draining = Arc::<AtomicBool>::default();
    let kept = [&listener].into_iter().chain(&more_listeners).map(TcpListener::try_clone);
    let listeners = kept
        .collect::<io::Result<_>>()
        .map_err(|error| failed("cannot keep the listening sockets", error))?;
    let drain = Drain {
        listeners,
        connections: Arc::clone(&connections),
        counters: Arc::clone(&counters),
        begun: Arc::clone(&draining),
        program: program.name,
    };
    let drain_max = Duration::from_millis(settings.number(&flags::DRAIN_MS));
    control::start(drain, drain_max, settings.control, patience)
        .map_err(|error| failed("cannot start the control thread", error))?;
    waste::start(settings.number(&flags::WASTE_PERCENT))
        .map_err(|error| failed("cannot start the wasting thread", error))?;
    announce(program, &settings, address).map_err(|error| failed("cannot say where it listens", error))?;
    Ok(Served { settings, listener, more_listeners, connections, counters, draining })
}

/// Raises the soft limit on descriptors to the hard one: the limit that counts is `--max-connections`.
fn raise_descriptors() {
    if let Ok((_, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        // Where it is refused the old limit stands, and accept errors are counted.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}
