//! The page in a real browser: opened from a file, used, asked by axe-core, looked at. Skipped, with a line that
//! says so, where there is no Chromium.

mod chromium;
#[path = "../made_up/mod.rs"]
mod made_up;
mod screen;

use std::fs;
use std::path::{Path, PathBuf};

use report::{Evidence, render};
use screen::Screen;
use tempfile::TempDir;

/// Phone, laptop and projector. A window is never as narrow as a phone, so that one looks through a frame.
const SIZES: [(&str, u32, u32); 3] = [("phone", 390, 844), ("laptop", 1440, 900), ("projector", 1920, 1080)];

/// The page of the made-up run, with `more` at its end.
fn page(folder: &Path, name: &str, more: &str) -> PathBuf {
    let run = made_up::run();
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let text = String::from_utf8(report.files[0].bytes.clone()).expect("the page is text");
    let file = folder.join(name);
    fs::write(&file, text.replacen("</body>", &format!("{more}</body>"), 1)).expect("writable");
    file
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
    let Some(browser) = chromium::chromium() else { return };
    let folder = TempDir::new().expect("a folder");
    let axe = axe();
    let asked = axe.is_some();
    let script = |text: &str| format!("<script>{text}</script>");
    let more = axe.map(|text| script(&text)).unwrap_or_default() + &script(include_str!("probe.js"));
    let page = page(folder.path(), "report.html", &more);
    for width in [500, 1440] {
        let options = ["--dump-dom".to_owned(), format!("--window-size={width},900")];
        let output = chromium::open(&browser, &page, &options);
        assert_eq!(chromium::console(&output), Vec::<String>::new(), "the console is silent");
        let dom = String::from_utf8_lossy(&output.stdout);
        let held = dom.rsplit_once("<pre id=\"probe\">").map_or("", |(_, rest)| rest);
        let held: Vec<&str> = held.split("</pre>").next().unwrap_or_default().lines().collect();
        assert!(held.len() >= 14, "the probe did not end: {held:?}");
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
    page(folder.path(), "report.html", set);
    let mut different = Vec::new();
    for (name, width, height) in SIZES {
        let frame = format!(
            "<body style='margin:0'><iframe src=report.html style='border:0;width:{width}px;height:{height}px'></iframe>"
        );
        let framed = folder.path().join(format!("{name}.html"));
        fs::write(&framed, frame).expect("writable");
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
