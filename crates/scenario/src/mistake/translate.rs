//! From the words of the TOML parser to the words of whoever wrote the file.

use std::ops::Range;

use super::{Mistake, Source, list};
use crate::suggest;

/// What the parser calls a type, and what a reader calls it.
const TYPES: [(&str, &str); 8] = [
    ("i64", "a whole number"),
    ("f64", "a number"),
    ("a boolean", "`true` or `false`"),
    ("a string", "text in quotes"),
    ("a sequence", "a list in square brackets"),
    ("a map", "a table"),
    ("newtype variant", "a table"),
    ("string or table", "a table"),
];

/// A mistake that the parser found.
///
/// The parser hands on its messages as text only, so they are read back here. One that is not known
/// is shown as it is; the golden pictures notice when a message changes.
/// `required` are the keys that such a file must have at its top level: all that are missing are told at once.
pub(crate) fn translate(source: Source<'_>, required: &[&str], error: &toml::de::Error) -> Mistake {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    if let Some(unknown) = unknown(message) {
        return unknown_name(source, span, unknown);
    }
    let found = source.text.get(span.clone()).unwrap_or_default();
    let (what, label) = if let Some(key) = message.strip_prefix("missing field ") {
        // Only the file as a whole has no place of its own.
        if span.is_empty() {
            absent(source, required).unwrap_or_else(|| missing_here(key))
        } else {
            missing_here(key)
        }
    } else if message == "duplicate key" {
        (format!("the key `{found}` is given twice"), "the second time".to_owned())
    } else if message.starts_with("wanted exactly 1 element") {
        let key = found.trim_matches(['[', ']', ' ']);
        let count = if message.contains("more") { "more than one is given" } else { "none is given" };
        (format!("`{key}` needs exactly one kind, as in `[{key}.KIND]`"), count.to_owned())
    } else if message.starts_with("invalid type: integer") && message.contains("` as i128") {
        ("this number is out of range".to_owned(), "far beyond anything valid".to_owned())
    } else if let Some((found, wanted)) = wrong_type(message, found) {
        ("this value has the wrong type".to_owned(), format!("expected {wanted}{found}"))
    } else {
        ("this is not valid TOML".to_owned(), message.to_owned())
    };
    Mistake::new(what).at(source, span, label)
}

fn missing_here(key: &str) -> (String, String) {
    (format!("the key {key} is missing"), format!("{key} belongs here"))
}

/// What is missing of the keys of a whole file.
fn absent(source: Source<'_>, required: &[&str]) -> Option<(String, String)> {
    let file: toml::Table = toml::from_str(source.text).ok()?;
    let absent: Vec<&str> = required.iter().copied().filter(|key| !file.contains_key(*key)).collect();
    let keys = list(absent.iter().copied());
    match absent.len() {
        0 => None,
        1 => Some((
            format!("the key {keys} is missing"),
            format!("{keys} belongs at the top level of this file"),
        )),
        _ => Some((
            format!("the keys {keys} are missing"),
            "they belong at the top level of this file".to_owned(),
        )),
    }
}

fn unknown_name(source: Source<'_>, span: Range<usize>, unknown: Unknown<'_>) -> Mistake {
    let Unknown { name, valid, is_key } = unknown;
    let quoted = source.text.get(span.start..).is_some_and(|text| text.starts_with(['"', '\'']));
    let kind = if quoted && !is_key { "value" } else { "key" };
    let label = match suggest(name, valid.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "not known here".to_owned(),
    };
    let mistake = Mistake::new(format!("unknown {kind} `{name}`")).at(source, span, label);
    if valid.is_empty() {
        mistake.note("no key is valid here")
    } else {
        mistake.note(format!("valid here: {}", list(valid)))
    }
}

/// A name that is not known where it stands.
struct Unknown<'a> {
    name: &'a str,
    valid: Vec<&'a str>,
    /// Whether it is a key for certain; the word of an enum may be a key or a value.
    is_key: bool,
}

/// Reads "unknown field `x`, expected one of `a`, `b`" and its likes.
fn unknown(message: &str) -> Option<Unknown<'_>> {
    let field = message.strip_prefix("unknown field `");
    let rest = field.or_else(|| message.strip_prefix("unknown variant `"))?;
    // From the end, since what was written may hold a backtick itself.
    let (name, valid) = rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are no "))?;
    let valid = valid.split('`').skip(1).step_by(2).collect();
    Some(Unknown { name, valid, is_key: field.is_some() })
}

/// What was found (", found …" or nothing) and what was wanted, both in a reader's words.
fn wrong_type<'a>(message: &'a str, text: &str) -> Option<(String, &'a str)> {
    if let Some(wanted) = message.strip_prefix("wanted ") {
        return Some((String::new(), in_words(wanted)));
    }
    let (found, wanted) = message.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    let found = match found.split([' ', '`']).next() {
        Some("integer") => "a number",
        Some("floating") => "a number with a fraction",
        Some("boolean") => "a truth value",
        Some("string" | "unit") => "text",
        Some("sequence") => "a list",
        // To the parser a date is a table of one.
        Some("map") if text.starts_with(|first: char| first.is_ascii_digit()) => "a date or time",
        Some("map") => "a table",
        _ => found,
    };
    Some((format!(", found {found}"), in_words(wanted)))
}

fn in_words(wanted: &str) -> &str {
    TYPES.iter().find(|(parsers, _)| *parsers == wanted).map_or(wanted, |&(_, readers)| readers)
}
