//! From a scenario file to a scenario.

use std::path::Path;

use contract::limits::MAX_WAIT_MS;

use super::load::load;
use super::name::name as valid_name;
use super::request::{mix, request};
use crate::file::{At, BackendKind, ClientsTable, ObjectiveTable, ScenarioFile, Table, TourTable};
use crate::limits::{OBJECTIVE_MS_MAX, OBJECTIVE_MS_MIN, REQUESTS_PER_CONNECTION_MAX, SIGMA_MAX, SIGMA_MIN};
use crate::mistake::{Mistake, Source, list, translate};
use crate::{BackendLaw, Clients, Objective, Scenario, Tour, suggest};

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
    let file: ScenarioFile =
        toml::from_str(source.text).map_err(|error| translate(source, ScenarioFile::REQUIRED, &error))?;
    let request = request(source, &file.request.value)?;
    let mix = mix(source, &file)?;
    let calls = mix.iter().map(|class| class.request).chain([request]).any(|one| one.backend_calls() > 0);
    let scenario = Scenario {
        name: valid_name(name, source.path)?,
        title: source.line("title", &file.title)?,
        question: source.prose("question", &file.question)?,
        expect: source.prose("expect", &file.expect)?,
        analysis: source.prose("analysis", &file.analysis)?,
        contenders: contenders(source, &file.contenders, known)?,
        backend: backend(source, &file, calls)?,
        request,
        mix,
        clients: clients(source, &file)?,
        load: load(source, &file)?,
        objective: objective_of(source, &file.objective.0)?,
        in_tour: file.in_tour.unwrap_or(false),
        tour: Tour::default(),
    };
    let tour = file.tour.as_ref().map(|tour| tour_of(source, &scenario, tour)).transpose()?;
    Ok(Scenario { tour: tour.unwrap_or_default(), ..scenario })
}

fn clients(source: Source<'_>, file: &ScenarioFile) -> Result<Clients, Mistake> {
    let Some(Table(ClientsTable { requests_per_connection, patience_ms })) = &file.clients else {
        return Ok(Clients::default());
    };
    let number = |key, number: &Option<At<i64>>, most| {
        number.as_ref().map(|number| source.whole(key, number, 1..=most)).transpose()
    };
    Ok(Clients {
        requests_per_connection: number(
            "requests_per_connection",
            requests_per_connection,
            REQUESTS_PER_CONNECTION_MAX,
        )?,
        patience_ms: number("patience_ms", patience_ms, i64::from(MAX_WAIT_MS))?,
    })
}

/// What the tour takes: each of it something that the scenario has.
fn tour_of(source: Source<'_>, scenario: &Scenario, tour: &At<Table<TourTable>>) -> Result<Tour, Mistake> {
    if !scenario.in_tour {
        return Err(source
            .mistake("`tour` has no effect here", &tour.span, "this scenario is not in the tour")
            .help("add `in_tour = true`, or leave this out"));
    }
    let Table(TourTable { contenders, connections, rates_per_s }) = &tour.value;
    Ok(Tour {
        contenders: subset(source, "contenders", contenders, &scenario.contenders, String::clone)?,
        connections: subset(
            source,
            "connections",
            connections,
            &scenario.load.closed_connections,
            |number| u32::try_from(*number).unwrap_or(u32::MAX),
        )?,
        rates_per_s: subset(source, "rates_per_s", rates_per_s, &scenario.load.open_rates_per_s, |rate| {
            *rate
        })?,
    })
}

fn subset<Written: std::fmt::Display, Kept: PartialEq>(
    source: Source<'_>,
    key: &str,
    some: &Option<At<Vec<At<Written>>>>,
    all: &[Kept],
    kept: impl Fn(&Written) -> Kept,
) -> Result<Option<Vec<Kept>>, Mistake> {
    let Some(some) = some else { return Ok(None) };
    for one in &some.value {
        if !all.contains(&kept(&one.value)) {
            let what = format!("the tour takes what is not there: `{}`", one.value);
            return Err(source.mistake(what, &one.span, format!("not among the scenario's `{key}`")));
        }
    }
    Ok(Some(some.value.iter().map(|one| kept(&one.value)).collect()))
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

/// A law that nothing obeys would mislead whoever reads the file, and so would one left unsaid.
fn backend(source: Source<'_>, file: &ScenarioFile, fetches: bool) -> Result<BackendLaw, Mistake> {
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
            .mistake("`backend` has no effect here", &backend.span, "no request here calls the backend")
            .help("leave it out")),
        Some(At { value: BackendKind::Fixed(_), .. }) => Ok(BackendLaw::Fixed),
        Some(At { value: BackendKind::LogNormal(law), .. }) => {
            Ok(BackendLaw::LogNormal { sigma: source.number("sigma", &law.0.sigma, SIGMA_MIN..=SIGMA_MAX)? })
        }
    }
}

fn objective_of(source: Source<'_>, objective: &ObjectiveTable) -> Result<Objective, Mistake> {
    Ok(Objective { p99_ms: source.number("p99_ms", &objective.p99_ms, OBJECTIVE_MS_MIN..=OBJECTIVE_MS_MAX)? })
}
