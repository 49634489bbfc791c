//! Nothing is timed in the dev profile: the harness refuses servers that say `profile=debug`.

use std::process::{Command, Stdio};

use super::Complaints;
use crate::run::{cargo, root, succeeds};

/// Builds the debug programs and lets the harness try to measure with them: it must refuse. The
/// control, that it measures the release programs, is the check `smoke`.
pub(super) fn complaints() -> Complaints {
    let programs = ["harness", "backend", "blocking-server", "async-server"];
    let mut args = vec!["build", "--quiet", "--bins"];
    args.extend(programs.iter().flat_map(|program| ["-p", program]));
    if !succeeds(&mut cargo(&args)) {
        return vec!["the debug programs do not build".into()];
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let tried = Command::new(target.join("debug/harness"))
        .args(["compare", "fetch-10ms", "--profile", "smoke"])
        .env("COMMON_GROUND_ROOT", root())
        .stdin(Stdio::null())
        .output();
    match tried {
        Err(error) => vec![format!("cannot start the debug harness: {error}")],
        Ok(output) if output.status.success() => vec!["the harness measured a debug build".into()],
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let refused = said.contains("is a debug build, which is never timed");
            if refused {
                Vec::new()
            } else {
                vec![format!("the debug harness failed otherwise: {}", said.trim())]
            }
        }
    }
}
