//! All scenarios and contenders of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::check;
use crate::claim::Claim;
use crate::mistake::{Mistake, Source, list};
use crate::pattern::matching;
use crate::{Contender, Scenario, suggest};

/// Where the contenders are, and the claims; every other folder beside them holds scenarios.
const CONTENDERS: &str = "contenders/";
const CLAIMS: &str = "claims/";

/// All scenarios and contenders of a folder, each in the order of their names.
#[derive(Clone, Debug)]
pub struct Library {
    scenarios: Vec<Scenario>,
    contenders: Vec<Contender>,
    claims: Vec<Claim>,
    tour: Vec<Scenario>,
}

impl Library {
    /// Reads `folder`: every `.toml` in `contenders/` is a contender, every one in `claims/` a
    /// claim, every other one below the folder a scenario.
    ///
    /// # Errors
    /// The first mistake in any of the files, or what keeps them from being read.
    pub fn open(folder: &Path) -> Result<Self, Mistake> {
        let (contenders, others): (Vec<_>, Vec<_>) =
            toml_files(folder)?.into_iter().partition(|(name, _)| name.starts_with(CONTENDERS));
        let (claims, scenarios): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|(name, _)| name.starts_with(CLAIMS));
        let mut library =
            Self { scenarios: Vec::new(), contenders: Vec::new(), claims: Vec::new(), tour: Vec::new() };
        for (name, path) in contenders {
            let name = name.strip_prefix(CONTENDERS).unwrap_or(&name);
            library.contenders.push(check::contender(name, Source { path: &path, text: &read(&path)? })?);
        }
        let known: Vec<&str> = library.contenders.iter().map(|contender| contender.name.as_str()).collect();
        for (name, path) in scenarios {
            let source = Source { path: &path, text: &read(&path)? };
            library.scenarios.push(check::scenario(&name, source, Some(&known))?);
        }
        for (name, path) in claims {
            let claim = Claim::parse(name.strip_prefix(CLAIMS).unwrap_or(&name), &path, &read(&path)?)?;
            library.knows_what_is_named_by(&claim, &path)?;
            library.claims.push(claim);
        }
        if library.scenarios.is_empty() {
            return Err(Mistake::new(format!("there is no scenario below `{}`", folder.display()))
                .help("name the folder that holds `curated/` and `contenders/`"));
        }
        let toured = library.scenarios.iter().filter(|scenario| scenario.in_tour);
        library.tour = toured.map(Scenario::toured).collect();
        Ok(library)
    }

    /// Adds a scenario that lies elsewhere, under `name`. It takes part in no tour.
    ///
    /// # Errors
    /// A mistake in the file, or the name is taken.
    pub fn add(&mut self, name: &str, path: &Path, text: &str) -> Result<(), Mistake> {
        if self.scenarios.iter().any(|scenario| scenario.name == name) {
            return Err(Mistake::new(format!("there is a scenario called `{name}` already")));
        }
        let known: Vec<&str> = self.contenders.iter().map(|contender| contender.name.as_str()).collect();
        self.scenarios.push(check::scenario(name, Source { path, text }, Some(&known))?);
        Ok(())
    }

    /// A claim may only speak of scenarios and contenders that there are.
    fn knows_what_is_named_by(&self, claim: &Claim, path: &Path) -> Result<(), Mistake> {
        let knows = |kind: &str, asked: Vec<&str>, names: Vec<&str>| match asked
            .into_iter()
            .find(|asked| !names.contains(asked))
        {
            None => Ok(()),
            Some(unknown) => Err(Mistake::new(format!("`{}` names no {kind}: `{unknown}`", path.display()))
                .did_you_mean(suggest(unknown, names.iter().copied()))),
        };
        for test in &claim.tests {
            let scenarios = self.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
            knows("scenario", test.statistic.scenarios(), scenarios)?;
            let contenders = self.contenders.iter().map(|contender| contender.name.as_str()).collect();
            knows("contender", test.statistic.contenders(), contenders)?;
        }
        Ok(())
    }

    /// Every claim.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Every scenario.
    #[must_use]
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// Every contender.
    #[must_use]
    pub fn contenders(&self) -> &[Contender] {
        &self.contenders
    }

    /// What is measured when nothing is asked for: of each scenario in the tour what the tour takes of it.
    #[must_use]
    pub fn tour(&self) -> Vec<&Scenario> {
        self.tour.iter().collect()
    }

    /// The scenarios that any of `patterns` means, each once; the [`Library::tour`] for none.
    ///
    /// A pattern is a name (the folder may be left out), a part of a name, or a glob with `*`.
    ///
    /// # Errors
    /// A pattern means nothing; the nearest name is suggested.
    pub fn select(&self, patterns: &[String]) -> Result<Vec<&Scenario>, Mistake> {
        if patterns.is_empty() {
            return Ok(self.tour());
        }
        let names: Vec<&str> = self.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let chosen = choose("scenario", patterns, &names)?;
        Ok(self.scenarios.iter().filter(|scenario| chosen.contains(&scenario.name.as_str())).collect())
    }

    /// The contenders that `patterns` mean, each once, in the order in which they are asked for.
    ///
    /// # Errors
    /// A pattern means nothing; the nearest name is suggested.
    pub fn contenders_named(&self, patterns: &[String]) -> Result<Vec<&Contender>, Mistake> {
        let names: Vec<&str> = self.contenders.iter().map(|contender| contender.name.as_str()).collect();
        let chosen = choose("contender", patterns, &names)?;
        let find = |name: &str| self.contenders.iter().find(|contender| contender.name == name);
        Ok(chosen.into_iter().filter_map(find).collect())
    }

    /// Who takes part in `scenario`: those that `patterns` mean, or, for none, those that the
    /// scenario names itself.
    ///
    /// # Errors
    /// A pattern means nothing; the nearest name is suggested.
    pub fn line_up(&self, scenario: &Scenario, patterns: &[String]) -> Result<Vec<&Contender>, Mistake> {
        self.contenders_named(if patterns.is_empty() { &scenario.contenders } else { patterns })
    }
}

