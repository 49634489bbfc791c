//! A made-up run as a directory.

use std::path::{Path, PathBuf};

use record::{Histograms, RunWriter};

use super::made_up::MadeUp;

/// Writes `run` into `folder/name` and says where that is. Its histograms are empty.
pub(crate) fn written(run: &MadeUp, folder: &Path, name: &str) -> PathBuf {
    let mut writer = RunWriter::create(folder, name, &run.manifest).expect("the folder is there and empty");
    let empty = hdrhistogram::Histogram::new_with_bounds(1_000, 60_000_000_000, 3).expect("bounds are sound");
    let histograms = Histograms { response: &empty, service: &empty, lag: &empty };
    for point in &run.points {
        writer.add(point, histograms, &[], &[]).expect("the folder can be written");
    }
    writer.finish(run.manifest.state).expect("the folder can be written")
}
