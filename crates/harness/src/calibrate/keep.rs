//! Where calibrations are kept, and which of them belongs to a run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use record::{Calibration, Environment};

use crate::utc::Utc;

/// How the files end.
const ENDING: &str = "-calibration.json";

/// Where a new calibration is kept below `root`.
pub(super) fn new_file(root: &Path) -> PathBuf {
    folder(root).join(format!("{}{ENDING}", Utc::now().for_a_name()))
}

/// Writes `calibration`, making its folder if need be.
pub(super) fn keep(calibration: &Calibration, file: &Path) -> Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    Ok(calibration.write(file)?)
}

/// The newest whole calibration below `root` of this machine and this code, if there is one. A file that
/// cannot be read is none.
pub(crate) fn newest(root: &Path, here: &Environment) -> Option<Calibration> {
    let files = fs::read_dir(folder(root)).ok()?;
    let mut names: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    names.retain(|path| path.to_string_lossy().ends_with(ENDING));
    // Their names begin with the date.
    names.sort();
    let read = names.iter().rev().filter_map(|path| Calibration::read(path).ok());
    read.into_iter().find(|calibration| calibration.whole && same(&calibration.environment, here))
}

/// Whether both are the same machine, split in the same way, with the same code. A revision with
/// changed files names no code at all, so it is never the same.
fn same(one: &Environment, other: &Environment) -> bool {
    let clean = |revision: &Option<String>| revision.as_ref().is_some_and(|name| !name.ends_with("-dirty"));
    let facts = |of: &Environment| {
        (of.git_revision.clone(), of.cpu_model.clone(), of.kernel.clone(), of.cores, of.compiler.clone())
    };
    clean(&one.git_revision) && facts(one) == facts(other) && one.placement == other.placement
}

fn folder(root: &Path) -> PathBuf {
    root.join("results/local")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calibration(started_at: &str, revision: &str) -> Calibration {
        let environment = Environment { git_revision: Some(revision.into()), ..Environment::default() };
        Calibration {
            version: Calibration::VERSION,
            started_at: started_at.into(),
            took_s: 1.0,
            whole: true,
            environment,
            checks: Vec::new(),
            resolution: Vec::new(),
        }
    }

    #[test]
    fn the_newest_of_this_code_is_found_and_no_other() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str| folder(root.path()).join(format!("{name}{ENDING}"));
        for (name, revision) in [("1", "abc"), ("3", "abc"), ("2", "abc"), ("4", "def"), ("5", "abc-dirty")] {
            keep(&calibration(name, revision), &file(name)).expect("it can be written");
        }
        let cut_short = Calibration { whole: false, ..calibration("6", "abc") };
        keep(&cut_short, &file("6")).expect("it can be written");
        fs::write(file("7"), "{").expect("it can be written");
        let found = |revision: &str| {
            let here = calibration("", revision).environment;
            newest(root.path(), &here).map(|found| found.started_at)
        };
        assert_eq!(found("abc").as_deref(), Some("3"));
        assert_eq!(found("def").as_deref(), Some("4"));
        assert_eq!(found("abc-dirty"), None, "changed files are not the same code");
        assert_eq!(found("other"), None);
        let other_machine = Environment { cores: 64, ..calibration("", "abc").environment };
        assert_eq!(newest(root.path(), &other_machine), None);
    }
}
