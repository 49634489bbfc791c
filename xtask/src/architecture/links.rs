//! Who may link whom: read from `cargo tree`, so that what is checked is what is linked.

use std::collections::BTreeSet;
use std::fs;

use super::Complaints;
use crate::run::{cargo, root};

/// A crate, and what must not be among all that it links, however far down. mio stands for tokio's
/// runtime: hyper links tokio itself for its channels, in both colours.
const MUST_NOT_LINK: [(&str, &[&str]); 9] = [
    ("blocking-server", &["scenario", "record", "stats", "report", "load", "toml", "plotters", "mio"]),
    ("async-server", &["scenario", "record", "stats", "report", "load", "toml", "plotters"]),
    ("backend", &["scenario", "record", "stats", "report", "load", "toml", "plotters", "hyper", "tokio"]),
    ("contract", &["serde", "tokio", "hyper", "serving", "record", "scenario"]),
    ("load", &["tokio", "hyper", "serving", "record", "scenario", "stats", "report"]),
    ("record", &["contract", "load", "scenario", "stats", "report", "harness"]),
    ("stats", &["contract", "load", "scenario", "record", "report"]),
    ("report", &["harness", "load", "serving", "tokio", "hyper"]),
    ("harness", &["report", "plotters", "tokio", "hyper", "serving"]),
];

/// What a crate does link: the positive control. If one of these is not found, the reading of the
/// tree is broken and none of the refusals above means anything.
const LINKS: [(&str, &[&str]); 6] = [
    ("blocking-server", &["contract", "serving", "hyper", "tiny_http"]),
    ("async-server", &["contract", "serving", "hyper", "tokio", "mio"]),
    ("backend", &["contract"]),
    ("scenario", &["contract", "toml"]),
    ("report", &["record", "stats", "plotters"]),
    ("harness", &["scenario", "record", "load", "stats"]),
];

pub(super) fn complaints() -> Complaints {
    let mut complaints = unknown_names();
    for (package, forbidden) in MUST_NOT_LINK {
        match linked(package) {
            Ok(linked) => complaints.extend(
                forbidden
                    .iter()
                    .filter(|name| linked.contains(**name))
                    .map(|name| format!("{package} links {name}, which it must not")),
            ),
            Err(error) => complaints.push(error),
        }
    }
    for (package, expected) in LINKS {
        match linked(package) {
            Ok(linked) => {
                complaints.extend(expected.iter().filter(|name| !linked.contains(**name)).map(|name| {
                    format!("{package} does not link {name}: is this check still reading the tree?")
                }));
            }
            Err(error) => complaints.push(error),
        }
    }
    complaints
}

/// A forbidden name that no package of the lock file bears forbids nothing: it is misspelt, or long gone.
fn unknown_names() -> Complaints {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap_or_default();
    let packages: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    let forbidden = MUST_NOT_LINK.iter().flat_map(|(_, names)| names.iter());
    let unknown: BTreeSet<&str> = forbidden.copied().filter(|name| !packages.contains(name)).collect();
    unknown.into_iter().map(|name| format!("nothing is called {name}: is it misspelt here?")).collect()
}

/// Every package that `package` links in a normal build, itself left out.
fn linked(package: &str) -> Result<BTreeSet<String>, String> {
    let args = ["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let output = cargo(&args).output().map_err(|error| format!("cannot run cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo tree -p {package}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}
