//! All scenarios and contenders of a folder.

mod files;

use std::path::Path;

use crate::check;
use crate::claim::Claim;
use crate::mistake::{Mistake, Source, list};
use crate::pattern::matching;
use crate::{Contender, Scenario, suggest};
use files::{read, toml_files};

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
    mistaken: Vec<Mistaken>,
}

/// A file that could not be understood.
#[derive(Clone, Debug)]
struct Mistaken {
    kind: Kind,
    name: String,
    mistake: Mistake,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Scenario,
    Contender,
    Claim,
}

impl Library {
    /// Reads `folder`: every `.toml` in `contenders/` is a contender, every one in `claims/` a
    /// claim, every other one below the folder a scenario.
    ///
    /// # Errors
    /// The first mistake in any of the files, or what keeps them from being read.
    pub fn open(folder: &Path) -> Result<Self, Mistake> {
        let library = Self::open_in_part(folder)?;
        match library.mistaken.first() {
            Some(mistaken) => Err(mistaken.mistake.clone()),
            None => Ok(library),
        }
    }

    /// The same, with every file that could not be understood put aside: its mistake is in
    /// [`Library::mistakes`], and an error to whoever asks for what the file describes.
    ///
    /// # Errors
    /// The folder cannot be read, or holds no scenario.
    pub fn open_in_part(folder: &Path) -> Result<Self, Mistake> {
        let (contenders, others): (Vec<_>, Vec<_>) =
            toml_files(folder)?.into_iter().partition(|(name, _)| name.starts_with(CONTENDERS));
        let (claims, scenarios): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|(name, _)| name.starts_with(CLAIMS));
        if scenarios.is_empty() {
            return Err(Mistake::new(format!("there is no scenario below `{}`", folder.display()))
                .help("name the folder that holds `curated/` and `contenders/`"));
        }
        let mut library = Self {
            scenarios: Vec::new(),
            contenders: Vec::new(),
            claims: Vec::new(),
            tour: Vec::new(),
            mistaken: Vec::new(),
        };
        for (name, path) in contenders {
            let name = name.strip_prefix(CONTENDERS).unwrap_or(&name);
            let parsed =
                read(&path).and_then(|text| check::contender(name, Source { path: &path, text: &text }));
            library.contenders.extend(sound(&mut library.mistaken, Kind::Contender, name, parsed));
        }
        for (name, path) in scenarios {
            let known = library.names(Kind::Contender);
            let parsed = read(&path)
                .and_then(|text| check::scenario(&name, Source { path: &path, text: &text }, Some(&known)));
            library.scenarios.extend(sound(&mut library.mistaken, Kind::Scenario, &name, parsed));
        }
        for (name, path) in claims {
            let name = name.strip_prefix(CLAIMS).unwrap_or(&name);
            let parsed = read(&path).and_then(|text| {
                let claim = Claim::parse(name, &path, &text)?;
                library.knows_what_is_named_by(&claim, &path).map(|()| claim)
            });
            library.claims.extend(sound(&mut library.mistaken, Kind::Claim, name, parsed));
        }
        let toured = library.scenarios.iter().filter(|scenario| scenario.in_tour);
        library.tour = toured.map(Scenario::toured).collect();
        Ok(library)
    }

    /// What is wrong with the files that were put aside.
    pub fn mistakes(&self) -> impl Iterator<Item = &Mistake> {
        self.mistaken.iter().map(|mistaken| &mistaken.mistake)
    }

    /// Adds a scenario that lies elsewhere, under `name`. It takes part in no tour.
    ///
    /// # Errors
    /// A mistake in the file, or the name is taken.
    pub fn add(&mut self, name: &str, path: &Path, text: &str) -> Result<(), Mistake> {
        if self.scenarios.iter().any(|scenario| scenario.name == name) {
            return Err(Mistake::new(format!("there is a scenario called `{name}` already")));
        }
        let known = self.names(Kind::Contender);
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
            knows("scenario", test.statistic.scenarios(), self.names(Kind::Scenario))?;
            knows("contender", test.statistic.contenders(), self.names(Kind::Contender))?;
        }
        Ok(())
    }

    /// The names of all files of a kind, in their order, those that were put aside among them: a mistake in one file
    /// makes no mistake of the files that name it.
    fn names(&self, kind: Kind) -> Vec<&str> {
        let put_aside = self.mistaken.iter().filter(|mistaken| mistaken.kind == kind);
        let mut names: Vec<&str> = put_aside.map(|mistaken| mistaken.name.as_str()).collect();
        match kind {
            Kind::Scenario => names.extend(self.scenarios.iter().map(|scenario| scenario.name.as_str())),
            Kind::Contender => names.extend(self.contenders.iter().map(|contender| contender.name.as_str())),
            Kind::Claim => names.extend(self.claims.iter().map(|claim| claim.name.as_str())),
        }
        names.sort_unstable();
        names
    }

    /// The first mistake in a file of that kind that `is_needed`, by its name.
    fn sound(&self, kind: Kind, is_needed: impl Fn(&str) -> bool) -> Result<(), Mistake> {
        let needed = |mistaken: &&Mistaken| mistaken.kind == kind && is_needed(&mistaken.name);
        self.mistaken.iter().find(needed).map_or(Ok(()), |mistaken| Err(mistaken.mistake.clone()))
    }

    /// Every claim.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Every scenario whose file could be understood.
    #[must_use]
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// Every contender.
    ///
    /// # Errors
    /// The mistake in a contender's file.
    pub fn contenders(&self) -> Result<&[Contender], Mistake> {
        self.sound(Kind::Contender, |_| true).map(|()| self.contenders.as_slice())
    }

    /// What is measured when nothing is asked for: of each scenario in the tour what the tour takes of it.
    ///
    /// # Errors
    /// The mistake in a scenario's file, which may be one of the tour.
    pub fn tour(&self) -> Result<Vec<&Scenario>, Mistake> {
        self.sound(Kind::Scenario, |_| true).map(|()| self.tour.iter().collect())
    }

    /// The scenarios that any of `patterns` means, each once; the [`Library::tour`] for none.
    ///
    /// A pattern is a name (the folder may be left out), a part of a name, or a glob with `*`.
    ///
    /// # Errors
    /// A pattern means nothing, and the nearest name is suggested; or the mistake in a file that one means.
    pub fn select(&self, patterns: &[String]) -> Result<Vec<&Scenario>, Mistake> {
        if patterns.is_empty() {
            return self.tour();
        }
        let chosen = choose("scenario", patterns, &self.names(Kind::Scenario))?;
        self.sound(Kind::Scenario, |name| chosen.contains(&name))?;
        Ok(self.scenarios.iter().filter(|scenario| chosen.contains(&scenario.name.as_str())).collect())
    }

    /// The contenders that `patterns` mean, each once, in the order in which they are asked for.
    ///
    /// # Errors
    /// A pattern means nothing, and the nearest name is suggested; or the mistake in a file that one means.
    pub fn contenders_named(&self, patterns: &[String]) -> Result<Vec<&Contender>, Mistake> {
        let chosen = choose("contender", patterns, &self.names(Kind::Contender))?;
        self.sound(Kind::Contender, |name| chosen.contains(&name))?;
        let find = |name: &str| self.contenders.iter().find(|contender| contender.name == name);
        Ok(chosen.into_iter().filter_map(find).collect())
    }

    /// Who takes part in `scenario`: those that `patterns` mean, or, for none, those that the
    /// scenario names itself.
    ///
    /// # Errors
    /// As [`Library::contenders_named`].
    pub fn line_up(&self, scenario: &Scenario, patterns: &[String]) -> Result<Vec<&Contender>, Mistake> {
        self.contenders_named(if patterns.is_empty() { &scenario.contenders } else { patterns })
    }
}

/// What was `parsed`; its mistake is put aside.
fn sound<T>(aside: &mut Vec<Mistaken>, kind: Kind, name: &str, parsed: Result<T, Mistake>) -> Option<T> {
    parsed.map_err(|mistake| aside.push(Mistaken { kind, name: name.to_owned(), mistake })).ok()
}

fn choose<'a>(kind: &str, patterns: &[String], names: &[&'a str]) -> Result<Vec<&'a str>, Mistake> {
    let mut chosen: Vec<&str> = Vec::new();
    for pattern in patterns {
        let found = matching(pattern, names);
        if found.is_empty() {
            return Err(Mistake::asked(format!("no {kind} is called `{}`", pattern.escape_debug()))
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
