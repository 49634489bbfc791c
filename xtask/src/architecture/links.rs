//! Who may link whom: read from `cargo tree`, so that what is checked is what is linked.

use std::collections::BTreeSet;
use std::fs;

use super::Complaints;
use crate::run::{cargo, root};

/// What no measured program links: it knows nothing of the measuring.
const MEASURING: [&str; 7] = ["scenario", "record", "stats", "report", "load", "toml", "plotters"];

/// What is somebody's own: the libraries behind cargo features, so that the default build stays small and a
/// program links what it is made of and no more.
const OPTIONAL: [&str; 7] = ["axum", "compio", "corosensei", "reqwest", "smol", "tower", "ureq"];

/// A crate, the cargo feature that it is built with, what must not be among all that it links, however far
/// down, and what must: the positive control. If one of these is not found, the reading of the tree is broken
/// and none of the refusals means anything.
///
/// mio stands for tokio's runtime: hyper links tokio itself for its channels, in both colours.
struct Rule {
    package: &'static str,
    feature: &'static str,
    never: &'static [&'static [&'static str]],
    always: &'static [&'static str],
}

const fn rule(
    package: &'static str,
    never: &'static [&'static [&'static str]],
    always: &'static [&'static str],
) -> Rule {
    with("", package, never, always)
}

const fn with(
    feature: &'static str,
    package: &'static str,
    never: &'static [&'static [&'static str]],
    always: &'static [&'static str],
) -> Rule {
    Rule { package, feature, never, always }
}

const RULES: [Rule; 17] = [
    rule(
        "blocking-server",
        &[&MEASURING, &OPTIONAL, &["mio"]],
        &["contract", "serving", "hyper", "tiny_http"],
    ),
    with("ureq", "blocking-server", &[&MEASURING, &["mio", "corosensei"]], &["ureq", "tiny_http"]),
    with("coroutines", "blocking-server", &[&MEASURING, &["mio", "ureq"]], &["corosensei", "hyper"]),
    rule(
        "async-server",
        &[&MEASURING, &OPTIONAL, &["tiny_http", "blocking-server"]],
        &["contract", "serving", "hyper", "tokio", "mio"],
    ),
    with("smol", "async-server", &[&MEASURING, &["axum", "compio", "tower"]], &["smol"]),
    with("io-uring", "async-server", &[&MEASURING, &["axum", "smol", "tower"]], &["compio"]),
    with("tower", "async-server", &[&MEASURING, &["axum", "reqwest", "smol"]], &["tower", "mio"]),
    with("axum", "async-server", &[&MEASURING, &["ureq", "smol"]], &["axum", "reqwest", "tower", "mio"]),
    // The one program whose handlers block and that has tokio's runtime.
    with("spawn-blocking", "async-server", &[&MEASURING, &OPTIONAL], &["blocking-server", "mio"]),
    rule("backend", &[&MEASURING, &OPTIONAL, &["hyper", "tokio"]], &["contract"]),
    rule("contract", &[&["serde", "tokio", "hyper", "serving", "record", "scenario"]], &["bytes"]),
    rule(
        "load",
        &[&["tokio", "hyper", "serving", "record", "scenario", "stats", "report"]],
        &["contract", "hdrhistogram"],
    ),
    rule("scenario", &[&["serving", "load", "harness", "report"]], &["contract", "toml"]),
    rule("record", &[&["contract", "load", "scenario", "stats", "report", "harness"]], &["serde", "csv"]),
    rule("stats", &[&["contract", "load", "scenario", "record", "report"]], &["libm"]),
    rule("report", &[&["harness", "load", "serving", "tokio", "hyper"]], &["record", "stats", "plotters"]),
    rule(
        "harness",
        &[&["report", "plotters", "tokio", "hyper", "serving"]],
        &["scenario", "record", "load", "stats"],
    ),
];

pub(super) fn complaints() -> Complaints {
    let mut complaints = unknown_names();
    for Rule { package, feature, never, always } in &RULES {
        let linked = match linked(package, feature) {
            Ok(linked) => linked,
            Err(error) => {
                complaints.push(error);
                continue;
            }
        };
        let who =
            if feature.is_empty() { (*package).to_owned() } else { format!("{package} with {feature}") };
        let forbidden = never.iter().copied().flatten().filter(|name| linked.contains(**name));
        complaints.extend(forbidden.map(|name| format!("{who} links {name}, which it must not")));
        let missing = always.iter().filter(|name| !linked.contains(**name));
        complaints.extend(
            missing.map(|name| format!("{who} does not link {name}: is this check still reading the tree?")),
        );
    }
    complaints
}

/// A forbidden name that no package of the lock file bears forbids nothing: it is misspelt, or long gone.
fn unknown_names() -> Complaints {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap_or_default();
    let packages: BTreeSet<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    let forbidden = RULES.iter().flat_map(|rule| rule.never.iter().copied().flatten());
    let unknown: BTreeSet<&str> = forbidden.copied().filter(|name| !packages.contains(name)).collect();
    unknown.into_iter().map(|name| format!("nothing is called {name}: is it misspelt here?")).collect()
}

/// Every package that `package` with `feature` links in a normal build, itself left out.
fn linked(package: &str, feature: &str) -> Result<BTreeSet<String>, String> {
    let of = ["tree", "--package", package, "--features", feature];
    let shown = ["--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let args = [&of[..], &shown[..]].concat();
    let output = cargo(&args).output().map_err(|error| format!("cannot run cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo tree -p {package}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}
