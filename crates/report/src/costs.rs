//! What a contender costs and carries, in words: the same on the page, in Markdown and on the terminal.

use record::Bracket;

use crate::digest::{Cost, Spread};
use crate::words::{count, significant};

/// The heads of the table, with their units.
pub(crate) const HEADS: [&str; 5] = [
    "at rest, µs of CPU a second",
    "one more request, µs of CPU",
    "one more held, KiB of memory",
    "and of the kernel's, KiB",
    "keeps the objective up to, requests/s",
];

/// A contender's row.
pub(crate) fn row(cost: &Cost<'_>) -> [String; 5] {
    let kib = |spread: Option<Spread>| {
        shown(spread.map(|Spread { value, interval, blocks }| Spread {
            value: value / 1024.0,
            interval: interval.map(|i| stats::Interval { low: i.low / 1024.0, high: i.high / 1024.0 }),
            blocks,
        }))
    };
    [
        shown(cost.standing_us_per_s),
        shown(cost.marginal_us),
        kib(cost.held_user_bytes),
        kib(cost.held_kernel_bytes),
        cost.capacity.map_or_else(|| "–".to_owned(), |(bracket, tries)| capacity(bracket, tries)),
    ]
}

/// `40.1 [39.2 to 41.0]`.
fn shown(spread: Option<Spread>) -> String {
    // A minus sign stands apart from the dash of an interval.
    let figure = |value: f64| significant(value).replace('-', "−");
    match spread {
        None => "–".to_owned(),
        Some(Spread { value, interval: None, .. }) => format!("{} [one block]", figure(value)),
        Some(Spread { value, interval: Some(i), .. }) => {
            format!("{} [{} to {}]", figure(value), figure(i.low), figure(i.high))
        }
    }
}

/// `14,100 to 14,380 (13 tries, 14,100 kept 4 times)`.
fn capacity(bracket: Bracket, tries: usize) -> String {
    let Bracket { low, missed, wall, kept } = bracket;
    let Some(low) = low.map(count) else {
        return match missed {
            Some(missed) => format!("not even {} ({tries} tries)", count(missed)),
            None => format!("could not be judged ({tries} tries)"),
        };
    };
    let told = format!("{tries} tries, {low} kept {kept} times");
    match (missed, wall) {
        (Some(missed), wall) if wall.is_none_or(|wall| missed < wall) => {
            let sure = if bracket.is_confirmed() { "" } else { ", not confirmed" };
            format!("{low} to {} ({told}{sure})", count(missed))
        }
        (_, Some(wall)) => {
            format!("at least {low} ({told}; from {} on the generator or the machine spoilt it)", count(wall))
        }
        _ => format!("at least {low} ({told})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capacity_has_its_interval_and_its_tries_or_says_what_it_lacks() {
        let all = Bracket { low: Some(14_100.0), missed: Some(14_380.0), wall: None, kept: 4 };
        assert_eq!(capacity(all, 13), "14,100 to 14,380 (13 tries, 14,100 kept 4 times)");
        assert!(capacity(Bracket { kept: 2, ..all }, 9).contains("not confirmed"));
        let walled = Bracket { wall: Some(14_200.0), ..all };
        assert!(
            capacity(walled, 15)
                .starts_with("at least 14,100 (15 tries, 14,100 kept 4 times; from 14,200 on")
        );
        assert_eq!(capacity(Bracket { low: None, kept: 0, ..all }, 3), "not even 14,380 (3 tries)");
        assert_eq!(capacity(Bracket::default(), 3), "could not be judged (3 tries)");
    }
}
