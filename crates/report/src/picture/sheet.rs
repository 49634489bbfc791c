//! Several panels on one sheet, for files and slides.

use record::{LoadKind, Manifest};

use super::mark::{Anchor, Layer, Picture};
use super::panel::panel;
use super::series::{Spread, headline_charts, metric_chart};
use super::style::{INK, MUTED};
use super::type_face::{fitting, width as text_width};
use crate::digest::{Metric, Sweep};

const PANEL: (f64, f64) = (560.0, 300.0);
const HEAD: f64 = 70.0;
const FOOT: f64 = 34.0;
const MARGIN: f64 = 8.0;
const KEY_EM: f64 = 11.5;
const KEY: &str = "Band: lowest to highest block. Hollow: too few responses for this percentile. Cross: not VALID. \
                   ≥: more was cut off than the percentile leaves out.";

/// Efficiency on the left, latency on the right, one x.
pub(crate) fn scenario_sheet(manifest: &Manifest, sweep: &Sweep<'_>) -> Picture {
    let kind = match sweep.kind {
        LoadKind::Closed => "closed loop",
        LoadKind::Open => "open loop",
        LoadKind::Parked => "parked",
    };
    let left = [Metric::CpuPerRequest, Metric::RequestsPerCpu, Metric::Memory];
    let right = [Metric::P50, Metric::P99, Metric::Throughput];
    let rows = left.len() as f64;
    let subtitle = format!("{}, {kind}", sweep.scenario.name);
    let mut sheet = blank(manifest, &sweep.scenario.title, &subtitle, HEAD + rows * PANEL.1 + FOOT);
    for (column, metrics) in [left, right].into_iter().enumerate() {
        for (row, metric) in metrics.into_iter().enumerate() {
            let picture = panel(&metric_chart(manifest, sweep, metric, Spread::Usual), PANEL);
            sheet.description.push_str(&format!(" {}.", picture.title));
            sheet.place(picture, column as f64 * PANEL.0, HEAD + row as f64 * PANEL.1);
        }
    }
    sheet
}

/// The two pictures of the first screen.
pub(crate) fn headline_sheet(manifest: &Manifest, sweep: &Sweep<'_>, title: &str, subtitle: &str) -> Picture {
    const TALL: (f64, f64) = (560.0, 460.0);
    let mut sheet = blank(manifest, title, subtitle, HEAD + TALL.1 + FOOT);
    for (column, chart) in headline_charts(manifest, sweep).into_iter().enumerate() {
        let picture = panel(&chart, TALL);
        sheet.description.push_str(&format!(" {}. {}", picture.title, picture.description));
        sheet.place(picture, column as f64 * TALL.0, HEAD);
    }
    sheet
}

/// A sheet with its heading, the key to its marks, and the run that it comes from.
fn blank(manifest: &Manifest, title: &str, subtitle: &str, height: f64) -> Picture {
    let (width, space) = (2.0 * PANEL.0, 2.0 * PANEL.0 - 2.0 * MARGIN);
    let mut layer = Layer::default();
    layer.heading((MARGIN, 26.0), title, fitting(title, 19.0, true, space), INK);
    layer.text((MARGIN, 48.0), subtitle, fitting(subtitle, 13.0, false, space), MUTED, Anchor::Start);
    layer.text((MARGIN, height - 14.0), KEY, KEY_EM, MUTED, Anchor::Start);
    let free = space - text_width(KEY, KEY_EM, false) - MARGIN;
    let size = fitting(&manifest.name, KEY_EM, false, free);
    if text_width(&manifest.name, size, false) <= free {
        layer.text((width - MARGIN, height - 14.0), manifest.name.as_str(), size, MUTED, Anchor::End);
    }
    Picture { width, height, title: title.to_owned(), description: subtitle.to_owned(), layers: vec![layer] }
}
