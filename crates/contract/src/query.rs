//! Parameters: each one named once, a plain decimal number, within its limit.

use crate::Refusal;

/// Reads the parameters called `names` from `query`, each required, each at most its limit.
///
/// Keys and values are taken literally: no route has a parameter that needs percent-decoding.
pub(crate) fn numbers<const N: usize>(
    query: Option<&str>,
    names: [(&'static str, u32); N],
) -> Result<[u32; N], Refusal> {
    let mut found = [None; N];
    for part in query.unwrap_or("").split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let Some(at) = names.iter().position(|(name, _)| *name == key) else {
            return Err(Refusal::UnknownParameter);
        };
        let (name, limit) = names[at];
        if found[at].replace(number(name, value, limit)?).is_some() {
            return Err(Refusal::Repeated(name));
        }
    }
    let mut numbers = [0; N];
    for (at, (name, _)) in names.iter().enumerate() {
        numbers[at] = found[at].ok_or(Refusal::Missing(name))?;
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
