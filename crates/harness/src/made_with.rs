//! What a run is made with: it goes on with the same programs on the same machine, or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use record::{Environment, MadeWith, Manifest};
use scenario::Contender;

use crate::execute::Machine;
use crate::run_plan::RunPlan;
use crate::starting::program;

/// What measures: the generator is a part of the harness.
const INSTRUMENT: [&str; 2] = ["harness", "backend"];

/// What `plan` is carried out with on `machine`.
///
/// # Errors
/// A program cannot be read.
pub(crate) fn made_with(plan: &RunPlan, machine: &Machine) -> Result<MadeWith> {
    let RunPlan { profile, scenarios, contenders, .. } = plan;
    let definitions = digest(format!("{profile:?} {scenarios:?} {contenders:?}").as_bytes());
    Ok(MadeWith { definitions, ..instrument(machine, contenders)? })
}

/// The programs that measure and those of `contenders`, on `machine`, whatever is asked of them.
///
/// # Errors
/// A program cannot be read.
pub(crate) fn instrument(machine: &Machine, contenders: &[Contender]) -> Result<MadeWith> {
    let mut programs = BTreeMap::new();
    let runs = contenders.iter().map(|contender| contender.program.run.as_str());
    for run in INSTRUMENT.into_iter().chain(runs) {
        let file = program(&machine.programs, run);
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        programs.insert(run.to_owned(), digest(&content));
    }
    Ok(MadeWith { programs, definitions: String::new(), machine: machine_digest() })
}

/// Whether both were made with the same instrument on the same machine. Programs that only one of them ran prove
/// nothing of the instrument; one that both ran must be the same.
pub(crate) fn is_same_instrument(one: &MadeWith, other: &MadeWith) -> bool {
    let both_have = |name: &str| one.programs.contains_key(name) && other.programs.contains_key(name);
    let is_same =
        |name: &String| other.programs.get(name).is_none_or(|is| one.programs.get(name) == Some(is));
    INSTRUMENT.iter().all(|name| both_have(name))
        && one.programs.keys().all(is_same)
        && one.machine == other.machine
}

/// Why the run of `manifest` cannot go on with `now` in `here`, one reason each; none if it can.
pub(crate) fn objections(manifest: &Manifest, now: &MadeWith, here: &Environment) -> Vec<String> {
    let (then, there) = (&manifest.protocol.made_with, &manifest.environment);
    if *then == MadeWith::default() {
        return vec!["it was made by an earlier version, which did not record what it was made with".into()];
    }
    let mut reasons = Vec::new();
    let told = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".into());
    if there.git_revision != here.git_revision {
        let (was, is) = (told(&there.git_revision), told(&here.git_revision));
        reasons.push(format!("other code: it was made with revision {was}, this is {is}"));
    }
    let other: Vec<&str> = now
        .programs
        .iter()
        .filter(|(name, is)| then.programs.get(*name) != Some(*is))
        .map(|(name, _)| name.as_str())
        .collect();
    if !other.is_empty() {
        reasons.push(format!("other programs: {} changed since", other.join(", ")));
    }
    if then.definitions != now.definitions {
        reasons.push("other definitions: its scenarios, contenders or load points changed since".into());
    }
    if then.machine != now.machine {
        reasons.push("another machine".into());
    }
    let machine = [
        ("kernel", Some(there.kernel.clone()), Some(here.kernel.clone())),
        ("CPU", there.cpu_model.clone(), here.cpu_model.clone()),
        ("cores", Some(there.cores.to_string()), Some(here.cores.to_string())),
    ];
    for (what, was, is) in machine {
        if was != is {
            reasons.push(format!("another machine: its {what} was {}, here it is {}", told(&was), told(&is)));
        }
    }
    if there.placement != here.placement {
        reasons.push("another machine: its programs ran on other cores than they would here".into());
    }
    reasons
}

/// Tells machines apart and names none.
fn machine_digest() -> String {
    let read = |file: &str| fs::read_to_string(Path::new(file)).ok().filter(|text| !text.trim().is_empty());
    let name = read("/etc/machine-id").or_else(|| read("/proc/sys/kernel/hostname"));
    digest(name.unwrap_or_default().trim().as_bytes())
}

/// 64 bits by FNV-1a (Fowler, Noll, Vo): enough to notice a change, and no defence against a forger.
fn digest(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let mut manifest: Manifest =
            serde_json::from_str(include_str!("rehearsal.json")).expect("a manifest");
        manifest.protocol.made_with = MadeWith {
            programs: BTreeMap::from([("backend".into(), "1".into()), ("harness".into(), "2".into())]),
            definitions: "3".into(),
            machine: "4".into(),
        };
        manifest
    }

    #[test]
    fn published_digests() {
        // From the test vectors of the FNV reference source.
        assert_eq!(digest(b""), "cbf29ce484222325");
        assert_eq!(digest(b"a"), "af63dc4c8601ec8c");
        assert_eq!(digest(b"foobar"), "85944171f73967e8");
    }

    #[test]
    fn the_same_is_not_objected_to() {
        let manifest = manifest();
        assert!(objections(&manifest, &manifest.protocol.made_with, &manifest.environment).is_empty());
    }

    #[test]
    fn an_instrument_is_the_same_whoever_is_measured_with_it() {
        let run = manifest().protocol.made_with;
        let is = |change: &dyn Fn(&mut MadeWith)| {
            let mut calibrated = run.clone();
            change(&mut calibrated);
            is_same_instrument(&calibrated, &run) && is_same_instrument(&run, &calibrated)
        };
        assert!(is(&|_| ()));
        assert!(is(&|with| _ = with.programs.insert("async-server".into(), "7".into())));
        assert!(is(&|with| with.definitions = "9".into()));
        assert!(!is(&|with| _ = with.programs.insert("backend".into(), "9".into())));
        assert!(!is(&|with| with.machine = "9".into()));
        assert!(!is(&|with| _ = with.programs.remove("harness")));
        assert!(!is_same_instrument(&MadeWith::default(), &MadeWith::default()), "nothing is known of it");
    }

    #[test]
    fn whatever_is_other_is_named() {
        let manifest = manifest();
        let check = |change: &dyn Fn(&mut MadeWith, &mut Environment), word: &str| {
            let (mut now, mut here) = (manifest.protocol.made_with.clone(), manifest.environment.clone());
            change(&mut now, &mut here);
            let reasons = objections(&manifest, &now, &here);
            assert!(reasons.len() == 1 && reasons[0].contains(word), "{word}: {reasons:?}");
        };
        check(&|_, here| here.git_revision = Some("f00-dirty".into()), "this is f00-dirty");
        check(&|now, _| _ = now.programs.insert("backend".into(), "9".into()), "backend changed");
        check(&|now, _| now.definitions = "9".into(), "definitions");
        check(&|now, _| now.machine = "9".into(), "another machine");
        check(&|_, here| here.kernel = "7.0".into(), "kernel");
        check(&|_, here| here.cores = 96, "here it is 96");
        check(&|_, here| here.placement.server = vec![9], "other cores");
        let mut old = manifest.clone();
        old.protocol.made_with = MadeWith::default();
        assert!(
            objections(&old, &manifest.protocol.made_with, &old.environment)[0].contains("earlier version")
        );
    }
}
