//! `/upload?bytes=&ms=`: a body that is read slowly.

use contract::{Answer, Receipt, Upload};

/// Answers with what came in; the pauses were waited for while it was read, between the codec and
/// `serving`.
pub(crate) fn upload(ask: Upload, receipt: Receipt) -> Answer {
    Answer::uploaded(ask, receipt)
}
