//! `--needs`: which programs must be built before contenders can be started.

use std::collections::BTreeSet;

use scenario::{Contender, Feature, Program};

/// A line for each program that is not always built: the word `needs`, its name, its package and the
/// cargo feature that builds it.
pub(crate) fn needs<'a>(contenders: impl IntoIterator<Item = &'a Contender>) -> String {
    let line = |Program { run, feature, .. }: &Program| {
        feature.as_ref().map(|Feature { package, feature }| format!("needs {run} {package} {feature}\n"))
    };
    contenders
        .into_iter()
        .filter_map(|contender| line(&contender.program))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
