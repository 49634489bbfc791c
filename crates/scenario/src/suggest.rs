//! The nearest valid name.

use strsim::jaro_winkler;

/// Below this similarity a suggestion confuses more than it helps.
const ENOUGH: f64 = 0.75;

/// The name in `valid` that is most likely meant by `word`, if one is near enough.
///
/// Of a name with folders, `word` may be the last part alone.
///
/// ```
/// let valid = ["connections", "rates_per_s", "gaps"];
/// assert_eq!(scenario::suggest("conections", valid), Some("connections"));
/// assert_eq!(scenario::suggest("banana", valid), None);
/// ```
#[must_use]
pub fn suggest<'a>(word: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let mut best = None;
    let mut most = ENOUGH;
    for name in valid {
        let likeness = likeness(&word, &plain(name));
        // The first of equals stays, so that the answer does not hang on chance.
        if likeness > most {
            (best, most) = (Some(name), likeness);
        }
    }
    best
}

fn likeness(word: &str, name: &str) -> f64 {
    let last_part = name.rsplit('/').next().unwrap_or(name);
    let spelling = jaro_winkler(word, name).max(jaro_winkler(word, last_part));
    // `wait` for `wait_ms`, `threads` for `max_threads`: one is a whole word of the other.
    let part_of = |short: &str, long: &str| long.split(['-', '/']).any(|part| part == short);
    if part_of(word, name) || part_of(name, word) { spelling.max(0.9) } else { spelling }
}

/// Case and the choice of dash are never what tells two names apart.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}
