//! The release as a folder: which files there are, and whether their bytes are those that were released.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::parallel;
use crate::bytes::hex;
use crate::publish::Manifest;
use crate::review::problem::{Code, Problem, Problems};
use crate::tables::Schema;

/// The list of checksums: covers every other file.
pub const SUMS: &str = "SHA256SUMS";
/// The descriptor of the tables.
pub const DATAPACKAGE: &str = "datapackage.json";
/// Files of every release beside the tables.
const OTHERS: [&str; 9] =
    [DATAPACKAGE, "croissant.json", "README.md", "CHANGELOG.md", "CITATION.cff", "rejected.csv", "superseded.csv", Manifest::PATH, SUMS];

/// A file as it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDisk {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hex.
    pub sha256: String,
}

/// Every file of the release by its path, with `/` as separator.
pub type Files = BTreeMap<String, OnDisk>;

/// Hashes all files of the release and reports those that are missing, extra or unreadable.
///
/// # Errors
/// When the folder itself can't be read.
pub fn check_layout(release: &Path, schema: &Schema, workers: usize, problems: &mut Problems) -> io::Result<Files> {
    std::fs::read_dir(release)?;
    let paths = walk(release, problems);
    let hashed = parallel::map(&paths, workers, |path| sha256_of(&release.join(path)));
    let mut files = Files::new();
    for (path, hash) in paths.into_iter().zip(hashed) {
        match hash {
            Ok(found) => _ = files.insert(path, found),
            Err(e) => problems.add(0, Code::FileUnreadable, || {
                Problem::of_file(Code::FileUnreadable, path, e.to_string()).hint("check the disk and who may read the file")
            }),
        }
    }
    let expected = expected(schema);
    for path in expected.iter().filter(|path| !files.contains_key(*path) && !release.join(path).exists()) {
        problems.add(0, Code::FileMissing, || {
            Problem::of_file(Code::FileMissing, path, "the file is not there")
                .expected("every file of a release")
                .hint("restore it from the released folder; checks that need it were left out")
        });
    }
    for path in files.keys().filter(|path| !expected.contains(*path)) {
        problems.add(0, Code::FileExtra, || {
            Problem::of_file(Code::FileExtra, path, "the file belongs to no release")
                .expected("nothing beside the files of a release")
                .hint("remove it; editors and systems leave such files behind")
        });
    }
    Ok(files)
}

/// The paths of a complete release.
fn expected(schema: &Schema) -> BTreeSet<String> {
    let tables = schema.tables.iter().flat_map(|t| [format!("csv/{}.csv", t.name), format!("parquet/{}.parquet", t.name)]);
    tables.chain(OTHERS.map(str::to_owned)).collect()
}

fn walk(release: &Path, problems: &mut Problems) -> Vec<String> {
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(release).sort_by_file_name().min_depth(1) {
        match entry {
            Ok(entry) if entry.path().is_file() => {
                let parts = entry.path().strip_prefix(release).into_iter().flatten().map(|p| p.to_string_lossy());
                paths.push(parts.collect::<Vec<_>>().join("/"));
            }
            Ok(_) => {}
            Err(e) => problems.add(0, Code::FileUnreadable, || {
                let path = e.path().and_then(|p| p.strip_prefix(release).ok()).unwrap_or(release);
                Problem::of_file(Code::FileUnreadable, path.to_string_lossy(), e.to_string())
                    .hint("check the disk and who may read the folder")
            }),
        }
    }
    paths
}

fn sha256_of(path: &Path) -> io::Result<OnDisk> {
    let mut file = File::open(path)?;
    let (mut hasher, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 18]);
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            n => {
                hasher.update(&buffer[..n]);
                bytes += n as u64;
            }
        }
    }
    Ok(OnDisk { bytes, sha256: hex(&hasher.finalize()) })
}

