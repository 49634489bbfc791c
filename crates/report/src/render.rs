//! Everything that can be derived from a run.

use std::num::NonZero;
use std::thread;

use record::{Calibration, LoadKind, Manifest, Point, Probe};

use crate::advice::{Advice, advice};
use crate::claims::{Entry, ledger};
use crate::digest::{Cost, Digest, ScenarioDigest, Sweep, costs};
use crate::findings::{Finding, Headline, headline, is_without_headline, observe, shaken};
use crate::picture::{Picture, PixelError, headline_sheet, png, scenario_sheet, standalone_svg};
use crate::traces::{Trace, Traces};
use crate::words::Text;
use crate::{markdown, page, table, terminal};

/// A slide of 1,920 by 1,080 pixels; the sheets are 16 to 9.
const SLIDE_WIDTH_PX: usize = 1_920;

/// What a report is made from: all of it was recorded.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The plan, the machine and the versions.
    pub manifest: &'a Manifest,
    /// Every case in every block.
    pub points: &'a [Point],
    /// What was recorded of each case beside its point, in any order; may be empty.
    pub traces: &'a [Trace],
    /// What the instrument proved of itself on that machine, where it did.
    pub calibration: Option<&'a Calibration>,
    /// Every probe of the search for capacities; none where nothing was searched.
    pub probes: &'a [Probe],
    /// The pairs at shares of their lower capacity; none where nothing was matched.
    pub matched: &'a [Point],
}

impl<'a> Evidence<'a> {
    /// The points alone, without what lies behind them.
    #[must_use]
    pub fn of_points(manifest: &'a Manifest, points: &'a [Point]) -> Self {
        Self { manifest, points, traces: &[], calibration: None, probes: &[], matched: &[] }
    }
}

/// A run's report.
#[derive(Clone, Debug)]
pub struct Report {
    /// The answer of the first screen, as plain text.
    pub answer: String,
    /// Why the headline would rest on points that are not VALID, one reason each; empty if it stands.
    pub shaken: Vec<String>,
    /// What the terminal shows: a table under 100 columns wide, and the answer.
    pub terminal: String,
    /// The derived files, `report.html` first.
    pub files: Vec<Derived>,
}

/// A file that can be rebuilt from the run at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Its path in the run directory.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Digested once, used by every page.
pub(crate) struct Story<'a> {
    pub(crate) digest: Digest<'a>,
    pub(crate) traces: Traces<'a>,
    pub(crate) calibration: Option<&'a Calibration>,
    /// What each contender of each scenario costs, in the order of the digest's scenarios.
    pub(crate) costs: Vec<Vec<Cost<'a>>>,
    pub(crate) headline: Headline,
    /// Of a run that was asked for it.
    pub(crate) advice: Option<Advice<'a>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) ledger: Vec<Entry>,
}

/// The answer of the first screen alone, as plain text.
#[must_use]
pub fn answer(manifest: &Manifest, points: &[Point]) -> String {
    let digest = Digest::new(manifest, points);
    let costs: Vec<_> = digest.scenarios.iter().map(|part| costs(part, &[], &[])).collect();
    headline(&digest).advised(&digest, advice(&digest, &costs).as_ref()).answer.to_plain()
}

/// Makes the report, with its pictures as SVG.
#[must_use]
pub fn render(evidence: Evidence<'_>) -> Report {
    let story = story(evidence);
    let mut files = vec![
        Derived { path: "report.html".into(), bytes: page::html(&story).into_bytes() },
        Derived { path: "report.md".into(), bytes: markdown::markdown(&story).into_bytes() },
        Derived { path: "summary.csv".into(), bytes: table::summary_csv(&story.digest) },
    ];
    files.extend(sheets(&story).into_iter().map(|(name, picture)| Derived {
        path: format!("plots/{name}.svg"),
        bytes: standalone_svg(&picture).into_bytes(),
    }));
    Report {
        answer: story.headline.answer.to_plain(),
        shaken: match &story.advice {
            Some(advice) if !is_without_headline(&story.digest) => advice.undecided.clone(),
            _ => shaken(&story.digest),
        },
        terminal: terminal::terminal(&story),
        files,
    }
}

