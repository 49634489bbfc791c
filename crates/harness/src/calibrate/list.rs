//! All checks, in the order in which they are run: the quick ones first, so that a broken set-up
//! shows in seconds.

use std::fmt::Write;
use std::time::Duration;

use anyhow::anyhow;

use super::check::{Check, Shared};
use super::{a_against_a, busy_loop, generator, resolution, starved_generator};
use crate::cli::Misasked;

/// Every check.
pub(super) fn all(peers: bool) -> Vec<Check> {
    let mut checks = generator::checks(peers);
    checks.push(starved_generator::CHECK);
    checks.extend([a_against_a::CHECK, busy_loop::CHECK, resolution::CHECK]);
    checks
}

/// Those of `checks` that `only` names; all of them if it names none.
///
/// # Errors
/// A name is unknown; the nearest is suggested.
pub(super) fn chosen(checks: &[Check], only: &[String]) -> Result<Vec<Check>, Misasked> {
    let names: Vec<&str> = checks.iter().map(|check| check.name).collect();
    if let Some(unknown) = only.iter().find(|name| !names.contains(&name.as_str())) {
        let nearest = scenario::suggest(unknown, names.iter().copied());
        let hint = nearest.map_or_else(String::new, |name| format!("did you mean `{name}`? "));
        return Err(anyhow!("no check is called `{unknown}`. {hint}There are: {}", names.join(", ")).into());
    }
    let wanted = |check: &&Check| only.is_empty() || only.iter().any(|name| name == check.name);
    let mut chosen: Vec<Check> = checks.iter().filter(wanted).cloned().collect();
    for shared in Shared::ALL {
        if let Some(first) = chosen.iter_mut().find(|check| check.needs.contains(&shared)) {
            first.takes += shared.takes();
        }
    }
    Ok(chosen)
}

/// About how long they take together.
pub(super) fn estimate(checks: &[Check]) -> Duration {
    checks.iter().map(|check| check.takes).sum()
}

/// What they are, as text.
pub(super) fn listing(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:20} {} (about {} s)", check.name, check.proves, check.takes.as_secs());
    }
    let _ = writeln!(text, "about {} s in all", estimate(checks).as_secs());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_once_and_mistyped_ones_are_suggested() {
        let checks = all(true);
        let mut names: Vec<_> = checks.iter().map(|check| check.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), checks.len());
        let only = chosen(&checks, &["starved-generator".into()]).expect("it is known");
        assert_eq!(only.len(), 1);
        let mistake = chosen(&checks, &["starvd-generator".into()]).expect_err("it is not known");
        assert!(mistake.to_string().contains("did you mean `starved-generator`?"), "{mistake}");
    }

    #[test]
    fn all_of_it_takes_about_three_minutes() {
        let whole = estimate(&chosen(&all(false), &[]).expect("no name is wrong"));
        let shared: Duration = Shared::ALL.into_iter().map(Shared::takes).sum();
        assert!(whole <= Duration::from_secs(200) && whole >= shared, "{whole:?}");
    }
}
