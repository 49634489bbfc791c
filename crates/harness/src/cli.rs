//! The command line, which teaches as it helps.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Threads or async for I/O-bound work: measure both, side by side.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Where the folders `scenarios` and `results` are.
    #[arg(long, env = "COMMON_GROUND_ROOT", default_value = ".", hide = true, global = true)]
    pub(crate) root: PathBuf,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What was asked for cannot be meant, whatever the project's files hold and the machine does.
#[derive(Debug, thiserror::Error)]
#[error("{0:#}")]
pub(crate) struct Misasked(#[from] anyhow::Error);

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Measure contenders on scenarios and write a run directory
    ///
    /// With no options: the tour, which takes at most five minutes and answers the headline question.
    /// Ctrl-C keeps what was measured; `compare --resume DIR` goes on with it.
    ///
    /// Exit codes: 0, a headline stands; 1, nothing was measured; 2, what was asked for there is not; 3, measured, but
    /// the headline would rest on points that are not VALID (a smoke run gives no headline and ends with 0); 130,
    /// interrupted.
    Compare(Compare),
    /// Describe your own service; both models are measured on exactly that, and the answer is for you
    ///
    /// Measured are the load that you want and loads around it: with a thread for each connection,
    /// with tasks on tokio and, where its places suffice, with a pool of threads. Then the highest
    /// rate is searched that keeps your objective. The answer: who keeps it, with how much
    /// head-room, at what cost, and where the answer would flip. That takes five to eight minutes.
    /// The run directory holds the scenario file: edit it and ask again.
    ///
    ///   advise --wait-ms 20 --rate-per-s 500 --objective p99=100ms
    ///   advise --wait-ms 5,20,80:1% --rate-per-s 2000 --objective p99=150ms
    ///   advise --calls 3 --order sequential --wait-ms 20 --wait-p99-ms 80 --cpu-us 200 \
    ///          --in-flight 200 --objective p99=1s
    ///   advise my-service.toml --rate-per-s 500
    ///
    /// Exit codes: 0, an answer stands; 1, nothing was measured; 2, the description makes no sense; 3,
    /// measured, but nothing could be decided; 130, interrupted.
    #[command(verbatim_doc_comment)]
    Advise(crate::advise::Options),
    /// Check that every contender answers as the contract says; nothing is timed
    ///
    /// Exit codes: 0, all that are here do; 1, one does not, or could not be asked; 2, there is no contender of that name.
    Verify(Verify),
    /// Look at this machine: what was found, what it means for a measurement, what improves it
    Doctor,
    /// Prove the instrument on this machine, in about three minutes
    ///
    /// A server against itself, a 5 % busy loop, a starved generator, a stopped server: each must come out
    /// as it should. Says how small a difference this machine can tell apart. Exit code 1: a check failed;
    /// 2: there is no check of that name.
    Calibrate(crate::calibrate::Options),
    /// Search the highest rate at which each of a run's matched pair keeps the scenario's objective
    ///
    /// By doubling, then halving the gap to 2 %, confirmed three times: about a dozen probes each. Every probe
    /// is recorded in the run directory, and a search that was stopped goes on where it was.
    /// Then both are measured at 10, 25, 50, 75 and 90 % of the lower capacity: what one more request costs.
    /// The same as `compare --resume DIR --capacity`.
    Capacity(Capacity),
}

/// How to compare.
#[derive(Clone, Debug, Args)]
pub(crate) struct Compare {
    /// Scenarios, by name, part of a name, or pattern with `*`; none: the tour
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// How long and how often: smoke (under a minute, proves that all works), quick (a first answer),
    /// thorough (5 to 20 blocks, until the intervals are narrow)
    #[arg(long, default_value = "quick")]
    pub(crate) profile: String,
    /// Only these contenders, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub(crate) contenders: Vec<String>,
    /// Show the cases and about how long they take, and measure nothing
    #[arg(long)]
    pub(crate) list: bool,
    /// Print which programs are needed beside those that are always built: name, package, feature
    #[arg(long, hide = true)]
    pub(crate) needs: bool,
    /// Then search the highest rate that keeps the objective, and measure both of the matched pair at shares of
    /// the lower one (a thorough run always does)
    #[arg(long)]
    pub(crate) capacity: bool,
    /// The run directory to write [default: results/local/DATE-PROFILE-REVISION]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Seeds the order of cases and every arrival; the same seed replays both
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Exactly so many blocks, whatever the profile says
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) blocks: Option<u32>,
    /// Begin no block that would end later than so many minutes from the start, with what comes after it
    #[arg(long, value_name = "M", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) minutes: Option<u32>,
    /// Stop a server that uses more memory than this [default: half of what there is]
    #[arg(long, value_name = "MIB", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) memory_max_mib: Option<u64>,
    /// Go on with a run that was stopped; what it has measured is kept
    #[arg(long, value_name = "DIR", conflicts_with_all = ["scenarios", "profile", "contenders", "out", "seed", "blocks"])]
    pub(crate) resume: Option<PathBuf>,
    /// With --resume: add so many blocks to the run
    #[arg(long, value_name = "N", requires = "resume", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) append: Option<u32>,
    /// A scenario that is in no folder of the project.
    #[arg(skip)]
    pub(crate) own: Option<Own>,
}

/// A scenario of the reader's own.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    /// What it is called: `own/` and a name.
    pub(crate) name: String,
    /// Where it lies, for messages.
    pub(crate) path: PathBuf,
    /// The file.
    pub(crate) text: String,
    /// The load that it has to carry.
    pub(crate) wish: record::Wish,
}

impl Compare {
    /// The options that ask for `scenarios` with `profile` and leave all else as it is by default.
    pub(crate) fn of(scenarios: &[&str], profile: &str, contenders: &[&str]) -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            scenarios: words(scenarios),
            profile: profile.to_owned(),
            contenders: words(contenders),
            list: false,
            needs: false,
            out: None,
            seed: 1,
            blocks: None,
            minutes: None,
            capacity: false,
            memory_max_mib: None,
            resume: None,
            append: None,
            own: None,
        }
    }
}

/// What to search.
#[derive(Debug, Args)]
pub(crate) struct Capacity {
    /// The run directory whose matched pairs are searched; a search that was stopped goes on
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
}

impl Capacity {
    /// The comparison that does it: it goes on with the run, and searches.
    pub(crate) fn as_comparison(&self) -> Compare {
        Compare { resume: Some(self.run.clone()), capacity: true, ..Compare::of(&[], "quick", &[]) }
    }
}

/// What to verify.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Only these contenders, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub(crate) contenders: Vec<String>,
    /// Print which programs are needed beside those that are always built: name, package, feature
    #[arg(long, hide = true)]
    pub(crate) needs: bool,
}
