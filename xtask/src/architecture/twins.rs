//! The twins stay twins: stripped of `async`, `.await` and imports, a handler reads the same in both
//! colours, but for the lines named here, each with its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Complaints;
use crate::run::root;

const TWINS: [&str; 2] = ["crates/blocking-server/src/handlers", "crates/async-server/src/handlers"];

/// Lines that may differ: the file, a part of the line, and why. The list only ever shrinks.
const EXEMPT: [(&str, &str, &str); 0] = [];

pub(super) fn complaints() -> Complaints {
    let [blocking, r#async] = TWINS.map(|folder| names(&root().join(folder)));
    let mut complaints: Complaints = blocking
        .symmetric_difference(&r#async)
        .map(|name| format!("handlers/{name} has no twin in the other colour"))
        .collect();
    if blocking.len() < 2 {
        complaints.push(format!("{} holds no handlers: is this check still looking there?", TWINS[0]));
    }
    for name in blocking.intersection(&r#async) {
        let [left, right] = TWINS.map(|folder| read(&root().join(folder).join(name)));
        complaints.extend(drift(name, &left, &right));
    }
    // The positive control: two handlers that are no twins.
    if drift("control", "let a = wait(ask.ms);", "let a = wait(ask.ms + 1).await;").is_none() {
        complaints
            .push("the control, two different handlers, passes as twins: the check sees nothing".into());
    }
    complaints
}

/// The first place where two handlers part ways.
fn drift(name: &str, left: &str, right: &str) -> Option<String> {
    let [left, right] = [left, right].map(|text| stripped(name, text));
    if left == right {
        return None;
    }
    let at = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let shown = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "the end".into());
    Some(format!("handlers/{name}: `{}` against `{}`", shown(&left), shown(&right)))
}

/// The lines that must agree: code without comments, imports, and the two words of the colour.
///
/// All white space goes, since rustfmt breaks lines elsewhere once `.await` is added.
fn stripped(name: &str, text: &str) -> Vec<String> {
    let exempt = |line: &str| EXEMPT.iter().any(|(file, part, _)| *file == name && line.contains(part));
    let code: String = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.starts_with("use ") && !exempt(line))
        .flat_map(|line| [line, " "])
        .collect();
    let code = code.replace(".await", "").replace("async ", "");
    let code: String = code.split_whitespace().collect();
    code.split_inclusive([';', '{', '}']).map(str::to_owned).collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_and_layout_are_no_drift() {
        let left = "use a::b;\n// waits\npub fn f() -> A { g(1).h() }";
        let right = "use c::d;\npub async fn f() -> A {\n    g(1)\n        .await\n        .h()\n}";
        assert_eq!(drift("f.rs", left, right), None);
    }

    #[test]
    fn another_call_is_drift_and_is_shown() {
        let said = drift("f.rs", "fn f() { read(x); }", "async fn f() { read_exact(x).await; }");
        assert_eq!(said.as_deref(), Some("handlers/f.rs: `read(x);` against `read_exact(x);`"));
    }
}
