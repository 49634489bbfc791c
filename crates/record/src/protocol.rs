//! How a run was carried out: what was asked for, with what, in how many sittings, how precise it came out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a run was carried out. All of it is empty in a run of an earlier version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protocol {
    /// What was asked for: the same plan can be made from it again.
    pub asked: Asked,
    /// The most blocks that the run could have had; it may stop earlier, see `stopped`.
    pub blocks_max: u32,
    /// Why there are no more blocks, in words; empty while the run goes on.
    pub stopped: String,
    /// Every comparison that the run wanted to be precise in, with how precise it is (method rule 12).
    pub precision: Vec<Precision>,
    /// What it was made with: a run goes on with the same or not at all.
    pub made_with: MadeWith,
    /// The times at which it was measured: one, and one more for each time it was resumed.
    pub sittings: Vec<Sitting>,
}

/// What was asked for on the command line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Scenarios, as they were written; none: the tour.
    pub scenarios: Vec<String>,
    /// Contenders, as they were written; none: those of each scenario.
    pub contenders: Vec<String>,
    /// So many blocks, no more and no less; `None`: as the profile says.
    pub blocks: Option<u32>,
    /// Whether capacities were to be searched too, by the profile or by an option.
    pub capacity: bool,
    /// What a reader's own service has to carry, where advice was asked for. Its scenario lies in the run directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish: Option<Wish>,
}

/// The load that a service has to carry: so many at once, or so many a second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Requests at once, all the time.
    pub in_flight: Option<u32>,
    /// Requests a second.
    pub rate_per_s: Option<f64>,
    /// How many cores the server is given; `None`: as for any run.
    pub server_cores: Option<u32>,
    /// The command that asks for the same again.
    pub command: String,
}

/// How precise the comparison of a pair is at one load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The scenario's name.
    pub scenario: String,
    /// The blocking contender's name.
    pub blocking: String,
    /// The async contender's name.
    pub asynchronous: String,
    /// The load, as `closed 64` or `open 1000/s`.
    pub load: String,
    /// The column of `points.csv` that is compared.
    pub metric: String,
    /// In how many blocks both sides are VALID and have a value.
    pub blocks: u32,
    /// Half the width of the 95 % interval of the paired ratio, as a share of the ratio (0.02: from 2 % below
    /// to 2 % above, on the logarithm's scale); `None` with fewer than two blocks.
    pub half_width_ratio: Option<f64>,
    /// What was wanted.
    pub wanted_ratio: f64,
}

impl Precision {
    /// Whether the interval is as narrow as was wanted.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        self.half_width_ratio.is_some_and(|half_width| half_width <= self.wanted_ratio)
    }
}

/// What a run was made with, beside the revision and the machine in the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MadeWith {
    /// Each program's file and a digest of its content.
    pub programs: BTreeMap<String, String>,
    /// A digest of the scenarios and contenders as they were understood.
    pub definitions: String,
    /// A digest of what the system calls this machine: tells machines apart and names none.
    pub machine: String,
}

/// One time at which the run was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// When it began, RFC 3339, UTC.
    pub started_at: String,
    /// The command.
    pub command: String,
    /// The first case that it measured, by its place in the order.
    pub first_order: u32,
    /// Where `started_s` of its cases counts on from, in seconds: the time between two sittings is left out.
    pub from_s: f64,
}
