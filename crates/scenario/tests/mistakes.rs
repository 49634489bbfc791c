//! How mistakes are shown: golden pictures.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use scenario::{Contender, Library, Mistake, Profile, Scenario};

const SCENARIO: &str = r#"#:schema ../scenario.schema.json
title = "One call"
question = "Who waits best?"
expect = "Nobody is faster."
analysis = "Read the CPU first."
contenders = ["threads", "tokio"]

[request.fetch]
wait_ms = 10
body_bytes = 256

[backend.fixed]

[load.closed]
connections = [1, 64]

[load.open]
rates_per_s = [100, 1000]
gaps = "exponential"
connections_max = 500

[objective]
p99_ms = 50
"#;

const CONTENDER: &str = r#"title = "Tasks on tokio"
model = "tasks"
colour = "async"
http = "hyper"
pairs = ["matched"]

[program]
run = "async-server"
args = ["--model", "tokio"]

[limits]
max_connections = 20_000
"#;

/// The picture of the one mistake that is made by writing `wrong` for `right`.
fn in_scenario(right: &str, wrong: &str) -> String {
    assert!(Scenario::parse("curated/one", Path::new("one.toml"), SCENARIO).is_ok());
    let text = SCENARIO.replacen(right, wrong, 1);
    assert_ne!(text, SCENARIO, "`{right}` must be there to be replaced");
    let path = Path::new("scenarios/curated/one.toml");
    Scenario::parse("curated/one", path, &text).expect_err(wrong).to_string()
}

fn in_contender(right: &str, wrong: &str) -> String {
    assert!(Contender::parse("tokio", Path::new("tokio.toml"), CONTENDER).is_ok());
    let text = CONTENDER.replacen(right, wrong, 1);
    assert_ne!(text, CONTENDER, "`{right}` must be there to be replaced");
    Contender::parse("tokio", Path::new("scenarios/contenders/tokio.toml"), &text)
        .expect_err(wrong)
        .to_string()
}

/// One snapshot of several pictures that belong together.
macro_rules! golden {
    ($name:ident: $($picture:expr),+ $(,)?) => {
        #[test]
        fn $name() {
            let pictures = [$($picture.to_string()),+].join("\n\n");
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(stringify!($name), pictures);
            });
        }
    };
}

golden!(unknown_keys:
    in_scenario("connections =", "conections ="),
    in_scenario("connections =", "\"connec`tions\" ="),
    in_scenario("title", "Tittle"),
    in_scenario("gaps", "banana"),
    in_scenario("[request.fetch]", "[request.fech]"),
    in_scenario("[backend.fixed]", "[backend.fixed]\nspread = 3"),
    in_scenario("[load.closed]", "[load.close]"),
    in_contender("max_connections", "max_conections"),
);

golden!(unknown_values:
    in_scenario("\"exponential\"", "\"poisson\""),
    in_scenario("\"exponential\"", "'constnt'"),
    in_contender("\"async\"", "\"asynchronous\""),
    in_contender("\"matched\"", "\"match\""),
        in_contender("[limits]", "feature = \"smol\"\n[limits]"),
);

golden!(missing_keys:
    in_scenario("question = \"Who waits best?\"", ""),
    in_scenario("question = \"Who waits best?\"\nexpect =", "# expect ="),
    in_scenario("wait_ms = 10", ""),
    in_scenario("[objective]\np99_ms = 50\n", ""),
    in_scenario("p99_ms = 50", ""),
    in_scenario("[backend.fixed]", ""),
    in_contender("run =", "# run ="),
);

golden!(given_twice:
    in_scenario("expect", "question"),
    in_scenario("[backend.fixed]", "[request.fetch]"),
    in_scenario("[1, 64]", "[1, 64, 64]"),
    in_scenario("[100, 1000]", "[100.0, 100]"),
    in_scenario("\"tokio\"", "\"threads\""),
    in_contender("[\"matched\"]", "[\"matched\", \"matched\"]"),
);

