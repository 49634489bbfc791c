//! Choosing by name on the command line.

/// Those of `names` that `pattern` means: the one with exactly this name or last part; failing that,
/// with a `*` in it, all that the glob matches; failing that, all that contain it.
pub(crate) fn matching<'a>(pattern: &str, names: &[&'a str]) -> Vec<&'a str> {
    let all = |is_meant: &dyn Fn(&str) -> bool| -> Vec<&'a str> {
        names.iter().copied().filter(|name| is_meant(name)).collect()
    };
    let last_part = |name: &str| name.rsplit('/').next() == Some(pattern);
    let exact = all(&|name| name == pattern);
    if !exact.is_empty() {
        return exact;
    }
    let exact_but_folder = all(&last_part);
    if !exact_but_folder.is_empty() {
        exact_but_folder
    } else if pattern.contains('*') {
        all(&|name| glob(pattern, name))
    } else if pattern.is_empty() {
        Vec::new()
    } else {
        all(&|name| name.contains(pattern))
    }
}

/// Whether `pattern`, in which each `*` stands for any text, matches the whole of `name`.
fn glob(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(start) else {
        return false;
    };
    // What follows the first star: pieces that must come in this order, the last one at the end.
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut name) = name.strip_suffix(end) else {
        return false;
    };
    middle.split('*').all(|piece| match name.split_once(piece) {
        Some((_, after)) => {
            name = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{glob, matching};

    #[test]
    fn a_star_stands_for_any_text() {
        for pattern in ["*", "a/b-c", "a/*", "*c", "a*c", "a*-*c", "**", "*b*", "a/b-c*", "*a*/*b*"] {
            assert!(glob(pattern, "a/b-c"), "{pattern}");
        }
        for pattern in ["", "b*", "*b", "a/b-c*c", "*-*b*", "a*a", "a/b-ca/b-c*"] {
            assert!(!glob(pattern, "a/b-c"), "{pattern}");
        }
    }

    #[test]
    fn the_exact_name_comes_first() {
        let names = ["curated/fetch", "curated/fetch-slow", "more/fetch"];
        assert_eq!(matching("curated/fetch", &names), ["curated/fetch"]);
        assert_eq!(matching("fetch", &names), ["curated/fetch", "more/fetch"]);
        assert_eq!(matching("fetch-", &names), ["curated/fetch-slow"]);
        assert_eq!(matching("curated/*", &names), ["curated/fetch", "curated/fetch-slow"]);
        assert!(matching("", &names).is_empty());
        assert!(matching("*slower", &names).is_empty());
    }
}
