//! `advise`: a reader's own service as a scenario, measured like any other.

mod options;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use record::{Manifest, Wish};
use scenario::{Library, Load, Pair, Scenario};

use crate::cli::{Compare, Misasked, Own};
use crate::compare::compare;
pub(crate) use options::Options;

/// What the scenarios of readers are called: this, and a name.
const OWN: &str = "own/";
/// The twin that may suffice.
const POOL: &str = "thread-pool";

/// Measures the service that `options` describe; the last line on standard output is the run directory.
pub(crate) fn advise(root: &Path, options: &Options) -> Result<ExitCode> {
    let library = Library::open_in_part(&root.join("scenarios"))?;
    let own = match &options.file {
        Some(file) => of_file(file, options, &library)?,
        None => described(options, &library)?,
    };
    if options.print && !options.needs {
        print!("{}", own.text);
        return Ok(ExitCode::SUCCESS);
    }
    let asked = Compare {
        scenarios: vec![own.name.clone()],
        profile: options.profile.clone(),
        contenders: Vec::new(),
        list: options.list,
        needs: options.needs,
        out: options.out.clone(),
        seed: options.seed,
        blocks: options.blocks,
        // A smoke run gives no answer, so it searches for none.
        capacity: options.profile != "smoke",
        minutes: None,
        memory_max_mib: None,
        resume: None,
        append: None,
        own: Some(own),
    };
    compare(root, &asked)
}

impl Own {
    /// The scenario that lies in the run directory `folder`, where there is one.
    pub(crate) fn of(folder: &Path, manifest: &Manifest) -> Result<Option<Self>> {
        let Some(text) = record::own_scenario(folder)? else { return Ok(None) };
        let scenario = manifest.scenarios.first().context("the run names no scenario")?;
        Ok(Some(Self {
            name: scenario.name.clone(),
            path: folder.join("scenario.toml"),
            text,
            wish: manifest.protocol.asked.wish.clone().unwrap_or_default(),
        }))
    }
}

/// From words on the command line.
fn described(options: &Options, library: &Library) -> Result<Own> {
    let service = options.service().map_err(Misasked::from)?;
    let all = library.contenders()?;
    let mut contenders: Vec<&str> = matched(all.iter()).map(|contender| contender.name.as_str()).collect();
    // Threads first, as everywhere.
    contenders.sort_unstable();
    let pools = all.iter().filter(|one| one.name == POOL && service.suits_pool(one));
    contenders.extend(pools.map(|pool| pool.name.as_str()));
    let text = service.to_toml(&contenders);
    let wish = Wish { command: command(), ..options.wish() };
    Ok(Own { name: format!("{OWN}service"), path: PathBuf::from("your-service.toml"), text, wish })
}

/// From a file, which may say anything that a scenario can.
fn of_file(file: &Path, options: &Options, library: &Library) -> Result<Own> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let stem: String = file.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let stem: String = stem.chars().map(|letter| if is_plain(letter) { letter } else { '-' }).collect();
    let stem = stem.trim_matches('-');
    let name = format!("{OWN}{}", if stem.is_empty() { "service" } else { stem });
    let mut library = library.clone();
    library.add(&name, file, &text)?;
    let scenario = library.select(std::slice::from_ref(&name))?[0].clone();
    let file = file.display();
    let line_up = library.line_up(&scenario, &[])?;
    ensure!(
        matched(line_up.into_iter()).count() >= 2,
        "`{file}` does not name the matched pair: contenders = [\"thread-per-connection\", \"tokio\"]"
    );
    let wish = wanted_of(&scenario, options).map_err(Misasked::from)?;
    let wish = Wish { command: command(), ..wish };
    Ok(Own { name, path: options.file.clone().unwrap_or_default(), text, wish })
}

fn matched<'a>(
    contenders: impl Iterator<Item = &'a scenario::Contender>,
) -> impl Iterator<Item = &'a scenario::Contender> {
    contenders.filter(|contender| contender.pairs.contains(&Pair::Matched))
}

/// Which of a file's loads is wanted: the one that was named, or the only one of its kind.
fn wanted_of(scenario: &Scenario, options: &Options) -> Result<Wish> {
    let Load { closed_connections: closed, open_rates_per_s: rates, .. } = &scenario.load;
    let mut wish = options.wish();
    match (wish.in_flight, wish.rate_per_s, closed.as_slice(), rates.as_slice()) {
        (Some(connections), ..) => {
            ensure!(closed.contains(&connections), "its closed loop has {closed:?}, not {connections}");
        }
        (_, Some(rate), ..) => ensure!(rates.contains(&rate), "its open loop has {rates:?}, not {rate}"),
        (.., &[]) if closed.len() == 1 => wish.in_flight = closed.first().copied(),
        (.., &[rate]) => wish.rate_per_s = Some(rate),
        _ => anyhow::bail!(
            "which of its loads do you want? Add `--rate-per-s` with one of {rates:?}, or `--in-flight` with one of \
             {closed:?}"
        ),
    }
    Ok(wish)
}

/// The command, as it was given, for whoever asks again.
fn command() -> String {
    let mut words = Vec::new();
    let mut given = std::env::args().skip_while(|word| word != "advise").skip(1);
    while let Some(word) = given.next() {
        match word.as_str() {
            "--out" => drop(given.next()),
            _ if word.starts_with("--out=") => {}
            _ if word.contains([' ', '\'', '"', '%', '$', '*']) => {
                words.push(format!("'{}'", word.replace('\'', "'\\''")));
            }
            _ => words.push(word),
        }
    }
    format!("cargo xtask advise {}", words.join(" "))
}

#[cfg(test)]
mod tests;
