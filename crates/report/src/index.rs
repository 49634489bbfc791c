//! An index of several runs, each with its answer.

use maud::{DOCTYPE, PreEscaped, html};
use record::{Manifest, State};

use crate::page::{POLICY, STYLE};

/// A run for the index.
#[derive(Clone, Copy, Debug)]
pub struct IndexEntry<'a> {
    /// The folder of its report, from the index: `local/2026-11-24-quick`.
    pub folder: &'a str,
    /// What is known of it.
    pub manifest: &'a Manifest,
    /// How many cases were measured.
    pub points: usize,
    /// The answer of its first screen.
    pub answer: &'a str,
}

/// A page of all of them, the newest first.
#[must_use]
pub fn index(entries: &[IndexEntry<'_>]) -> String {
    let mut entries = entries.to_vec();
    entries.sort_by(|a, b| b.manifest.started_at.cmp(&a.manifest.started_at).then(a.folder.cmp(b.folder)));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { "Runs · Common Ground" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "Runs" }
                    p .note { "Newest first. A run is one machine on one day; two of them are no comparison of contenders." }
                    @if entries.is_empty() { p { "None yet: " code { "cargo xtask compare" } " makes one." } }
                    ul .findings .top { @for entry in &entries { (one(entry)) } }
                }
            }
        }
    };
    page.into_string()
}

fn one(entry: &IndexEntry<'_>) -> maud::Markup {
    let IndexEntry { folder, manifest, points, answer } = entry;
    let environment = &manifest.environment;
    html! {
        li {
            strong { a href={ (path(folder)) "/report.html" } { (manifest.name) } }
            p { (answer) }
            span .evidence {
                (manifest.started_at) " · " (manifest.profile.name) " · " (points) " cases"
                @if manifest.state != State::Complete { " · " strong .state { "partial" } }
                " · " (environment.cpu_model.as_deref().unwrap_or("unknown CPU")) ", " (environment.cores) " cores · Linux "
                (environment.kernel)
            }
        }
    }
}

/// A folder's name as an address takes it.
fn path(folder: &str) -> String {
    let mut out = String::new();
    for byte in folder.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_holds_no_letter_that_means_something() {
        assert_eq!(super::path("local/a b\"<ä"), "local/a%20b%22%3C%C3%A4");
    }
}
