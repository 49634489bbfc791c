//! A disk that fills up, and a program that is killed in the middle of a write.
//!
//! Both are made with a limit on the size of files, which needs no privilege and which the kernel
//! keeps byte by byte: a write that crosses it stops half-way with an error, as on a full disk, or, if
//! the signal is left at its default, the process is killed there and then.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::{add, manifest, point, series};
use record::{Clock, RecordError, Run, RunWriter};

/// Runs [`the_child`] with files limited to `blocks` of 512 bytes.
fn child(results: &Path, blocks: u32, signal: &str) -> Output {
    let program = std::env::current_exe().unwrap();
    Command::new("sh")
        .arg("-c")
        // `-c`: a core dump would be a file too. What the child prints goes through a pipe.
        .arg(format!(
            "{signal}; ulimit -c 0; ulimit -f {blocks}; exec \"$0\" --ignored --exact the_child --nocapture"
        ))
        .arg(program)
        .env("RESULTS", results)
        .output()
        .unwrap()
}

#[test]
#[ignore = "run by the other tests in a process of its own"]
fn the_child() {
    let Some(results) = std::env::var_os("RESULTS") else { return };
    if let Err(error) = write(Path::new(&results)) {
        println!("\nno room: {} {error}", error.is_no_room());
    }
}

fn write(results: &Path) -> Result<(), RecordError> {
    let mut writer = RunWriter::create(results, "a-run", &manifest())?;
    for order in 0..60 {
        add(&mut writer, order)?;
        // On a line of its own also where the tests run one after the other and their names stand before.
        println!("\nadded {order}");
    }
    Ok(())
}

/// How many cases the child said it had added.
fn added(output: &Output) -> usize {
    String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.starts_with("added ")).count()
}

fn opens_with(folder: &Path, cases: std::ops::RangeInclusive<usize>) {
    let run = Run::open(folder).unwrap();
    assert!(cases.contains(&run.points.len()), "{} is not in {cases:?}", run.points.len());
    for (order, found) in run.points.iter().enumerate() {
        assert_eq!(*found, point(order as u32));
        assert_eq!(run.series(found).unwrap(), series(20));
        assert_eq!(run.histogram(found, Clock::Service).unwrap().len(), 900 + order as u64);
    }
}

#[test]
fn a_full_disk_keeps_all_that_was_recorded_before_and_says_so() {
    let mut counts = Vec::new();
    for blocks in [8, 11] {
        let results = tempfile::tempdir().unwrap();
        let output = child(results.path(), blocks, "trap '' XFSZ");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let cases = added(&output);
        assert!(said.contains("no room: true"), "{said}");
        assert!(said.contains(&format!("the {cases} cases before it are whole: no room for")), "{said}");
        assert!(said.contains(&format!(": {} of ", blocks * 512)), "how much had been written: {said}");
        assert!(said.contains("free some room"), "{said}");
        let folder = results.path().join("a-run");
        opens_with(&folder, cases..=cases);
        let hidden = walk(&folder).into_iter().filter(|name| name.contains(".unfinished")).count();
        assert_eq!(hidden, 0, "the half-written file is removed, it takes room");
        counts.push(cases);
    }
    assert!(
        counts[0] > 0 && counts.is_sorted_by(|a, b| a < b),
        "the limits were met one after the other: {counts:?}"
    );
}

#[test]
fn no_room_for_the_first_file_leaves_nothing() {
    let results = tempfile::tempdir().unwrap();
    let output = child(results.path(), 1, "trap '' XFSZ");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("no room: true"), "{said}");
    assert_eq!(walk(results.path()), Vec::<String>::new());
}

#[test]
fn whoever_is_killed_in_a_write_leaves_a_directory_that_opens() {
    let mut counts = Vec::new();
    // Where a small file, the manifest or the table is the first that grows beyond its limit.
    for blocks in [1, 2, 3, 5, 6, 8, 11] {
        let results = tempfile::tempdir().unwrap();
        let output = child(results.path(), blocks, "true");
        assert_eq!(output.status.code(), None, "killed by the signal: {output:?}");
        let folder = results.path().join("a-run");
        let cases = added(&output);
        counts.push(cases);
        if folder.exists() {
            opens_with(&folder, cases..=cases);
            let hidden = walk(&folder).into_iter().filter(|name| name.contains(".unfinished")).count();
            assert_eq!(hidden, 1, "it was killed in the middle of a write");
        } else {
            assert_eq!(cases, 0);
        }
    }
    counts.dedup();
    assert!(counts.len() >= 4, "killed in different places: {counts:?}");
}

fn walk(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        names.push(entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            names.extend(walk(&entry.path()));
        }
    }
    names
}
