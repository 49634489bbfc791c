//! From a claim file to a claim.

use std::path::Path;

use super::name::name as valid_name;
use super::statistic::statistic;
use crate::claim::{Claim, Range, Test};
use crate::file::{At, ClaimFile, EnoughWord, RangeTable, Table, TestTable};
use crate::mistake::{Mistake, Source, translate};

impl Claim {
    /// Reads the text of a claim file.
    ///
    /// # Errors
    /// The first mistake, shown as standing in `path`, which need not exist.
    pub fn parse(name: &str, path: &Path, text: &str) -> Result<Self, Mistake> {
        let source = Source { path, text };
        let file: ClaimFile =
            toml::from_str(text).map_err(|error| translate(source, ClaimFile::REQUIRED, &error))?;
        let needs = file.needs.as_ref().map(|needs| source.prose("needs", needs)).transpose()?;
        if needs.is_none() && file.test.is_empty() {
            return Err(Mistake::new("neither `test` nor `needs` is given")
                .at(
                    source,
                    file.claim.span.clone(),
                    "this claim is neither tested nor says what that would take",
                )
                .help("add a `[[test]]`, or say in `needs` which scenario it would take"));
        }
        Ok(Self {
            name: valid_name(name, path)?,
            claim: source.prose("claim", &file.claim)?,
            supported_when: source.prose("supported_when", &file.supported_when)?,
            refuted_when: source.prose("refuted_when", &file.refuted_when)?,
            needs,
            tests: file.test.iter().map(|table| test(source, &table.0)).collect::<Result<_, _>>()?,
        })
    }
}

fn test(source: Source<'_>, table: &TestTable) -> Result<Test, Mistake> {
    let (supported, refuted) =
        (ranges(source, "supported", &table.supported)?, ranges(source, "refuted", &table.refuted)?);
    let meet = |a: &Range, b: &Range| a.at_least < b.at_most && b.at_least < a.at_most;
    if supported.iter().any(|a| refuted.iter().any(|b| meet(a, b))) {
        let label = "overlaps with a range of `supported`";
        return Err(source.mistake(
            "one value would support and refute the claim",
            &table.refuted.span,
            label,
        ));
    }
    let one_is_enough = table.enough == Some(EnoughWord::One);
    Ok(Test { supported, refuted, one_is_enough, statistic: statistic(source, &table.statistic)? })
}

fn ranges(source: Source<'_>, key: &str, list: &At<Vec<Table<RangeTable>>>) -> Result<Vec<Range>, Mistake> {
    let range = |table: &Table<RangeTable>| Range {
        at_least: table.0.at_least.unwrap_or(f64::NEG_INFINITY),
        at_most: table.0.at_most.unwrap_or(f64::INFINITY),
    };
    let ranges: Vec<Range> = list.value.iter().map(range).collect();
    let is_sound = |range: &Range| {
        range.at_least < range.at_most && (range.at_least.is_finite() || range.at_most.is_finite())
    };
    if ranges.is_empty() || !ranges.iter().all(is_sound) {
        let label = "each needs an end, and `at_least` below `at_most`";
        return Err(source.mistake(format!("`{key}` holds no sound range"), &list.span, label));
    }
    Ok(ranges)
}
