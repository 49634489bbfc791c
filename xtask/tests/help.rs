//! A verb's `--help` is passed on as the harness prints it: no word of it is taken for a program to build.

mod scripts;

use std::fs;
use std::process::Command;

use scripts::script;

#[test]
fn help_is_shown_and_nothing_is_built_for_it() {
    let folder = std::env::temp_dir().join(format!("common-ground-help-{}", std::process::id()));
    // Of a test that was killed, whose number has come round again.
    let _ = fs::remove_dir_all(&folder);
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

fn xtask(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(args).output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn help_that_was_asked_for_is_no_mistake() {
    for (verb, said) in
        [("ci", "Usage: cargo xtask ci"), ("soak", "Usage: cargo xtask soak"), ("help", "calibrate")]
    {
        let (code, out, err) = xtask(&[verb, "--help"]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{verb}");
        assert!(out.contains(said), "{out}");
    }
}

#[test]
fn a_mistake_is_named_with_what_to_do() {
    for (args, said) in [
        (&["compar"][..], "there is no verb `compar`; did you mean `compare`?"),
        (&["verfy"], "did you mean `verify`?"),
        (&["banana"], "there is no verb `banana`; cargo xtask help lists them"),
        (&["ci", "formt"], "there is no check `formt`; there are: format,"),
        (&["soak", "--minutes", "3"], "soak: there is no option `--minutes`; cargo xtask soak --help"),
        (&["soak", "--seconds", "3"], "soak: --seconds takes a whole number of at least 10, and not `3`"),
        (&["soak", "--max-connections"], "soak: --max-connections takes a number"),
    ] {
        let (code, _, err) = xtask(args);
        assert_eq!(code, Some(2), "{args:?}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(err.contains(said), "{err}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status =
        Command::new(env!("CARGO_BIN_EXE_xtask")).arg("help").stdout(writer).status().expect("it starts");
    assert_eq!(status.code(), Some(0));
}
