//! Whether a run has blocks enough, and what it says of that (method rule 12).

use anyhow::Result;
use record::Precision;

use super::Course;
use crate::manifest::replay;
use crate::plan::Step;
use crate::precision::{another_block_helps, precision};
use crate::progress::Progress;

impl Course {
    /// Every planned block is measured: plans another if it helps, or says why not.
    pub(super) fn decide(&mut self, progress: &Progress) -> Result<()> {
        let helps = another_block_helps(&precision(&self.plan, &self.points));
        let blocks = self.plan.blocks;
        if blocks >= self.plan.blocks_max {
            let reason = format!("all {blocks} blocks that it may have were measured");
            return self.planned(&reason);
        }
        if !helps {
            return self.planned(&format!("after {blocks} blocks every comparison was as precise as wanted"));
        }
        self.plan.extend_to(blocks + 1);
        progress.change_total(self.plan.cases.len() as i64);
        self.planned("")
    }

    /// Writes down what is planned by now.
    pub(super) fn planned(&mut self, stopped: &str) -> Result<()> {
        self.manifest.order = self.plan.steps.iter().map(Step::name).collect();
        self.manifest.profile.blocks = self.plan.blocks;
        self.manifest.command = replay(&self.plan);
        self.manifest.protocol.blocks_max = self.plan.blocks_max;
        self.manifest.protocol.stopped = stopped.to_owned();
        self.manifest.protocol.precision = precision(&self.plan, &self.points);
        Ok(self.writer.manifest(&self.manifest)?)
    }

    /// Says how precise the comparisons came out, those first that are not precise enough.
    pub(super) fn conclude(&mut self, progress: &Progress) -> Result<()> {
        let all = &self.manifest.protocol.precision;
        let wide: Vec<&Precision> = all.iter().filter(|one| !one.is_reached()).collect();
        let mut lines = vec![format!(
            "{}; {} of {} comparisons are as precise as wanted",
            self.manifest.protocol.stopped,
            all.len() - wide.len(),
            all.len()
        )];
        lines.extend(wide.iter().map(|one| in_words(one)));
        for line in &lines {
            self.writer.log(line)?;
        }
        // A profile that does not wait for precision is not held to it line by line.
        let told = if self.plan.profile.blocks_max > self.plan.profile.blocks { lines.len() } else { 1 };
        lines.iter().take(told).for_each(|line| progress.say(line));
        Ok(())
    }
}

/// `not precise: curated/fetch-10ms closed 64, thread-per-connection and tokio, cpu_us_per_request: ±3.1 % …`
fn in_words(one: &Precision) -> String {
    let Precision { scenario, load, blocking, asynchronous, metric, blocks, wanted_ratio, .. } = one;
    let found =
        one.half_width_ratio.map_or_else(|| "no interval".into(), |found| format!("±{:.1} %", found * 100.0));
    format!(
        "not precise: {scenario} {load}, {blocking} and {asynchronous}, {metric}: {found} from {blocks} blocks with \
         both VALID, wanted ±{:.0} %",
        wanted_ratio * 100.0
    )
}
