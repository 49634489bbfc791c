//! The files of a folder, read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::mistake::{Mistake, Source};

/// Name and path of every `.toml` below `folder`, by name. The name is the path without folder and
/// ending; hidden files and linked folders are passed over.
pub(super) fn toml_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Mistake> {
    let mut files = Vec::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| unreadable("folder", &folder, &error))? {
            let entry = entry.map_err(|error| unreadable("folder", &folder, &error))?;
            let kind = entry.file_type().map_err(|error| unreadable("file", &entry.path(), &error))?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            } else if kind.is_dir() {
                folders.push((format!("{prefix}{name}/"), path));
            } else if let Some(stem) = name.strip_suffix(".toml") {
                files.push((format!("{prefix}{stem}"), path));
            }
        }
    }
    files.sort();
    Ok(files)
}

pub(super) fn read(path: &Path) -> Result<String, Mistake> {
    let bytes = fs::read(path).map_err(|error| unreadable("file", path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        // What cannot be shown is drawn as one replacement character, three bytes long.
        let text = String::from_utf8_lossy(error.as_bytes());
        Mistake::new("this file is not UTF-8")
            .at(Source { path, text: &text }, start..start + 3, "these bytes are no character")
            .help("save the file as UTF-8")
    })
}

fn unreadable(kind: &str, path: &Path, error: &io::Error) -> Mistake {
    let mistake = Mistake::new(format!("cannot read the {kind} `{}`: {error}", path.display()));
    match error.kind() {
        io::ErrorKind::NotFound if kind == "folder" => {
            mistake.help("run this at the root of the checkout, or name the folder of scenarios")
        }
        io::ErrorKind::NotFound => mistake.help("put the file back, or remove what links to it"),
        _ => mistake.help("check that you may read it"),
    }
}
