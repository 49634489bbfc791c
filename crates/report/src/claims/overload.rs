//! What is left of a contender under an overload in steps.

use record::LoadKind;
use scenario::claim::OverloadFigure;

use super::contender::{is_there, of_blocks};
use super::effect::{Effect, Place, Unit, sweep};
use crate::digest::Digest;
use crate::findings::load_in_words;
use crate::overload::{self, Course};
use crate::traces::Traces;

/// The mean over all blocks: an overload is what is looked at, so its verdict does not leave a block out.
pub(super) fn figure(
    digest: &Digest<'_>,
    traces: &Traces<'_>,
    scenario: &str,
    contender: &str,
    (figure, load): (OverloadFigure, f64),
) -> Result<Vec<Effect>, String> {
    let sweep = sweep(digest, scenario, true)?;
    is_there(sweep, contender)?;
    let cell = sweep.cell(contender, load).ok_or_else(|| format!("no point at {load}/s"))?;
    let courses = overload::courses(sweep.scenario, traces, cell);
    let at = load_in_words(LoadKind::Open, load);
    let points = vec![Place::new(sweep, load, contender)];
    let (what, unit, of): (_, _, fn(&Course) -> Option<f64>) = match figure {
        OverloadFigure::GoodputRatio => {
            (format!("least goodput above capacity, {contender} at {at}"), Unit::Share, Course::goodput_ratio)
        }
        OverloadFigure::RecoveryMs => {
            (format!("recovery, {contender} at {at}"), Unit::Milliseconds, Course::recovery_ms)
        }
    };
    let values: Vec<f64> = courses.iter().filter_map(of).collect();
    if values.len() < courses.len() {
        return Err(format!("{contender} did not recover within the steps"));
    }
    of_blocks(what, &values, unit, points)
        .map(|effect| vec![effect])
        .ok_or_else(|| "no course was recorded".to_owned())
}
