//! Takes the versions of the libraries under test from the lock file, so that what a program says of
//! itself is what it was built with.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The libraries that a contender may name.
const NAMED: [&str; 11] = [
    "axum",
    "compio",
    "corosensei",
    "hyper",
    "rayon",
    "reqwest",
    "smol",
    "tiny_http",
    "tokio",
    "tower",
    "ureq",
];

fn main() -> Result<(), Box<dyn Error>> {
    // Asked when it runs: a folder that was moved with what was built in it is still whole.
    let lock = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../Cargo.lock");
    println!("cargo::rerun-if-changed={}", lock.display());
    let text = fs::read_to_string(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    let mut code = String::new();
    for name in NAMED {
        let version = version(&text, name).ok_or_else(|| format!("{}: no {name}", lock.display()))?;
        writeln!(code, "/// `{name}` as locked.")?;
        writeln!(code, "pub const {}: &str = \"{name}/{version}\";", name.to_uppercase())?;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("libraries.rs"), code)?;
    Ok(())
}

/// The version on the line after `name = "…"`; one version per dependency, so the first is the only.
fn version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = lock.split_once(&format!("\nname = \"{name}\"\nversion = \""))?;
    after.split('"').next()
}
