//! The response path without sockets: every answer is fed whole, byte by byte, and split everywhere.

use proptest::prelude::*;

use super::reader::Context;
use super::{Cause, Expected, Reader, Taken};
use crate::{Expect, Request};

const RIGHT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

fn expected(body: impl Into<Expect>) -> Expected {
    Expected::of(&Request::get("host", "/", body))
}

fn hello() -> Expected {
    expected(b"hello".to_vec())
}

/// Feeds the pieces to one reader; what the first answer came to and how many bytes it took in all.
fn read(pieces: &[&[u8]], expected: &Expected) -> (Taken, usize, Option<String>) {
    let (mut reader, mut context) = (Reader::new(), Context::default());
    let mut before = 0;
    for piece in pieces {
        match reader.take(piece, expected, &mut context) {
            Taken::More => before += piece.len(),
            Taken::Answer { used, fault, keep_alive } => {
                assert!(reader.is_fresh());
                return (Taken::Answer { used: 0, fault, keep_alive }, before + used, context.excerpt);
            }
            Taken::Malformed => return (Taken::Malformed, before, context.excerpt),
        }
    }
    (reader.end(expected, &mut context).unwrap_or(Taken::More), before, context.excerpt)
}

/// Reads the bytes whole, byte by byte and in every split in two; all must agree.
fn read_in_every_way(bytes: &[u8], expected: &Expected) -> (Taken, usize, String) {
    let whole = read(&[bytes], expected);
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    let agree = |other: (Taken, usize, Option<String>), how: &str| {
        assert_eq!(other.0, whole.0, "{how}");
        if whole.0 != Taken::Malformed {
            assert_eq!(other.1, whole.1, "{how}");
        }
    };
    agree(read(&single, expected), "byte by byte");
    for at in 0..=bytes.len() {
        agree(read(&[&bytes[..at], &bytes[at..]], expected), &format!("split at {at}"));
    }
    (whole.0, whole.1, whole.2.unwrap_or_default())
}

fn right(keep_alive: bool) -> Taken {
    Taken::Answer { used: 0, fault: None, keep_alive }
}

fn wrong(cause: Cause, keep_alive: bool) -> Taken {
    Taken::Answer { used: 0, fault: Some(cause), keep_alive }
}

#[test]
fn a_right_answer_is_right_however_it_is_cut() {
    assert_eq!(read_in_every_way(RIGHT, &hello()), (right(true), RIGHT.len(), String::new()));
}

#[test]
fn answers_that_are_right_but_framed_otherwise() {
    let cases: [(&[u8], bool); 8] = [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", true),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n005;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n", true),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", false),
        (b"HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 5\r\n\r\nhello", false),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", false),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello", true),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true),
        (b"HTTP/1.1 200 OK\r\nDate: today\r\n\r\nhello", false),
    ];
    for (bytes, keep_alive) in cases {
        let shown = bytes.escape_ascii();
        assert_eq!(read_in_every_way(bytes, &hello()).0, right(keep_alive), "{shown}");
    }
}

#[test]
fn wrong_answers_are_named_and_read_to_their_end() {
    let cases: [(&[u8], Cause); 7] = [
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nhello", Cause::Status),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellO", Cause::Body),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhell", Cause::Body),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!", Cause::Body),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Cause::Body),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell\r\n0\r\n\r\n", Cause::Body),
        (b"HTTP/1.1 204 None\r\n\r\n", Cause::Status),
    ];
    for (bytes, cause) in cases {
        let (taken, used, excerpt) = read_in_every_way(bytes, &hello());
        assert_eq!((taken, used), (wrong(cause, true), bytes.len()), "{}", bytes.escape_ascii());
        assert!(excerpt.contains("than expected"), "{excerpt}");
    }
}

#[test]
fn what_is_no_answer_is_malformed() {
    let cases: [&[u8]; 12] = [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello",
    ];
    for bytes in cases {
        let (taken, _, excerpt) = read_in_every_way(bytes, &hello());
        assert_eq!(taken, Taken::Malformed, "{}", bytes.escape_ascii());
        assert!(excerpt.contains(": "), "{excerpt}");
    }
}

#[test]
fn nothing_goes_on_for_ever() {
    let mut head = b"HTTP/1.1 200 OK\r\nX: ".to_vec();
    head.resize(70 << 10, b'a');
    assert_eq!(read(&head.chunks(1_000).collect::<Vec<_>>(), &hello()).0, Taken::Malformed);
    let mut chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;".to_vec();
    chunk.resize(20 << 10, b'a');
    assert_eq!(read(&[&chunk], &hello()).0, Taken::Malformed);
    let mut trailer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n".to_vec();
    trailer.extend(b"a: b\r\n".repeat(4_000));
    assert_eq!(read(&[&trailer], &hello()).0, Taken::Malformed);
}

