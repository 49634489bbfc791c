//! What a run directory holds: schema, reading and writing.
//!
//! **Architecture Invariant:** this crate knows no measuring and no drawing. `harness` ends where a
//! run directory is written, `report` begins where one is read, and this is all they share.

mod manifest;
mod point;

pub use manifest::{
    Backend, Contender, Environment, Manifest, Placement, Profile, SCHEMA_VERSION, Scenario, State, Version,
};
pub use point::{LoadKind, Point, Verdict};
