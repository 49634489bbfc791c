//! A verb's `--help` is passed on as the harness prints it: no word of it is taken for a program to build.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

fn script(path: &Path, lines: &str) {
    fs::write(path, format!("#!/bin/sh\n{lines}\n")).expect("writable");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("ours");
}

#[test]
fn help_is_shown_and_nothing_is_built_for_it() {
    let folder = std::env::temp_dir().join(format!("common-ground-help-{}", std::process::id()));
    fs::create_dir_all(folder.join("release")).expect("writable");
    let asked = folder.join("asked");
    script(&folder.join("cargo"), &format!("echo \"$*\" >> '{}'", asked.display()));
    script(&folder.join("release/harness"), "echo 'decided; 130, interrupted.'");

    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["compare", "--help"])
        .env("CARGO", folder.join("cargo"))
        .env("CARGO_TARGET_DIR", &folder)
        .output()
        .expect("it starts");
    let asked = fs::read_to_string(asked).expect("it built");
    fs::remove_dir_all(&folder).expect("it is there");

    assert_eq!(String::from_utf8_lossy(&output.stdout), "decided; 130, interrupted.\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(asked.lines().count(), 1, "{asked}");
}
