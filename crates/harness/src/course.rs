//! The course of a run: step after step, block after block, each recorded as it ends.

mod blocks;

use anyhow::{Context, Result};
use load::Stop;
use record::{Manifest, Point, RunWriter, State};

use crate::capacity;
use crate::execute::Executor;
use crate::extend::Extender;
use crate::plan::Step;
use crate::point;
use crate::progress::Progress;
use crate::run_plan::RunPlan;

/// A run while it is carried out.
#[derive(Debug)]
pub(crate) struct Course {
    /// What is to be measured.
    pub(crate) plan: RunPlan,
    /// What is said of it in `run.json`.
    pub(crate) manifest: Manifest,
    /// Where it is written.
    pub(crate) writer: RunWriter,
    /// What has been measured, in earlier sittings too.
    pub(crate) points: Vec<Point>,
}

impl Course {
    /// Measures the blocks, then searches the capacities that were asked for. A run whose searches were cut short is
    /// as unfinished as one whose blocks were.
    ///
    /// # Errors
    /// Something could not be recorded; what was recorded before is whole.
    pub(crate) fn run(&mut self, executor: &mut dyn Executor, stop: &Stop) -> Result<State> {
        let state = self.blocks(executor, stop)?;
        if state != State::Complete || capacity::carry_out(&self.plan, executor, &mut self.writer, stop)? {
            return Ok(state);
        }
        Ok(State::Interrupted)
    }

    /// Measures every case that is not recorded yet, and as many further blocks as the plan allows and
    /// the comparisons need. The run directory says at every moment what is planned and what was measured.
    fn blocks(&mut self, executor: &mut dyn Executor, stop: &Stop) -> Result<State> {
        let left = self.plan.steps.len() - self.recorded().min(self.plan.steps.len());
        let progress = Progress::new(
            left,
            self.plan.block_estimate().mul_f64(left as f64 / self.plan.cases.len() as f64),
        );
        let mut extender = Extender::new(self.plan.extension_time());
        let began_in = self.next_step().map(|step| step.block);
        if began_in.is_none() {
            if !self.manifest.protocol.stopped.is_empty() {
                return Ok(State::Complete);
            }
            // It was killed after its last case, before it could say whether that was enough.
            self.decide(&progress)?;
        }
        while let Some(step) = self.next_step().cloned() {
            if stop.is_stopped() {
                return self.stopped();
            }
            if began_in != Some(step.block)
                && self.begins_block()
                && self.plan.is_too_late(executor.elapsed())
            {
                let fewer = self.plan.steps.len();
                self.plan.end_after(step.block);
                progress.change_total(self.plan.steps.len() as i64 - fewer as i64);
                self.planned("the time that was asked for leaves no room for another block")?;
                break;
            }
            if !self.measure(&step, executor, &mut extender, stop, &progress)? {
                return self.stopped();
            }
            if self.next_step().is_none() {
                self.decide(&progress)?;
            }
        }
        self.conclude(&progress)?;
        Ok(State::Complete)
    }

    /// Measures and records one step; false if it was cut short.
    fn measure(
        &mut self,
        step: &Step,
        executor: &mut dyn Executor,
        extender: &mut Extender,
        stop: &Stop,
        progress: &Progress,
    ) -> Result<bool> {
        progress.begin(&step.name());
        let parts = self.plan.parts(step).context("a step names what the plan does not hold")?;
        let measured = extender.measure(executor, step, &parts);
        if stop.is_stopped() {
            // A case that was cut short is no measurement; it is left out as a whole.
            return Ok(false);
        }
        let order = u32::try_from(self.recorded()).unwrap_or(u32::MAX);
        let recorded = point::recorded(step, order, measured);
        for note in &recorded.notes {
            progress.say(&format!("{}: {note}", step.name()));
            self.writer.log(&format!("{}: {note}", step.name()))?;
        }
        let (verdict, reason) = (recorded.point.verdict.word(), &recorded.point.verdict_reason);
        self.writer.log(&format!("{} {verdict} {reason}", step.name()))?;
        self.writer.classes(&recorded.point, &recorded.classes())?;
        self.writer.add(&recorded.point, recorded.histograms(), &recorded.series, &recorded.gates)?;
        self.points.push(recorded.point);
        progress.done();
        Ok(true)
    }

    fn stopped(&mut self) -> Result<State> {
        self.planned("")?;
        Ok(State::Interrupted)
    }

    /// Cases are recorded in the order of the plan, so their number tells which comes next.
    fn next_step(&self) -> Option<&Step> {
        self.plan.steps.get(self.recorded())
    }

    fn recorded(&self) -> usize {
        self.points.len()
    }

    fn begins_block(&self) -> bool {
        self.recorded().is_multiple_of(self.plan.cases.len())
    }
}
