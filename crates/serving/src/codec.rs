//! The settings of hyper's HTTP/1 server, in one place for every contender that uses it.

use contract::limits::{MAX_HEAD_BYTES, MAX_HEADERS};
use hyper::server::conn::http1::Builder;

/// The codec that hyper contenders serve with.
///
/// `half_close`: a client that has sent its request and shut down its side still gets the answer; the
/// drain relies on it too. It also means that the codec reads nothing while a handler runs, so no
/// thread is woken for bytes that it cannot use yet. `max_header_size` beside `max_buf_size`: the
/// buffer may grow somewhat beyond its bound, the head may not.
#[must_use]
pub fn codec() -> Builder {
    let mut codec = Builder::new();
    codec
        .half_close(true)
        .keep_alive(true)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD_BYTES)
        .max_buf_size(MAX_HEAD_BYTES);
    codec
}
