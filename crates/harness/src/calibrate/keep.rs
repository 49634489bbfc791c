//! Where calibrations are kept, and which of them belongs to a run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use record::{Calibration, Environment, Manifest};

use crate::made_with::is_same_instrument;
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

/// The newest whole calibration below `root` of the instrument and the machine that `manifest` tells of, if there is
/// one. A file that cannot be read is none.
pub(crate) fn newest(root: &Path, manifest: &Manifest) -> Option<Calibration> {
    let files = fs::read_dir(folder(root)).ok()?;
    let mut names: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    names.retain(|path| path.to_string_lossy().ends_with(ENDING));
    // Their names begin with the date.
    names.sort();
    let read = names.iter().rev().filter_map(|path| Calibration::read(path).ok());
    read.into_iter().find(|calibration| calibration.whole && belongs(calibration, manifest))
}

/// Whether what was calibrated is what the run was measured with: the same programs, on the same machine as the
/// kernel tells it, split in the same way. The revision does not decide, since the programs themselves do: one with
/// changed files names no code.
fn belongs(calibration: &Calibration, manifest: &Manifest) -> bool {
    let facts = |of: &Environment| (of.cpu_model.clone(), of.kernel.clone(), of.cores, of.placement.clone());
    is_same_instrument(&calibration.made_with, &manifest.protocol.made_with)
        && facts(&calibration.environment) == facts(&manifest.environment)
}

fn folder(root: &Path) -> PathBuf {
    root.join("results/local")
}

#[cfg(test)]
mod tests {
    use record::MadeWith;

    use super::*;

    /// Made with a harness and a backend whose digests are `code`, on the machine `there`.
    fn made_with(code: &str, there: &str) -> MadeWith {
        let programs = ["harness", "backend"].map(|name| (name.to_owned(), code.to_owned())).into();
        MadeWith { programs, machine: there.into(), ..MadeWith::default() }
    }

    fn calibration(started_at: &str, code: &str) -> Calibration {
        Calibration {
            version: Calibration::VERSION,
            started_at: started_at.into(),
            took_s: 1.0,
            whole: true,
            environment: Environment::default(),
            made_with: made_with(code, "here"),
            checks: Vec::new(),
            resolution: Vec::new(),
        }
    }

    fn run(code: &str, there: &str) -> Manifest {
        let mut manifest: Manifest =
            serde_json::from_str(include_str!("../rehearsal.json")).expect("a manifest");
        manifest.environment = Environment::default();
        manifest.protocol.made_with = made_with(code, there);
        manifest
    }

    #[test]
    fn the_newest_of_this_code_on_this_machine_is_found_and_no_other() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str| folder(root.path()).join(format!("{name}{ENDING}"));
        for (name, code) in [("1", "abc"), ("3", "abc"), ("2", "abc"), ("4", "def")] {
            keep(&calibration(name, code), &file(name)).expect("it can be written");
        }
        let cut_short = Calibration { whole: false, ..calibration("5", "abc") };
        keep(&cut_short, &file("5")).expect("it can be written");
        let earlier = Calibration { made_with: MadeWith::default(), ..calibration("6", "abc") };
        keep(&earlier, &file("6")).expect("it can be written");
        fs::write(file("7"), "{").expect("it can be written");
        let found = |run: &Manifest| newest(root.path(), run).map(|found| found.started_at);
        assert_eq!(found(&run("abc", "here")).as_deref(), Some("3"));
        assert_eq!(found(&run("def", "here")).as_deref(), Some("4"));
        assert_eq!(found(&run("other", "here")), None);
        assert_eq!(found(&run("abc", "there")), None, "another machine");
        let mut split_otherwise = run("abc", "here");
        split_otherwise.environment.placement.server = vec![9];
        assert_eq!(found(&split_otherwise), None);
        let mut earlier = run("abc", "here");
        earlier.protocol.made_with = MadeWith::default();
        assert_eq!(found(&earlier), None, "nobody knows what it was made with");
    }
}
