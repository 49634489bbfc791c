//! What a scenario or a contender may be called.

use crate::Mistake;

/// Names stand in file names, in columns and on the command line, so they are kept plain.
pub(super) fn name(name: &str, path: &std::path::Path) -> Result<String, Mistake> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let part = |part: &str| !part.is_empty() && !part.starts_with('-') && part.bytes().all(is_plain);
    if name.split('/').all(part) {
        return Ok(name.to_owned());
    }
    let what = format!("`{}` gives `{}`, which is no valid name", path.display(), name.escape_debug());
    Err(Mistake::new(what)
        .help("rename the file: small letters, digits and dashes only, as in `fetch-10ms.toml`"))
}
