//! A sentence before it is HTML, Markdown or plain.

use maud::{Markup, html};

/// A stretch of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Span {
    /// As it is.
    Plain(String),
    /// What the eye should find first.
    Strong(String),
}

/// A sentence or a few.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text(Vec<Span>);

impl Text {
    /// Without any emphasis.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self(vec![Span::Plain(text.into())])
    }

    /// Goes on plainly.
    #[must_use]
    pub(crate) fn then(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Plain(text.into()));
        self
    }

    /// Goes on with emphasis.
    #[must_use]
    pub(crate) fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Strong(text.into()));
        self
    }

    /// Another sentence after this one.
    #[must_use]
    pub(crate) fn and(mut self, other: Self) -> Self {
        if !self.0.is_empty() && !other.0.is_empty() {
            self.0.push(Span::Plain(" ".into()));
        }
        self.0.extend(other.0);
        self
    }

    pub(crate) fn to_plain(&self) -> String {
        self.0
            .iter()
            .map(|span| match span {
                Span::Plain(text) | Span::Strong(text) => text.as_str(),
            })
            .collect()
    }

    pub(crate) fn to_markdown(&self) -> String {
        let one = |span: &Span| match span {
            Span::Plain(text) => markdown_escaped(text),
            Span::Strong(text) => format!("**{}**", markdown_escaped(text)),
        };
        self.0.iter().map(one).collect()
    }

    pub(crate) fn to_html(&self) -> Markup {
        html! {
            @for span in &self.0 {
                @match span {
                    Span::Plain(text) => { (tied(text)) },
                    Span::Strong(text) => { strong { (tied(text)) } },
                }
            }
        }
    }
}

/// What stands between backticks, as code.
pub(crate) fn coded(text: &str) -> Markup {
    // An odd one out stands for itself.
    let pairs = text.matches('`').count() / 2 * 2;
    html! {
        @for (at, part) in text.splitn(pairs + 1, '`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A figure and its unit stay on one line.
fn tied(text: &str) -> String {
    let units = ["%", "µs", "ms", "MiB", "in flight"];
    units
        .iter()
        .fold(text.to_owned(), |text, unit| text.replace(&format!(" {unit}"), &format!("\u{a0}{unit}")))
}

/// Text that Markdown takes literally, in a table's cell too.
pub(crate) fn markdown_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let html = |text| coded(text).into_string();
        assert_eq!(html("`a <b>`, then `c`."), "<code>a &lt;b&gt;</code>, then <code>c</code>.");
        assert_eq!(
            (html("none"), html("`a` and ` alone")),
            ("none".into(), "<code>a</code> and ` alone".into())
        );
    }

    #[test]
    fn one_sentence_three_ways() {
        let text = Text::plain("Up to <64> ").strong("nobody is faster").then(".");
        assert_eq!(text.to_plain(), "Up to <64> nobody is faster.");
        assert_eq!(text.to_markdown(), "Up to &lt;64&gt; **nobody is faster**.");
        assert_eq!(text.to_html().into_string(), "Up to &lt;64&gt; <strong>nobody is faster</strong>.");
    }
}
