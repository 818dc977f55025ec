//! The raw files against the manifest: whether they are those that the release was made from.

use std::collections::BTreeMap;

use crate::inputs::{InputFile, InputKind};
use crate::publish::Manifest;
use crate::review::problem::{Code, Problem, Problems};

/// Compares the raw files as they are now with those that the manifest lists. Rows are compared with their articles
/// elsewhere; this finds what no row shows: a changed `metadata.csv`, a record that is gone or was set aside.
pub fn check(manifest: &Manifest, found: &[InputFile], problems: &mut Problems) {
    let found: BTreeMap<_, _> = found.iter().filter(|file| is_raw(file)).map(|file| (file.path.as_str(), file)).collect();
    let released: BTreeMap<_, _> = manifest.inputs.iter().filter(|file| is_raw(file)).map(|file| (file.path.as_str(), file)).collect();
    for (path, file) in &released {
        let mut say = |code, message: String, value: &str, hint: &str| {
            problems.add(0, code, || of(path, code, message).value(value).expected(file.sha256.as_str()).hint(hint));
        };
        match found.get(path) {
            None => say(
                Code::RawFileMissing,
                format!("the raw file `{path}` is not there"),
                "",
                "give the raw folder that the release was made from, or restore the file",
            ),
            Some(now) if now.sha256 != file.sha256 => say(
                Code::RawFile,
                format!("the raw file `{path}` was changed after the release"),
                &now.sha256,
                "restore the file, or run again; `tidings run --check` tells which rows change",
            ),
            Some(_) => {}
        }
    }
    for path in found.keys().filter(|path| !released.contains_key(*path)) {
        problems.add(0, Code::RawFileNew, || {
            of(path, Code::RawFileNew, format!("the release was made without the raw file `{path}`")).hint("run again to take it in")
        });
    }
}

fn is_raw(file: &InputFile) -> bool {
    matches!(file.kind, InputKind::Raw | InputKind::Metadata)
}

fn of(path: &str, code: Code, message: String) -> Problem {
    let mut problem = Problem::of_file(code, Manifest::PATH, message);
    problem.key = Some(path.to_owned());
    problem
}
