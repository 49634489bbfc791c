//! The page in a real browser: opened from a file, used, asked by axe-core, looked at. Skipped, with a line that
//! says so, where there is no Chromium.

mod chromium;
#[path = "../made_up/mod.rs"]
mod made_up;
mod screen;
#[path = "../made_up/written.rs"]
mod written;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use report::{Evidence, render};
use screen::Screen;
use tempfile::TempDir;

/// Phone, laptop and projector. A window is never as narrow as a phone, so that one looks through a frame.
const SIZES: [(&str, u32, u32); 3] = [("phone", 390, 844), ("laptop", 1440, 900), ("projector", 1920, 1080)];

/// The page of the made-up run.
fn page() -> String {
    let run = made_up::run();
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    String::from_utf8(report.files[0].bytes.clone()).expect("the page is text")
}

/// The page that the program draws of a run directory.
fn drawn(run: &Path) -> String {
    Command::cargo_bin("report").expect("the program was built").arg(run).assert().success();
    fs::read_to_string(run.join("report.html")).expect("it was written")
}

/// A copy of the curated run, to draw anew.
fn curated(folder: &Path) -> PathBuf {
    let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results");
    let found =
        fs::read_dir(&results).expect("there are results").map(|entry| entry.expect("readable").path());
    let run = found.filter(|run| run.join("run.json").is_file()).max().expect("there is a curated run");
    let copy = folder.join("curated");
    copy_all(&run, &copy);
    copy
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir(to).expect("writable");
    for entry in fs::read_dir(from).expect("readable") {
        let (path, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).expect("readable");
        if path.is_dir() {
            copy_all(&path, &to);
        } else {
            fs::copy(&path, &to).expect("readable and writable");
        }
    }
}

/// Writes the page with `more` at its end into `report.html`.
fn file(folder: &Path, page: &str, more: &str) {
    let page = page.replacen("</body>", &format!("{more}</body>"), 1);
    fs::write(folder.join("report.html"), page).expect("writable");
}

/// A page that shows `report.html` through a frame of this size, after `before`.
fn framed(folder: &Path, name: &str, (width, height): (u32, u32), before: &str) -> PathBuf {
    let frame = format!(
        "<body style='margin:0'>{before}<iframe src=report.html style='border:0;width:{width}px;height:{height}px'></iframe>"
    );
    let framed = folder.join(format!("{name}.html"));
    fs::write(&framed, frame).expect("writable");
    framed
}

/// axe-core, where `.ci/run` put it.
fn axe() -> Option<String> {
    let kept =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/browser/node_modules/axe-core/axe.min.js");
    let file = std::env::var_os("AXE_CORE").map_or(kept, PathBuf::from);
    let text = fs::read_to_string(&file).ok();
    if text.is_none() {
        eprintln!("skipped: no axe-core at {}; name it in AXE_CORE", file.display());
    }
    text.map(|text| text.replace("</script", "<\\/script"))
}

#[test]
fn a_reader_can_use_every_control_and_nothing_is_asked_of_anyone() {
    usable(|_| page());
}

#[test]
fn the_page_of_the_curated_run_can_be_used_too() {
    usable(|folder| drawn(&curated(folder)));
}

#[test]
fn the_page_of_the_example_can_be_used_too() {
    usable(|folder| drawn(&written::written(&made_up::run(), folder, "made-up")));
}

/// The page can be used, is not cut off anywhere, is found without fault by axe-core, and asks nothing of anyone.
fn usable(page: impl Fn(&Path) -> String) {
    let Some(browser) = chromium::chromium() else { return };
    let folder = TempDir::new().expect("a folder");
    let axe = axe();
    let asked = axe.is_some();
    let script = |text: &str| format!("<script>{text}</script>");
    let more = axe.map(|text| script(&text)).unwrap_or_default() + &script(include_str!("probe.js"));
    let page = page(folder.path());
    file(folder.path(), &page, &more);
    let listens = script(
        "onmessage = (told) => document.body.append(Object.assign(document.createElement('pre'), { id: 'probe', textContent: told.data }))",
    );
    for (name, width, height) in [SIZES[0], SIZES[1]] {
        let framed = framed(folder.path(), name, (width, height), &listens);
        let options = ["--dump-dom".to_owned(), format!("--window-size={},{height}", width.max(500))];
        let output = chromium::open(&browser, &framed, &options);
        assert_eq!(chromium::console(&output), Vec::<String>::new(), "the console is silent");
        let dom = String::from_utf8_lossy(&output.stdout);
        let held = dom.rsplit_once("<pre id=\"probe\">").map_or("", |(_, rest)| rest);
        let held: Vec<&str> = held.split("</pre>").next().unwrap_or_default().lines().collect();
        assert!(held.len() >= 17, "the probe did not end: {held:?}");
        let failed: Vec<&&str> = held.iter().filter(|line| !line.starts_with("ok ")).collect();
        assert!(failed.is_empty(), "at {width} px: {failed:#?}");
        assert_eq!(held.contains(&"ok axe was asked"), asked);
    }
}

#[test]
fn it_looks_as_it_did() {
    let Some(browser) = chromium::chromium() else { return };
    if !has_typeface() {
        eprintln!("skipped: no DejaVu Sans here, in which the kept screens are set");
        return;
    }
    let folder = TempDir::new().expect("a folder");
    let set = "<style>* { font-family: 'DejaVu Sans' !important }</style>";
    file(folder.path(), &page(), set);
    let mut different = Vec::new();
    for (name, width, height) in SIZES {
        let framed = framed(folder.path(), name, (width, height), "");
        let shot = folder.path().join(format!("{name}.png"));
        let options = [
            format!("--screenshot={}", shot.display()),
            format!("--window-size={},{height}", width.max(500)),
        ];
        chromium::open(&browser, &framed, &options);
        let screen = Screen::shot(&shot);
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/browser/screens/{name}.png"));
        if std::env::var_os("UPDATE_SCREENS").is_some() {
            screen.keep(&kept);
        } else if let Some(how) = screen.differs(&Screen::kept(&kept)) {
            different.push(format!("{name}: {how}"));
        }
    }
    assert!(different.is_empty(), "{different:?}; if that is meant, UPDATE_SCREENS=1 keeps the new ones");
}

fn has_typeface() -> bool {
    let listed = std::process::Command::new("fc-list").arg("DejaVu Sans").output();
    listed.is_ok_and(|listed| !listed.stdout.is_empty())
}
