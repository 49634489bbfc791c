//! `gates/CASE.csv`: every gate that a case was held against, those that it passed among them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{RecordError, Verdict, table};

/// One gate of a case: what was read, between which bounds it had to be, and what follows if it was not
/// (method rule 16).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// Its name, the unit last.
    pub gate: String,
    /// What was read; empty if it could not be.
    pub value: Option<f64>,
    /// The least that passes.
    pub at_least: Option<f64>,
    /// The most that passes.
    pub at_most: Option<f64>,
    /// Whether it passed; empty if the value could not be read, and `note` says why.
    pub passed: Option<bool>,
    /// What the point is called if this is the gravest gate that did not pass.
    pub verdict_if_not: Verdict,
    /// What a reader should know of it, or nothing.
    pub note: String,
}

const COLUMNS: [&str; 7] = ["gate", "value", "at_least", "at_most", "passed", "verdict_if_not", "note"];

impl Gate {
    /// A gate that passes from `at_least` to `at_most`, both included; a value that could not be read
    /// neither passes nor fails.
    #[must_use]
    pub fn new(
        gate: &str,
        value: Option<f64>,
        at_least: Option<f64>,
        at_most: Option<f64>,
        verdict_if_not: Verdict,
    ) -> Self {
        // Said this way round, what is no number passes no bound.
        let within = |value: f64| {
            at_least.is_none_or(|bound| value >= bound) && at_most.is_none_or(|bound| value <= bound)
        };
        Self {
            gate: gate.to_owned(),
            value,
            at_least,
            at_most,
            passed: value.map(within),
            verdict_if_not,
            note: String::new(),
        }
    }

    /// The same gate with something to know.
    #[must_use]
    pub fn noted(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// `steal 0.013 (at most 0.01)`, with its note.
    #[must_use]
    pub fn in_words(&self) -> String {
        let bound = match (self.at_least, self.at_most) {
            (Some(least), Some(most)) => format!(" ({} to {})", short(least), short(most)),
            (Some(least), None) => format!(" (at least {})", short(least)),
            (None, Some(most)) => format!(" (at most {})", short(most)),
            (None, None) => String::new(),
        };
        let value = self.value.map_or_else(|| "not available".to_owned(), short);
        let note = if self.note.is_empty() { String::new() } else { format!(": {}", self.note) };
        format!("{} {value}{bound}{note}", self.gate)
    }
}

/// Four significant digits, without an exponent.
fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

pub(crate) fn encode(path: &Path, gates: &[Gate]) -> Result<Vec<u8>, RecordError> {
    let mut text = table::header(&COLUMNS);
    for gate in gates {
        text.extend(table::row(path, gate)?);
    }
    Ok(text)
}

pub(crate) fn decode(path: &Path, text: &[u8]) -> Result<Vec<Gate>, RecordError> {
    table::rows(path, text, &COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(value: Option<f64>) -> Option<bool> {
        Gate::new("sent", value, Some(0.99), Some(1.01), Verdict::GeneratorLimited).passed
    }

    #[test]
    fn bounds_are_included_and_what_is_no_number_passes_none() {
        let cases = [(0.99, true), (1.01, true), (0.989_999, false), (1.010_001, false), (f64::NAN, false)];
        for (value, passed) in cases {
            assert_eq!(between(Some(value)), Some(passed), "{value}");
        }
        assert_eq!(between(None), None);
    }

    #[test]
    fn a_gate_reads_as_a_sentence() {
        let most = |value| Gate::new("steal", value, None, Some(0.01), Verdict::Noisy);
        assert_eq!(most(Some(0.012_345)).in_words(), "steal 0.01235 (at most 0.01)");
        let unknown = most(None).noted("the kernel does not tell");
        assert_eq!(unknown.in_words(), "steal not available (at most 0.01): the kernel does not tell");
        let lag = Gate::new("lag_p99_us", Some(224_919.551), None, Some(100.0), Verdict::GeneratorLimited);
        assert_eq!(lag.in_words(), "lag_p99_us 224920 (at most 100)");
        let sent = Gate::new("sent", Some(1.0), Some(0.99), Some(1.01), Verdict::GeneratorLimited);
        assert_eq!(sent.in_words(), "sent 1 (0.99 to 1.01)");
    }
}
