//! What the command line says.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use load::Gaps;

use super::units::{burst, duration, one_or_more, ramp, rate, seed, share, some_time};

/// Loads an HTTP server and tells what its users would see.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_long_help = TEACHING)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// What to ask for, for example `http://127.0.0.1:8080/fetch?ms=10&bytes=1024`.
    #[arg(required = true)]
    pub(super) url: Option<String>,

    /// Open loop: plan this many requests a second, whatever comes back.
    #[arg(long, short = 'r', value_name = "PER_SECOND", allow_hyphen_values = true, value_parser = rate, conflicts_with = "connections")]
    pub(super) rate: Option<f64>,

    /// Closed loop: so many users, each asking again when the last answer has come. The default, with 64.
    #[arg(long, short = 'c', value_name = "N", allow_hyphen_values = true, value_parser = one_or_more)]
    pub(super) connections: Option<NonZeroU32>,

    /// How long to measure, for example `500ms`, `10s`, `2m`.
    #[arg(long = "for", short = 'd', value_name = "TIME", default_value = "10s", allow_hyphen_values = true, value_parser = some_time)]
    pub(super) window: Duration,

    /// How long to load before measuring.
    #[arg(long, value_name = "TIME", default_value = "1s", allow_hyphen_values = true, value_parser = duration)]
    pub(super) warm_up: Duration,

    /// How long to wait at the end for what is in flight; past it, it counts as "at least so long".
    #[arg(long, value_name = "TIME", default_value = "2s", allow_hyphen_values = true, value_parser = duration)]
    pub(super) drain: Duration,

    /// After how long without an answer a request has failed.
    #[arg(long, value_name = "TIME", default_value = "30s", allow_hyphen_values = true, value_parser = duration)]
    pub(super) timeout: Duration,

    /// The law of the gaps between planned requests, or of the think time.
    #[arg(long, value_enum, default_value_t = GapLaw::Poisson)]
    pub(super) gaps: GapLaw,

    /// Open loop: the most connections to open.
    #[arg(long, value_name = "N", default_value = "1024", allow_hyphen_values = true, value_parser = one_or_more)]
    pub(super) connections_max: NonZeroU32,

    /// Open loop: equal stretches of the time, each at this share of the rate, for example `0.2,0.5,1`.
    #[arg(long, value_name = "SHARES", allow_hyphen_values = true, value_parser = share, value_delimiter = ',', group = "shape", requires = "rate")]
    pub(super) steps: Vec<f64>,

    /// Open loop: from one share of the rate evenly to another, for example `0..1`.
    #[arg(long, value_name = "FROM..TO", allow_hyphen_values = true, value_parser = ramp, group = "shape", requires = "rate")]
    pub(super) ramp: Option<(f64, f64)>,

    /// Open loop: the rate for one time, nothing for another, over and over, for example `100ms/900ms`.
    #[arg(long, value_name = "ON/OFF", allow_hyphen_values = true, value_parser = burst, group = "shape", requires = "rate")]
    pub(super) burst: Option<(Duration, Duration)>,

    /// Open loop: send at the times in this file, in seconds from the start (warm-up included), one a line.
    #[arg(long, value_name = "FILE", group = "shape", conflicts_with = "connections")]
    pub(super) replay: Option<PathBuf>,

    /// Closed loop: how long each user thinks on average before asking again.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration, conflicts_with = "rate")]
    pub(super) think: Option<Duration>,

    /// Closed loop: requests in flight at once on each connection.
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = one_or_more, conflicts_with = "rate")]
    pub(super) pipeline: Option<NonZeroU32>,

    /// Close each connection after so many answers; 1 opens one for each request.
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = one_or_more)]
    pub(super) requests_per_connection: Option<NonZeroU32>,

    /// Mix in another request, for example `slow=0.01:/fetch?ms=50&bytes=1024`: a label for its figures, how
    /// often it is sent against 1 for the URL itself, and its path. May be given several times.
    #[arg(long, value_name = "LABEL=WEIGHT:PATH")]
    pub(super) also: Vec<String>,

    /// Open loop: do not send what is already older than this; it counts as "at least so long".
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration, conflicts_with = "connections")]
    pub(super) deadline: Option<Duration>,

    /// Open the first connections evenly over this time, before the load starts.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = duration)]
    pub(super) connect_over: Option<Duration>,

    /// Seeds the plan; the same seed plans the same requests.
    #[arg(long, default_value_t = 0, allow_hyphen_values = true, value_parser = seed)]
    pub(super) seed: u64,

    /// The cores to generate on, one loop each, for example `1` or `2,3`. Default: one loop, on any core.
    #[arg(long, value_name = "CORES", allow_negative_numbers = true, value_delimiter = ',')]
    pub(super) cores: Vec<u32>,

    /// Open loop: poll for so long before each planned request instead of sleeping; exact, but it needs a
    /// core of its own.
    #[arg(long, value_name = "TIME", default_value = "0s", allow_hyphen_values = true, value_parser = duration)]
    pub(super) spin: Duration,

    /// The method: GET, HEAD, or another one without a body.
    #[arg(long, short = 'X', default_value = "GET")]
    pub(super) method: String,

    /// A header to send, for example `Accept: text/plain`. May be given several times.
    #[arg(long = "header", short = 'H', value_name = "HEADER")]
    pub(super) headers: Vec<String>,

    /// The status that is right.
    #[arg(long, value_name = "STATUS", allow_negative_numbers = true, default_value_t = 200, value_parser = clap::value_parser!(u16).range(200..=599))]
    pub(super) expect_status: u16,

    /// A file with the body that is right. Default: the contract's own body if the request is one of the
    /// contract's, else any body as long as the first.
    #[arg(long, value_name = "FILE")]
    pub(super) expect_body: Option<PathBuf>,

    /// Print JSON instead of the table.
    #[arg(long)]
    pub(super) json: bool,

    /// Write the windows of 250 ms to this file.
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,

    /// Do not measure first how fast this generator can go against a server that answers at once.
    #[arg(long)]
    pub(super) no_ceiling: bool,

    /// Show no progress.
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Exit with 3 unless the verdict is VALID (with 4, as always, if not one answer was right).
    #[arg(long)]
    pub(super) strict: bool,

    /// Load a host that is not this machine. You must have its owner's permission.
    #[arg(long, value_name = "HOST")]
    pub(super) i_may_load: Option<String>,

    /// Go beyond 100,000 requests a second, 10 minutes or 20,000 connections.
    #[arg(long)]
    pub(super) beyond_bounds: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Answers everything at once, to show how fast the generator itself can go.
    Null {
        /// Where to listen; port 0 takes a free one and prints it.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// The length of each body.
        #[arg(long, default_value_t = 13, allow_negative_numbers = true)]
        bytes: u32,
        /// End with standard input, so that whoever started it leaves nothing behind.
        #[arg(long)]
        until_eof: bool,
    },
    /// Serves one request after the other, for times that its seed tells beforehand: what any load generator
    /// measures of it can be checked by theory (M/M/1, M/D/1) and by arithmetic.
    Queue {
        /// Where to listen; port 0 takes a free one and prints it.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// The law of the service times.
        #[arg(long, value_enum, default_value_t = GapLaw::Poisson)]
        law: GapLaw,
        /// Their mean.
        #[arg(long, value_name = "TIME", default_value = "2ms", allow_hyphen_values = true, value_parser = duration)]
        mean: Duration,
        /// Seeds them.
        #[arg(long, default_value_t = 0, allow_hyphen_values = true, value_parser = seed)]
        seed: u64,
        /// Serve everybody at once instead, each for the service time.
        #[arg(long)]
        unlimited: bool,
    },
    /// Shows how late this machine wakes a sleeper, a thousand times a second: what no generator can beat.
    Jitter {
        /// How long to probe.
        #[arg(long = "for", value_name = "TIME", default_value = "5s", allow_hyphen_values = true, value_parser = some_time)]
        length: Duration,
        /// The core to probe. Default: any.
        #[arg(long, allow_negative_numbers = true)]
        core: Option<u32>,
        /// Print JSON instead of a line.
        #[arg(long)]
        json: bool,
    },
}

