//! A run, turned into findings, pictures and pages.
//!
//! [`render`] is the whole of it: what a run directory holds goes in, every derived file comes out as
//! bytes ([`draw_pixels`] adds the PNGs). It digests the points (`digest`), finds what they show (`findings`: data first, then words),
//! draws (`picture`) and sets the pages (`page`, `markdown`, `table`, `terminal`).
//!
//! [`diff()`] says what changed between two runs.
//!
//! **Architecture Invariant:** no I/O and no clock here: the same run gives the same bytes. Only the
//! two small programs beside this library read and write.

mod advice;
mod claims;
mod costs;
mod diff;
mod digest;
mod distrust;
mod findings;
mod glance;
mod handlers;
mod index;
mod markdown;
mod orphans;
mod overload;
mod page;
mod picture;
mod render;
mod table;
mod terminal;
mod traces;
mod words;

pub use diff::{BadCondition, Case, Change, Comparison, Condition, NotCompared, NothingShared, Side, diff};
pub use index::{IndexEntry, index};
pub use picture::PixelError;
pub use render::{Derived, Evidence, Report, answer, draw_pixels, render};
pub use traces::Trace;
