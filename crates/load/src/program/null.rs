//! `load null`: answers everything at once, to show how fast the generator itself can go.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::OwnedFd;

/// The listener's place among the events; connections come after it.
pub(super) const LISTENER: u64 = u64::MAX;

/// How often to look whether it should end.
const TICK_NS: i64 = 100_000_000;

/// Serves until `over`, one thread, one connection after the other that has something to read.
pub(super) fn serve(listen: SocketAddr, bytes: usize, over: &Arc<AtomicBool>) -> io::Result<()> {
    let listener = TcpListener::bind(listen)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    println!("listening {address} url=http://{address}/");
    io::stdout().flush()?;
    let mut responder = Responder::new(bytes)?;
    epoll::add(&responder.epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
    let mut events = Vec::with_capacity(256);
    let timeout = rustix::time::Timespec { tv_sec: 0, tv_nsec: TICK_NS };
    while !over.load(Ordering::Relaxed) {
        events.clear();
        let _ = epoll::wait(&responder.epoll, rustix::buffer::spare_capacity(&mut events), Some(&timeout));
        for event in &events {
            match event.data.u64() {
                LISTENER => responder.accept(&listener),
                place => responder.answer(place as usize),
            }
        }
    }
    Ok(())
}

struct Responder {
    epoll: OwnedFd,
    connections: Vec<Option<Connection>>,
    free: Vec<usize>,
    answer: Vec<u8>,
    batch: Vec<u8>,
    buffer: Box<[u8]>,
}

struct Connection {
    stream: TcpStream,
    /// How much of the empty line that ends a request has been seen.
    matched: usize,
}

impl Responder {
    fn new(bytes: usize) -> io::Result<Self> {
        let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\n\r\n").into_bytes();
        answer.resize(answer.len() + bytes, b'.');
        Ok(Self {
            epoll: epoll::create(epoll::CreateFlags::CLOEXEC)?,
            connections: Vec::new(),
            free: Vec::new(),
            answer,
            batch: Vec::new(),
            buffer: vec![0; 64 << 10].into_boxed_slice(),
        })
    }

    fn accept(&mut self, listener: &TcpListener) {
        while let Ok((stream, _)) = listener.accept() {
            let place = self.free.pop().unwrap_or_else(|| {
                self.connections.push(None);
                self.connections.len() - 1
            });
            let is_ready = stream.set_nonblocking(true).is_ok()
                && stream.set_nodelay(true).is_ok()
                && epoll::add(&self.epoll, &stream, EventData::new_u64(place as u64), EventFlags::IN).is_ok();
            if is_ready {
                self.connections[place] = Some(Connection { stream, matched: 0 });
            } else {
                self.free.push(place);
            }
        }
    }

    fn answer(&mut self, place: usize) {
        let Some(connection) = &mut self.connections[place] else { return };
        let requests = match connection.stream.read(&mut self.buffer) {
            Ok(0) => None,
            Ok(count) => Some(ends(&self.buffer[..count], &mut connection.matched)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
            Err(_) => None,
        };
        let written = match requests {
            Some(1) => connection.stream.write(&self.answer).is_ok_and(|count| count == self.answer.len()),
            Some(requests) => {
                self.batch.clear();
                (0..requests).for_each(|_| self.batch.extend_from_slice(&self.answer));
                connection.stream.write(&self.batch).is_ok_and(|count| count == self.batch.len())
            }
            None => false,
        };
        // A client that does not read is of no use here; closing it is the honest answer.
        if !written {
            self.connections[place] = None;
            self.free.push(place);
        }
    }
}

/// How many requests end in `bytes`; `matched` is carried from one part to the next.
pub(super) fn ends(bytes: &[u8], matched: &mut usize) -> usize {
    const END: &[u8; 4] = b"\r\n\r\n";
    if *matched == 0 && bytes.ends_with(END) && !bytes[..bytes.len() - END.len()].contains(&b'\n') {
        return 1;
    }
    let mut found = 0;
    for byte in bytes {
        *matched = match *byte {
            byte if byte == END[*matched] => *matched + 1,
            b'\r' => 1,
            _ => 0,
        };
        if *matched == END.len() {
            *matched = 0;
            found += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_however_they_are_cut() {
        let two = b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n";
        for size in 1..=two.len() {
            let mut matched = 0;
            let found: usize = two.chunks(size).map(|part| ends(part, &mut matched)).sum();
            assert_eq!((found, matched), (2, 0), "pieces of {size}");
        }
    }
}
