//! The servlet model: one thread waits for all connections, and requests are carried out by a pool.
//! Between requests, and while its client sends or reads slowly, a connection costs
//! no thread: see `front/`.

use serving::{Failure, Served};

use super::front::{self, SlowReader};
use super::pool::Pool;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let pool = Pool::of(served)?;
    front::serve(served, move |errand| {
        // Whose answer has begun waits for its turn like others, but a refusal would stand in the middle of it. There
        // are never more of these than connections.
        let past_the_end = errand.is_amid_answer().then(|| pool.place_past_the_end());
        let place = past_the_end.or_else(|| pool.place());
        place.map(|place| pool.start(place, move || errand.run(SlowReader::GoesBack))).is_some()
    })
}
