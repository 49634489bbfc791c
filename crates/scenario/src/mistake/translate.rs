//! From the words of the TOML parser to the words of whoever wrote the file.

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
pub(crate) fn translate(source: Source<'_>, error: &toml::de::Error) -> Mistake {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    let found = source.text.get(span.clone()).unwrap_or_default();
    let (what, label) = if let Some((name, valid)) = unknown(message) {
        return unknown_name(source, span, name, valid);
    } else if let Some(key) = message.strip_prefix("missing field ") {
        (format!("the key {key} is missing"), format!("{key} belongs here"))
    } else if message == "duplicate key" {
        (format!("the key `{found}` is given twice"), "the second time".to_owned())
    } else if message.starts_with("wanted exactly 1 element") {
        let key = found.trim_matches(['[', ']', ' ']);
        let what = format!("`{key}` needs exactly one kind, as in `[{key}.KIND]`");
        (what, message.trim_start_matches("wanted exactly 1 element, ").to_owned())
    } else if let Some((found, wanted)) = wrong_type(message) {
        ("this value has the wrong type".to_owned(), format!("expected {wanted}{found}"))
    } else {
        ("this is not TOML".to_owned(), message.to_owned())
    };
    Mistake::new(what).at(source, span, label)
}

fn unknown_name(source: Source<'_>, span: std::ops::Range<usize>, name: &str, valid: Vec<&str>) -> Mistake {
    let quoted = source.text[span.start..].starts_with(['"', '\'']);
    let kind = if quoted { "value" } else { "key" };
    let near = suggest(name, valid.iter().copied());
    let label = match near {
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

/// The name and the valid names in "unknown field `x`, expected one of `a`, `b`" and its likes.
fn unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest =
        message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    // From the end, since what was written may hold a backtick itself.
    let (name, valid) = rest.rsplit_once("`, expected ").or_else(|| rest.rsplit_once("`, there are no "))?;
    Some((name, valid.split('`').skip(1).step_by(2).collect()))
}

/// What was found (", found …" or nothing) and what was wanted, both in a reader's words.
fn wrong_type(message: &str) -> Option<(String, &str)> {
    let in_words =
        |wanted| TYPES.iter().find(|(parsers, _)| *parsers == wanted).map_or(wanted, |found| found.1);
    if let Some(wanted) = message.strip_prefix("wanted ") {
        return Some((String::new(), in_words(wanted)));
    }
    let (found, wanted) = message.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    let found = match found {
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        "unit variant" => "text".to_owned(),
        other => other
            .replace('`', "")
            .replace("floating point", "the number")
            .replace("integer", "the number")
            .replace("string ", "the text ")
            .replace("boolean ", "")
            .replace(" as i128", ""),
    };
    Some((format!(", found {found}"), in_words(wanted)))
}
