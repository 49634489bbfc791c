//! What a test of a claim measures.

use crate::claim::{MetricName, OverloadFigure, PairLoads, Range, Statistic};
use crate::file::{At, LoopWord, MetricWord, OverloadWord, PairTable, PercentileWord, StatisticKind};
use crate::mistake::{Mistake, Source};
use crate::{Pair, limits};

pub(super) fn statistic(source: Source<'_>, kind: &At<StatisticKind>) -> Result<Statistic, Mistake> {
    let asked = Asked { source, kind };
    Ok(match &kind.value {
        StatisticKind::PairRatio(table) => Statistic::PairRatio(asked.pair(&table.0)?),
        StatisticKind::PairTrend(table) => Statistic::PairTrend(asked.pair(&table.0)?),
        StatisticKind::ObjectiveLoad(table) => Statistic::ObjectiveLoad(asked.pair(&table.0)?),
        StatisticKind::RankAgreement(table) => Statistic::RankAgreement {
            scenario: source.line("scenario", &table.0.scenario)?,
            against: source.line("against", &table.0.against)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            load: asked.load(table.0.load)?,
        },
        StatisticKind::TailGap(table) => Statistic::TailGap {
            scenario: source.line("scenario", &table.0.scenario)?,
            alike_ratio: table.0.alike_ratio.max(1.0),
        },
        StatisticKind::ShareBesideWait(table) => Statistic::ShareBesideWait {
            scenario: source.line("scenario", &table.0.scenario)?,
            is_open: is_open(table.0.loop_kind),
            load: asked.load(table.0.load)?,
        },
        StatisticKind::ContenderRatio(table) => Statistic::ContenderRatio {
            scenario: source.line("scenario", &table.0.scenario)?,
            contender: source.line("contender", &table.0.contender)?,
            against: source.line("against", &table.0.against)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            loads: asked.loads(table.0.load_min, table.0.load_max)?,
        },
        StatisticKind::ContenderFigure(table) => Statistic::ContenderFigure {
            scenario: source.line("scenario", &table.0.scenario)?,
            contender: source.line("contender", &table.0.contender)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            load: asked.load(table.0.load)?,
        },
        StatisticKind::LoadGrowth(table) => Statistic::LoadGrowth {
            scenario: source.line("scenario", &table.0.scenario)?,
            contender: source.line("contender", &table.0.contender)?,
            is_open: is_open(table.0.loop_kind),
            metric: metric(table.0.metric),
            loads: asked.loads(table.0.load_min, table.0.load_max)?,
        },
        StatisticKind::ClassRatio(table) => Statistic::ClassRatio {
            of: PairLoads {
                scenario: source.line("scenario", &table.0.scenario)?,
                pair: Pair::from(&table.0.pair.value),
                is_open: is_open(table.0.loop_kind),
                metric: percentile(table.0.percentile),
                loads: asked.loads(table.0.load_min, table.0.load_max)?,
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
            load: asked.load(table.0.load)?,
        },
    })
}

/// The table that is read, and where it stands.
#[derive(Clone, Copy)]
struct Asked<'a> {
    source: Source<'a>,
    kind: &'a At<StatisticKind>,
}

impl Asked<'_> {
    fn load(self, load: f64) -> Result<f64, Mistake> {
        let most = limits::RATE_PER_S_MAX;
        if (1.0..=most).contains(&load) {
            return Ok(load);
        }
        let label = format!("must be from 1 to {most}");
        Err(self.source.mistake("a load is out of range", &self.kind.span, label))
    }

    fn loads(self, least: f64, most: f64) -> Result<Range, Mistake> {
        let loads = Range { at_least: self.load(least)?, at_most: self.load(most)? };
        if loads.at_least > loads.at_most {
            let label = "no load lies between";
            return Err(self.source.mistake("`load_min` is above `load_max`", &self.kind.span, label));
        }
        Ok(loads)
    }

    fn pair(self, table: &PairTable) -> Result<PairLoads, Mistake> {
        Ok(PairLoads {
            scenario: self.source.line("scenario", &table.scenario)?,
            pair: Pair::from(&table.pair.value),
            is_open: is_open(table.loop_kind),
            metric: metric(table.metric),
            loads: self.loads(table.load_min, table.load_max)?,
        })
    }
}

fn is_open(word: LoopWord) -> bool {
    matches!(word, LoopWord::Open)
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
