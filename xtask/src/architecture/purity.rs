//! `contract`, `stats` and the library of `report` do no I/O and read no clock: the same input gives
//! the same bytes, today and in ten years.

use std::fs;
use std::path::{Path, PathBuf};

use super::Complaints;
use crate::run::root;

/// The pure folders, and the one file in them that may touch the world.
const PURE: [(&str, Option<&str>); 3] =
    [("crates/contract/src", None), ("crates/stats/src", None), ("crates/report/src", Some("main.rs"))];

/// What a pure file does not name.
const IMPURE: [&str; 7] =
    ["std::fs", "std::net", "std::process", "SystemTime", "Instant::now", "std::env", "thread::sleep"];

pub(super) fn complaints() -> Complaints {
    let mut complaints = Vec::new();
    for (folder, exempt) in PURE {
        let files = rust_files(&root().join(folder));
        if files.is_empty() {
            complaints.push(format!("{folder} holds no Rust file: is this check still looking there?"));
        }
        for file in files {
            if exempt.is_some_and(|exempt| file.ends_with(exempt)) {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap_or_default();
            complaints.extend(impurities(&text).map(|name| format!("{} names {name}", file.display())));
        }
    }
    // The positive control: this very program does touch the world.
    let own = fs::read_to_string(root().join("xtask/src/run.rs")).unwrap_or_default();
    if impurities(&own).next().is_none() {
        complaints.push("the control, xtask/src/run.rs, passes as pure: the check sees nothing".into());
    }
    complaints
}

fn impurities(text: &str) -> impl Iterator<Item = &'static str> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    IMPURE.into_iter().filter(move |name| code.contains(name))
}

/// Every Rust file below `folder`, by name.
pub(super) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
