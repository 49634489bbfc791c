//! From a contender file to a contender.

use std::collections::BTreeMap;
use std::path::Path;

use super::name::name as valid_name;
use crate::file::{At, ColourWord, ContenderFile, LimitsTable, PairWord, ProgramTable};
use crate::limits::{
    BACKLOG_MAX, CONNECTIONS_MAX, PATIENCE_MS_MAX, STACK_BYTES_MAX, STACK_BYTES_MIN, THREADS_MAX,
};
use crate::mistake::{Mistake, Source, translate};
use crate::{Colour, Contender, Feature, Pair, Program};

impl Contender {
    /// Reads the text of a contender file.
    ///
    /// # Errors
    /// The first mistake, shown as standing in `path`, which need not exist.
    pub fn parse(name: &str, path: &Path, text: &str) -> Result<Self, Mistake> {
        contender(name, Source { path, text })
    }
}

/// As [`Contender::parse`].
pub(crate) fn contender(name: &str, source: Source<'_>) -> Result<Contender, Mistake> {
    let file: ContenderFile =
        toml::from_str(source.text).map_err(|error| translate(source, ContenderFile::REQUIRED, &error))?;
    Ok(Contender {
        name: valid_name(name, source.path)?,
        title: source.line("title", &file.title)?,
        model: source.line("model", &file.model)?,
        colour: match file.colour {
            ColourWord::Blocking => Colour::Blocking,
            ColourWord::Async => Colour::Async,
        },
        http: source.line("http", &file.http)?,
        boundary: file.boundary.as_ref().map(|boundary| source.line("boundary", boundary)).transpose()?,
        pairs: pairs(source, &file.pairs)?,
        program: program(source, &file.program.0)?,
        limits: limits(source, &file.limits.0)?,
    })
}

impl From<&PairWord> for Pair {
    fn from(word: &PairWord) -> Self {
        match word {
            PairWord::Matched => Self::Matched,
            PairWord::Practice => Self::Practice,
            PairWord::Deployed => Self::Deployed,
            PairWord::Limit => Self::Limit,
            PairWord::Boundary => Self::Boundary,
        }
    }
}

fn pairs(source: Source<'_>, words: &[At<PairWord>]) -> Result<Vec<Pair>, Mistake> {
    let pair = |word: &PairWord| Pair::from(word);
    source.no_repeats("pairs", words.iter().map(|word| (pair(&word.value).word(), &word.span)))?;
    Ok(words.iter().map(|word| pair(&word.value)).collect())
}

fn program(source: Source<'_>, program: &ProgramTable) -> Result<Program, Mistake> {
    let args = program.args.iter().map(|arg| source.line("args", arg)).collect::<Result<_, _>>()?;
    let feature = program.feature.as_ref().map(|feature| feature_of(source, feature)).transpose()?;
    Ok(Program { run: source.line("run", &program.run)?, args, feature })
}

fn feature_of(source: Source<'_>, feature: &At<String>) -> Result<Feature, Mistake> {
    let word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    match feature.value.split_once('/') {
        Some((package, feature)) if word(package) && word(feature) => {
            Ok(Feature { package: package.to_owned(), feature: feature.to_owned() })
        }
        _ => Err(Mistake::new("`feature` must name a package and its cargo feature")
            .at(source, feature.span.clone(), "this is something else")
            .help("write it as `package/feature`, like `async-server/smol`")),
    }
}

/// The limits that are given, by the name of the flag that hands them on.
fn limits(source: Source<'_>, limits: &LimitsTable) -> Result<BTreeMap<String, u64>, Mistake> {
    let patience = 1..=PATIENCE_MS_MAX;
    let all = [
        ("max_threads", &limits.max_threads, 1..=THREADS_MAX),
        ("max_connections", &limits.max_connections, 1..=CONNECTIONS_MAX),
        ("backlog", &limits.backlog, 1..=BACKLOG_MAX),
        ("stack_bytes", &limits.stack_bytes, STACK_BYTES_MIN..=STACK_BYTES_MAX),
        ("pool_threads", &limits.pool_threads, 1..=THREADS_MAX),
        ("max_requests", &limits.max_requests, 1..=CONNECTIONS_MAX),
        ("max_queue", &limits.max_queue, 0..=CONNECTIONS_MAX),
        ("idle_max_ms", &limits.idle_max_ms, patience.clone()),
        ("head_max_ms", &limits.head_max_ms, patience.clone()),
        ("stall_max_ms", &limits.stall_max_ms, patience),
    ];
    let mut flags = BTreeMap::new();
    for (key, value, range) in all {
        if let Some(value) = value {
            flags.insert(key.replace('_', "-"), source.whole(key, value, range)?);
        }
    }
    Ok(flags)
}
