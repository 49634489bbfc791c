//! The chunked coding, byte by byte, strictly: what is lenient here would hide a server's mistake.

use std::ops::Range;

/// Size line extensions and trailers longer than this, in bytes, are malformed.
const ASIDE_BYTES_MAX: u32 = 16 << 10;

/// Where in a chunked body the next byte belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunked {
    Size { value: u64, digits: u8 },
    Extension { value: u64, seen: u32 },
    SizeLineFeed { value: u64 },
    Data { left: u64 },
    DataReturn,
    DataLineFeed,
    Trailer { line: u32, seen: u32 },
    TrailerLineFeed { line: u32, seen: u32 },
}

/// What some bytes amounted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// These are data; go on after them.
    Data(Range<usize>),
    /// All were used.
    More,
    /// The body ended before this one.
    End(usize),
    Malformed(&'static str),
}

impl Chunked {
    pub(super) const START: Self = Self::Size { value: 0, digits: 0 };

    /// Goes through `bytes` up to the next piece of data, the end, or all of them.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Piece {
        for (at, byte) in bytes.iter().enumerate() {
            if let Self::Data { left } = *self {
                let length = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - at);
                let left = left - length as u64;
                *self = if left == 0 { Self::DataReturn } else { Self::Data { left } };
                return Piece::Data(at..at + length);
            }
            match self.after(*byte) {
                Ok(Some(next)) => *self = next,
                Ok(None) => return Piece::End(at + 1),
                Err(why) => return Piece::Malformed(why),
            }
        }
        Piece::More
    }

    /// The state after one byte that is no data; `None` at the end of the body.
    fn after(self, byte: u8) -> Result<Option<Self>, &'static str> {
        const LONG: &str = "a chunk extension or trailer without end";
        let next = match (self, byte) {
            (Self::Size { value, digits }, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                if digits == 15 {
                    return Err("a chunk size that is too large");
                }
                let digit = char::from(byte).to_digit(16).unwrap_or(0);
                Self::Size { value: value << 4 | u64::from(digit), digits: digits + 1 }
            }
            (Self::Size { digits: 0, .. }, _) => return Err("a chunk size that is no number"),
            (Self::Size { value, .. } | Self::Extension { value, .. }, b'\r') => Self::SizeLineFeed { value },
            (Self::Size { value, .. }, b';' | b' ' | b'\t') => Self::Extension { value, seen: 0 },
            (Self::Size { .. }, _) => return Err("a chunk size that is no number"),
            (Self::Extension { .. }, b'\n') => return Err("a line end without a return"),
            (Self::Extension { seen: ASIDE_BYTES_MAX.., .. }, _) => return Err(LONG),
            (Self::Extension { value, seen }, _) => Self::Extension { value, seen: seen + 1 },
            (Self::SizeLineFeed { value: 0 }, b'\n') => Self::Trailer { line: 0, seen: 0 },
            (Self::SizeLineFeed { value }, b'\n') => Self::Data { left: value },
            (Self::DataReturn, b'\r') => Self::DataLineFeed,
            (Self::DataLineFeed, b'\n') => Self::START,
            (Self::DataReturn | Self::DataLineFeed, _) => return Err("a chunk longer than its size"),
            (Self::Trailer { line, seen }, b'\r') => Self::TrailerLineFeed { line, seen },
            (Self::Trailer { .. }, b'\n') => return Err("a line end without a return"),
            (Self::Trailer { seen: ASIDE_BYTES_MAX.., .. }, _) => return Err(LONG),
            (Self::Trailer { line, seen }, _) => Self::Trailer { line: line + 1, seen: seen + 1 },
            (Self::TrailerLineFeed { line: 0, .. }, b'\n') => return Ok(None),
            (Self::TrailerLineFeed { seen, .. }, b'\n') => Self::Trailer { line: 0, seen: seen + 2 },
            (Self::SizeLineFeed { .. } | Self::TrailerLineFeed { .. }, _) => {
                return Err("a return without a line end");
            }
            (Self::Data { .. }, _) => return Err("data where none was due"),
        };
        Ok(Some(next))
    }
}
