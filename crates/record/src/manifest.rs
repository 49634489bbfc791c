//! `run.json`: the plan, the machine, the versions and the command that replays the run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Protocol;

/// The version of the run directory's schema. A reader refuses a newer one.
pub const SCHEMA_VERSION: u32 = 3;

/// Everything about a run that is not a measured point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA_VERSION`] at the time of writing.
    pub schema_version: u32,
    /// The run's name: the name of its directory.
    pub name: String,
    /// When it began, RFC 3339, UTC.
    pub started_at: String,
    /// Whether it ran to its end.
    pub state: State,
    /// The command that replays it.
    pub command: String,
    /// The seed that gave the order of cases and every arrival.
    pub seed: u64,
    /// Which cases are planned, in the order they were run (`scenario contender load block`).
    pub order: Vec<String>,
    /// How long and how often each case was measured.
    pub profile: Profile,
    /// The scenarios, as their files had them.
    pub scenarios: Vec<Scenario>,
    /// The contenders, as their files had them.
    pub contenders: Vec<Contender>,
    /// The machine.
    pub environment: Environment,
    /// What was noticed on the way (a limit raised, points left out), for the reader.
    pub warnings: Vec<String>,
    /// How it was carried out.
    #[serde(default)]
    pub protocol: Protocol,
}

/// Whether a run ended as planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Still being measured, or stopped without a word.
    Running,
    /// Every planned case was measured.
    Complete,
    /// Stopped by Ctrl-C or by a failure of the harness; what is there is whole.
    Interrupted,
}

/// How long and how often each case was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name: smoke, quick or thorough.
    pub name: String,
    /// How many blocks (repeats of everything with fresh processes).
    pub blocks: u32,
    /// Load before the window, in ms.
    pub warmup_ms: u64,
    /// The measured window, in ms.
    pub window_ms: u64,
}

/// A scenario, as its file had it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its name: its path below `scenarios/`, without the ending.
    pub name: String,
    /// A title of a few words.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// What theory expects.
    pub expect: String,
    /// How to read the outcome.
    pub analysis: String,
    /// The request target, as sent.
    pub target: String,
    /// How long each request waits at the backend or on a timer, in ms.
    pub wait_ms: u32,
    /// How the backend spreads its time.
    pub backend: Backend,
    /// The response p99 that a service would want, in ms, where the scenario names one.
    pub objective_p99_ms: Option<f64>,
    /// What theory predicts, computed from the scenario as it was measured, a sentence each.
    #[serde(default)]
    pub predicted: Vec<String>,
    /// Where the rate changes in equal stretches of the window: its factor in each.
    #[serde(default)]
    pub steps: Vec<f64>,
    /// The contenders in the order to show them.
    pub contenders: Vec<String>,
}

/// How the backend spreads its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backend {
    /// Always what was asked.
    Fixed,
    /// Log-normal with the asked time as its median.
    LogNormal {
        /// Standard deviation of the logarithm; no unit.
        sigma: f64,
    },
}

/// A contender, as its file had it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contender {
    /// Its name.
    pub name: String,
    /// What it is, in a line.
    pub title: String,
    /// How it waits: the word of its model.
    pub model: String,
    /// Its colour: blocking or async.
    pub colour: String,
    /// The HTTP library that serves.
    pub http: String,
    /// What stands between the HTTP library and the handlers, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<String>,
    /// The pairs in which it plays a part: `matched`, `practice`, `deployed`, `limit`, `boundary`.
    pub pairs: Vec<String>,
    /// Its settings and limits, each printed: threads, connections, queue, stack.
    pub limits: BTreeMap<String, String>,
    /// The command that starts it, by hand.
    pub command: String,
    /// What it said of itself at start-up.
    pub version: Version,
}

/// What a contender said of itself at start-up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The program and its version.
    pub program: String,
    /// The libraries that serve, with their versions.
    pub libraries: String,
}

/// The machine that measured (method rule 10). A `None` is "not available here".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// The kernel's release.
    pub kernel: String,
    /// The CPU's model name.
    pub cpu_model: Option<String>,
    /// Cores that may be used.
    pub cores: u32,
    /// Threads per core.
    pub threads_per_core: Option<u32>,
    /// The frequency governor.
    pub governor: Option<String>,
    /// The hypervisor, where there is one.
    pub hypervisor: Option<String>,
    /// Memory in all, in bytes.
    pub memory_bytes: Option<u64>,
    /// The compiler that built the programs.
    pub compiler: String,
    /// The revision that was measured, with `-dirty` where files were changed.
    pub git_revision: Option<String>,
    /// Limits of the system that can decide a result: nofile, threads-max, max_map_count, pids.max,
    /// somaxconn, ip_local_port_range, loopback MTU.
    pub limits: BTreeMap<String, String>,
    /// Which cores served, which generated load.
    pub placement: Placement,
    /// The requests per second that the generator reached on its cores against a responder that does
    /// nothing: an open loop is trusted up to half of it (method rule 16).
    #[serde(default)]
    pub generator_ceiling_per_s: Option<f64>,
    /// What this machine cannot give, by the name of its column, with the reason: such cells are empty.
    #[serde(default)]
    pub not_available: BTreeMap<String, String>,
}

/// Which process ran on which cores.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The measured server's cores.
    pub server: Vec<u32>,
    /// The generator's cores.
    pub generator: Vec<u32>,
    /// The backend's cores.
    pub backend: Vec<u32>,
    /// What is not as one would wish, in words.
    pub caveats: Vec<String>,
}
