//! `/fan-out?calls=&ms=[&order=][&cpu_us=]`: calls to the backend that do not need each other, and then
//! work for the CPU, where any is asked for.

use contract::{Answer, FanOut, Order};

use crate::context::Context;
use crate::together;

/// Answers with what all calls give, or with the first refusal.
pub(crate) fn fan_out(ask: FanOut, context: &Context) -> Answer {
    let bodies = match ask.order {
        Order::Parallel => together::get_all(ask.fetches(), context),
        Order::Sequential => {
            let mut bodies = Vec::new();
            for call in ask.fetches() {
                bodies.push(context.backend.get(call));
            }
            bodies.into_iter().collect()
        }
    };
    serving::burn(ask.cpu());
    bodies.map_or_else(Answer::from, |bodies| Answer::gathered(&bodies))
}
