//! The control thread: signals and, where it was asked for, questions on standard input. It is a plain
//! thread of its own in every program, so that it answers while the server is saturated.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::low_level::pipe;

use crate::connections::Connections;
use crate::drain::Drain;
use crate::lookout::Lookout;
use crate::usage;
use crate::watch::Patience;

/// How long the drain may take when the parent has died: nobody is left who waits for it.
const ORPHAN_DRAIN_MAX: Duration = Duration::from_secs(1);
/// The longest line that is a command; a longer one is read and ignored.
const LINE_MAX: usize = 1_024;

/// Starts the thread. `patience` with clients is given where the connections are known.
pub(crate) fn start(
    drain: Drain,
    drain_max: Duration,
    stdin: bool,
    patience: Option<Patience>,
) -> io::Result<()> {
    let (signals, sender) = UnixStream::pair()?;
    pipe::register(SIGTERM, sender.try_clone()?)?;
    pipe::register(SIGINT, sender)?;
    let lookout = patience.map(Lookout::new);
    let control = Control { drain, drain_max, lookout, line: Vec::new() };
    thread::Builder::new().name("control".into()).stack_size(256 << 10).spawn(move || {
        control.run(&signals, stdin);
    })?;
    Ok(())
}

struct Control {
    drain: Drain,
    drain_max: Duration,
    lookout: Option<Lookout>,
    line: Vec<u8>,
}

impl Control {
    fn run(mut self, signals: &UnixStream, stdin: bool) -> ! {
        let input = io::stdin();
        loop {
            let mut ready = [PollFd::new(signals, PollFlags::IN), PollFd::new(&input, PollFlags::IN)];
            let asked = if stdin { &mut ready[..] } else { &mut ready[..1] };
            let look_in = self.lookout.as_ref().and_then(Lookout::next_in);
            if poll(asked, look_in.as_ref()).is_err() {
                continue;
            }
            if let Some(lookout) = &mut self.lookout {
                lookout.look(&self.drain);
            }
            if !ready[0].revents().is_empty() {
                self.drain.run(self.drain_max);
            }
            if !ready[1].revents().is_empty() && !self.read(&input) {
                self.drain.run(self.drain_max.min(ORPHAN_DRAIN_MAX));
            }
        }
    }

    /// Reads what is there; false at the end of the input.
    fn read(&mut self, input: &io::Stdin) -> bool {
        let mut bytes = [0; 512];
        // Past std's own buffer, of which poll knows nothing.
        let count = match rustix::io::read(input.as_fd(), &mut bytes) {
            Ok(0) => return false,
            Ok(count) => count,
            Err(error) => return error.kind() == io::ErrorKind::Interrupted,
        };
        let mut rest = &bytes[..count];
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let _ = rest.by_ref().take(end as u64).read_to_end(&mut self.line);
            rest = &rest[1..];
            self.obey();
            self.line.clear();
        }
        if self.line.len() <= LINE_MAX {
            self.line.extend_from_slice(rest);
        }
        true
    }

    fn obey(&self) {
        match self.line.trim_ascii() {
            b"usage" => {
                let connections: Option<&Connections> =
                    self.lookout.as_ref().map(|_| &*self.drain.connections);
                say(&usage::line(&self.drain.counters, connections));
            }
            b"drain" => self.drain.run(self.drain_max),
            b"" => {}
            other => say(&format!(
                "{{\"error\":\"unknown command of {} bytes; known are usage and drain\"}}",
                other.len()
            )),
        }
    }
}

/// A reader that has gone is no reason to stop serving.
fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