/// How gaps, think times or service times are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum GapLaw {
    /// Exponential, as the gaps between requests of many users who do not know of each other.
    Poisson,
    /// All equal.
    Constant,
}

impl From<GapLaw> for Gaps {
    fn from(law: GapLaw) -> Self {
        match law {
            GapLaw::Poisson => Self::Exponential,
            GapLaw::Constant => Self::Constant,
        }
    }
}

const TEACHING: &str = "\
Open or closed?
  --rate 2000 plans 2,000 requests a second before the first is sent, and sends each when it is due. If the
  server stalls, requests go on arriving, as users do, and their waiting is counted. Ask this to learn what a
  user sees at a given load.
  --connections 64 lets 64 users ask, each waiting for an answer before asking again. If the server stalls,
  so does the load: the stall is one slow answer for each user. Ask this to learn how much a server can
  carry, or how it behaves with so many in flight. Never read a latency for users off a closed loop.

Three clocks
  response = answered − planned: what a user sees, queueing included. Read this one.
  service  = answered − sent: the server's part, as far as the network shows it.
  lag      = sent − planned: how long a request waited here, for a free connection or for the generator.

What is printed
  ≥ 12.3 ms   so many requests had no answer at the end that the true figure is at least this.
  ~ 12.3 ms   fewer than 100 requests lie beyond this percentile: it may well differ next time.
  VALID, or what is wrong: GENERATOR-LIMITED (this program, not the server, set the figure), UNSTEADY (a
  trend), NOISY (the machine was taken away), STARVED (some connections got nothing), OVERLOADED (the
  server could not carry it), FAILED (wrong answers).

Exit status: 0 measured, 1 not possible, 2 wrong usage, 3 not VALID under --strict, 4 not one right answer (does
anything listen there?), 130 interrupted (what was measured until then is printed, marked as partial).";
