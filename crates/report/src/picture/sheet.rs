//! Several panels on one sheet, for files and slides.

use record::Manifest;

use super::mark::{Anchor, Layer, Picture};
use super::panel::panel;
use super::series::{Spread, headline_charts, metric_chart};
use super::style::{INK, MUTED};
use super::type_face::fitting;
use crate::digest::{Metric, Sweep};
use crate::render::kind_in_words;

/// Sheets are as wide and as high as slides: 16 to 9.
const PANEL: (f64, f64) = (560.0, 412.5);
/// The headline's panels: two of them make a slide.
const TALL: (f64, f64) = (560.0, 510.0);
const HEAD: f64 = 70.0;
const FOOT: f64 = 50.0;
const MARGIN: f64 = 8.0;
const KEY_EM: f64 = 11.5;
const KEY: &str = "Band: lowest to highest block. Hollow: too few responses for this percentile. Cross: not VALID. \
                   ≥: more was cut off than the percentile leaves out. Upright: where two cross.";

/// Efficiency above, latency below, one x in each column.
pub(crate) fn scenario_sheet(manifest: &Manifest, sweep: &Sweep<'_>) -> Picture {
    let kind = kind_in_words(sweep.kind);
    let above = [Metric::CpuPerRequest, Metric::RequestsPerCpu, Metric::Memory];
    let below = [Metric::P50, Metric::P99, Metric::Throughput];
    let subtitle = format!("{}, {kind}", sweep.scenario.name);
    let size = (3.0 * PANEL.0, HEAD + 2.0 * PANEL.1 + FOOT);
    let mut sheet = blank(manifest, &sweep.scenario.title, &subtitle, size);
    for (row, metrics) in [above, below].into_iter().enumerate() {
        for (column, metric) in metrics.into_iter().enumerate() {
            let picture = panel(&metric_chart(manifest, sweep, metric, Spread::Usual), PANEL);
            sheet.description.push_str(&format!(" {}.", picture.title));
            sheet.place(picture, column as f64 * PANEL.0, HEAD + row as f64 * PANEL.1);
        }
    }
    sheet
}

/// The two pictures of the first screen.
pub(crate) fn headline_sheet(manifest: &Manifest, sweep: &Sweep<'_>, title: &str, subtitle: &str) -> Picture {
    let mut sheet = blank(manifest, title, subtitle, (2.0 * TALL.0, HEAD + TALL.1 + FOOT));
    for (column, chart) in headline_charts(manifest, sweep).into_iter().enumerate() {
        let picture = panel(&chart, TALL);
        sheet.description.push_str(&format!(" {}. {}", picture.title, picture.description));
        sheet.place(picture, column as f64 * TALL.0, HEAD);
    }
    sheet
}

/// A sheet with its heading, the key to its marks, and the run that it comes from.
fn blank(manifest: &Manifest, title: &str, subtitle: &str, (width, height): (f64, f64)) -> Picture {
    let space = width - 2.0 * MARGIN;
    let mut layer = Layer::default();
    layer.heading((MARGIN, 26.0), title, fitting(title, 19.0, true, space), INK);
    layer.text((MARGIN, 48.0), subtitle, fitting(subtitle, 13.0, false, space), MUTED, Anchor::Start);
    layer.text((MARGIN, height - 30.0), KEY, fitting(KEY, KEY_EM, false, space), MUTED, Anchor::Start);
    // A picture is passed on without the page it comes from.
    let from = format!("Common Ground, run {}", manifest.name);
    layer.text(
        (MARGIN, height - 12.0),
        from.as_str(),
        fitting(&from, KEY_EM, false, space),
        MUTED,
        Anchor::Start,
    );
    Picture { width, height, title: title.to_owned(), description: subtitle.to_owned(), layers: vec![layer] }
}
