//! What is wrong, where, and what to do next.

mod translate;

use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Element, Level, Renderer, Snippet};

pub(crate) use translate::translate;

/// A mistake in a file or on the command line. Its `Display` is the whole picture, in plain text:
/// what is wrong, the line it stands in where there is one, and the nearest valid name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    what: String,
    is_asked: bool,
    place: Option<Place>,
    helps: Vec<String>,
    notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: PathBuf,
    text: String,
    span: Range<usize>,
    label: String,
}

impl Mistake {
    /// What is wrong, in a line, without a full stop.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        let what = what.into();
        Self(Box::new(Parts { what, is_asked: false, place: None, helps: Vec::new(), notes: Vec::new() }))
    }

    /// What was asked for is wrong, and no file.
    pub(crate) fn asked(what: impl Into<String>) -> Self {
        let mut mistake = Self::new(what);
        mistake.0.is_asked = true;
        mistake
    }

    /// Whether the mistake is in what was asked for: a name that there is not.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.is_asked
    }

    /// The whole picture, of a mistake in whose file nobody has asked for anything.
    #[must_use]
    pub fn as_warning(&self) -> String {
        let note = "nothing that was asked for needs this file; it is left out";
        self.clone().note(note).drawn(Level::WARNING)
    }

    /// Where: these bytes of `source`, underlined and labelled.
    pub(crate) fn at(mut self, source: Source<'_>, span: Range<usize>, label: impl Into<String>) -> Self {
        self.0.place = Some(Place {
            path: source.path.to_owned(),
            text: source.text.to_owned(),
            span: source.first_line_of(span),
            label: label.into(),
        });
        self
    }

    /// What to do next.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.helps.push(help.into());
        self
    }

    /// What else is good to know.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// The nearest valid name, where there is one.
    pub(crate) fn did_you_mean(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

impl Mistake {
    fn drawn(&self, level: Level<'_>) -> String {
        let Parts { what, place, helps, notes, .. } = &*self.0;
        let snippet = place.as_ref().map(|place| {
            let annotation = AnnotationKind::Primary.span(place.span.clone()).label(place.label.as_str());
            let path = place.path.display().to_string();
            Element::from(Snippet::source(place.text.as_str()).path(path).annotation(annotation))
        });
        let helps = helps.iter().map(|help| Level::HELP.message(help.as_str()).into());
        let notes = notes.iter().map(|note| Level::NOTE.message(note.as_str()).into());
        let elements = snippet.into_iter().chain(helps).chain(notes);
        let report = level.primary_title(what.as_str()).elements(elements);
        Renderer::plain().render(&[report])
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.drawn(Level::ERROR))
    }
}

impl Error for Mistake {}

/// A file's path and text.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// How the file is called in a message; it need not exist.
    pub(crate) path: &'a Path,
    /// What stands in it.
    pub(crate) text: &'a str,
}

impl Source<'_> {
    /// The part of `span` in its first line, within the text and between characters, so that any
    /// span can be drawn.
    fn first_line_of(&self, span: Range<usize>) -> Range<usize> {
        let within = |at: usize| (0..=at).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        let start = within(span.start);
        let end = within(span.end).max(start);
        let line = self.text[start..end].find(['\r', '\n']).unwrap_or(end - start);
        start..start + line
    }
}

/// Names as they stand in a sentence: `a`, `b`, `c`.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Path, Source};

    #[test]
    fn any_span_can_be_drawn() {
        let source = Source { path: Path::new("any.toml"), text: "aä\r\nb" };
        for (span, drawn) in
            [(0..1, 0..1), (0..6, 0..3), (2..6, 1..3), (1..2, 1..1), (4..9, 4..4), (90..99, 6..6)]
        {
            assert_eq!(source.first_line_of(span.clone()), drawn, "{span:?}");
        }
    }
}
