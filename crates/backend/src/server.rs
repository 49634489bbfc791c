//! The loop: due answers, then whatever is ready, and sleep until the next of either.

use std::io;
use std::net::TcpListener;
use std::num::NonZeroU64;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Instant;

use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use rustix::buffer::spare_capacity;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;
use rustix::net::{SocketFlags, accept_with};
use rustix::thread::set_current_timer_slack;
use slab::Slab;

use crate::answer::Renderer;
use crate::arguments::{PROGRAM, Settings};
use crate::connection::{Connection, Fate, Shared};
use crate::control::{Control, Question, say};
use crate::listening::{granted, listener, raise_nofile};
use crate::timers::Timers;
use crate::usage::Usage;

/// So many of one kind are handled before the other kind has its turn: whoever waits for a long row of
/// answers to be sent would be read, and thus answered, late.
const TURN: usize = 64;

/// How long nothing is accepted after the system had no descriptor left for a connection.
const ACCEPT_PAUSE_NS: u64 = 20_000_000;

const INPUT_BYTES: usize = 64 << 10;

/// Keys of what is no connection. A connection's has its slot below and its generation above, so that an
/// event or timer of one that is gone never meets the next in its slot.
const LISTENER: u64 = u64::MAX;
const CONTROL: u64 = u64::MAX - 1;
const SIGNAL: u64 = u64::MAX - 2;
const DRAINED: u64 = u64::MAX - 3;
const GENERATIONS: u64 = u32::MAX as u64;

/// Serves until it is told to end.
pub(crate) fn serve(settings: &Settings) -> Result<(), String> {
    let nofile = raise_nofile();
    let listener = listener(settings.listen, settings.backlog).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "{} is taken by another program; give --listen another port, or 0 for a free one",
                settings.listen
            )
        }
        _ => format!("cannot listen on {}: {error}", settings.listen),
    })?;
    let address = listener.local_addr().map_err(|error| format!("cannot tell where it listens: {error}"))?;
    let mut server = Server::new(listener, settings).map_err(|error| format!("cannot start: {error}"))?;
    if settings.control {
        server.watch_stdin()?;
    }
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let nofile = nofile.map_or_else(|| "unlimited".into(), |limit| limit.to_string());
    say(&format!(
        "listening {address} program={PROGRAM} profile={profile} {} backlog={} drain-ms={} nofile={nofile}",
        settings.law,
        granted(settings.backlog),
        settings.drain_ms
    ));
    server.run().map_err(|error| format!("cannot go on: {error}"))
}

struct Server {
    epoll: OwnedFd,
    listener: Option<TcpListener>,
    signals: SignalFd,
    control: Control,
    connections: Slab<Connection>,
    generation: u64,
    drain_ns: u64,
    /// The time that the last answers had is over.
    is_over: bool,
    shared: Shared,
}

impl Server {
    fn new(listener: TcpListener, settings: &Settings) -> io::Result<Self> {
        // As exact as the system can: by default it may add 50 µs to every sleep. What it cannot set, it
        // was not able to promise.
        let _ = set_current_timer_slack(NonZeroU64::new(1));
        let mut endings = SigSet::empty();
        endings.add(Signal::SIGTERM);
        endings.add(Signal::SIGINT);
        endings.thread_block()?;
        let signals = SignalFd::with_flags(&endings, SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC)?;
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
        epoll::add(&epoll, &signals, EventData::new_u64(SIGNAL), EventFlags::IN)?;
        Ok(Self {
            epoll,
            listener: Some(listener),
            signals,
            control: Control::default(),
            connections: Slab::new(),
            generation: 0,
            drain_ns: u64::from(settings.drain_ms) * 1_000_000,
            is_over: false,
            shared: Shared {
                law: settings.law.clone(),
                timers: Timers::default(),
                usage: Usage::default(),
                renderer: Renderer::default(),
                input: vec![0; INPUT_BYTES].into_boxed_slice(),
                start: Instant::now(),
                is_draining: false,
            },
        })
    }

    fn watch_stdin(&self) -> Result<(), String> {
        let stdin = io::stdin();
        match epoll::add(&self.epoll, stdin.as_fd(), EventData::new_u64(CONTROL), EventFlags::IN) {
            Ok(()) => Ok(()),
            Err(Errno::PERM) => {
                Err("--control stdin needs a pipe or a terminal, not a file or /dev/null".into())
            }
            Err(error) => Err(format!("cannot watch standard input: {error}")),
        }
    }

    fn run(&mut self) -> io::Result<()> {
        let mut events: Vec<Event> = Vec::with_capacity(TURN);
        loop {
            let timeout = self.fire();
            if self.is_over || self.shared.is_draining && self.connections.is_empty() {
                return Ok(());
            }
            events.clear();
            match epoll::wait(&self.epoll, spare_capacity(&mut events), timeout.as_ref()) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            for event in &events {
                match event.data.u64() {
                    LISTENER => self.accept()?,
                    CONTROL => self.answer_questions(),
                    SIGNAL => self.take_signal(),
                    key => {
                        let flags = event.flags;
                        self.with(key, |connection, shared| connection.ready(flags, shared));
                    }
                }
            }
        }
    }

