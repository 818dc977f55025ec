//! Which other files of two releases differ: Parquet, descriptors, README. Their names are told, not their contents.

use std::collections::BTreeSet;

use super::DiffError;
use super::change::{FileChange, FileKind};
use super::release::Release;
use crate::bytes::same_files;

/// The files that differ, tables aside, by path.
pub(super) fn changes(old: &Release, new: &Release) -> Result<Vec<FileChange>, DiffError> {
    let (here, there) = (names(old)?, names(new)?);
    let mut changes = Vec::new();
    for path in here.union(&there) {
        let kind = match (here.contains(path), there.contains(path)) {
            (true, false) => FileKind::Removed,
            (false, _) => FileKind::Added,
            (true, true) => {
                if same_files(&old.root.join(path), &new.root.join(path))? {
                    continue;
                }
                FileKind::Changed
            }
        };
        changes.push(FileChange { path: path.clone(), kind });
    }
    Ok(changes)
}

/// Paths below the release with `/` as separator; links and hidden files are passed over.
fn names(release: &Release) -> Result<BTreeSet<String>, DiffError> {
    let mut names = BTreeSet::new();
    let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    for entry in walkdir::WalkDir::new(&release.root).into_iter().filter_entry(visible) {
        let entry = entry.map_err(|e| DiffError::Read { path: e.path().unwrap_or(&release.root).to_owned(), source: e.into() })?;
        let path: Vec<_> = entry.path().strip_prefix(&release.root).into_iter().flatten().map(|p| p.to_string_lossy()).collect();
        let path = path.join("/");
        if entry.file_type().is_file() && !release.tables.iter().any(|t| t.path == path) {
            names.insert(path);
        }
    }
    Ok(names)
}