/// The same pictures as PNG; apart from the rest, since they take the longest.
///
/// # Errors
/// A picture cannot be drawn, which would be a mistake of this crate.
pub fn draw_pixels(evidence: Evidence<'_>) -> Result<Vec<Derived>, PixelError> {
    let sheets = sheets(&story(evidence));
    // How many hands there are changes the time it takes, and no byte.
    let hands = thread::available_parallelism().map_or(1, NonZero::get);
    let share = sheets.len().div_ceil(hands).max(1);
    thread::scope(|scope| {
        let drawing: Vec<_> =
            sheets.chunks(share).map(|sheets| scope.spawn(move || draw_sheets(sheets))).collect();
        let drawn = drawing.into_iter().map(|hand| hand.join().expect("drawing gives an error and no panic"));
        Ok(drawn.collect::<Result<Vec<_>, _>>()?.concat())
    })
}

fn draw_sheets(sheets: &[(String, Picture)]) -> Result<Vec<Derived>, PixelError> {
    let mut canvas = Vec::new();
    let draw = |(name, picture): &(String, Picture)| {
        let bytes = png(picture, SLIDE_WIDTH_PX, &mut canvas)?;
        Ok(Derived { path: format!("plots/{name}.png"), bytes })
    };
    sheets.iter().map(draw).collect()
}

fn story(evidence: Evidence<'_>) -> Story<'_> {
    let digest = Digest::new(evidence.manifest, evidence.points);
    let costs: Vec<_> =
        digest.scenarios.iter().map(|part| costs(part, evidence.probes, evidence.matched)).collect();
    let advice = advice(&digest, &costs);
    Story {
        headline: headline(&digest).advised(&digest, advice.as_ref()),
        advice,
        findings: observe(&digest),
        ledger: ledger(&digest, &Traces(evidence.traces)),
        costs,
        digest,
        traces: Traces(evidence.traces),
        calibration: evidence.calibration,
    }
}

/// Each sheet with its name: the headline's, then one for each scenario and kind of load.
fn sheets(story: &Story<'_>) -> Vec<(String, Picture)> {
    let manifest = story.digest.manifest;
    let first = story.digest.headline().and_then(|scenario| scenario.sweeps.first());
    let compared = story.headline.compared.as_ref().map(Text::to_plain);
    let headline = first.map(|sweep| {
        let subtitle = compared.as_deref().unwrap_or(&sweep.scenario.title);
        ("headline".to_owned(), headline_sheet(manifest, sweep, &story.headline.question, subtitle))
    });
    let sweeps =
        story.digest.scenarios.iter().flat_map(|part| part.sweeps.iter().map(move |sweep| (part, sweep)));
    let others = sweeps.map(|(part, sweep)| (picture_name(part, sweep), scenario_sheet(manifest, sweep)));
    headline.into_iter().chain(others).collect()
}

/// The file name of a sweep's sheet, without its ending.
pub(crate) fn picture_name(scenario: &ScenarioDigest<'_>, sweep: &Sweep<'_>) -> String {
    format!("{}-{}", slug(&scenario.scenario.name), kind_word(sweep.kind))
}

/// Which question was asked, in words: who is parked goes round no loop.
pub(crate) fn kind_in_words(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::Closed => "closed loop",
        LoadKind::Open => "open loop",
        LoadKind::Parked => "parked",
    }
}

/// The same as one word, for names and narrow columns.
pub(crate) fn kind_word(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::Closed => "closed",
        LoadKind::Open => "open",
        LoadKind::Parked => "parked",
    }
}

/// `name` with only what file names and addresses take as it is.
pub(crate) fn slug(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    plain.trim_matches('-').to_owned()
}
