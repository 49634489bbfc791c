//! Calls that went on for nobody, in words.

use crate::digest::{Metric, Sweep};
use crate::findings::load_in_words;

/// Where clients may leave: how many calls were still carried out a second after the last had left, contender by
/// contender, the middle block's; nothing where it was not read.
pub(crate) fn in_words(sweep: &Sweep<'_>) -> Option<String> {
    let mut said = Vec::new();
    for &load in &sweep.loads {
        let of = |cell: &crate::digest::Cell<'_>| {
            let figure = cell.figure(Metric::Orphans)?;
            Some(format!("{} for {}", Metric::Orphans.show(figure.middle), cell.contender))
        };
        let cells: Vec<String> = sweep.cells.iter().filter(|cell| cell.load == load).filter_map(of).collect();
        if !cells.is_empty() {
            said.push(format!("at {} {}", load_in_words(sweep.kind, load), cells.join(", ")));
        }
    }
    let all = said.join("; ");
    (!said.is_empty())
        .then(|| format!("Backend calls that still went on a second after the last client had left: {all}."))
}
