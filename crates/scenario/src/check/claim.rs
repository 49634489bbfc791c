//! From a claim file to a claim.

use std::path::Path;

use super::name::name as valid_name;
use crate::claim::{Claim, MetricName, OverloadFigure, PairLoads, Range, Statistic, Test};
use crate::file::{
    At, ClaimFile, EnoughWord, LoopWord, MetricWord, OverloadWord, PairTable, PercentileWord, RangeTable,
    StatisticKind, Table, TestTable,
};
use crate::mistake::{Mistake, Source, translate};
use crate::{Pair, limits};

impl Claim {
    /// Reads the text of a claim file.
    ///
    /// # Errors
    /// The first mistake, shown as standing in `path`, which need not exist.
    pub fn parse(name: &str, path: &Path, text: &str) -> Result<Self, Mistake> {
        let source = Source { path, text };
        let file: ClaimFile = toml::from_str(text).map_err(|error| translate(source, &error))?;
        let needs = file.needs.as_ref().map(|needs| source.prose("needs", needs)).transpose()?;
        if needs.is_none() && file.test.is_empty() {
            return Err(Mistake::new("neither `test` nor `needs` is given")
                .at(
                    source,
                    file.claim.span.clone(),
                    "this claim is neither tested nor says what that would take",
                )
                .help("add a `[[test]]`, or say in `needs` which scenario it would take"));
        }
        Ok(Self {
            name: valid_name(name, path)?,
            claim: source.prose("claim", &file.claim)?,
            supported_when: source.prose("supported_when", &file.supported_when)?,
            refuted_when: source.prose("refuted_when", &file.refuted_when)?,
            needs,
            tests: file.test.iter().map(|table| test(source, &table.0)).collect::<Result<_, _>>()?,
        })
    }
}

fn test(source: Source<'_>, table: &TestTable) -> Result<Test, Mistake> {
    let (supported, refuted) =
        (ranges(source, "supported", &table.supported)?, ranges(source, "refuted", &table.refuted)?);
    let meet = |a: &Range, b: &Range| a.at_least < b.at_most && b.at_least < a.at_most;
    if supported.iter().any(|a| refuted.iter().any(|b| meet(a, b))) {
        let label = "overlaps with a range of `supported`";
        return Err(source.mistake(
            "one value would support and refute the claim",
            &table.refuted.span,
            label,
        ));
    }
    let one_is_enough = table.enough == Some(EnoughWord::One);
    Ok(Test { supported, refuted, one_is_enough, statistic: statistic(source, &table.statistic)? })
}

fn ranges(source: Source<'_>, key: &str, list: &At<Vec<Table<RangeTable>>>) -> Result<Vec<Range>, Mistake> {
    let range = |table: &Table<RangeTable>| Range {
        at_least: table.0.at_least.unwrap_or(f64::NEG_INFINITY),
        at_most: table.0.at_most.unwrap_or(f64::INFINITY),
    };
    let ranges: Vec<Range> = list.value.iter().map(range).collect();
    let is_sound = |range: &Range| {
        range.at_least < range.at_most && (range.at_least.is_finite() || range.at_most.is_finite())
    };
    if ranges.is_empty() || !ranges.iter().all(is_sound) {
        let label = "each needs an end, and `at_least` below `at_most`";
        return Err(source.mistake(format!("`{key}` holds no sound range"), &list.span, label));
    }
    Ok(ranges)
}

