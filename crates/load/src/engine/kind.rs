//! What is sent, and what must come back, for each class of a mix; shared by all loops.

use crate::answer::Expected;
use crate::{Manner, Plan};

/// One class: the bytes of its request and the answer that they must get.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) request: Vec<u8>,
    pub(super) expected: Expected,
    pub(super) manner: Manner,
}

/// The plan's own request first, then the others of the mix.
pub(super) fn kinds(plan: &Plan) -> Vec<Kind> {
    let settings = &plan.settings;
    let others = settings.mix.iter().map(|class| (&class.request, class.manner));
    let all = [(&plan.request, settings.manner)].into_iter().chain(others);
    all.map(|(request, manner)| Kind {
        request: request.bytes.clone(),
        expected: Expected::of(request),
        manner,
    })
    .collect()
}
