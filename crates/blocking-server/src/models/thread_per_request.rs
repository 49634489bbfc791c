//! A fresh thread for each request, which ends with its answer. Between requests a connection costs no
//! thread: see `front/`.

use std::thread::Builder;

use serving::{Failure, Served, flags};

use super::front::{self, SlowReader};
use super::size::size;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let counters = std::sync::Arc::clone(&served.counters);
    let max_threads = served.settings.number(&flags::MAX_THREADS);
    let stack_bytes = size(served, &flags::STACK_BYTES);
    front::serve(served, move |errand| {
        let Some(counted) = counters.thread(max_threads) else { return false };
        let work = move || {
            let _counted = counted;
            errand.run(SlowReader::KeepsThread);
        };
        Builder::new().stack_size(stack_bytes).spawn(work).is_ok()
    })
}
