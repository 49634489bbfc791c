//! One connection's place in the answer that it is reading.

use super::chunked::{Chunked, Piece};
use super::head::{self, Framing, HEAD_BYTES_MAX, Head, Parsed};
use super::{Cause, Expected, excerpt};

/// What a loop keeps for all its readers.
#[derive(Debug, Default)]
pub(crate) struct Context {
    /// The last head that was parsed; the next is most often the same to the byte.
    known: Vec<u8>,
    known_means: Option<Head>,
    /// The first fault that was found and not yet taken away, for the user to see.
    pub(crate) excerpt: Option<String>,
}

/// Where one connection is in the answer that it is reading.
#[derive(Debug)]
pub(crate) struct Reader {
    part: Part,
    /// The beginning of a head whose end has not arrived yet.
    carry: Vec<u8>,
    /// Bytes of body so far.
    at: u64,
    keep_alive: bool,
    fault: Option<Cause>,
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Head,
    Length { left: u64 },
    Chunked(Chunked),
    UntilClose,
}

/// What some bytes amounted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// All were used and the answer is not whole yet.
    More,
    /// An answer ended before the byte `used`.
    Answer { used: usize, fault: Option<Cause>, keep_alive: bool },
    /// This is no HTTP; nothing more can be made of this connection.
    Malformed,
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self { part: Part::Head, carry: Vec::new(), at: 0, keep_alive: true, fault: None }
    }

    /// Whether nothing of an answer has arrived yet.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn is_fresh(&self) -> bool {
        matches!(self.part, Part::Head) && self.carry.is_empty()
    }

    /// Takes the next bytes in, up to the end of the answer.
    pub(crate) fn take(&mut self, bytes: &[u8], expected: &Expected, context: &mut Context) -> Taken {
        let mut used = 0;
        loop {
            let rest = &bytes[used..];
            match self.part {
                Part::Head => match self.head(rest, expected, context) {
                    Ok(Some(length)) => used += length,
                    Ok(None) => return Taken::More,
                    Err(why) => return self.malformed(why, rest, context),
                },
                Part::Length { left } => {
                    let length = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
                    self.body(&rest[..length], expected, context);
                    used += length;
                    let left = left - length as u64;
                    if left == 0 {
                        return self.whole(used, expected, context);
                    }
                    self.part = Part::Length { left };
                    return Taken::More;
                }
                Part::Chunked(mut chunked) => {
                    let piece = chunked.next(rest);
                    self.part = Part::Chunked(chunked);
                    match piece {
                        Piece::Data(data) => {
                            used += data.end;
                            self.body(&rest[data], expected, context);
                        }
                        Piece::More => return Taken::More,
                        Piece::End(length) => return self.whole(used + length, expected, context),
                        Piece::Malformed(why) => return self.malformed(why, rest, context),
                    }
                }
                Part::UntilClose => {
                    self.body(rest, expected, context);
                    return Taken::More;
                }
            }
        }
    }

    /// The server has closed its side. `None` unless that is what ends this answer.
    pub(crate) fn end(&mut self, expected: &Expected, context: &mut Context) -> Option<Taken> {
        matches!(self.part, Part::UntilClose).then(|| self.whole(0, expected, context))
    }

    /// Reads a head; the number of bytes it took from `bytes`, or `None` if its end is not among them.
    #[inline]
    fn head(
        &mut self,
        bytes: &[u8],
        expected: &Expected,
        context: &mut Context,
    ) -> Result<Option<usize>, &'static str> {
        match context.known_means {
            Some(known) if self.carry.is_empty() && bytes.starts_with(&context.known) => {
                self.begin(known, bytes, expected, context)?;
                Ok(Some(known.length))
            }
            _ => self.new_head(bytes, expected, context),
        }
    }

    fn new_head(
        &mut self,
        bytes: &[u8],
        expected: &Expected,
        context: &mut Context,
    ) -> Result<Option<usize>, &'static str> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let before = self.carry.len();
        self.carry.extend_from_slice(bytes);
        // Only a line's end can complete a head; a server that sends byte by byte is not parsed as often.
        if !bytes.contains(&b'\n') && self.carry.len() <= HEAD_BYTES_MAX {
            return Ok(None);
        }
        match head::parse(&self.carry) {
            Parsed::Partial => Ok(None),
            Parsed::Malformed(why) => Err(why),
            Parsed::Whole(head) => {
                let carry = std::mem::take(&mut self.carry);
                context.known.clear();
                context.known.extend_from_slice(&carry[..head.length]);
                context.known_means = Some(head);
                self.begin(head, &carry, expected, context)?;
                Ok(Some(head.length - before))
            }
        }
    }

    /// Goes on to what follows a head: the body, or after an interim answer the next head.
    fn begin(
        &mut self,
        head: Head,
        bytes: &[u8],
        expected: &Expected,
        context: &mut Context,
    ) -> Result<(), &'static str> {
        if head.status == 101 {
            return Err("a switch of protocols that nobody asked for");
        }
        if (100..200).contains(&head.status) {
            return Ok(());
        }
        let framing = match head.framing {
            _ if expected.head_only || matches!(head.status, 204 | 304) => Framing::Length(0),
            framing => framing,
        };
        self.part = match framing {
            Framing::Length(left) => Part::Length { left },
            Framing::Chunked => Part::Chunked(Chunked::START),
            Framing::UntilClose => Part::UntilClose,
        };
        self.keep_alive = head.keep_alive && framing != Framing::UntilClose;
        if head.status != expected.status {
            self.fault(Cause::Status, "another status than expected", bytes, context);
        } else if let Framing::Length(length) = framing
            && !expected.length_is_right(length)
        {
            self.fault(Cause::Body, "another length than expected", bytes, context);
        }
        Ok(())
    }

    #[inline]
    fn body(&mut self, bytes: &[u8], expected: &Expected, context: &mut Context) {
        if self.fault.is_none() && !expected.part_is_right(self.at, bytes) {
            self.fault(Cause::Body, "another body than expected", bytes, context);
        }
        self.at += bytes.len() as u64;
    }

    #[inline]
    fn whole(&mut self, used: usize, expected: &Expected, context: &mut Context) -> Taken {
        if self.fault.is_none() && !expected.length_is_right(self.at) {
            self.fault(Cause::Body, "another length than expected", b"", context);
        }
        let taken = Taken::Answer { used, fault: self.fault, keep_alive: self.keep_alive };
        self.part = Part::Head;
        self.at = 0;
        self.fault = None;
        taken
    }

    #[cold]
    fn malformed(&mut self, why: &str, rest: &[u8], context: &mut Context) -> Taken {
        let carry = std::mem::take(&mut self.carry);
        self.fault(Cause::Malformed, why, if carry.is_empty() { rest } else { &carry }, context);
        Taken::Malformed
    }

    #[cold]
    fn fault(&mut self, cause: Cause, why: &str, bytes: &[u8], context: &mut Context) {
        self.fault = Some(cause);
        context.excerpt.get_or_insert_with(|| excerpt(why, bytes));
    }
}
