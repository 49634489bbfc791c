//! The servlet model: one thread waits for all connections, and requests are carried out by a pool.
//! Between requests, and while its client sends or reads slowly, a connection costs
//! no thread: see `front/`.

use serving::{Failure, Served};

use super::front::{self, SlowReader};
use super::pool::Pool;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let pool = Pool::of(served)?;
    front::serve(served, move |errand| pool.run(move || errand.run(SlowReader::GoesBack)))
}
