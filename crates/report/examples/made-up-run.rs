//! Writes a made-up run directory, to work on the report without measuring:
//! `cargo run -p report --example made-up-run -- FOLDER`, then `cargo run -p report -- FOLDER/made-up`.

#[path = "../tests/made_up/mod.rs"]
mod made_up;
#[path = "../tests/made_up/written.rs"]
mod written;

fn main() {
    let folder = std::env::args_os().nth(1).expect("name a folder to write `made-up` into");
    let path = written::written(&made_up::run(), folder.as_ref(), "made-up");
    println!("{}", path.display());
}