/// Compares `SHA256SUMS` with the files.
pub fn check_sums(release: &Path, files: &Files, problems: &mut Problems) {
    let Ok(bytes) = std::fs::read(release.join(SUMS)) else { return };
    let text = String::from_utf8_lossy(&bytes);
    let mut listed = BTreeSet::new();
    for (n, line) in text.lines().enumerate() {
        let mut broken = |message: String| {
            problems.add(0, Code::ChecksumList, || {
                let mut problem = Problem::of_file(Code::ChecksumList, SUMS, message).value(line);
                problem.row = Some(n as u64 + 1);
                problem.expected("64 hex digits, two spaces, and the path of a file of the release").hint("take the released file")
            });
        };
        let Some((hash, path)) = line.split_once("  ").filter(|(hash, _)| hash.len() == 64) else {
            broken("the line is no checksum".to_owned());
            continue;
        };
        if !listed.insert(path) {
            broken(format!("`{path}` stands twice"));
        }
        match files.get(path) {
            None => broken(format!("`{path}` is listed and not there")),
            Some(found) if found.sha256 != hash => problems.add(0, Code::Checksum, || changed(path, &found.sha256, hash, SUMS)),
            Some(_) => {}
        }
    }
    for path in files.keys().filter(|path| *path != SUMS && !listed.contains(path.as_str())) {
        problems.add(0, Code::ChecksumList, || {
            Problem::of_file(Code::ChecksumList, SUMS, format!("`{path}` is not listed"))
                .expected("a line for every file of the release")
                .hint("remove the file if it is extra, else take the released list")
        });
    }
}

fn changed(path: &str, found: &str, expected: &str, by: &str) -> Problem {
    Problem::of_file(Code::Checksum, path, format!("the file was changed after the release; {by} says so"))
        .value(found)
        .expected(expected)
        .hint("take the released file; if the change is meant, make it in the inputs and run again")
}

/// Reads `manifest.json`; a missing one is reported as such.
pub fn read_manifest(release: &Path, problems: &mut Problems) -> Option<Manifest> {
    let bytes = std::fs::read(release.join(Manifest::PATH)).ok()?;
    match serde_json::from_slice(&bytes) {
        Ok(manifest) => Some(manifest),
        Err(e) => {
            problems.add(0, Code::Manifest, || {
                Problem::of_file(Code::Manifest, Manifest::PATH, format!("it can't be read: {e}"))
                    .expected("program, options, inputs and outputs as released")
                    .hint("take the released file")
            });
            None
        }
    }
}

/// Compares the manifest with the files and the rows that were counted, by table.
pub fn check_manifest(manifest: &Manifest, files: &Files, rows: &BTreeMap<String, u64>, problems: &mut Problems) {
    let mut say = |path: &str, message: String, value: String, expected: String| {
        problems.add(0, Code::Manifest, || {
            let mut problem = Problem::of_file(Code::Manifest, Manifest::PATH, message).value(value).expected(expected);
            problem.key = Some(path.to_owned());
            problem.hint("take the released files; if the change is meant, make it in the inputs and run again")
        });
    };
    for output in &manifest.outputs {
        let path = &output.path;
        let Some(found) = files.get(path) else {
            say(path, format!("`{path}` is listed and not there"), path.clone(), String::new());
            continue;
        };
        if found.sha256 != output.sha256 {
            say(path, format!("the SHA-256 of `{path}` differs"), output.sha256.clone(), found.sha256.clone());
        }
        if found.bytes != output.bytes {
            say(path, format!("the size of `{path}` differs"), output.bytes.to_string(), found.bytes.to_string());
        }
        let counted = path.strip_prefix("csv/").and_then(|name| name.strip_suffix(".csv")).and_then(|table| rows.get(table));
        if let Some((said, counted)) = output.rows.zip(counted).filter(|(said, counted)| said != *counted) {
            say(path, format!("the number of rows of `{path}` differs"), said.to_string(), counted.to_string());
        }
    }
    let unlisted = |path: &&String| ![Manifest::PATH, SUMS].contains(&path.as_str()) && !manifest.outputs.iter().any(|o| o.path == **path);
    for path in files.keys().filter(unlisted) {
        say(path, format!("`{path}` is not listed"), path.clone(), "an entry for every file of the release".to_owned());
    }
}