#[test]
fn an_answer_that_breaks_off_is_not_whole() {
    for end in 0..RIGHT.len() {
        assert_eq!(read(&[&RIGHT[..end]], &hello()).0, Taken::More, "{end}");
    }
}

#[test]
fn a_head_request_gets_no_body() {
    let mut request = Request::get("host", "/", Vec::new());
    request.bytes.splice(..3, *b"HEAD");
    let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    assert_eq!(read_in_every_way(bytes, &Expected::of(&request)).0, right(true));
}

#[test]
fn the_same_length_is_asked_of_all_by_the_first() {
    let expected = expected(Expect::SameLength);
    assert_eq!(read(&[RIGHT], &expected).0, right(true));
    assert_eq!(read(&[b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nworld"], &expected).0, right(true));
    let longer = read(&[b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nworlds"], &expected);
    assert_eq!(longer.0, wrong(Cause::Body, true));
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nworl\r\n0\r\n\r\n";
    assert_eq!(read(&[chunked], &expected).0, wrong(Cause::Body, true));
}

#[test]
fn answers_one_after_the_other_are_told_apart() {
    let dated = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDate: 2\r\n\r\nhello";
    let stream = [RIGHT, RIGHT, dated, RIGHT, &RIGHT.map_last(b'!')].concat();
    for size in 1..stream.len() {
        let (mut reader, mut context, expected) = (Reader::new(), Context::default(), hello());
        let mut faults = Vec::new();
        for mut piece in stream.chunks(size) {
            while let Taken::Answer { used, fault, .. } = reader.take(piece, &expected, &mut context) {
                faults.push(fault);
                piece = &piece[used..];
            }
        }
        assert_eq!(faults, [None, None, None, None, Some(Cause::Body)], "pieces of {size}");
    }
}

trait MapLast {
    fn map_last(&self, last: u8) -> Vec<u8>;
}

impl MapLast for &[u8] {
    fn map_last(&self, last: u8) -> Vec<u8> {
        let mut copy = self.to_vec();
        *copy.last_mut().unwrap() = last;
        copy
    }
}

proptest! {
    /// Whatever arrives, however cut: no panic, never more used than given, and a body that differs is never right.
    #[test]
    fn any_bytes_are_survived(
        bytes in prop::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'0'), Just(b':'), any::<u8>()], 0..300),
        prefix in prop_oneof![
            Just(&b""[..]),
            Just(&b"HTTP/1.1 200 OK\r\n"[..]),
            Just(&b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"[..]),
            Just(&b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"[..]),
        ],
        size in 1_usize..40,
    ) {
        let stream = [prefix, &bytes].concat();
        let (mut reader, mut context, expected) = (Reader::new(), Context::default(), hello());
        let mut answers = 0;
        'stream: for mut piece in stream.chunks(size) {
            while !piece.is_empty() {
                match reader.take(piece, &expected, &mut context) {
                    Taken::Answer { used, fault, .. } => {
                        prop_assert!(used <= piece.len());
                        answers += 1;
                        if answers == 1 && prefix.ends_with(b"5\r\n\r\n") {
                            prop_assert_eq!(fault.is_none(), bytes.starts_with(b"hello"));
                        }
                        piece = &piece[used..];
                    }
                    Taken::More => break,
                    Taken::Malformed => break 'stream,
                }
            }
        }
    }

    /// Any body in any chunks is the same body.
    #[test]
    fn chunks_do_not_change_a_body(body in prop::collection::vec(any::<u8>(), 1..200), size in 1_usize..50, cut in 1_usize..60) {
        let mut stream = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        for chunk in body.chunks(size) {
            stream.extend(format!("{:x}\r\n", chunk.len()).bytes());
            stream.extend(chunk);
            stream.extend(b"\r\n");
        }
        stream.extend(b"0\r\n\r\n");
        let pieces: Vec<&[u8]> = stream.chunks(cut).collect();
        prop_assert_eq!(read(&pieces, &expected(body.clone())).0, right(true));
        let mut other = body;
        other[0] ^= 1;
        prop_assert_eq!(read(&pieces, &expected(other)).0, wrong(Cause::Body, true));
    }
}