golden!(exactly_one_kind:
    in_scenario("[backend.fixed]", "[request.plaintext]"),
    in_scenario("[backend.fixed]", "[backend]"),
    in_scenario("[backend.fixed]", "[backend]\nfixed = 1"),
    in_scenario("\n\n[request.fetch]\nwait_ms = 10\nbody_bytes = 256", "\nrequest = 'fetch'"),
    in_scenario("\n\n[request.fetch]\nwait_ms = 10\nbody_bytes = 256", "\nrequest = 10"),
    in_scenario("[backend.fixed]", "[[backend]]"),
);

golden!(wrong_types:
    in_scenario("\"One call\"", "1"),
    in_scenario("wait_ms = 10", "wait_ms = \"10 ms\""),
    in_scenario("wait_ms = 10", "wait_ms = 10.5"),
    in_scenario("[1, 64]", "64"),
    in_scenario("[1, 64]", "[1, 'many']"),
    in_scenario("[\"threads\", \"tokio\"]", "\"tokio\""),
    in_scenario("[load.closed]\nconnections = [1, 64]", "[load]\nclosed = [[1, 64]]"),
    in_scenario("\"One call\"", "2020-02-20"),
    in_scenario("title", "in_tour = 'yes'\ntitle"),
    in_scenario("[load.closed]\nconnections", "[load.closed.connections]\nlist"),
);

golden!(out_of_range:
    in_scenario("wait_ms = 10", "wait_ms = -1"),
    in_scenario("wait_ms = 10", "wait_ms = 60001"),
    in_scenario("wait_ms = 10", "wait_ms = 99999999999999999999"),
    in_scenario("256", "1_048_577"),
    in_scenario("[1, 64]", "[0, 64]"),
    in_scenario("[1, 64]", "[1, 1_000_001]"),
    in_scenario("[1, 64]", "[64, 1]"),
    in_scenario("[1, 64]", "[]"),
    in_scenario("[100, 1000]", &format!("{:?}", Vec::from_iter(1..=101))),
    in_scenario("[100, 1000]", "[0, 1000]"),
    in_scenario("[100, 1000]", "[100, inf]"),
    in_scenario("[100, 1000]", "[nan]"),
    in_scenario("= 500", "= 0"),
    in_scenario("[backend.fixed]", "[backend.log-normal]\nsigma = 3.5"),
    in_scenario("p99_ms = 50", "p99_ms = 0"),
    in_contender("20_000", "0"),
);

golden!(nothing_said:
    in_scenario("\"Who waits best?\"", "\"\"\"\n\n   \"\"\""),
    in_scenario("\"One call\"", "' '"),
    in_scenario("\"One call\"", "\"One\\ncall\""),
    in_scenario("[\"threads\", \"tokio\"]", "[]"),
    in_contender("\"tasks\"", "''"),
    Scenario::parse("empty", Path::new("empty.toml"), "").unwrap_err(),
);

golden!(no_load:
    Scenario::parse("one", Path::new("one.toml"), &(SCENARIO.split("[load").next().unwrap().to_owned() + "[load]"))
        .unwrap_err(),
    in_scenario("[request.fetch]\nwait_ms = 10\nbody_bytes = 256", "[request.plaintext]"),
    in_scenario(
        "[request.fetch]\nwait_ms = 10\nbody_bytes = 256\n\n[backend.fixed]",
        "[request.plaintext]\n[load.parked]\nrequests = [0]\nidle_connections = 1",
    ),
    in_scenario("[load.open]", "[load.parked]\nrequests = [-1]\nidle_connections = 1\n[load.open]"),
);