fn statistic(source: Source<'_>, kind: &At<StatisticKind>) -> Result<Statistic, Mistake> {
    let is_open = |word: LoopWord| matches!(word, LoopWord::Open);
    let load = |load: f64| {
        let most = limits::RATE_PER_S_MAX;
        if (1.0..=most).contains(&load) {
            return Ok(load);
        }
        Err(source.mistake("a load is out of range", &kind.span, format!("must be from 1 to {most}")))
    };
    let loads = |least: f64, most: f64| {
        let loads = Range { at_least: load(least)?, at_most: load(most)? };
        if loads.at_least > loads.at_most {
            return Err(source.mistake("`load_min` is above `load_max`", &kind.span, "no load lies between"));
        }
        Ok(loads)
    };
    let pair = |table: &PairTable| {
        Ok(PairLoads {
            scenario: source.line("scenario", &table.scenario)?,
            pair: Pair::from(&table.pair.value),
            is_open: is_open(table.loop_kind),
            metric: metric(table.metric),
            loads: loads(table.load_min, table.load_max)?,
        })
    };
    Ok(match &kind.value {
        StatisticKind::PairRatio(table) => Statistic::PairRatio(pair(&table.0)?),
        StatisticKind::PairTrend(table) => Statistic::PairTrend(pair(&table.0)?),
        StatisticKind::ObjectiveLoad(table) => Statistic::ObjectiveLoad(pair(&table.0)?),
        StatisticKind::RankAgreement(table) => Statistic::RankAgreement {
            scenario: source.line("scenario", &table.0.scenario)?,
            against: source.line("against", &table.0.against)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            load: load(table.0.load)?,
        },
        StatisticKind::TailGap(table) => Statistic::TailGap {
            scenario: source.line("scenario", &table.0.scenario)?,
            alike_ratio: table.0.alike_ratio.max(1.0),
        },
        StatisticKind::ShareBesideWait(table) => Statistic::ShareBesideWait {
            scenario: source.line("scenario", &table.0.scenario)?,
            is_open: is_open(table.0.loop_kind),
            load: load(table.0.load)?,
        },
        StatisticKind::ContenderRatio(table) => Statistic::ContenderRatio {
            scenario: source.line("scenario", &table.0.scenario)?,
            contender: source.line("contender", &table.0.contender)?,
            against: source.line("against", &table.0.against)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            loads: loads(table.0.load_min, table.0.load_max)?,
        },
        StatisticKind::ContenderFigure(table) => Statistic::ContenderFigure {
            scenario: source.line("scenario", &table.0.scenario)?,
            contender: source.line("contender", &table.0.contender)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            load: load(table.0.load)?,
        },
        StatisticKind::LoadGrowth(table) => Statistic::LoadGrowth {
            scenario: source.line("scenario", &table.0.scenario)?,
            contender: source.line("contender", &table.0.contender)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            loads: loads(table.0.load_min, table.0.load_max)?,
        },
        StatisticKind::ClassRatio(table) => Statistic::ClassRatio {
            of: PairLoads {
                scenario: source.line("scenario", &table.0.scenario)?,
                pair: Pair::from(&table.0.pair.value),
                is_open: is_open(table.0.loop_kind),
                metric: percentile(table.0.percentile),
                loads: loads(table.0.load_min, table.0.load_max)?,
            },
            class: source.line("class", &table.0.class)?,
        },
        StatisticKind::Overload(table) => Statistic::Overload {
            scenario: source.line("scenario", &table.0.scenario)?,
            contender: source.line("contender", &table.0.contender)?,
            figure: match table.0.figure {
                OverloadWord::GoodputRatio => OverloadFigure::GoodputRatio,
                OverloadWord::RecoveryMs => OverloadFigure::RecoveryMs,
            },
            load: load(table.0.load)?,
        },
    })
}

fn percentile(word: PercentileWord) -> MetricName {
    match word {
        PercentileWord::P50 => MetricName::ResponseP50Us,
        PercentileWord::P90 => MetricName::ResponseP90Us,
        PercentileWord::P99 => MetricName::ResponseP99Us,
    }
}

fn metric(word: MetricWord) -> MetricName {
    match word {
        MetricWord::CpuUsPerRequest => MetricName::CpuUsPerRequest,
        MetricWord::ResponseP50Us => MetricName::ResponseP50Us,
        MetricWord::ResponseP90Us => MetricName::ResponseP90Us,
        MetricWord::ResponseP99Us => MetricName::ResponseP99Us,
        MetricWord::CompletedPerS => MetricName::CompletedPerS,
        MetricWord::MemoryPssBytesMax => MetricName::MemoryPssBytesMax,
        MetricWord::OrphanCalls => MetricName::OrphanCalls,
    }
}
