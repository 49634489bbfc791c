//! Ctrl-C: the first ends the run in order and keeps what was measured, the second ends it at once.

use std::io;
use std::thread;

use load::Stop;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// The exit code of a run that was interrupted, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Asks `stop` to stop at the first signal.
///
/// # Errors
/// The system refuses a signal handler.
pub(crate) fn on_interrupt(stop: &Stop) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    let stop = stop.clone();
    thread::spawn(move || {
        for _ in signals.forever() {
            if stop.is_stopped() {
                // The children see their standard input close and end by themselves.
                std::process::exit(i32::from(INTERRUPTED));
            }
            eprintln!("\nstopping: what was measured is kept; once more ends at once");
            stop.stop();
        }
    });
    Ok(())
}
