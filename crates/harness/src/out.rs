//! Whether the run can be written where it shall be, asked before anything is measured.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Result, bail};

/// Tries the folder that `out` names, or `results/local` below `root`. Nothing is left behind.
///
/// # Errors
/// Something is there already, or nothing can be written there; with what to do.
pub(crate) fn check(root: &Path, out: Option<&Path>) -> Result<()> {
    let local = root.join("results/local");
    let run = out.map_or_else(|| local.join("run"), Path::to_path_buf);
    if run.file_name().is_none() {
        bail!("`{}` is no name for a run directory", run.display());
    }
    if out.is_some() && run.symlink_metadata().is_ok() {
        bail!("`{}` is there already: give the run another name, or move that away", run.display());
    }
    try_beside(&run).or_else(|error| {
        let (folder, advice) = match out {
            Some(out) => (out, "name a folder that can be written, or leave --out away"),
            None => (local.as_path(), "name a folder that can be written with --out"),
        };
        bail!("nothing was measured: `{}` cannot be written ({error}); {advice}", folder.display())
    })
}

/// Makes a folder where `run`, or the first missing folder above it, would be, and removes it.
fn try_beside(run: &Path) -> io::Result<()> {
    let above = run
        .ancestors()
        .skip(1)
        .map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    let there = above.into_iter().find(|above| above.symlink_metadata().is_ok()).unwrap_or(Path::new("."));
    let trial = there.join(format!(".common-ground-{}", std::process::id()));
    fs::create_dir(&trial)?;
    fs::remove_dir(&trial)
}
