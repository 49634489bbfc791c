//! The comparison as a table for a terminal and a log.

use std::collections::BTreeMap;
use std::fmt;

use record::LoadKind;

use super::comparison::{Case, Change, Comparison};
use crate::digest::SAME_SHARE;
use crate::render::kind_in_words;
use crate::words::{count, percent, significant};

const WIDTH: usize = 98;

/// What an interval says of a change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Up,
    Down,
    Same,
    Unclear,
}

impl Change {
    fn word(&self) -> Word {
        let Some(interval) = self.ratio.interval else { return Word::Unclear };
        if self.ratio.is_resolved() {
            return if self.ratio.estimate > 1.0 { Word::Up } else { Word::Down };
        }
        let is_inside = 1.0 - SAME_SHARE <= interval.low && interval.high <= 1.0 / (1.0 - SAME_SHARE);
        if is_inside { Word::Same } else { Word::Unclear }
    }

    /// `+12 % [+8.1 … +16]`.
    #[must_use]
    pub fn in_percent(&self) -> String {
        let ends = self.ratio.interval.map_or("no interval".to_owned(), |interval| {
            format!("{} … {}", signed(interval.low), signed(interval.high))
        });
        format!("{} % [{ends}]", signed(self.ratio.estimate))
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        self.table(f)?;
        self.summary(f)?;
        self.left_out(f)?;
        self.judgement(f)
    }
}

impl Comparison {
    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "OLD {}\nNEW {}\n", plain(&self.names[0]), plain(&self.names[1]))?;
        for note in &self.notes {
            writeln!(f, "! {}", plain(note))?;
        }
        let how = if self.is_paired {
            "Same seed and same order: blocks of the same number are compared with each other."
        } else {
            "Another seed or another order: the runs' blocks are compared as two samples, not in pairs."
        };
        writeln!(f, "{how}\n")
    }

    /// What changed, by scenario and kind of load.
    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changed = |change: &&Change| matches!(change.word(), Word::Up | Word::Down);
        let mut last = None;
        for change in self.changes.iter().filter(changed) {
            let Case { scenario, contender, load_kind, load } = &change.case;
            if last != Some((scenario, load_kind)) {
                let between = if last.is_some() { "\n" } else { "" };
                let axis = match load_kind {
                    LoadKind::Closed => "in flight",
                    LoadKind::Open => "offered/s",
                    LoadKind::Parked => "parked",
                };
                writeln!(f, "{between}{}, {}", plain(scenario), kind_in_words(*load_kind))?;
                writeln!(
                    f,
                    "{axis:>9}  {:<22} {:<22} {:>9} {:>9}  changed by",
                    "contender", "metric", "old", "new"
                )?;
                last = Some((scenario, load_kind));
            }
            let figures = [change.old, change.new].map(significant);
            let by = change.in_percent();
            writeln!(
                f,
                "{:>9}  {:<22} {:<22} {:>9} {:>9}  {by}",
                count(*load),
                plain(contender),
                change.metric,
                figures[0],
                figures[1]
            )?;
        }
        if last.is_none() { writeln!(f, "Nothing changed beyond noise.") } else { Ok(()) }
    }

    /// Case by case, and metric by metric where the rest of a case is compared.
    fn left_out(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.not_compared.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nNot compared:")?;
        let mut metrics: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for one in &self.not_compared {
            match one.metric {
                None => writeln!(f, "  {}: {}", plain(&one.what), plain(&one.why))?,
                Some(metric) => *metrics.entry((metric, &one.why)).or_default() += 1,
            }
        }
        for ((metric, why), cases) in metrics {
            writeln!(f, "  {metric} in {cases} {}: {why}", if cases == 1 { "case" } else { "cases" })?;
        }
        Ok(())
    }

    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |word: Word| self.changes.iter().filter(|change| change.word() == word).count();
        let all = self.changes.len();
        let without = self.changes.iter().filter(|change| change.ratio.interval.is_none()).count();
        let judged = all - without;
        let mut text = format!(
            "{all} comparisons: {} up, {} down, {} the same within 5 %, {} not told apart.",
            of(Word::Up),
            of(Word::Down),
            of(Word::Same),
            of(Word::Unclear)
        );
        if without > 0 {
            text +=
                &format!(" {without} have no interval: one block in a run cannot tell chance from change.");
        }
        if judged > 0 {
            let by_chance = (judged as f64 / 20.0).ceil();
            text += &format!(
                " Brackets are 95 % intervals, so of {judged} comparisons about {by_chance} may look changed by chance alone."
            );
        }
        write!(f, "\n{}", wrapped(&text))
    }

    /// What the conditions say, each with what it rests on.
    fn judgement(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.conditions.is_empty() {
            return Ok(());
        }
        writeln!(f)?;
        let exceeded = self.exceeded();
        for (condition, changes) in &exceeded {
            writeln!(f, "FAILS: {condition}")?;
            for change in changes {
                writeln!(f, "  {}: {}", plain(&change.case.to_string()), change.in_percent())?;
            }
        }
        let unjudged = self.unjudged();
        for condition in &self.conditions {
            if unjudged.contains(condition) {
                writeln!(f, "CANNOT BE JUDGED: {condition} (no case has an interval of it)")?;
            } else if !exceeded.iter().any(|(failing, _)| failing == condition) {
                writeln!(f, "passes: {condition} in no case, beyond noise")?;
            }
        }
        Ok(())
    }
}

/// A ratio as a signed percentage.
fn signed(ratio: f64) -> String {
    let text = percent(ratio - 1.0);
    if text.starts_with('−') { text } else { format!("+{text}") }
}

/// Names come from files: what would steer the terminal is not let through.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

/// Broken into lines.
fn wrapped(text: &str) -> String {
    let (mut out, mut column) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}
