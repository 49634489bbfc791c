//! A rate over time, and when it has brought so many arrivals.

use crate::clock::duration_ns;
use crate::{LoadError, Segment, Timing};

/// More pieces than this are refused: they are held in memory.
const PIECES_MAX: f64 = 1e6;

/// The rate in pieces, each going evenly from one value to another.
#[derive(Clone, Debug)]
pub(super) struct Profile(Vec<Piece>);

#[derive(Clone, Copy, Debug)]
struct Piece {
    length_ns: f64,
    from_per_ns: f64,
    to_per_ns: f64,
}

/// Goes through a profile once, forwards.
pub(super) struct Walk {
    pieces: Vec<Piece>,
    at: usize,
    /// Time and arrivals before the piece at hand.
    before_ns: f64,
    before: f64,
}

impl Profile {
    pub(super) fn steady(rate_per_s: f64, length_ns: u64) -> Self {
        Self(vec![Piece::flat(length_ns as f64, rate_per_s / 1e9)])
    }

    pub(super) fn of(segments: &[Segment], rate_per_s: f64, timing: &Timing) -> Result<Self, LoadError> {
        let bad = |factor: f64| !(factor.is_finite() && factor >= 0.0);
        if segments.iter().any(|segment| bad(segment.from) || bad(segment.to)) {
            return Err(LoadError::Setup("a segment's factor must be a number, 0 or above".into()));
        }
        if segments.iter().all(|segment| segment.length.is_zero()) {
            return Err(LoadError::Setup("the segments of the rate last no time at all".into()));
        }
        let cycle_ns: f64 = segments.iter().map(|segment| duration_ns(segment.length) as f64).sum();
        let pieces = duration_ns(timing.window) as f64 / cycle_ns * segments.len() as f64;
        if pieces > PIECES_MAX {
            return Err(LoadError::Setup("the segments of the rate are too short: make them longer".into()));
        }
        let per_ns = rate_per_s / 1e9;
        let opens_with = segments.first().map_or(0.0, |segment| segment.from * per_ns);
        let mut pieces = vec![Piece::flat(duration_ns(timing.warmup) as f64, opens_with)];
        let mut left_ns = duration_ns(timing.window) as f64;
        for segment in segments.iter().cycle() {
            if left_ns <= 0.0 {
                break;
            }
            let piece = Piece {
                length_ns: duration_ns(segment.length) as f64,
                from_per_ns: segment.from * per_ns,
                to_per_ns: segment.to * per_ns,
            };
            let piece = piece.cut(left_ns);
            left_ns -= piece.length_ns;
            pieces.push(piece);
        }
        let closes_with = pieces.last().map_or(0.0, |piece| piece.to_per_ns);
        pieces.push(Piece::flat(duration_ns(timing.afterglow) as f64, closes_with));
        Ok(Self(pieces))
    }

    /// How many arrivals it brings.
    pub(super) fn total(&self) -> f64 {
        self.0.iter().map(Piece::area).sum()
    }

    pub(super) fn walk(self) -> Walk {
        Walk { pieces: self.0, at: 0, before_ns: 0.0, before: 0.0 }
    }
}

impl Walk {
    /// When it has brought `count` arrivals, in nanoseconds; `None` if it never does. Counts must not fall.
    pub(super) fn when(&mut self, count: f64) -> Option<u64> {
        loop {
            let piece = self.pieces.get(self.at)?;
            let left = count - self.before;
            if left < piece.area() {
                return Some((self.before_ns + piece.time_of(left)).round() as u64);
            }
            self.before += piece.area();
            self.before_ns += piece.length_ns;
            self.at += 1;
        }
    }
}

impl Piece {
    fn flat(length_ns: f64, per_ns: f64) -> Self {
        Self { length_ns, from_per_ns: per_ns, to_per_ns: per_ns }
    }

    fn area(&self) -> f64 {
        self.length_ns * (self.from_per_ns + self.to_per_ns) / 2.0
    }

    fn cut(self, length_ns: f64) -> Self {
        if self.length_ns <= length_ns {
            return self;
        }
        let share = length_ns / self.length_ns;
        let to_per_ns = self.from_per_ns + (self.to_per_ns - self.from_per_ns) * share;
        Self { length_ns, to_per_ns, ..self }
    }

    /// The time t with ∫₀ᵗ rate = `area`: the root of a quadratic, in the form that stays exact when the
    /// rate hardly changes.
    fn time_of(&self, area: f64) -> f64 {
        let slope = (self.to_per_ns - self.from_per_ns) / self.length_ns;
        let root = (self.from_per_ns.powi(2) + 2.0 * slope * area).max(0.0).sqrt();
        if area == 0.0 { 0.0 } else { 2.0 * area / (self.from_per_ns + root) }
    }
}
