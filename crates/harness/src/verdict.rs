//! The verdict of a point, from its gates (method rule 16).

use record::{Gate, Verdict};

/// The verdict and, in words, the gates that decided. `gates` stand gravest first.
pub(crate) fn judge(gates: &[Gate]) -> (Verdict, String) {
    let failed: Vec<&Gate> = gates.iter().filter(|gate| gate.passed == Some(false)).collect();
    if let Some(gravest) = failed.first() {
        let reasons: Vec<String> = failed.iter().map(|gate| gate.in_words()).collect();
        return (gravest.verdict_if_not, reasons.join("; "));
    }
    let unread: Vec<&str> =
        gates.iter().filter(|gate| gate.passed.is_none()).map(|gate| gate.gate.as_str()).collect();
    let reason = match unread.as_slice() {
        [] => "every gate passed".to_owned(),
        unread => format!("every gate passed that could be read; not read: {}", unread.join(", ")),
    };
    (Verdict::Valid, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(name: &str, value: Option<f64>, verdict: Verdict) -> Gate {
        Gate::new(name, value, None, Some(1.0), verdict)
    }

    #[test]
    fn the_first_gate_that_did_not_pass_names_the_point_and_all_of_them_are_told() {
        let gates = [
            gate("deaths", Some(0.0), Verdict::Failed),
            gate("goodput_ratio", Some(2.0), Verdict::Overloaded),
            gate("lag_p99_us", Some(3.0), Verdict::GeneratorLimited),
        ];
        let (verdict, reason) = judge(&gates);
        assert_eq!(verdict, Verdict::Overloaded);
        assert_eq!(reason, "goodput_ratio 2 (at most 1); lag_p99_us 3 (at most 1)");
    }

    #[test]
    fn what_could_not_be_read_is_told_and_condemns_nobody() {
        let gates = [gate("deaths", Some(0.0), Verdict::Failed), gate("steal_ratio", None, Verdict::Noisy)];
        assert_eq!(judge(&gates[..1]), (Verdict::Valid, "every gate passed".into()));
        let (verdict, reason) = judge(&gates);
        assert_eq!(verdict, Verdict::Valid);
        assert!(reason.ends_with("not read: steal_ratio"), "{reason}");
    }
}
