//! Scenario and contender files: TOML, checked strictly, to a list of cases.
//!
//! A file is read by people in a workshop: short, commented, units in the names of its keys. A
//! mistake is shown with its file, line and column and with the nearest valid name.

mod case;
mod definition;

pub use case::{Case, LoadPoint};
pub use definition::{
    BackendLaw, Colour, Contender, Gaps, Load, Objective, Pair, Program, Request, Scenario,
};
