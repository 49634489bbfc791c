//! The records of `/json`, written anew for each request.

use std::fmt::Write;

use bytes::Bytes;

use crate::Json;

/// A record takes about so many bytes.
const RECORD_BYTES: usize = 72;

/// Serialises the records. They hold nothing that would have to be escaped.
pub(crate) fn json(ask: Json) -> Bytes {
    let mut out = String::with_capacity(16 + ask.items as usize * RECORD_BYTES);
    out.push_str("{\"items\":[");
    for id in 0..ask.items {
        let comma = if id == 0 { "" } else { "," };
        let (price_cents, in_stock) = (99 + id * 7 % 1_000, id % 3 != 0);
        let written = write!(
            out,
            "{comma}{{\"id\":{id},\"name\":\"item {id}\",\"price_cents\":{price_cents},\"in_stock\":{in_stock}}}"
        );
        debug_assert!(written.is_ok(), "a string takes all that is written");
    }
    out.push_str("]}\n");
    Bytes::from(out)
}