golden!(mixes_clients_and_tours:
    in_scenario("[backend.fixed]", "[mix.heavy]\nshare = 1.5\nrequest.plaintext = {}\n[backend.fixed]"),
    in_scenario("[backend.fixed]", "[mix.main]\nshare = 0.5\nrequest.plaintext = {}\n[backend.fixed]"),
    in_scenario(
        "[backend.fixed]",
        "[mix.a]\nshare = 0.5\nrequest.plaintext = {}\n[mix.b]\nshare = 0.5\nrequest.plaintext = {}\n[backend.fixed]"
    ),
    in_scenario("[backend.fixed]", "[mix.heavy]\nshare = 0.5\nrequest.mixd = {}\n[backend.fixed]"),
    in_scenario("[backend.fixed]", "[clients]\npatience = 5\n[backend.fixed]"),
    in_scenario("[backend.fixed]", "[clients]\npatience_ms = 0\n[backend.fixed]"),
    in_scenario("[backend.fixed]", "[tour]\nconnections = []\n[backend.fixed]"),
    in_scenario("[backend.fixed]", "[load.open.shape.steps]\nfactors = [1]\nstep_ms = 500\n[backend.fixed]"),
    in_scenario("[backend.fixed]", "[load.open.shape.steps]\nfactors = [1, 2]\nstep_ms = 100\n[backend.fixed]"),
    in_scenario(
        "[backend.fixed]",
        "[mix.slow]\nshare = 0.5\nreads = { bytes = 1, every_ms = 5 }\nrequest.plaintext = {}\n[backend.fixed]"
    ),
    in_scenario(
        "[backend.fixed]",
        "[mix.slow]\nshare = 0.5\nwrites = { bytes = 512, every_ms = 5 }\nrequest.plaintext = {}\n[backend.fixed]"
    ),
    in_scenario("[backend.fixed]", "[load.open.shape.ramp]\n[backend.fixed]"),
    in_scenario("[request.fetch]\nwait_ms = 10\nbody_bytes = 256", "[request.file]\nbody_bytes = 5"),
    in_scenario("[request.fetch]", "[request.fan_out]"),
);

golden!(not_toml:
    in_scenario("\"One call\"", "\"One call"),
    in_scenario("[1, 64]", "[1, 64"),
    in_scenario("= 256", "256"),
    in_scenario("[backend.fixed]", "[backend.fixed"),
);

golden!(names_on_the_command_line:
    library().select(&["fetch-20ms".into()]).unwrap_err(),
    library().select(&["curated/plain_text".into()]).unwrap_err(),
    library().select(&["fetch-10ms".into(), "slow*".into()]).unwrap_err(),
    library().select(&["".into()]).unwrap_err(),
    library().contenders_named(&["tokyo".into()]).unwrap_err(),
    library().contenders_named(&["threads-per-conection".into()]).unwrap_err(),
    Profile::named("quikc").unwrap_err(),
    Profile::named("best").unwrap_err(),
);

golden!(file_names:
    Scenario::parse("curated/Fetch 10ms", Path::new("scenarios/curated/Fetch 10ms.toml"), SCENARIO).unwrap_err(),
    Contender::parse("-x", Path::new("scenarios/contenders/-x.toml"), CONTENDER).unwrap_err(),
    Contender::parse("", Path::new("scenarios/contenders/.toml"), CONTENDER).unwrap_err(),
);

golden!(folders:
    opening(|folder| fs::remove_dir_all(folder).unwrap()),
    opening(|folder| fs::remove_dir_all(folder.join("curated")).unwrap()),
    opening(|folder| fs::remove_file(folder.join("contenders/tokio.toml")).unwrap()),
    opening(|folder| fs::rename(folder.join("contenders/tokio.toml"), folder.join("contenders/toki.toml")).unwrap()),
    opening(|folder| symlink("/nowhere", folder.join("curated/gone.toml")).unwrap()),
    opening(|folder| fs::write(folder.join("curated/latin.toml"), b"title = \"caf\xe9\"\n").unwrap()),
);

#[test]
fn what_an_editor_leaves_behind_is_passed_over() {
    let said = opening(|folder| {
        fs::write(folder.join("curated/.one.toml"), "half a li").unwrap();
        fs::write(folder.join("curated/one.toml~"), "half a li").unwrap();
        fs::remove_dir_all(folder.join("contenders")).unwrap();
    });
    assert!(said.contains("no contender is called `threads`"), "{said}");
}

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Library::open(&folder).unwrap_or_else(|mistake| panic!("{mistake}"))
}

/// What is said of a good folder after something happened to it.
fn opening(happens: impl Fn(&Path)) -> String {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("scenarios");
    for (file, text) in [
        ("curated/one.toml", SCENARIO),
        ("contenders/tokio.toml", CONTENDER),
        ("contenders/threads.toml", CONTENDER),
    ] {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    assert!(Library::open(&folder).is_ok());
    happens(&folder);
    let mistake: Mistake = Library::open(&folder).unwrap_err();
    mistake.to_string().replace(&parent.path().display().to_string(), "DIR")
}
