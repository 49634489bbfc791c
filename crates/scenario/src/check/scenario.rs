//! From a scenario file to a scenario.

use std::path::Path;

use contract::limits::{MAX_BODY_BYTES, MAX_WAIT_MS};
use contract::{Fetch, Wait};

use super::name::name as valid_name;
use crate::file::{
    At, BackendKind, ClosedTable, GapsWord, LoadTable, ObjectiveTable, OpenTable, RequestKind, ScenarioFile,
};
use crate::limits::{
    CONNECTIONS_MAX, OBJECTIVE_MS_MAX, OBJECTIVE_MS_MIN, RATE_PER_S_MAX, RATE_PER_S_MIN, SIGMA_MAX, SIGMA_MIN,
};
use crate::mistake::{Mistake, Source, list, translate};
use crate::{BackendLaw, Gaps, Load, Objective, Request, Scenario, suggest};

impl Scenario {
    /// Reads the text of a scenario file. Its contenders may be anyone; [`crate::Library::open`]
    /// checks that there are such.
    ///
    /// # Errors
    /// The first mistake, shown as standing in `path`, which need not exist.
    pub fn parse(name: &str, path: &Path, text: &str) -> Result<Self, Mistake> {
        scenario(name, Source { path, text }, None)
    }
}

/// As [`Scenario::parse`]; where `known` contenders are given, no other is.
pub(crate) fn scenario(name: &str, source: Source<'_>, known: Option<&[&str]>) -> Result<Scenario, Mistake> {
    let file: ScenarioFile = toml::from_str(source.text).map_err(|error| translate(source, &error))?;
    let request = request(source, &file.request.value)?;
    Ok(Scenario {
        name: valid_name(name, source.path)?,
        title: source.line("title", &file.title)?,
        question: source.prose("question", &file.question)?,
        expect: source.prose("expect", &file.expect)?,
        analysis: source.prose("analysis", &file.analysis)?,
        contenders: contenders(source, &file.contenders, known)?,
        backend: backend(source, &file)?,
        request,
        load: load(source, &file.load)?,
        objective: file.objective.map(|objective| objective_of(source, &objective.0)).transpose()?,
        in_tour: file.in_tour.unwrap_or(false),
    })
}

fn contenders(
    source: Source<'_>,
    names: &At<Vec<At<String>>>,
    known: Option<&[&str]>,
) -> Result<Vec<String>, Mistake> {
    if names.value.is_empty() {
        return Err(source.mistake("`contenders` is empty", &names.span, "name at least one"));
    }
    source.no_repeats("contenders", names.value.iter().map(|name| (&name.value, &name.span)))?;
    for name in &names.value {
        if let Some(known) = known.filter(|known| !known.contains(&name.value.as_str())) {
            let what = format!("no contender is called `{}`", name.value);
            return Err(source
                .mistake(what, &name.span, "there is no such file in `contenders/`")
                .did_you_mean(suggest(&name.value, known.iter().copied()))
                .note(format!("there are: {}", list(known.iter().copied()))));
        }
    }
    Ok(names.value.iter().map(|name| name.value.clone()).collect())
}

fn request(source: Source<'_>, kind: &RequestKind) -> Result<Request, Mistake> {
    let ms = |wait_ms| source.whole("wait_ms", wait_ms, 0..=i64::from(MAX_WAIT_MS));
    Ok(match kind {
        RequestKind::Plaintext(_) => Request::Plaintext,
        RequestKind::Wait(wait) => Request::Wait(Wait { ms: ms(&wait.0.wait_ms)? }),
        RequestKind::Fetch(fetch) => Request::Fetch(Fetch {
            ms: ms(&fetch.0.wait_ms)?,
            bytes: source.whole("body_bytes", &fetch.0.body_bytes, 0..=i64::from(MAX_BODY_BYTES))?,
        }),
    })
}

/// A law that nothing obeys would mislead whoever reads the file, and so would one left unsaid.
fn backend(source: Source<'_>, file: &ScenarioFile) -> Result<BackendLaw, Mistake> {
    let fetches = matches!(file.request.value, RequestKind::Fetch(_));
    match &file.backend {
        None if fetches => Err(source
            .mistake(
                "it is not said how the backend spreads its time",
                &file.request.span,
                "calls the backend",
            )
            .help("add `[backend.fixed]`, or `[backend.log-normal]` with its `sigma`")),
        None => Ok(BackendLaw::Fixed),
        Some(backend) if !fetches => Err(source
            .mistake(
                "`backend` has no effect here",
                &backend.span,
                "only `[request.fetch]` calls the backend",
            )
            .help("leave it out")),
        Some(At { value: BackendKind::Fixed(_), .. }) => Ok(BackendLaw::Fixed),
        Some(At { value: BackendKind::LogNormal(law), .. }) => {
            Ok(BackendLaw::LogNormal { sigma: source.number("sigma", &law.0.sigma, SIGMA_MIN..=SIGMA_MAX)? })
        }
    }
}

fn load(source: Source<'_>, load: &At<crate::file::Table<LoadTable>>) -> Result<Load, Mistake> {
    let LoadTable { closed, open } = &load.value.0;
    if closed.is_none() && open.is_none() {
        return Err(source
            .mistake("there is no load point", &load.span, "needs at least one")
            .help("add `[load.closed]`, `[load.open]` or both"));
    }
    let mut loads = Load {
        closed_connections: Vec::new(),
        open_rates_per_s: Vec::new(),
        open_gaps: Gaps::Exponential,
        open_connections_max: 0,
    };
    if let Some(closed) = closed {
        loads.closed_connections = closed_connections(source, &closed.0)?;
    }
    if let Some(open) = open {
        let OpenTable { rates_per_s, gaps, connections_max } = &open.0;
        loads.open_rates_per_s = open_rates(source, rates_per_s)?;
        loads.open_connections_max = source.whole("connections_max", connections_max, 1..=CONNECTIONS_MAX)?;
        loads.open_gaps = match gaps {
            GapsWord::Exponential => Gaps::Exponential,
            GapsWord::Constant => Gaps::Constant,
        };
    }
    Ok(loads)
}

fn closed_connections(source: Source<'_>, closed: &ClosedTable) -> Result<Vec<u32>, Mistake> {
    let numbers = closed.connections.value.iter();
    let connections =
        numbers.map(|number| source.whole("connections", number, 1..=CONNECTIONS_MAX)).collect();
    source.ascending("connections", &closed.connections).and(connections)
}

fn open_rates(source: Source<'_>, rates: &At<Vec<At<f64>>>) -> Result<Vec<f64>, Mistake> {
    let numbers = rates.value.iter();
    // The values first: a rate that is no number at all cannot be put in order.
    let checked: Result<Vec<f64>, _> =
        numbers.map(|number| source.number("rates_per_s", number, RATE_PER_S_MIN..=RATE_PER_S_MAX)).collect();
    checked.and_then(|checked| source.ascending("rates_per_s", rates).map(|()| checked))
}

fn objective_of(source: Source<'_>, objective: &ObjectiveTable) -> Result<Objective, Mistake> {
    Ok(Objective { p99_ms: source.number("p99_ms", &objective.p99_ms, OBJECTIVE_MS_MIN..=OBJECTIVE_MS_MAX)? })
}
