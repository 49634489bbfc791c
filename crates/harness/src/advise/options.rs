//! What a reader says of their service.

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use record::Wish;
use scenario::{Service, Waits, Wanted};

/// What to advise on.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// A scenario file with an `[objective]`, in place of the description below; `--print` writes one to begin with
    #[arg(value_name = "FILE.toml", conflicts_with_all = ["calls", "order", "wait_ms", "wait_p99_ms", "cpu_us", "objective"])]
    pub(crate) file: Option<PathBuf>,
    /// Calls to other services that each request makes
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(contract::limits::MAX_CALLS)), help_heading = "What a request does")]
    pub(crate) calls: u32,
    /// Whether the calls go out all at once, or one after the other
    #[arg(long, value_enum, default_value_t = Order::Parallel, help_heading = "What a request does")]
    pub(crate) order: Order,
    /// How long a call takes, in ms. Several waits, with their shares of all requests where they are not equal:
    /// `5,20,80:1%` (a request draws one, and all its calls take it)
    #[arg(long, value_name = "WAITS", allow_negative_numbers = true, help_heading = "What a request does")]
    pub(crate) wait_ms: Option<String>,
    /// With one `--wait-ms`, then the median: one call in a hundred takes longer than this (a log-normal law)
    #[arg(long, value_name = "MS", allow_negative_numbers = true, help_heading = "What a request does")]
    pub(crate) wait_p99_ms: Option<f64>,
    /// CPU that the service itself uses for a request, in µs, once its calls are answered
    #[arg(long, value_name = "US", allow_negative_numbers = true, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=i64::from(contract::limits::MAX_CPU_US)), help_heading = "What a request does")]
    pub(crate) cpu_us: u32,
    /// The load to carry: so many requests at once, all the time
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=10_000), conflicts_with = "rate_per_s", help_heading = "What you want of it")]
    pub(crate) in_flight: Option<u32>,
    /// The load to carry: so many requests a second, from independent users
    #[arg(long, value_name = "R", allow_negative_numbers = true, help_heading = "What you want of it")]
    pub(crate) rate_per_s: Option<f64>,
    /// What responses must keep: `p99=100ms`, `p99=1.5s`
    #[arg(long, value_name = "p99=TIME", value_parser = objective_ms, help_heading = "What you want of it")]
    pub(crate) objective: Option<f64>,
    /// How many cores the service has [default: as for any run, `cargo xtask doctor` shows it]
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = "What you want of it")]
    pub(crate) cores: Option<u32>,
    /// How long and how often: smoke, quick, thorough
    #[arg(long, default_value = "quick", help_heading = "How it is measured")]
    pub(crate) profile: String,
    /// Exactly so many blocks, whatever the profile says
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1000), help_heading = "How it is measured")]
    pub(crate) blocks: Option<u32>,
    /// The run directory to write [default: results/local/DATE-advise-REVISION]
    #[arg(long, value_name = "DIR", help_heading = "How it is measured")]
    pub(crate) out: Option<PathBuf>,
    /// Seeds the order of cases and every arrival
    #[arg(long, default_value_t = 1, help_heading = "How it is measured")]
    pub(crate) seed: u64,
    /// Print the scenario file, and measure nothing
    #[arg(long, help_heading = "How it is measured")]
    pub(crate) print: bool,
    /// Show the cases and about how long they take, the search for the highest rate included, and measure nothing
    #[arg(long, help_heading = "How it is measured")]
    pub(crate) list: bool,
    /// Print which programs are needed beside those that are always built: name, package, feature
    #[arg(long, hide = true)]
    pub(crate) needs: bool,
}

/// How calls follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    /// All at once.
    Parallel,
    /// One after the other.
    Sequential,
}

impl Options {
    /// The service, as it was described.
    ///
    /// # Errors
    /// Something is missing or makes no sense.
    pub(crate) fn service(&self) -> Result<Service> {
        let waits = self.wait_ms.as_deref().ok_or_else(|| {
            anyhow!(
                "how long does a call of your service take? `--wait-ms 20`; `advise --help` shows the rest"
            )
        })?;
        let wanted = match (self.in_flight, self.rate_per_s) {
            (Some(requests), _) => Wanted::InFlight(requests),
            (_, Some(rate)) if (0.1..=1e6).contains(&rate) => Wanted::RatePerS(rate),
            (_, Some(rate)) => bail!("`--rate-per-s {rate}` is not between 0.1 and 1000000"),
            _ => bail!("which load does it have to carry? `--rate-per-s 500`, or `--in-flight 64`"),
        };
        Ok(Service {
            calls: self.calls,
            is_sequential: self.order == Order::Sequential,
            waits: Waits::parse(waits, self.wait_p99_ms).map_err(|what| anyhow!("--wait-ms: {what}"))?,
            cpu_us: self.cpu_us,
            wanted,
            objective_p99_ms: self.objective.ok_or_else(|| {
                anyhow!("what must responses keep? `--objective p99=100ms`: 99 of 100 within 100 ms")
            })?,
        })
    }

    /// The load that is wanted, as a run records it.
    pub(crate) fn wish(&self) -> Wish {
        Wish {
            in_flight: self.in_flight,
            rate_per_s: self.rate_per_s,
            server_cores: self.cores,
            ..Wish::default()
        }
    }
}

/// Reads `p99=100ms`, `p99=1.5s`, into ms.
pub(super) fn objective_ms(text: &str) -> Result<f64, String> {
    let told = || format!("`{text}` is no objective: p99=100ms, or p99=1.5s (only a p99 can be asked for)");
    let time = text.strip_prefix("p99=").ok_or_else(told)?;
    let (number, factor) = match time.strip_suffix("ms") {
        Some(number) => (number, 1.0),
        None => (time.strip_suffix('s').ok_or_else(told)?, 1e3),
    };
    let ms = number.trim().parse::<f64>().map_err(|_| told())? * factor;
    if (0.1..=60_000.0).contains(&ms) { Ok(ms) } else { Err(told()) }
}
