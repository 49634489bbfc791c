//! What a run directory holds: schema, reading and writing.
//!
//! [`RunWriter`] makes one, case by case, or goes on with one; [`Run`] reads it. What lies in it, and how it is named:
//!
//! | file | holds | read by |
//! |---|---|---|
//! | `run.json` | the [`Manifest`] | [`Run::open`] |
//! | `points.csv` | a [`Point`] a row, units in the column names | [`Run::open`] |
//! | `histograms/CASE.hlog` | three HDR histograms in nanoseconds, one for each [`Clock`] | [`Run::histogram`] |
//! | `series/CASE.csv` | a [`SeriesWindow`] a row | [`Run::series`] |
//! | `gates/CASE.csv` | a [`Gate`] a row | [`Run::gates`] |
//! | `classes/CASE.csv` | of a mix, a [`ClassFigures`] a row | [`Run::classes`] |
//! | `calibration.json` | the [`Calibration`] of its machine and code, if there was one | [`Run::calibration`] |
//! | `capacity.csv` | a [`Probe`] a row, where a capacity was searched | [`read_probes`] |
//! | `matched.csv` | a [`Point`] a row: a pair at shares of its lower capacity | [`read_matched`] |
//! | `scenario.toml` | a scenario that is in no folder of the project, as it was asked for | [`own_scenario`] |
//! | `log.txt` | what happened, a line each | people |
//!
//! CASE is `<order>-<scenario>-<contender>-<load>-b<block>`. Files whose names begin with a dot are
//! leftovers of a write that was cut off; readers ignore them.
//!
//! **Architecture Invariant:** this crate knows no measuring and no drawing. `harness` ends where a
//! run directory is written, `report` begins where one is read, and this is all they share.

mod atomic;
mod calibration;
mod capacity;
mod class;
mod columns;
mod error;
mod folder;
mod gate;
mod histograms;
mod layout;
mod manifest;
mod matched;
mod point;
mod protocol;
mod read;
mod series;
mod table;
mod write;

pub use atomic::write_atomic;
pub use calibration::{Calibration, CheckOutcome, CheckRecord, Resolution};
pub use capacity::{Bracket, Carried, Probe, read_probes, write_probes};
pub use class::ClassFigures;
pub use columns::{COLUMNS, Column};
pub use error::RecordError;
pub use gate::Gate;
pub use histograms::{Clock, Histograms};
pub use layout::Load;
pub use manifest::{
    Backend, Contender, Environment, Manifest, Placement, Profile, SCHEMA_VERSION, Scenario, State, Version,
};
pub use matched::{MATCHED_SHARES, read_matched, write_matched};
pub use point::{LoadKind, Point, Verdict};
pub use protocol::{Asked, MadeWith, Precision, Protocol, Sitting, Wish};
pub use read::{Run, own_scenario};
pub use series::SeriesWindow;
pub use write::RunWriter;
