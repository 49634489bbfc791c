//! Single values and lists of them.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use crate::file::At;
use crate::limits::LOAD_POINTS_MAX;
use crate::mistake::{Mistake, Source};

impl Source<'_> {
    pub(super) fn mistake(
        self,
        what: impl Into<String>,
        span: &Range<usize>,
        label: impl Into<String>,
    ) -> Mistake {
        Mistake::new(what).at(self, span.clone(), label)
    }

    /// A whole number within `range`, in the type that it is kept in.
    pub(super) fn whole<T: TryFrom<i64>>(
        self,
        key: &str,
        number: &At<i64>,
        range: RangeInclusive<i64>,
    ) -> Result<T, Mistake> {
        let converted = if range.contains(&number.value) { T::try_from(number.value).ok() } else { None };
        converted.ok_or_else(|| {
            let label = must_be(range.start(), range.end());
            self.mistake(format!("`{key}` is out of range"), &number.span, label)
        })
    }

    /// A number within `range`; "not a number" is in none.
    pub(super) fn number(
        self,
        key: &str,
        number: &At<f64>,
        range: RangeInclusive<f64>,
    ) -> Result<f64, Mistake> {
        if range.contains(&number.value) {
            return Ok(number.value);
        }
        let label = must_be(range.start(), range.end());
        Err(self.mistake(format!("`{key}` is out of range"), &number.span, label))
    }

    /// A list of load points: some, not too many, each above the one before it.
    pub(super) fn ascending<T: PartialOrd + Display>(
        self,
        key: &str,
        list: &At<Vec<At<T>>>,
    ) -> Result<(), Mistake> {
        if list.value.is_empty() || list.value.len() > LOAD_POINTS_MAX {
            let label =
                format!("must name 1 to {LOAD_POINTS_MAX} load points, here are {}", list.value.len());
            return Err(self.mistake(format!("`{key}` has the wrong length"), &list.span, label));
        }
        for pair in list.value.windows(2) {
            let (before, this) = (&pair[0].value, &pair[1].value);
            if this == before {
                return Err(self.mistake(
                    format!("`{key}` names {this} twice"),
                    &pair[1].span,
                    "the second time",
                ));
            }
            if this < before {
                let label = format!("comes after {before}");
                return Err(self.mistake(format!("`{key}` must ascend"), &pair[1].span, label));
            }
        }
        Ok(())
    }

    /// A line of text.
    pub(super) fn line(self, key: &str, text: &At<String>) -> Result<String, Mistake> {
        let line = text.value.trim();
        if line.is_empty() {
            return Err(self.empty(key, &text.span));
        }
        if line.chars().any(char::is_control) {
            return Err(self.mistake(
                format!("`{key}` must be one line of plain text"),
                &text.span,
                "this is not",
            ));
        }
        Ok(line.to_owned())
    }

    /// Text of one or more paragraphs, in which single line breaks are only for the file's reader.
    pub(super) fn prose(self, key: &str, text: &At<String>) -> Result<String, Mistake> {
        let mut paragraphs: Vec<String> = Vec::new();
        let lines: Vec<&str> = text.value.lines().map(str::trim).collect();
        for paragraph in lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()) {
            paragraphs.push(paragraph.join(" "));
        }
        if paragraphs.is_empty() {
            return Err(self.empty(key, &text.span));
        }
        Ok(paragraphs.join("\n\n"))
    }

    fn empty(self, key: &str, span: &Range<usize>) -> Mistake {
        self.mistake(format!("`{key}` is empty"), span, "say it in a few words")
    }

    /// No value stands in a list twice.
    pub(super) fn no_repeats<'a, T: Ord + Display + 'a>(
        self,
        key: &str,
        values: impl IntoIterator<Item = (T, &'a Range<usize>)>,
    ) -> Result<(), Mistake> {
        let mut seen = BTreeSet::new();
        for (value, span) in values {
            if seen.contains(&value) {
                return Err(self.mistake(format!("`{key}` names `{value}` twice"), span, "the second time"));
            }
            seen.insert(value);
        }
        Ok(())
    }
}

/// The bounds, with their thousands set apart as a TOML file may do it.
fn must_be(least: impl Display, most: impl Display) -> String {
    let [least, most] = [least.to_string(), most.to_string()].map(|number| {
        let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
        let mut grouped = String::new();
        for (at, digit) in whole.char_indices() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                grouped.push('_');
            }
            grouped.push(digit);
        }
        grouped + fraction
    });
    format!("must be from {least} to {most}")
}
