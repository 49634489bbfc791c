//! Scenario, contender and claim files: TOML, checked strictly, to a list of cases.
//!
//! A file is read by people in a workshop: short, commented, units in the names of its keys. A
//! mistake is shown with its file, line and column and with the nearest valid name.
//!
//! Data walks one way through the modules: `file` is what the TOML may look like, `check` decides
//! whether it makes sense, `definition` is what comes out; `library` does that for a whole folder,
//! and `case` and `profile` turn the outcome into things to measure. `theory` and `predictions` say what it should
//! come to, `service` makes a scenario of what somebody says of a service of theirs.

mod case;
mod check;
pub mod claim;
mod definition;
mod file;
mod library;
pub mod limits;
mod mistake;
mod pattern;
mod predictions;
mod profile;
mod service;
mod suggest;
pub mod theory;
mod tour;

pub use case::{Case, LoadPoint, cases};
pub use definition::{
    BackendLaw, Class, Clients, Colour, Contender, Feature, Gaps, Load, Objective, Pace, Pair, Program,
    Request, Scenario, Shape, Tour,
};
pub use library::Library;
pub use mistake::Mistake;
pub use predictions::predictions;
pub use profile::{ORPHAN_AFTER_MS, Parking, Profile, estimate, thin};
pub use service::{Service, Waits, Wanted};
pub use suggest::suggest;
pub use theory::requests_max;
