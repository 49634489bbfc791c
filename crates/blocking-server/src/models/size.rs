//! Numbers that count bytes or events.

use serving::{Flag, Served};

/// The value of a flag that counts bytes or events.
pub(in crate::models) fn size(served: &Served, flag: &Flag) -> usize {
    usize::try_from(served.settings.number(flag)).unwrap_or(usize::MAX)
}
