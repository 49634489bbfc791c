//! `cpu_us_per_request > +5%`: what must not have happened.

use std::fmt;
use std::str::FromStr;

use super::column::Column;

/// A change that is too much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    pub(super) column: Column,
    /// Whether it is a rise that is too much, or a fall.
    is_rise: bool,
    /// The change as a share, above 0 for a rise and below for a fall.
    limit: f64,
}

/// Why a condition is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCondition {
    /// It is not of the right form.
    #[error("`{0}` is no condition: write METRIC > +N% or METRIC < -N%, as in \"cpu_us_per_request > +5%\"")]
    Form(String),
    /// The metric does not exist.
    #[error("there is no metric `{name}`; did you mean `{nearest}`?")]
    Metric {
        /// What was written.
        name: String,
        /// The valid name most like it.
        nearest: &'static str,
    },
    /// It looks for a rise below a fall, or the other way round.
    #[error("`{0}` always holds or says nothing: a rise is `> +N%`, a fall is `< -N%`")]
    Side(String),
}

impl Condition {
    /// Whether a change to `share` times of what it was goes too far.
    pub(super) fn is_exceeded(&self, ratio: f64) -> bool {
        let change = ratio - 1.0;
        if self.is_rise { change > self.limit } else { change < self.limit }
    }

    /// Whether an interval lies wholly on this condition's side of no change.
    pub(super) fn is_sure(&self, interval: stats::Interval) -> bool {
        if self.is_rise { interval.low > 1.0 } else { interval.high < 1.0 }
    }
}

impl FromStr for Condition {
    type Err = BadCondition;

    fn from_str(text: &str) -> Result<Self, BadCondition> {
        let form = || BadCondition::Form(text.to_owned());
        let at = text.find(['<', '>']).ok_or_else(form)?;
        let (name, is_rise) = (text[..at].trim(), text[at..].starts_with('>'));
        let number = text[at + 1..].trim().strip_suffix('%').ok_or_else(form)?.trim_end();
        let percent: f64 =
            number.parse().ok().filter(|percent: &f64| percent.is_finite()).ok_or_else(form)?;
        let column = Column::named(name)
            .ok_or_else(|| BadCondition::Metric { name: name.to_owned(), nearest: Column::nearest(name) })?;
        let is_right_side = if is_rise { percent >= 0.0 } else { percent <= 0.0 && percent > -100.0 };
        if !is_right_side {
            return Err(BadCondition::Side(text.to_owned()));
        }
        Ok(Self { column, is_rise, limit: percent / 100.0 })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, percent) = (if self.is_rise { "> +" } else { "< −" }, self.limit.abs() * 100.0);
        write!(f, "{} {sign}{percent}%", self.column.name)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadCondition, Condition};
    use stats::Interval;

    fn condition(text: &str) -> Result<Condition, BadCondition> {
        text.parse()
    }

    #[test]
    fn conditions_are_read_as_written() {
        for (text, said) in [
            ("cpu_us_per_request > +5%", "cpu_us_per_request > +5%"),
            ("cpu_us_per_request>5 %", "cpu_us_per_request > +5%"),
            ("completed_per_s < -2.5%", "completed_per_s < −2.5%"),
            ("response_p99_us > 0%", "response_p99_us > +0%"),
        ] {
            assert_eq!(condition(text).map(|condition| condition.to_string()).as_deref(), Ok(said));
        }
    }

    #[test]
    fn what_is_none_is_explained() {
        for text in ["", "cpu_us_per_request", "cpu_us_per_request > 5", "cpu_us_per_request > x%", "a = 5%"]
        {
            assert!(matches!(condition(text), Err(BadCondition::Form(_))), "{text}");
        }
        for text in ["completed_per_s < 5%", "cpu_us_per_request > -5%", "completed_per_s < -100%"] {
            assert!(matches!(condition(text), Err(BadCondition::Side(_))), "{text}");
        }
        let slip = condition("cpu_us_per_requests > 5%").expect_err("no such metric").to_string();
        assert!(slip.contains("did you mean `cpu_us_per_request`?"), "{slip}");
    }

    #[test]
    fn too_far_and_sure_are_two_things() {
        let rise = condition("cpu_us_per_request > +5%").expect("sound");
        assert!(rise.is_exceeded(1.06) && !rise.is_exceeded(1.04) && !rise.is_exceeded(0.9));
        assert!(
            rise.is_sure(Interval { low: 1.01, high: 1.1 })
                && !rise.is_sure(Interval { low: 0.99, high: 1.2 })
        );
        let fall = condition("completed_per_s < -5%").expect("sound");
        assert!(fall.is_exceeded(0.94) && !fall.is_exceeded(0.96) && !fall.is_exceeded(1.1));
        assert!(
            fall.is_sure(Interval { low: 0.8, high: 0.99 })
                && !fall.is_sure(Interval { low: 0.8, high: 1.01 })
        );
    }
}
