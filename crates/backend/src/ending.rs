//! How the server is asked, and how it ends.

use std::io::{self, Write};
use std::os::fd::AsFd;

use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::io::Errno;

use crate::connection::Fate;
use crate::control::{Question, say};
use crate::server::{CONTROL, DRAINED, Server};

impl Server {
    pub(crate) fn watch_stdin(&self) -> Result<(), String> {
        let stdin = io::stdin();
        match epoll::add(&self.epoll, stdin.as_fd(), EventData::new_u64(CONTROL), EventFlags::IN) {
            Ok(()) => Ok(()),
            Err(Errno::PERM) => {
                Err("--control stdin needs a pipe or a terminal, not a file or /dev/null".into())
            }
            Err(error) => Err(format!("cannot watch standard input: {error}")),
        }
    }

    pub(crate) fn answer_questions(&mut self) {
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

    pub(crate) fn take_signal(&mut self) {
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

    pub(crate) fn cut(&mut self) {
        self.is_over = true;
        let calls = self.shared.usage.in_flight();
        if calls > 0 {
            // Whoever listened may be dead, and then `eprintln!` would panic in place of the end.
            let _ = writeln!(io::stderr(), "backend: {calls} calls were cut after --drain-ms");
        }
    }
}
