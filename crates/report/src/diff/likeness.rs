//! How alike two runs are besides what was measured: what a reader must know before reading on.

use record::{Environment, Manifest, State};

/// Whether blocks of the same number belong together: the same seed, and the same cases in the same order
/// as far as the shorter run goes, so that each pair faced the same arrivals after the same predecessors.
pub(super) fn is_paired(old: &Manifest, new: &Manifest) -> bool {
    let both = old.order.len().min(new.order.len());
    old.seed == new.seed && old.order[..both] == new.order[..both]
}

/// What differs, each in a sentence, loudest first.
pub(super) fn notes(old: &Manifest, new: &Manifest) -> Vec<String> {
    let mut notes = Vec::new();
    let machine = machine(&old.environment, &new.environment);
    if !machine.is_empty() {
        notes.push(format!(
            "THE RUNS ARE OF DIFFERENT MACHINES OR SETTINGS ({}): a change may be the machine's.",
            machine.join("; ")
        ));
    }
    if old.schema_version != new.schema_version {
        notes.push(format!(
            "THE RUNS WERE WRITTEN BY DIFFERENT VERSIONS OF THE SCHEMA ({} and {}): a column may have changed its meaning.",
            old.schema_version, new.schema_version
        ));
    }
    let (a, b) = (&old.profile, &new.profile);
    if (a.warmup_ms, a.window_ms) != (b.warmup_ms, b.window_ms) {
        notes.push(format!(
            "The windows differ: {} ms after {} ms of warm-up, and {} ms after {} ms.",
            a.window_ms, a.warmup_ms, b.window_ms, b.warmup_ms
        ));
    }
    for (which, manifest) in [("OLD", old), ("NEW", new)] {
        if manifest.state != State::Complete {
            notes.push(format!("{which} did not reach its end; what it has is compared."));
        }
    }
    notes.extend(contenders(old, new));
    notes
}

/// Each property in which the machines differ.
fn machine(old: &Environment, new: &Environment) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "not known".to_owned());
    let number = |value: Option<u32>| value.map_or("not known".to_owned(), |value| value.to_string());
    let properties = [
        ("CPU", text(&old.cpu_model), text(&new.cpu_model)),
        ("cores", old.cores.to_string(), new.cores.to_string()),
        ("threads per core", number(old.threads_per_core), number(new.threads_per_core)),
        ("governor", text(&old.governor), text(&new.governor)),
        ("hypervisor", text(&old.hypervisor), text(&new.hypervisor)),
        ("kernel", old.kernel.clone(), new.kernel.clone()),
        ("compiler", old.compiler.clone(), new.compiler.clone()),
        ("server's cores", format!("{:?}", old.placement.server), format!("{:?}", new.placement.server)),
    ];
    let differing = properties.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(name, old, new)| format!("{name}: {old}, then {new}")).collect()
}

/// Contenders of one name that are not set up alike: perhaps the very change that is looked for.
fn contenders(old: &Manifest, new: &Manifest) -> Vec<String> {
    let mut notes = Vec::new();
    for before in &old.contenders {
        let Some(after) = new.contenders.iter().find(|after| after.name == before.name) else { continue };
        if before.limits != after.limits {
            notes.push(format!("{} has other limits or settings in NEW.", before.name));
        }
        if before.version != after.version {
            notes.push(format!(
                "{} is {} in OLD and {} in NEW.",
                before.name, before.version.libraries, after.version.libraries
            ));
        }
    }
    notes
}
