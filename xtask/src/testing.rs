//! Running tests so that what a busy machine did is told apart from what the code did.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::run::succeeds;

/// Runs the tests that `which` chooses, built with `flags`; whether every one held.
///
/// A test program that fails is run once more, its tests one after the other. Tests over real processes
/// share a few cores with each other and with whatever else the machine does; a program that holds alone is
/// called UNSTEADY, and what it said the first time stands above that: nobody need believe the second answer.
pub(crate) fn hold(cargo: impl Fn(&[&str]) -> Command, flags: &[&str], which: &[&str]) -> bool {
    let (held, failed) = first_answer(&mut cargo(&[&["test", "--no-fail-fast"], flags, which].concat()));
    let holds_alone = |program: &String| {
        println!("── once more, alone: {program}");
        let program_only: Vec<&str> = program.split(' ').collect();
        let alone = [&["test"], flags, &program_only, &["--", "--test-threads=1"]].concat();
        let holds = succeeds(&mut cargo(&alone));
        println!(
            "── {}: {program}",
            if holds { "UNSTEADY, failed beside others" } else { "fails alone too" }
        );
        holds
    };
    // Where no program is named, none failed: it was not built.
    held || !failed.is_empty() && failed.iter().filter(|program| !holds_alone(program)).count() == 0
}

/// Whether the command succeeded, and the test programs that failed, as cargo names them.
fn first_answer(command: &mut Command) -> (bool, Vec<String>) {
    let mut failed = Vec::new();
    let ended = command.stderr(Stdio::piped()).spawn().and_then(|mut child| {
        for line in BufReader::new(child.stderr.take().expect("asked for above")).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            eprintln!("{line}");
            failed.extend(named_in(&line));
        }
        child.wait()
    });
    match ended {
        Ok(status) => (status.success(), failed),
        Err(error) => {
            eprintln!("xtask: cannot run {:?}: {error}", command.get_program());
            (false, Vec::new())
        }
    }
}

/// The program in ``error: test failed, to rerun pass `-p load --lib` ``.
fn named_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("to rerun pass `")?;
    Some(rest.split_once('`')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs, process};

    use super::*;

    /// Whether the tests of a package hold whose only test does `work`, in the package's folder.
    fn holds(name: &str, work: &str) -> bool {
        let folder = env::temp_dir().join(format!("common-ground-{name}-{}", process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("Cargo.toml"), format!("[workspace]\n[package]\nname = \"{name}\"\n")).unwrap();
        fs::write(folder.join("src/lib.rs"), format!("#[test]\nfn it() {{ {work} }}\n")).unwrap();
        let answer = hold(|args| cargo_in(&folder, args), &["--quiet", "--offline"], &["--lib"]);
        fs::remove_dir_all(&folder).unwrap();
        answer
    }

    fn cargo_in(folder: &Path, args: &[&str]) -> Command {
        let mut cargo = crate::run::cargo(args);
        cargo.current_dir(folder).env("CARGO_TARGET_DIR", folder.join("target"));
        cargo.stdout(Stdio::null()).stderr(Stdio::null());
        cargo
    }

    #[test]
    fn what_holds_alone_holds_and_nothing_else() {
        assert!(holds("steady", ""));
        assert!(holds("once", "std::fs::create_dir(\"seen\").map_or((), |()| panic!(\"the first time\"))"));
        assert!(!holds("never", "panic!()"));
        assert!(!holds("unbuilt", "nonsense"));
    }
}