    /// Does what is due; gives how long to sleep at most.
    fn fire(&mut self) -> Option<Timespec> {
        let now_ns = self.shared.now_ns();
        for _ in 0..TURN {
            let Some(key) = self.shared.timers.pop(now_ns) else { break };
            match key {
                LISTENER => self.watch_listener(EventFlags::IN),
                DRAINED => self.cut(),
                key => self.with(key, Connection::timer),
            }
        }
        self.shared.timers.next_ns().map(|due_ns| {
            let sleep_ns = due_ns.saturating_sub(self.shared.now_ns());
            Timespec { tv_sec: (sleep_ns / 1_000_000_000) as i64, tv_nsec: (sleep_ns % 1_000_000_000) as i64 }
        })
    }

    /// Lets the connection of this key act, if it is still there.
    fn with(&mut self, key: u64, act: impl FnOnce(&mut Connection, &mut Shared) -> Fate) {
        let slot = (key & GENERATIONS) as usize;
        let Some(connection) = self.connections.get_mut(slot).filter(|known| known.key() == key) else {
            return;
        };
        if act(connection, &mut self.shared) == Fate::Gone {
            self.close(slot);
        }
    }

    fn close(&mut self, slot: usize) {
        // Closing the descriptor takes it out of the epoll set too.
        let connection = self.connections.remove(slot);
        self.shared.usage.abandon(connection.waiting());
        self.shared.usage.disconnect();
    }

    fn accept(&mut self) -> io::Result<()> {
        for _ in 0..TURN {
            let Some(listener) = &self.listener else { break };
            match accept_with(listener, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC) {
                Ok(socket) => self.welcome(socket)?,
                Err(Errno::AGAIN) => break,
                // These clients have left already.
                Err(Errno::CONNABORTED | Errno::INTR | Errno::PROTO) => {}
                Err(_) => {
                    self.shared.usage.accept_error();
                    // The client stays in the backlog and the listener stays ready: without a pause the
                    // loop would spin.
                    self.watch_listener(EventFlags::empty());
                    self.shared.timers.push(self.shared.now_ns() + ACCEPT_PAUSE_NS, LISTENER);
                    break;
                }
            }
        }
        Ok(())
    }

    fn welcome(&mut self, socket: OwnedFd) -> io::Result<()> {
        self.generation = (self.generation + 1) % GENERATIONS;
        let entry = self.connections.vacant_entry();
        let key = self.generation << 32 | entry.key() as u64;
        // Told once for each change: a client that cannot take more is then noticed without asking for it.
        let flags = EventFlags::IN | EventFlags::OUT | EventFlags::RDHUP | EventFlags::ET;
        epoll::add(&self.epoll, &socket, EventData::new_u64(key), flags)?;
        entry.insert(Connection::new(socket, key));
        self.shared.usage.connect();
        Ok(())
    }

    fn watch_listener(&self, flags: EventFlags) {
        if let Some(listener) = &self.listener {
            // Both are open descriptors of ours, and the one is in the other: nothing can be wrong.
            let _ = epoll::modify(&self.epoll, listener, EventData::new_u64(LISTENER), flags);
        }
    }

    fn answer_questions(&mut self) {
        for question in self.control.questions() {
            match question {
                Question::Usage => say(&self.shared.usage.json()),
                Question::Reset => {
                    self.shared.usage.reset();
                    say("{}");
                }
                Question::Drain => self.drain(),
                Question::Unknown(line) => {
                    say(&format!("{{\"error\":\"unknown: {line}; there are usage, reset and drain\"}}"));
                }
            }
        }
    }

    fn take_signal(&mut self) {
        while let Ok(Some(_)) = self.signals.read_signal() {
            // Who asks twice does not want to wait.
            self.is_over = self.shared.is_draining;
            self.drain();
        }
    }

    /// Stops accepting, and ends with the last answer or after the time for it.
    fn drain(&mut self) {
        if self.shared.is_draining {
            return;
        }
        self.shared.is_draining = true;
        self.listener = None;
        // Its end would be told again and again.
        let _ = epoll::delete(&self.epoll, io::stdin().as_fd());
        self.shared.timers.push(self.shared.now_ns() + self.drain_ns, DRAINED);
        let slots: Vec<usize> = self.connections.iter().map(|(slot, _)| slot).collect();
        for slot in slots {
            if self.connections[slot].drain() == Fate::Gone {
                self.close(slot);
            }
        }
    }

    fn cut(&mut self) {
        self.is_over = true;
        eprintln!("backend: {} calls were cut after --drain-ms", self.shared.usage.in_flight());
    }
}
