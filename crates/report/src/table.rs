//! `summary.csv`: a row for each case, over all its blocks.

use record::Verdict;

use crate::digest::{Cell, Digest, Metric, Sweep};
use crate::render::kind_word;

/// Each metric's name in the file, with its unit last.
const METRICS: [(Metric, &str); 10] = [
    (Metric::CpuPerRequest, "cpu_us_per_request"),
    (Metric::RequestsPerCpu, "requests_per_cpu_s"),
    (Metric::Switches, "context_switches_per_request"),
    (Metric::Memory, "memory_pss_bytes"),
    (Metric::Threads, "threads_max"),
    (Metric::P50, "response_p50_us"),
    (Metric::P90, "response_p90_us"),
    (Metric::P99, "response_p99_us"),
    (Metric::P999, "response_p999_us"),
    (Metric::Throughput, "completed_per_s"),
];

/// The file's bytes.
pub(crate) fn summary_csv(digest: &Digest<'_>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let sweeps = digest.scenarios.iter().flat_map(|scenario| &scenario.sweeps);
    let rows = sweeps.flat_map(|sweep| sweep.cells.iter().map(move |cell| row(sweep, cell)));
    for record in std::iter::once(head()).chain(rows) {
        writer.write_record(&record).expect("rows of one length go into memory");
    }
    writer.into_inner().expect("memory can be flushed")
}

fn head() -> Vec<String> {
    let first = ["scenario", "contender", "load_kind", "load", "blocks", "blocks_valid", "verdict"];
    let figures =
        METRICS.iter().flat_map(|(_, name)| ["middle", "low", "high"].map(|which| format!("{name}_{which}")));
    let last = ["response_p99_resolved", "verdict_reason"];
    first.iter().map(ToString::to_string).chain(figures).chain(last.iter().map(ToString::to_string)).collect()
}

fn row(sweep: &Sweep<'_>, cell: &Cell<'_>) -> Vec<String> {
    let valid = cell.points.iter().filter(|point| point.verdict == Verdict::Valid).count();
    let mut row = vec![
        sweep.scenario.name.clone(),
        cell.contender.to_owned(),
        kind_word(sweep.kind).to_owned(),
        cell.load.to_string(),
        cell.points.len().to_string(),
        valid.to_string(),
        cell.verdict.word().to_owned(),
    ];
    for (metric, _) in METRICS {
        let figure = cell.figure(metric);
        row.extend([figure.map(|f| f.middle), figure.map(|f| f.low), figure.map(|f| f.high)].map(decimal));
    }
    let tail = cell.figure(Metric::P99).map(|figure| figure.is_resolved);
    row.push(tail.map_or(String::new(), |resolved| resolved.to_string()));
    row.push(if cell.is_valid() { String::new() } else { cell.reason().to_owned() });
    row
}

/// Three decimals are finer than any clock here; an empty cell means there is no figure.
fn decimal(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| {
        let text = format!("{value:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    })
}
