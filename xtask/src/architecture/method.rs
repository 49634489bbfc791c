//! The rules of the method that code names are in `METHOD.md`, and its table says of each where it is kept and which
//! test would notice if it were not.

use std::collections::BTreeSet;
use std::fs;

use super::Complaints;
use super::purity::rust_files;
use crate::run::root;

const DOCUMENT: &str = "METHOD.md";

/// Where rules are named.
const FOLDERS: [&str; 2] = ["crates", "xtask/src"];

pub(super) fn complaints() -> Complaints {
    let method = fs::read_to_string(root().join(DOCUMENT)).unwrap_or_default();
    let rules = written(&method);
    let mut complaints = Vec::new();
    let mut named = 0;
    for file in FOLDERS.iter().flat_map(|folder| rust_files(&root().join(folder))) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let unknown: Vec<u32> = named_in(&text).into_iter().filter(|rule| !rules.contains(rule)).collect();
        named += named_in(&text).len();
        if !unknown.is_empty() {
            complaints.push(format!("{} names {unknown:?}, no rule of {DOCUMENT}", file.display()));
        }
    }
    for rule in &rules {
        let (kept, proved): (Vec<&str>, Vec<&str>) =
            places(row(&method, *rule)).into_iter().partition(|place| !place.contains("::"));
        if kept.is_empty() || proved.is_empty() {
            complaints.push(format!("{DOCUMENT} does not say where rule {rule} is kept and what proves it"));
        }
        let missing = kept.into_iter().chain(proved).filter(|place| !is_there(place));
        complaints.extend(
            missing.map(|place| format!("{DOCUMENT} names {place} for rule {rule}, which is not there")),
        );
    }
    // The positive controls: rules are written and named, and what is not there is seen.
    if named == 0 || rules.is_empty() {
        complaints
            .push(format!("no rule is named or written in {DOCUMENT}: is this check still looking there?"));
    }
    let own = "xtask/src/architecture/method.rs";
    if is_there("crates/nowhere.rs") || is_there(&format!("{own}::no_such_test")) || !is_there(own) {
        complaints
            .push("the control, a place that is not there, is taken for one: the check sees nothing".into());
    }
    if named_in("(method rules 8, 21 and\n/// 99)") != [8, 21, 99] {
        complaints.push("the control, a list of rules, is not read: the check sees nothing".into());
    }
    complaints
}

/// The numbers of the rules that the document's numbered lists hold.
fn written(method: &str) -> BTreeSet<u32> {
    method.lines().filter_map(|line| line.split_once(". ")?.0.parse().ok()).collect()
}

/// The line of the table that speaks of a rule; empty if none does.
fn row(method: &str, rule: u32) -> &str {
    let first = format!("| {rule} | ");
    method.lines().find(|line| line.starts_with(&first)).unwrap_or_default()
}

/// What stands in backticks and is a path, or a function in one.
fn places(row: &str) -> Vec<&str> {
    row.split('`').skip(1).step_by(2).filter(|place| place.contains('/')).collect()
}

/// Whether there is such a path, and such a function (`path::function`) in it.
fn is_there(place: &str) -> bool {
    match place.split_once("::") {
        None => root().join(place).exists(),
        Some((file, function)) => {
            fs::read_to_string(root().join(file)).is_ok_and(|text| text.contains(&format!("fn {function}(")))
        }
    }
}

/// The numbers after each "method rule", also in a list that runs over a comment's line end.
fn named_in(text: &str) -> Vec<u32> {
    let mentions = text.split("method rule").skip(1);
    let numbers = mentions.flat_map(|after| {
        let list = after.split([')', '.', ':', ';']).next().unwrap_or_default();
        let words = list.trim_start_matches('s').split([' ', ',', '\n']);
        words
            .filter(|word| !matches!(*word, "" | "and" | "///" | "//!" | "//"))
            .map_while(|word| word.parse().ok())
    });
    numbers.collect()
}
