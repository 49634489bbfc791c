//! `--list`: the cases and about how long they take.

use std::fmt::Write;

use crate::plan::load_name;
use crate::run_plan::RunPlan;

/// What `plan` would measure, as text.
pub(crate) fn listing(plan: &RunPlan) -> String {
    let mut text = String::new();
    let out = &mut text;
    for scenario in &plan.scenarios {
        let cases = || plan.cases.iter().filter(|case| case.scenario == scenario.name);
        let mut loads: Vec<String> = Vec::new();
        let mut contenders: Vec<&str> = Vec::new();
        for case in cases() {
            let load = load_name(case.load);
            if !loads.contains(&load) {
                loads.push(load);
            }
            if !contenders.contains(&case.contender.as_str()) {
                contenders.push(&case.contender);
            }
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}: {}", scenario.name, scenario.title);
        let _ = writeln!(out, "  asks        {}", scenario.question);
        let _ = writeln!(out, "  request     {}", scenario.request);
        let _ = writeln!(out, "  contenders  {}", contenders.join(", "));
        let _ = writeln!(out, "  loads       {}", loads.join(", "));
        let _ = writeln!(out, "  cases       {}\n", cases().count());
    }
    for warning in &plan.warnings {
        let _ = writeln!(out, "note: {warning}");
    }
    let seconds = plan.estimate().as_secs();
    let _ = writeln!(
        out,
        "profile {}: {} cases × {} blocks, about {} min {:02} s",
        plan.profile.name,
        plan.cases.len(),
        plan.profile.blocks,
        seconds / 60,
        seconds % 60
    );
    text
}
