//! Whoever asked, as a handler may know them.

/// A client of which nothing is known until it is written to: a thread that waits in a call cannot look
/// elsewhere meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client;
