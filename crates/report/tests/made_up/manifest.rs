//! What the made-up run says of itself.

use std::collections::BTreeMap;

use record::{
    Backend, Contender, Environment, Manifest, Placement, Profile, SCHEMA_VERSION, Scenario, State, Version,
};

use super::BLOCKS;
use super::characters::{CHARACTERS, Character};

/// What `run.json` would say of it.
pub(super) fn manifest(order: Vec<String>) -> Manifest {
    Manifest {
        schema_version: SCHEMA_VERSION,
        name: "2026-11-24-made-up-0000000".into(),
        started_at: "2026-11-24T09:30:00Z".into(),
        state: State::Complete,
        command: "cargo xtask compare --profile quick --seed 7".into(),
        seed: 7,
        order,
        profile: Profile { name: "quick".into(), blocks: BLOCKS, warmup_ms: 500, window_ms: 2_000 },
        scenarios: vec![fetch(), plaintext()],
        contenders: CHARACTERS.iter().map(contender).collect(),
        environment: environment(),
        warnings: vec!["nofile was raised from 1024 to 524288, its hard limit".into()],
        protocol: record::Protocol::default(),
    }
}

fn fetch() -> Scenario {
    Scenario {
        name: "fetch/ten-ms".into(),
        title: "One call of 10 ms to a backend".into(),
        question: "When each request waits 10 ms for a backend, what do threads cost and what does async buy?".into(),
        expect: "No difference in speed until a core is full; then the cheaper model carries more.".into(),
        analysis: "Read CPU per request where both are equally fast; then look for where a tail or the throughput parts."
            .into(),
        target: "/fetch?ms=10&bytes=128".into(),
        wait_ms: 10,
        backend: Backend::Fixed,
        objective_p99_ms: Some(50.0),
        predicted: Vec::new(),
        steps: Vec::new(),
        contenders: CHARACTERS.iter().map(|c| c.name.to_owned()).collect(),
    }
}

fn plaintext() -> Scenario {
    Scenario {
        name: "plaintext".into(),
        title: "Control: no waiting at all".into(),
        question: "What does the model cost when nothing waits?".into(),
        expect: "The smallest request shows the model's own cost, and nothing of its use.".into(),
        analysis: "A ranking here says little about work that waits; it is here as a control.".into(),
        target: "/plaintext".into(),
        wait_ms: 0,
        backend: Backend::Fixed,
        objective_p99_ms: None,
        predicted: Vec::new(),
        steps: Vec::new(),
        contenders: CHARACTERS.iter().map(|c| c.name.to_owned()).collect(),
    }
}

fn contender(who: &Character) -> Contender {
    Contender {
        name: who.name.into(),
        title: who.title.into(),
        model: who.model.into(),
        colour: who.colour.into(),
        http: who.http.into(),
        boundary: None,
        pairs: who.pairs.iter().map(|&pair| pair.to_owned()).collect(),
        limits: BTreeMap::from([("connections".into(), "20000".into()), ("threads".into(), "20000".into())]),
        command: format!("server {} --port 0", who.name),
        version: Version { program: "server 0.1.0".into(), libraries: format!("{} 1.0", who.http) },
    }
}

fn environment() -> Environment {
    Environment {
        kernel: "6.1.0".into(),
        cpu_model: Some("A made-up CPU".into()),
        cores: 2,
        threads_per_core: Some(1),
        governor: None,
        hypervisor: Some("KVM".into()),
        memory_bytes: Some(8 << 30),
        compiler: "rustc 1.91.0".into(),
        git_revision: Some("0000000".into()),
        limits: BTreeMap::from([
            ("nofile".into(), "524288".into()),
            ("max_map_count".into(), "65530".into()),
        ]),
        generator_ceiling_per_s: None,
        not_available: BTreeMap::new(),
        placement: Placement {
            server: vec![0],
            generator: vec![1],
            backend: vec![1],
            caveats: vec!["two cores only: generator and backend share core 1".into()],
        },
    }
}
