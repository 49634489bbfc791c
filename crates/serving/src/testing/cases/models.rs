//! Which models there are.

use std::process::Command;

/// The models that a program's `--help` names are those that its tests name: none goes untested.
pub fn every_model_is_named(program: &str, tested: &[&str]) {
    let help = Command::new(program).arg("--help").output().expect("the program starts").stdout;
    let help = String::from_utf8(help).expect("help is text");
    let (_, models) = help.split_once("models, the first by default:\n").expect("help lists the models");
    let (models, _) = models.split_once("\n\n").expect("the list has an end");
    let mut offered: Vec<&str> = models.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut tested = tested.to_vec();
    offered.sort_unstable();
    tested.sort_unstable();
    assert_eq!(offered, tested, "models of `--help` (left), models in tests/black_box.rs (right)");
}
