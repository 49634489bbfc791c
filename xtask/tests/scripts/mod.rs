//! Programs that a test makes and then starts.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a program of the given shell text.
///
/// Another process does it: were the file open for writing in this one, a program that another test starts at that
/// moment would hold it open too, for as long as its own start takes, and the system would refuse to run it (ETXTBSY).
pub(crate) fn script(path: &Path, text: &str) {
    let mut shell = Command::new("sh")
        .args(["-c", "cat > \"$0\" && chmod 755 \"$0\""])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell starts");
    write!(shell.stdin.take().expect("asked for"), "#!/bin/sh\n{text}\n").expect("the shell reads");
    assert!(shell.wait().expect("it was started").success(), "cannot write {}", path.display());
}
