//! `--list`: the cases and about how long they take.

use std::fmt::Write;
use std::time::Duration;

use scenario::{Contender, Scenario, predictions};

use crate::asking::in_words;
use crate::capacity::{self, searches};
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
        for sentence in predicted(plan, scenario) {
            let _ = writeln!(out, "  theory      {sentence}");
        }
        let _ = writeln!(out, "  request     {}", in_words(scenario));
        let _ = writeln!(out, "  contenders  {}", contenders.join(", "));
        let _ = writeln!(out, "  loads       {}", loads.join(", "));
        let _ = writeln!(out, "  cases       {}\n", cases().count());
    }
    let searches = searches(plan);
    if let [first, ..] = searches.as_slice() {
        let names: Vec<&str> = searches.iter().map(|search| search.contender.name.as_str()).collect();
        let alone = searches.iter().all(|search| search.scenario.name == first.scenario.name);
        let of = if alone { names.join(" and ") } else { format!("{} searches", names.len()) };
        let _ = writeln!(
            out,
            "then the highest rate that keeps the objective, and both at five shares of the lower one: {of}, about {}\n",
            in_minutes(capacity::estimate(plan))
        );
    }
    for warning in &plan.warnings {
        let _ = writeln!(out, "note: {warning}");
    }
    let blocks = match (plan.blocks, plan.blocks_max) {
        (least, most) if least == most => format!("{most} blocks"),
        (least, most) => format!("{least} to {most} blocks"),
    };
    let _ = writeln!(
        out,
        "profile {}: {} cases × {blocks} of {}, {}",
        plan.profile.name,
        plan.cases.len(),
        in_minutes(plan.block_estimate()),
        time_in_words(plan)
    );
    text
}

/// What theory predicts for those who take part.
fn predicted(plan: &RunPlan, scenario: &Scenario) -> Vec<String> {
    let takes_part = |contender: &&Contender| {
        plan.cases.iter().any(|case| case.scenario == scenario.name && case.contender == contender.name)
    };
    let contenders: Vec<&Contender> = plan.contenders.iter().filter(takes_part).collect();
    predictions(scenario, &contenders)
}

/// `about 4 min 30 s`, or `about 20 min 00 s to 80 min 00 s`.
pub(crate) fn time_in_words(plan: &RunPlan) -> String {
    match plan.estimate() {
        (least, most) if least == most => format!("about {}", in_minutes(most)),
        (least, most) => format!("about {} to {}", in_minutes(least), in_minutes(most)),
    }
}

fn in_minutes(time: Duration) -> String {
    format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
}