fn choose<'a>(kind: &str, patterns: &[String], names: &[&'a str]) -> Result<Vec<&'a str>, Mistake> {
    let mut chosen: Vec<&str> = Vec::new();
    for pattern in patterns {
        let found = matching(pattern, names);
        if found.is_empty() {
            return Err(Mistake::new(format!("no {kind} is called `{}`", pattern.escape_debug()))
                .did_you_mean(suggest(pattern, names.iter().copied()))
                .note(format!("there are: {}", list(names.iter().copied()))));
        }
        for name in found {
            if !chosen.contains(&name) {
                chosen.push(name);
            }
        }
    }
    Ok(chosen)
}

/// Name and path of every `.toml` below `folder`, by name. The name is the path without folder and
/// ending; hidden files and linked folders are passed over.
fn toml_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Mistake> {
    let mut files = Vec::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| unreadable("folder", &folder, &error))? {
            let entry = entry.map_err(|error| unreadable("folder", &folder, &error))?;
            let kind = entry.file_type().map_err(|error| unreadable("file", &entry.path(), &error))?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            } else if kind.is_dir() {
                folders.push((format!("{prefix}{name}/"), path));
            } else if let Some(stem) = name.strip_suffix(".toml") {
                files.push((format!("{prefix}{stem}"), path));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, Mistake> {
    let bytes = fs::read(path).map_err(|error| unreadable("file", path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        // What cannot be shown is drawn as one replacement character, three bytes long.
        let text = String::from_utf8_lossy(error.as_bytes());
        Mistake::new("this file is not UTF-8")
            .at(Source { path, text: &text }, start..start + 3, "these bytes are no character")
            .help("save the file as UTF-8")
    })
}

fn unreadable(kind: &str, path: &Path, error: &io::Error) -> Mistake {
    let mistake = Mistake::new(format!("cannot read the {kind} `{}`: {error}", path.display()));
    match error.kind() {
        io::ErrorKind::NotFound if kind == "folder" => {
            mistake.help("run this at the root of the checkout, or name the folder of scenarios")
        }
        io::ErrorKind::NotFound => mistake.help("put the file back, or remove what links to it"),
        _ => mistake.help("check that you may read it"),
    }
}
