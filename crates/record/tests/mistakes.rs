//! Each way in which a run directory can be wrong, and what the reader is told.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{add, manifest};
use record::{Clock, RecordError, Run, RunWriter};
use tempfile::TempDir;

/// A run of three cases, to be damaged.
fn run() -> (TempDir, PathBuf) {
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    for order in 0..3 {
        add(&mut writer, order).unwrap();
    }
    let folder = writer.path().to_path_buf();
    (results, folder)
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let changed = change(text.clone());
    assert_ne!(text, changed, "the damage was done");
    fs::write(path, changed).unwrap();
}

#[track_caller]
fn refused(folder: &Path, expected: &[&str]) {
    let error = Run::open(folder).expect_err("damaged").to_string();
    for part in expected {
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    }
}

#[test]
fn another_directory_is_no_run() {
    let empty = tempfile::tempdir().unwrap();
    refused(empty.path(), &[empty.path().to_str().unwrap(), "is no run directory", "`compare`"]);
    refused(&empty.path().join("missing"), &["is no run directory"]);
    let file = empty.path().join("file");
    fs::write(&file, "").unwrap();
    refused(&file, &["is no run directory"]);
}

#[test]
fn a_newer_schema_is_refused_before_anything_else_is_read() {
    let (_results, folder) = run();
    fs::write(folder.join("run.json"), r#"{"schema_version": 7, "made": "of other things"}"#).unwrap();
    refused(
        &folder,
        &["run.json", "made by a newer Common Ground: schema 7, this one reads up to 3; update"],
    );
    // Too large for the type that holds ours.
    fs::write(folder.join("run.json"), r#"{"schema_version": 5000000000}"#).unwrap();
    refused(&folder, &["schema 5000000000"]);
}

#[test]
fn a_damaged_manifest_is_shown_with_its_line() {
    let (_results, folder) = run();
    edit(&folder.join("run.json"), |text| text.replace("\"seed\": 7", "\"seed\": \"seven\""));
    refused(&folder, &["run.json", "line 7", "seven"]);
    fs::write(folder.join("run.json"), "").unwrap();
    refused(&folder, &["run.json", "line 1", "Restore"]);
}

#[test]
fn a_missing_column_is_named() {
    let (_results, folder) = run();
    edit(&folder.join("points.csv"), |text| text.replace("cpu_us_per_request,requests", "cpu,requests"));
    refused(&folder, &["points.csv", "no column `cpu_us_per_request`"]);
}

#[test]
fn columns_that_are_not_known_are_ignored() {
    let (_results, folder) = run();
    edit(&folder.join("points.csv"), |text| {
        let widen = |(at, line): (usize, &str)| format!("{},{line}\n", if at == 0 { "new" } else { "1" });
        text.lines().enumerate().map(widen).collect()
    });
    assert_eq!(Run::open(&folder).unwrap().points.len(), 3);
}

#[test]
fn a_malformed_row_is_shown_with_line_and_column() {
    let (_results, folder) = run();
    let points = folder.join("points.csv");
    let whole = fs::read_to_string(&points).unwrap();
    let replace = |from: &str, to: &str| fs::write(&points, whole.replacen(from, to, 1)).unwrap();
    replace(",64.125,", ",64;125,");
    refused(&folder, &["points.csv", "line 2", "column `cpu_us_per_request`", "float"]);
    replace(",VALID,", ",FINE,");
    refused(&folder, &["line 2", "FINE", "GENERATOR-LIMITED"]);
    replace(",closed,64,,", ",closed,,,");
    refused(&folder, &["line 2", "column `connections`"]);
    replace("curated/fetch-10ms,", "");
    refused(&folder, &["line 2", "57 cells instead of 58"]);
}

#[test]
fn a_points_file_that_is_cut_off_anywhere_is_noticed() {
    let (_results, folder) = run();
    let points = folder.join("points.csv");
    let whole = fs::read(&points).unwrap();
    let line_ends: Vec<usize> =
        whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    for length in 0..whole.len() {
        fs::write(&points, &whole[..length]).unwrap();
        match Run::open(&folder) {
            // Between two rows nothing is missing that could be seen.
            Ok(run) => assert_eq!(
                Some(run.points.len() + 1),
                line_ends.iter().position(|at| *at == length).map(|at| at + 1)
            ),
            Err(error) => assert!(matches!(error, RecordError::Malformed { .. }), "{length}: {error}"),
        }
    }
    fs::remove_file(&points).unwrap();
    refused(&folder, &["cannot read", "points.csv"]);
}

#[test]
fn a_histogram_that_is_cut_off_anywhere_is_noticed() {
    let (_results, folder) = run();
    let run = Run::open(&folder).unwrap();
    let point = &run.points[0];
    let path = folder.join("histograms").join(point.file_stem() + ".hlog");
    let whole = fs::read(&path).unwrap();
    let right = run.histogram(point, Clock::Service).unwrap();
    // The last line is the lag's; without its line feed nothing is missing.
    for length in 0..whole.len() - 1 {
        fs::write(&path, &whole[..length]).unwrap();
        let error = run.histogram(point, Clock::Lag).expect_err("cut off").to_string();
        assert!(error.contains(path.to_str().unwrap()) && error.contains("cut off or damaged"), "{error}");
        if let Ok(found) = run.histogram(point, Clock::Service) {
            assert_eq!(found, right, "{length}");
        }
    }
    fs::remove_file(&path).unwrap();
    assert!(matches!(run.merged(&run.points, Clock::Response), Err(RecordError::Read { .. })));
}

#[test]
fn leftovers_of_a_write_are_ignored() {
    let (_results, folder) = run();
    fs::write(folder.join(".points.csv.1-1.unfinished"), "scenario,contender\nhalf a r").unwrap();
    fs::write(folder.join("histograms/.x.hlog.1-2.unfinished"), "#half").unwrap();
    fs::write(folder.join("histograms/0009-no-row-for-this.hlog"), "").unwrap();
    assert_eq!(Run::open(&folder).unwrap().points.len(), 3);
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let (results, folder) = run();
    let error = RunWriter::create(results.path(), "a-run", &manifest()).expect_err("taken");
    assert!(matches!(&error, RecordError::NameTaken(path) if *path == folder), "{error}");
    assert_eq!(Run::open(&folder).unwrap().points.len(), 3, "what was there is untouched");
    fs::write(results.path().join("b-run"), "").unwrap();
    let error = RunWriter::create(results.path(), "b-run", &manifest()).expect_err("taken");
    assert!(error.to_string().contains("give the run another name"), "{error}");
}

#[test]
fn a_name_that_is_no_name_is_refused() {
    let results = tempfile::tempdir().unwrap();
    for name in ["", ".", "..", "a/b", "/tmp/x"] {
        let error = RunWriter::create(results.path(), name, &manifest()).expect_err(name);
        assert!(matches!(error, RecordError::BadName(_)), "{name}: {error}");
    }
    assert_eq!(fs::read_dir(results.path()).unwrap().count(), 0);
}

/// `/sys` refuses everybody, the superuser too.
#[test]
fn a_folder_that_is_not_writable_is_told() {
    for folder in ["/sys", "/sys/results"] {
        let error = RunWriter::create(Path::new(folder), "a-run", &manifest()).expect_err("not writable");
        assert!(matches!(error, RecordError::NotWritable { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains(folder) && text.contains("choose another folder"), "{text}");
    }
}

#[test]
fn a_file_in_the_place_of_the_folder_is_told() {
    let results = tempfile::tempdir().unwrap();
    let file = results.path().join("results");
    fs::write(&file, "").unwrap();
    let error = RunWriter::create(&file, "a-run", &manifest()).expect_err("a file").to_string();
    assert!(error.contains(file.to_str().unwrap()) && error.contains("irectory"), "{error}");
}

#[test]
fn a_case_is_recorded_once() {
    let (results, _) = run();
    let mut writer = RunWriter::create(results.path(), "b-run", &manifest()).unwrap();
    add(&mut writer, 4).unwrap();
    let error = add(&mut writer, 4).expect_err("twice").to_string();
    assert!(error.contains("case 4 is recorded already"), "{error}");
}

#[test]
fn a_case_that_could_not_be_recorded_leaves_no_trace_and_can_be_tried_again() {
    let (_results, folder) = run();
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(results.path(), "b-run", &manifest()).unwrap();
    add(&mut writer, 0).unwrap();

    // In turn, each of the places that a case is written to cannot be written.
    for place in ["histograms", "series", "points.csv"] {
        let (place, aside) = (writer.path().join(place), results.path().join("aside"));
        fs::rename(&place, &aside).unwrap();
        let is_folder = aside.is_dir();
        if is_folder {
            fs::write(&place, "").unwrap();
        } else {
            fs::create_dir(&place).unwrap();
        }
        let error = add(&mut writer, 1).expect_err("a place is missing").to_string();
        assert!(error.contains("the 1 cases before it are whole"), "{error}");
        if is_folder {
            fs::remove_file(&place).unwrap();
        } else {
            fs::remove_dir(&place).unwrap();
        }
        fs::rename(&aside, &place).unwrap();
        assert_eq!(Run::open(writer.path()).unwrap().points.len(), 1, "{error}");
    }
    add(&mut writer, 1).unwrap();
    add(&mut writer, 2).unwrap();
    assert_eq!(Run::open(writer.path()).unwrap().points, Run::open(&folder).unwrap().points);
}

#[test]
fn a_folder_that_cannot_be_made_is_told_by_the_name_that_was_asked_for() {
    // Not even root can make a folder there.
    let error = RunWriter::create(Path::new("/proc"), "a-run", &manifest()).unwrap_err().to_string();
    assert!(error.contains("`/proc/a-run/") && !error.contains("unfinished"), "{error}");
}
