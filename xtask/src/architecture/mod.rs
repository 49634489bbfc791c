//! The invariants of the house, each kept by a check instead of by goodwill.
//!
//! Every check has a positive control: it is also run on something that it must refuse, so that a
//! misspelt name cannot make it pass.

mod clocks;
mod links;
mod method;
mod profile;
mod purity;
mod twins;

/// What is wrong, one sentence each.
pub(crate) type Complaints = Vec<String>;

/// Runs all checks, printing what is wrong; whether nothing is.
pub(crate) fn holds() -> bool {
    let checks: [(&str, Complaints); 6] = [
        ("who may link whom", links::complaints()),
        ("the twins stay twins", twins::complaints()),
        ("pure crates do no I/O and read no clock", purity::complaints()),
        ("nothing is measured with a clock that can be set", clocks::complaints()),
        ("the rules that code names are written down, and kept where they say", method::complaints()),
        ("nothing is timed in the dev profile", profile::complaints()),
    ];
    for (name, complaints) in &checks {
        println!("{} {name}", if complaints.is_empty() { "ok  " } else { "FAIL" });
        complaints.iter().for_each(|complaint| println!("     {complaint}"));
    }
    checks.iter().all(|(_, complaints)| complaints.is_empty())
}
