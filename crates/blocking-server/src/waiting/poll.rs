//! How a thread waits: in the kernel.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::thread;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::list;

/// Waits until a wish is fulfilled, or an interruption.
pub(super) fn wait() {
    if list::is_idle() {
        thread::park();
    } else {
        // An interruption only means to poll again.
        let _ = list::fulfil(wait_for);
    }
}

#[allow(unsafe_code)]
fn wait_for(
    wishes: &[(RawFd, PollFlags)],
    deadline: Option<Instant>,
    ready: &mut Vec<(RawFd, PollFlags)>,
) -> io::Result<()> {
    let timeout = deadline.map(|at| at.saturating_duration_since(Instant::now()));
    let timeout = timeout.and_then(|left| Timespec::try_from(left).ok());
    let asked = |&(socket, flags): &(RawFd, PollFlags)| {
        // SAFETY: the socket belongs to the future that has just wished and is now pending, which
        // keeps it open. Should it have closed it all the same, poll reports that, or wakes this
        // thread once too often.
        PollFd::from_borrowed_fd(unsafe { BorrowedFd::borrow_raw(socket) }, flags)
    };
    let mut note = |polled: &[PollFd<'_>]| {
        let found = polled.iter().filter(|fd| !fd.revents().is_empty());
        ready.extend(found.map(|fd| (fd.as_fd().as_raw_fd(), fd.revents())));
    };
    // One socket is the rule: a connection, or a call to the backend.
    if let [only] = wishes {
        let mut polled = [asked(only)];
        poll(&mut polled, timeout.as_ref())?;
        note(&polled);
    } else {
        let mut polled: Vec<_> = wishes.iter().map(asked).collect();
        poll(&mut polled, timeout.as_ref())?;
        note(&polled);
    }
    Ok(())
}
