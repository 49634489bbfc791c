//! How much the evidence weighs.

use record::State;
use stats::{BOOTSTRAP_BLOCKS_MIN, Ratio};

use crate::digest::Digest;
use crate::words::Text;

/// An interval whose ends are further from its middle than this factor is called wide.
const WIDE_FACTOR: f64 = 1.25;

/// In plain words, with `ratios` being what the answer rests on; `None` where no pair was measured.
pub(super) fn weight(digest: &Digest<'_>, ratios: Option<&[Ratio]>) -> Text {
    if digest.points.is_empty() {
        return Text::default();
    }
    let text = match digest.manifest.state {
        State::Complete => Text::default(),
        _ => Text::default()
            .strong("This run did not reach its end")
            .then("; what is missing is not guessed at."),
    };
    let Some(ratios) = ratios else { return text };
    let blocks = ratios.iter().map(|ratio| ratio.blocks).min().unwrap_or(0);
    let is_wide = |ratio: &Ratio| ratio.interval.is_none_or(|i| i.high / ratio.estimate > WIDE_FACTOR);
    let thin = Text::default().strong("The evidence is thin");
    text.and(match blocks {
        0 => thin.then(": there is no load at which both sides were VALID in one block, so nothing can be said."),
        1 => thin.then(": in one block only were both sides VALID, so nothing says how far it would vary."),
        2 => thin.then(": in two blocks only were both sides VALID, so an interval says little."),
        n if ratios.iter().any(is_wide) => Text::default().strong("Some intervals are wide").then(format!(
            ": brackets are 95 % intervals over {n} blocks of fresh processes; more blocks would narrow them."
        )),
        n if n < BOOTSTRAP_BLOCKS_MIN => Text::plain(format!(
            "Brackets are 95 % intervals over {n} blocks of fresh processes: few, so they are made wide to be honest."
        )),
        n => Text::plain(format!("Brackets are 95 % intervals over {n} blocks of fresh processes.")),
    })
}
