//! The loop: due answers, then whatever is ready, and sleep until the next of either.

use std::io;
use std::net::TcpListener;
use std::num::NonZeroU64;
use std::os::fd::OwnedFd;
use std::time::Instant;

use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use rustix::buffer::spare_capacity;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;
use rustix::thread::set_current_timer_slack;
use slab::Slab;

use crate::answer::Renderer;
use crate::arguments::Settings;
use crate::connection::{Connection, Fate};
use crate::control::Control;
use crate::shared::Shared;
use crate::timers::Timers;
use crate::usage::Usage;

/// So many of one kind are handled before the other kind has its turn: whoever waits for a long row of
/// answers to be sent would be read, and thus answered, late.
pub(crate) const TURN: usize = 64;

const INPUT_BYTES: usize = 64 << 10;

/// Keys of what is no connection. A connection's has its slot below and its generation above, so that an
/// event or timer of one that is gone never meets the next in its slot.
pub(crate) const LISTENER: u64 = u64::MAX;
pub(crate) const CONTROL: u64 = u64::MAX - 1;
const SIGNAL: u64 = u64::MAX - 2;
pub(crate) const DRAINED: u64 = u64::MAX - 3;
pub(crate) const GENERATIONS: u64 = u32::MAX as u64;

/// All that one thread needs to serve.
pub(crate) struct Server {
    pub(crate) epoll: OwnedFd,
    pub(crate) listener: Option<TcpListener>,
    pub(crate) signals: SignalFd,
    pub(crate) control: Control,
    pub(crate) connections: Slab<Connection>,
    pub(crate) generation: u64,
    pub(crate) drain_ns: u64,
    /// The time that the last answers had is over.
    pub(crate) is_over: bool,
    pub(crate) shared: Shared,
}

impl Server {
    pub(crate) fn new(listener: TcpListener, settings: &Settings) -> io::Result<Self> {
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

    pub(crate) fn run(&mut self) -> io::Result<()> {
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

    pub(crate) fn close(&mut self, slot: usize) {
        // Closing the descriptor takes it out of the epoll set too.
        let connection = self.connections.remove(slot);
        self.shared.usage.abandon(connection.waiting());
        self.shared.usage.disconnect();
    }
}
