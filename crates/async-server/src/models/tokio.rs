//! A task for each connection on tokio's multi-thread runtime, with its defaults.

use serving::{Failure, Served};
use tokio::runtime::Builder;

use super::tokio_accept::serve_on;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    serve_on(served, &mut Builder::new_multi_thread())
}
