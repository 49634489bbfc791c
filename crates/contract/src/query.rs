//! Parameters: each one named once; a plain decimal number within its limit, or a word.

use crate::Refusal;

/// A parameter that a route has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    name: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Required, at most this.
    Number(u32),
    /// At most this, 0 if it is left out.
    Optional(u32),
    /// One of these, the first if it is left out; read as its place in the list.
    Word(&'static [&'static str]),
}

impl Parameter {
    /// A required number, at most `limit`.
    pub(crate) const fn number(name: &'static str, limit: u32) -> Self {
        Self { name, kind: Kind::Number(limit) }
    }

    /// A number, at most `limit`; 0 if it is left out.
    pub(crate) const fn optional(name: &'static str, limit: u32) -> Self {
        Self { name, kind: Kind::Optional(limit) }
    }

    /// One of `words`; the first if it is left out.
    pub(crate) const fn word(name: &'static str, words: &'static [&'static str]) -> Self {
        Self { name, kind: Kind::Word(words) }
    }

    fn read(self, value: &str) -> Result<u32, Refusal> {
        match self.kind {
            Kind::Number(limit) | Kind::Optional(limit) => number(self.name, value, limit),
            Kind::Word(words) => match words.iter().position(|word| *word == value) {
                Some(at) => Ok(at as u32),
                None => Err(Refusal::NoSuchWord(self.name)),
            },
        }
    }
}

/// Reads `parameters` from `query`.
///
/// Keys and values are taken literally: no route has a parameter that needs percent-decoding.
pub(crate) fn numbers<const N: usize>(query: &str, parameters: [Parameter; N]) -> Result<[u32; N], Refusal> {
    let mut found = [None; N];
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let Some(at) = parameters.iter().position(|parameter| parameter.name == key) else {
            return Err(Refusal::UnknownParameter);
        };
        if found[at].replace(parameters[at].read(value)?).is_some() {
            return Err(Refusal::Repeated(parameters[at].name));
        }
    }
    let mut numbers = [0; N];
    for (at, parameter) in parameters.iter().enumerate() {
        numbers[at] = match (found[at], parameter.kind) {
            (Some(number), _) => number,
            (None, Kind::Word(_) | Kind::Optional(_)) => 0,
            (None, Kind::Number(_)) => return Err(Refusal::Missing(parameter.name)),
        };
    }
    Ok(numbers)
}

fn number(name: &'static str, value: &str, limit: u32) -> Result<u32, Refusal> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::NotANumber(name));
    }
    match value.parse() {
        Ok(number) if number <= limit => Ok(number),
        _ => Err(Refusal::TooLarge(name, limit)),
    }
}
