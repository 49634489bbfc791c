//! Nothing is measured with a clock that can be set: a step of the system's clock, forwards or back, changes
//! a name and a date and no figure.

use std::fs;

use super::Complaints;
use super::purity::rust_files;
use crate::run::root;

/// What measures or is measured.
const FOLDERS: [&str; 6] = [
    "crates/harness/src",
    "crates/load/src",
    "crates/backend/src",
    "crates/serving/src",
    "crates/blocking-server/src",
    "crates/async-server/src",
];

/// The one file that may know the date.
const DATE: &str = "crates/harness/src/utc.rs";

/// The names of clocks that can be set.
const SETTABLE: [&str; 4] = ["SystemTime", "CLOCK_REALTIME", "ClockId::Realtime", "gettimeofday"];

pub(super) fn complaints() -> Complaints {
    let mut complaints = Vec::new();
    let mut dates = 0;
    for folder in FOLDERS {
        let files = rust_files(&root().join(folder));
        if files.is_empty() {
            complaints.push(format!("{folder} holds no Rust file: is this check still looking there?"));
        }
        for file in files {
            let text = fs::read_to_string(&file).unwrap_or_default();
            let found = SETTABLE.into_iter().find(|name| text.contains(name));
            if file.ends_with(DATE) {
                dates += usize::from(found.is_some());
            } else if let Some(name) = found {
                complaints.push(format!("{} names {name}, a clock that can be set", file.display()));
            }
        }
    }
    // The positive control: that file does read such a clock.
    if dates == 0 {
        complaints.push(format!("the control, {DATE}, passes as reading no date: the check sees nothing"));
    }
    complaints
}
