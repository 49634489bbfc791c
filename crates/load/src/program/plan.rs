//! From the command line to a plan, within bounds.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use load::{Load, Manner, Plan, Settings, Shape, Think, Timing};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::args::Args;
use super::target;

const CONNECTIONS_DEFAULT: u32 = 64;

const RATE_MAX_PER_S: f64 = 100_000.0;
const WINDOW_MAX: Duration = Duration::from_secs(600);
const CONNECTIONS_MAX: u32 = 20_000;

/// How long the first connections may take.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// The plan that the arguments ask for.
pub(super) fn plan(args: &Args) -> Result<Plan, String> {
    let shape = shape(args)?;
    let rate_per_s = match &shape {
        Shape::Replay(times) => Some(mean_rate(times)),
        _ => args.rate,
    };
    let law = args.gaps.into();
    let load = match rate_per_s {
        Some(rate_per_s) => Load::Open { rate_per_s, gaps: law, connections_max: args.connections_max.get() },
        None => Load::Closed { connections: args.connections.map_or(CONNECTIONS_DEFAULT, NonZeroU32::get) },
    };
    if args.deadline.is_some() && matches!(load, Load::Closed { .. }) {
        return Err("a deadline is for planned arrivals: give --rate".into());
    }
    if !args.beyond_bounds {
        bounded(args, &load)?;
    }
    let target = target::target(args)?;
    let timing = Timing {
        connect_max: CONNECT_MAX,
        warmup: args.warm_up,
        window: args.window,
        afterglow: Duration::ZERO,
        drain_max: args.drain,
        request_max: args.timeout,
    };
    let settings = Settings {
        manner: Manner::default(),
        spin_max: args.spin,
        pipeline: args.pipeline,
        requests_per_connection: args.requests_per_connection,
        think: args.think.map(|mean| Think { mean, law }),
        deadline: args.deadline,
        connect_over: args.connect_over,
        shape,
        mix: target.also,
        progress: None,
    };
    Ok(Plan {
        timing,
        settings,
        seed: args.seed,
        cores: args.cores.clone(),
        ..Plan::new(target.address, target.request, load)
    })
}

fn shape(args: &Args) -> Result<Shape, String> {
    if let Some((from, to)) = args.ramp {
        return Ok(Shape::ramp(from, to, args.window));
    }
    if let Some((on, off)) = args.burst {
        return Ok(Shape::burst(on, off));
    }
    if let Some(file) = &args.replay {
        let text = std::fs::read_to_string(file);
        let text = text.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        return recorded(&text).map(Shape::Replay).map_err(|why| format!("{}: {why}", file.display()));
    }
    Ok(if args.steps.is_empty() { Shape::Steady } else { Shape::steps(&args.steps, args.window) })
}

/// Reads one time a line, in seconds.
fn recorded(text: &str) -> Result<Arc<[Duration]>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let times = lines.map(|(at, line)| {
        let seconds = line.trim().parse::<f64>().ok().and_then(|s| Duration::try_from_secs_f64(s).ok());
        seconds.ok_or_else(|| format!("line {} is no time in seconds: `{}`", at + 1, line.trim()))
    });
    let times = times.collect::<Result<Arc<[Duration]>, _>>()?;
    if times.is_empty() { Err("it holds no times".into()) } else { Ok(times) }
}

fn mean_rate(times: &[Duration]) -> f64 {
    let last_s = times.last().map_or(0.0, Duration::as_secs_f64);
    times.len() as f64 / last_s.max(1e-3)
}

/// Connections are descriptors: asks for as many as the system lets this process have.
pub(super) fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

fn bounded(args: &Args, load: &Load) -> Result<(), String> {
    let (rate_per_s, connections) = match *load {
        Load::Open { rate_per_s, connections_max, .. } => (rate_per_s, connections_max),
        Load::Closed { connections } => (0.0, connections),
    };
    let beyond = if rate_per_s > RATE_MAX_PER_S {
        format!("{rate_per_s} requests a second are more than {RATE_MAX_PER_S}")
    } else if [args.window, args.warm_up, args.connect_over.unwrap_or_default()].iter().max()
        > Some(&WINDOW_MAX)
    {
        format!("that is longer than {} minutes", WINDOW_MAX.as_secs() / 60)
    } else if connections > CONNECTIONS_MAX {
        format!("{connections} connections are more than {CONNECTIONS_MAX}")
    } else {
        return Ok(());
    };
    Err(format!("{beyond}; if you mean it, add --beyond-bounds"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use load::Gaps;

    use super::*;

    fn of(line: &[&str]) -> Result<Plan, String> {
        plan(&Args::try_parse_from([&["load", "127.0.0.1"], line].concat()).unwrap())
    }

    #[test]
    fn recordings_are_read_line_by_line() {
        assert_eq!(recorded("0.5\n\n 1\n").unwrap()[..], [0.5, 1.0].map(Duration::from_secs_f64));
        assert_eq!(recorded("1\nx\n").unwrap_err(), "line 2 is no time in seconds: `x`");
        assert!(recorded("-1\n").is_err() && recorded("").is_err());
    }

    #[test]
    fn shapes_belong_to_the_open_loop() {
        let shape = |line: &[&str]| of(line).unwrap().settings.shape;
        assert_eq!(shape(&["--rate", "5"]), Shape::Steady);
        let window = Duration::from_secs(10);
        assert_eq!(shape(&["--rate", "5", "--steps", "0.5,1"]), Shape::steps(&[0.5, 1.0], window));
        assert_eq!(shape(&["--rate", "5", "--ramp", "0..1"]), Shape::ramp(0.0, 1.0, window));
        for line in [&["--ramp", "0..1"][..], &["--rate", "5", "--ramp", "0..1", "--burst", "1s/1s"]] {
            assert!(Args::try_parse_from([&["load", "127.0.0.1"], line].concat()).is_err(), "{line:?}");
        }
    }

    #[test]
    fn habits_are_read() {
        let plan = of(&["--think", "1s", "--gaps", "constant", "--connect-over", "2s"]).unwrap();
        assert_eq!(plan.settings.think, Some(Think { mean: Duration::from_secs(1), law: Gaps::Constant }));
        assert_eq!(plan.settings.connect_over, Some(Duration::from_secs(2)));
        let plan = of(&["--rate", "5", "--deadline", "3s"]).unwrap();
        assert_eq!(plan.settings.deadline, Some(Duration::from_secs(3)));
        assert!(of(&["--deadline", "3s"]).unwrap_err().contains("give --rate"));
    }

    #[test]
    fn bounds_hold_unless_lifted() {
        for line in [
            &["--rate", "200k"][..],
            &["--for", "11m"],
            &["-c", "20001"],
            &["--warm-up", "11m"],
            &["--connect-over", "11m"],
        ] {
            assert!(of(line).unwrap_err().contains("--beyond-bounds"), "{line:?}");
            assert!(of(&[line, &["--beyond-bounds"]].concat()).is_ok(), "{line:?}");
        }
    }
}
