//! `/mixed?ms=&cpu_us=`: a call to the backend, and then work for the CPU.

use contract::{Answer, Mixed};

use crate::context::Context;

/// Answers with what the backend sends, once the work is done.
pub(crate) fn mixed(ask: Mixed, context: &Context) -> Answer {
    let fetched = context.backend.get(ask.fetch());
    serving::burn(ask.cpu());
    fetched.into()
}
