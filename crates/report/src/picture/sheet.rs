//! Several panels on one sheet, for files and slides.

use record::{LoadKind, Manifest};

use super::mark::{Anchor, Layer, Mark, Picture};
use super::panel::panel;
use super::series::{headline_charts, metric_chart};
use super::style::{INK, MUTED};
use crate::digest::{Metric, Sweep};

const PANEL: (f64, f64) = (560.0, 300.0);
const HEAD: f64 = 70.0;
const FOOT: f64 = 34.0;
const KEY: &str = "Band: lowest to highest block. Hollow: too few responses for this percentile. Cross: not VALID. \
                   ≥: more was cut off than the percentile leaves out.";

/// Efficiency on the left, latency on the right, one x.
pub(crate) fn scenario_sheet(manifest: &Manifest, sweep: &Sweep<'_>) -> Picture {
    let kind = match sweep.kind {
        LoadKind::Closed => "closed loop",
        LoadKind::Open => "open loop",
    };
    let left = [Metric::CpuPerRequest, Metric::RequestsPerCpu, Metric::Memory];
    let right = [Metric::P50, Metric::P99, Metric::Throughput];
    let rows = left.len() as f64;
    let mut sheet = blank(
        &sweep.scenario.title,
        &format!("{}, {kind}", sweep.scenario.name),
        HEAD + rows * PANEL.1 + FOOT,
    );
    for (column, metrics) in [left, right].into_iter().enumerate() {
        for (row, metric) in metrics.into_iter().enumerate() {
            let picture = panel(&metric_chart(manifest, sweep, metric), PANEL);
            sheet.description.push_str(&format!(" {}.", picture.title));
            sheet.place(picture, column as f64 * PANEL.0, HEAD + row as f64 * PANEL.1);
        }
    }
    sheet
}

/// The two pictures of the first screen.
pub(crate) fn headline_sheet(manifest: &Manifest, sweep: &Sweep<'_>, title: &str) -> Picture {
    const TALL: (f64, f64) = (560.0, 460.0);
    let mut sheet = blank(title, &sweep.scenario.title, HEAD + TALL.1 + FOOT);
    for (column, chart) in headline_charts(manifest, sweep).into_iter().enumerate() {
        let picture = panel(&chart, TALL);
        sheet.description.push_str(&format!(" {}. {}", picture.title, picture.description));
        sheet.place(picture, column as f64 * TALL.0, HEAD);
    }
    sheet
}

fn blank(title: &str, subtitle: &str, height: f64) -> Picture {
    let mut layer = Layer::default();
    layer.heading((8.0, 26.0), title, 19.0, INK);
    layer.text((8.0, 48.0), subtitle, 13.0, MUTED, Anchor::Start);
    layer.marks.push(Mark::Text {
        at: (8.0, height - 14.0),
        text: KEY.to_owned(),
        size: 11.5,
        colour: MUTED,
        anchor: Anchor::Start,
        bold: false,
    });
    Picture {
        width: 2.0 * PANEL.0,
        height,
        title: title.to_owned(),
        description: subtitle.to_owned(),
        layers: vec![layer],
    }
}
