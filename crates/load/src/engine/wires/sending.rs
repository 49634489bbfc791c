//! Sending: at once, in one system call, and only what does not fit waits for the socket.

use rustix::io::Errno;
use rustix::net::{SendFlags, send};

use super::super::connection::{Connection, State};
use super::super::kind::Kind;
use super::Wires;
use crate::answer::Cause;
use crate::tally::Ticket;

impl Wires {
    /// Sends a request as `ticket`, at `now`. A failure is found by [`Self::next_fallen`].
    #[inline]
    pub(in super::super) fn send(&mut self, slot: u32, mut ticket: Ticket, now: u64) {
        let connection = &mut self.connections[slot as usize];
        self.tally.sent(&mut ticket, now);
        connection.left -= 1;
        connection.in_flight.push_back(ticket);
        let Kind { request, manner, .. } = &self.kinds[usize::from(ticket.class)];
        if let Some(pace) = manner.writes {
            connection.outbox.extend_from_slice(request);
            return self.write_slowly(slot, pace, now);
        }
        if !write(connection, request) {
            self.fallen.push((slot, connection.generation, Cause::Closed));
        }
    }

    /// Sends several requests at once.
    pub(in super::super) fn send_all(
        &mut self,
        slot: u32,
        tickets: impl IntoIterator<Item = Ticket>,
        now: u64,
    ) {
        let connection = &mut self.connections[slot as usize];
        self.batch.clear();
        let mut pace = None;
        for mut ticket in tickets {
            self.tally.sent(&mut ticket, now);
            connection.left -= 1;
            connection.in_flight.push_back(ticket);
            let Kind { request, manner, .. } = &self.kinds[usize::from(ticket.class)];
            self.batch.extend_from_slice(request);
            pace = pace.or(manner.writes);
        }
        if let Some(pace) = pace {
            // What is sent together goes out as slowly as the slowest of it.
            connection.outbox.extend_from_slice(&self.batch);
            return self.write_slowly(slot, pace, now);
        }
        if !self.batch.is_empty() && !write(connection, &self.batch) {
            self.fallen.push((slot, connection.generation, Cause::Closed));
        }
    }

    /// The socket takes bytes again.
    pub(super) fn flush(&mut self, slot: u32) {
        let connection = &mut self.connections[slot as usize];
        let outbox = std::mem::take(&mut connection.outbox);
        if !write(connection, &outbox) {
            self.fallen.push((slot, connection.generation, Cause::Closed));
        }
    }
}

/// Writes what the socket takes and keeps the rest for when it takes more; false if it is broken.
#[inline]
fn write(connection: &mut Connection, bytes: &[u8]) -> bool {
    if !connection.outbox.is_empty() {
        connection.outbox.extend_from_slice(bytes);
        return true;
    }
    let State::Up(socket) = &connection.state else { return true };
    match send(socket, bytes, SendFlags::NOSIGNAL) {
        Ok(sent) if sent == bytes.len() => {}
        Ok(sent) => connection.outbox.extend_from_slice(&bytes[sent..]),
        Err(Errno::AGAIN | Errno::INTR) => connection.outbox.extend_from_slice(bytes),
        Err(_) => return false,
    }
    true
}
