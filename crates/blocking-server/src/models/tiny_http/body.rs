//! Bodies that flow slowly, in tiny_http's words: the handler's own thread reads or writes, and sleeps.

use std::io::{self, Cursor, Write};
use std::thread;

use contract::{Answer, Pace, Receipt, Upload};
use tiny_http::{HTTPVersion, Header, Method, Request, Response, StatusCode};

/// How much is read at once.
const READ_BYTES: usize = 16 << 10;

/// Reads the body of an upload, pausing as `ask` wants it; gives up on one that is longer than it says.
pub(super) fn receive(request: &mut Request, ask: Upload) -> Receipt {
    let mut receipt = Receipt::NOTHING;
    let mut paused = 0;
    let mut buffer = [0; READ_BYTES];
    while receipt.bytes <= u64::from(ask.bytes) {
        match request.as_reader().read(&mut buffer) {
            // A body that broke off is one that is too short.
            Ok(0) | Err(_) => break,
            Ok(count) => receipt.add(&buffer[..count]),
        }
        let due = ask.pauses(receipt.bytes);
        thread::sleep(ask.pause() * u32::try_from(due - paused).unwrap_or(u32::MAX));
        paused = due;
    }
    receipt
}

/// Sends an answer at its pace. The library would gather small pieces into larger chunks, so only the
/// head is left to it. A client of HTTP/1.0, which knows no chunks, gets the whole after all pauses.
pub(super) fn send_slowly(request: Request, answer: &Answer, pace: Pace, headers: Vec<Header>) {
    let (version, is_head) = (request.http_version().clone(), *request.method() == Method::Head);
    let pieces = answer.body.chunks(pace.piece_bytes.max(1));
    let status = StatusCode(answer.status);
    if version < HTTPVersion(1, 1) {
        if !is_head {
            pieces.for_each(|_| thread::sleep(pace.pause));
        }
        let length = answer.body.len();
        let response = Response::new(status, headers, Cursor::new(answer.body.clone()), Some(length), None);
        let _ = request.respond(response.with_chunked_threshold(usize::MAX));
        return;
    }
    let asked = request.headers().to_vec();
    let mut writer = request.into_writer();
    let head = Response::new(status, headers, io::empty(), None, None);
    let send = || {
        head.raw_print(&mut writer, version, &asked, true, None)?;
        if !is_head {
            for piece in pieces {
                writer.flush()?;
                thread::sleep(pace.pause);
                write!(writer, "{:X}\r\n", piece.len())?;
                writer.write_all(piece)?;
                writer.write_all(b"\r\n")?;
            }
            writer.write_all(b"0\r\n\r\n")?;
        }
        writer.flush()
    };
    // A client that has gone is no trouble.
    let _: io::Result<()> = send();
}
