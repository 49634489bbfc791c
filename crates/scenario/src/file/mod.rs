//! What the files may look like, and nothing about what makes sense.
//!
//! Every table refuses unknown keys, and there is no `untagged` and no `flatten`: they would turn a
//! typo into silence. What stands in comments here is what an editor shows beside a key.

mod at;
mod claim;
mod contender;
mod load;
mod request;
mod scenario;
#[cfg(test)]
mod schema;
mod statistic;

pub(crate) use at::{At, Table};
pub(crate) use claim::{ClaimFile, EnoughWord, RangeTable, TestTable};
pub(crate) use contender::{ColourWord, ContenderFile, LimitsTable, PairWord, ProgramTable};
pub(crate) use load::{ClosedTable, GapsWord, LoadTable, OpenTable, ParkedTable, ShapeKind};
pub(crate) use request::{OrderWord, RequestKind};
pub(crate) use scenario::{BackendKind, ClientsTable, ObjectiveTable, PaceTable, ScenarioFile, TourTable};
pub(crate) use statistic::{LoopWord, MetricWord, OverloadWord, PairTable, PercentileWord, StatisticKind};
