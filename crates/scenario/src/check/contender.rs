//! From a contender file to a contender.

use std::collections::BTreeMap;
use std::path::Path;

use super::name::name as valid_name;
use crate::file::{At, ColourWord, ContenderFile, LimitsTable, PairWord, ProgramTable};
use crate::limits::{BACKLOG_MAX, CONNECTIONS_MAX, STACK_BYTES_MAX, STACK_BYTES_MIN, THREADS_MAX};
use crate::mistake::{Mistake, Source, translate};
use crate::{Colour, Contender, Pair, Program};

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
    let file: ContenderFile = toml::from_str(source.text).map_err(|error| translate(source, &error))?;
    Ok(Contender {
        name: valid_name(name, source.path)?,
        title: source.line("title", &file.title)?,
        model: source.line("model", &file.model)?,
        colour: match file.colour {
            ColourWord::Blocking => Colour::Blocking,
            ColourWord::Async => Colour::Async,
        },
        http: source.line("http", &file.http)?,
        pairs: pairs(source, &file.pairs)?,
        program: program(source, &file.program.0)?,
        limits: limits(source, &file.limits.0)?,
    })
}

fn pairs(source: Source<'_>, words: &[At<PairWord>]) -> Result<Vec<Pair>, Mistake> {
    let word = |pair: &PairWord| match pair {
        PairWord::Matched => ("matched", Pair::Matched),
        PairWord::Practice => ("practice", Pair::Practice),
    };
    source.no_repeats("pairs", words.iter().map(|pair| (word(&pair.value).0, &pair.span)))?;
    Ok(words.iter().map(|pair| word(&pair.value).1).collect())
}

fn program(source: Source<'_>, program: &ProgramTable) -> Result<Program, Mistake> {
    let args = program.args.iter().map(|arg| source.line("args", arg)).collect::<Result<_, _>>()?;
    Ok(Program { run: source.line("run", &program.run)?, args })
}

/// The limits that are given, by the name of the flag that hands them on.
fn limits(source: Source<'_>, limits: &LimitsTable) -> Result<BTreeMap<String, u64>, Mistake> {
    let LimitsTable { max_threads, max_connections, backlog, stack_bytes } = limits;
    let all = [
        ("max_threads", max_threads, 1..=THREADS_MAX),
        ("max_connections", max_connections, 1..=CONNECTIONS_MAX),
        ("backlog", backlog, 1..=BACKLOG_MAX),
        ("stack_bytes", stack_bytes, STACK_BYTES_MIN..=STACK_BYTES_MAX),
    ];
    let mut flags = BTreeMap::new();
    for (key, value, range) in all {
        if let Some(value) = value {
            flags.insert(key.replace('_', "-"), source.whole(key, value, range)?);
        }
    }
    Ok(flags)
}
