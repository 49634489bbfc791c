//! What is sent, and what must come back, for each class of a mix; shared by all loops.

use crate::Plan;
use crate::answer::Expected;

/// One class: the bytes of its request and the answer that they must get.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) request: Vec<u8>,
    pub(super) expected: Expected,
}

/// The plan's own request first, then the others of the mix.
pub(super) fn kinds(plan: &Plan) -> Vec<Kind> {
    let others = plan.settings.mix.iter().map(|class| &class.request);
    let all = [&plan.request].into_iter().chain(others);
    all.map(|request| Kind { request: request.bytes.clone(), expected: Expected::of(request) }).collect()
}
