use clap::Parser;

use super::options::objective_ms;
use super::*;
use crate::cli::{Cli, Verb};

fn options(line: &str) -> Options {
    let words = ["cargo xtask", "advise"].into_iter().chain(line.split_whitespace());
    match Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{error}")).verb {
        Verb::Advise(options) => options,
        other => panic!("{other:?}"),
    }
}

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Library::open(&folder).expect("the checked-in files are sound")
}

fn own(line: &str) -> Result<Own> {
    let options = options(line);
    match &options.file {
        Some(file) => of_file(file, &options, &library()),
        None => described(&options, &library()),
    }
}

#[test]
fn a_description_becomes_a_scenario_with_the_pair_and_a_pool_that_suffices() {
    let own = own("--wait-ms 20 --rate-per-s 500 --objective p99=100ms --cores 1").expect("it is sound");
    assert!(own.text.contains(r#"["thread-per-connection", "tokio", "thread-pool"]"#), "{}", own.text);
    assert_eq!((own.wish.rate_per_s, own.wish.in_flight), (Some(500.0), None));
    assert_eq!(own.wish.server_cores, Some(1));
    let mut library = library();
    library.add(&own.name, &own.path, &own.text).unwrap_or_else(|mistake| panic!("{mistake}"));
}

#[test]
fn what_is_missing_is_asked_for_with_an_example() {
    for (line, part) in [
        ("", "--wait-ms 20"),
        ("--wait-ms 20", "--rate-per-s 500"),
        ("--wait-ms 20 --in-flight 4", "--objective p99=100ms"),
        ("--wait-ms soon --in-flight 4 --objective p99=1s", "no wait"),
        ("--wait-ms 20 --rate-per-s 0 --objective p99=1s", "between 0.1"),
    ] {
        let told = own(line).expect_err(line).to_string();
        assert!(told.contains(part), "{line}: {told}");
    }
}

#[test]
fn objectives_are_read() {
    assert_eq!(objective_ms("p99=100ms"), Ok(100.0));
    assert_eq!(objective_ms("p99=1.5s"), Ok(1_500.0));
    for text in ["100ms", "p95=10ms", "p99=10", "p99=0ms", "p99=61s", "p99=-1s"] {
        assert!(objective_ms(text).is_err_and(|told| told.contains("p99=100ms")), "{text}");
    }
}

#[test]
fn a_file_says_all_but_which_of_its_loads_is_wanted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("My Service.toml");
    let text = own("--wait-ms 20 --rate-per-s 500 --objective p99=100ms").expect("it is sound").text;
    let of = |text: &str, more: &str| {
        fs::write(&file, text).expect("it can be written");
        let mut options = options(more);
        options.file = Some(file.clone());
        of_file(&file, &options, &library())
    };
    let told = of(&text, "").expect_err("it has four rates").to_string();
    assert!(told.contains("[250.0, 500.0, 750.0, 1000.0]"), "{told}");
    assert!(of(&text, "--rate-per-s 400").expect_err("none of them").to_string().contains("not 400"));
    let own = of(&text, "--rate-per-s 750").expect("it is sound");
    assert_eq!((own.name.as_str(), own.wish.rate_per_s), ("own/my-service", Some(750.0)));
    let only = text.replace("[250.0, 500.0, 750.0, 1000.0]", "[500.0]");
    assert_eq!(of(&only, "").expect("it is the only one").wish.rate_per_s, Some(500.0));
    let without = text.replace("[objective]\np99_ms = 100\n", "");
    assert!(of(&without, "").expect_err("no objective").to_string().contains("objective"));
    let alone = text.replace("\"thread-per-connection\", ", "");
    assert!(of(&alone, "").expect_err("no pair").to_string().contains("matched pair"));
}
