//! Whether what a file says makes sense.

mod claim;
mod contender;
mod load;
mod name;
mod request;
mod scenario;
mod statistic;
mod value;

pub(crate) use contender::contender;
pub(crate) use scenario::scenario;
