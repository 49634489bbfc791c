//! What a loop asks of the load that it carries: closed and open loop answer differently.

use super::wires::Wires;
use crate::answer::Cause;

/// At most this many attempts to connect are under way at once in a loop: a server's backlog is often
/// 128, and what runs over it is sent again a second later.
pub(super) const CONNECTING_MAX: u32 = 100;

/// Decides what is sent when, and on which connection.
pub(super) trait Drive {
    /// How many connections to open before the load starts.
    fn connections_first(&self) -> u32;

    /// The load starts; `wires.tally` does not count yet.
    fn load_starts(&mut self, wires: &mut Wires, edges: &Edges);

    /// When [`Self::due`] wants to be called next; `u64::MAX` for never.
    fn next_due(&self) -> u64;

    /// Does what is due by `now`.
    fn due(&mut self, wires: &mut Wires, now: u64);

    /// The connection is up.
    fn up(&mut self, wires: &mut Wires, slot: u32);

    /// The connection has given an answer and may be used again.
    fn free(&mut self, wires: &mut Wires, slot: u32);

    /// The connection could not be made.
    fn refused(&mut self, wires: &mut Wires, slot: u32, cause: Cause);

    /// The connection is gone.
    fn down(&mut self, wires: &mut Wires, slot: u32, cause: Option<Cause>);

    /// The window closes at `now`, having opened at `opened`; the number of connections without a
    /// response.
    fn window_closes(&mut self, wires: &mut Wires, opened: u64) -> u32;

    /// From now on nothing new is planned.
    fn drain(&mut self, wires: &mut Wires, now: u64);

    /// Whether nothing of the sample waits to be sent any more.
    fn settled(&self) -> bool;

    /// Gives up on what waits to be sent.
    fn censor(&mut self, wires: &mut Wires, now: u64);

    /// What a reader should know.
    fn notes(&self) -> Vec<String>;
}

/// When each phase is planned to end, on the loops' clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edges {
    pub(super) load_start: u64,
    pub(super) window_start: u64,
    pub(super) window_end: u64,
    pub(super) load_end: u64,
    pub(super) drain_end: u64,
}
