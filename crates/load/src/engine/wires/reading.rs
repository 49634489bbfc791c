//! Reading: as much as is there, answer by answer.

use rustix::io::Errno;
use rustix::net::{RecvFlags, recv};

use super::super::connection::State;
use super::{BUFFER_BYTES, Happened, Wires};
use crate::answer::{Cause, Taken};

impl Wires {
    /// Reads what is there; up to the end of the stream if the other side has closed its own.
    #[inline]
    pub(super) fn read(&mut self, slot: u32, hung_up: bool) -> Happened {
        let mut answered = false;
        loop {
            let pace = self.reads(slot);
            let State::Up(socket) = &self.connections[slot as usize].state else { return Happened::Nothing };
            let most = pace.map_or(BUFFER_BYTES, |pace| BUFFER_BYTES.min(pace.bytes as usize));
            let received = recv(socket, &mut self.buffer[..most], RecvFlags::empty()).map(|(count, _)| count);
            self.now = self.clock.now();
            match received {
                Ok(0) => return self.end(slot),
                Ok(count) => match self.take(slot, count) {
                    Ok(whole) => answered |= whole,
                    Err(cause) => {
                        self.close(slot, cause.unwrap_or(Cause::Closed));
                        return Happened::Down(cause);
                    }
                },
                Err(Errno::AGAIN) => break,
                Err(Errno::INTR) => continue,
                Err(_) => {
                    let idle = self.connections[slot as usize].in_flight.is_empty();
                    self.close(slot, Cause::Closed);
                    return Happened::Down((!idle).then_some(Cause::Closed));
                }
            }
            if let Some(pace) = pace {
                if self.rest(slot, pace) {
                    break;
                }
                continue;
            }
            // A short read has emptied the socket; the next bytes are a new edge.
            if received.is_ok_and(|count| count < BUFFER_BYTES) && !hung_up {
                break;
            }
        }
        if answered { Happened::Free } else { Happened::Nothing }
    }

    /// Makes what it can of the buffer's first `count` bytes: whether an answer is whole, or why the
    /// connection must be closed (`None`: in good order).
    #[inline]
    fn take(&mut self, slot: u32, count: usize) -> Result<bool, Option<Cause>> {
        let connection = &mut self.connections[slot as usize];
        let mut bytes = &self.buffer[..count];
        let mut answered = false;
        while !bytes.is_empty() {
            let Some(ticket) = connection.in_flight.front().copied() else {
                return Err(Some(self.unasked.judge(bytes)));
            };
            let class = usize::from(ticket.class);
            let (expected, context) = (&self.kinds[class].expected, &mut self.contexts[class]);
            match connection.reader.take(bytes, expected, context) {
                Taken::More => break,
                Taken::Malformed => {
                    connection.in_flight.pop_front();
                    self.tally.failed(&ticket, Cause::Malformed, self.now, context.excerpt.take());
                    return Err(Some(Cause::Malformed));
                }
                Taken::Answer { used, fault, keep_alive } => {
                    connection.in_flight.pop_front();
                    connection.answered = true;
                    answered = true;
                    let surplus = used < bytes.len() && connection.in_flight.is_empty();
                    let late = self.now - ticket.sent > self.limits.request_max_ns;
                    match fault.or(surplus.then_some(Cause::Malformed)).or(late.then_some(Cause::Timeout)) {
                        None => self.tally.right(&ticket, self.now),
                        Some(cause) => self.tally.failed(&ticket, cause, self.now, context.excerpt.take()),
                    }
                    if surplus {
                        return Err(Some(Cause::Malformed));
                    }
                    let is_spent = connection.left == 0 && connection.in_flight.is_empty();
                    if !keep_alive || is_spent {
                        return Err(None);
                    }
                    bytes = &bytes[used..];
                }
            }
        }
        Ok(answered)
    }

    /// The server has closed its side.
    fn end(&mut self, slot: u32) -> Happened {
        let connection = &mut self.connections[slot as usize];
        let mut cause = (!connection.in_flight.is_empty()).then_some(Cause::Closed);
        if let Some(ticket) = connection.in_flight.front().copied() {
            let class = usize::from(ticket.class);
            let (expected, context) = (&self.kinds[class].expected, &mut self.contexts[class]);
            if let Some(Taken::Answer { fault, .. }) = connection.reader.end(expected, context) {
                connection.in_flight.pop_front();
                connection.answered = true;
                cause = None;
                match fault {
                    None => self.tally.right(&ticket, self.now),
                    Some(fault) => self.tally.failed(&ticket, fault, self.now, context.excerpt.take()),
                }
            }
        }
        self.close(slot, Cause::Closed);
        Happened::Down(cause)
    }
}
