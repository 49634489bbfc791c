//! The rules of the method that code names are in `METHOD.md`, and each says where it is kept.

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
    for place in places(&method).into_iter().filter(|place| !root().join(place).exists()) {
        complaints.push(format!("{DOCUMENT} says that a rule is kept in {place}, which is not there"));
    }
    // The positive controls: rules are written, named and placed, and one that is not there is seen.
    if named == 0 || rules.is_empty() || places(&method).is_empty() {
        complaints
            .push(format!("no rule is named or written in {DOCUMENT}: is this check still looking there?"));
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

/// What stands in backticks and is a path.
fn places(method: &str) -> Vec<&str> {
    method.split('`').skip(1).step_by(2).filter(|place| place.contains('/')).collect()
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
