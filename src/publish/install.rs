//! Puts a finished release in the place of the old one, so that at any moment, kills included, one whole release is there
//! or comes back at the next start.
//!
//! A release is made in the sibling `.NAME.tidings-new-<pid>`. To swap, the old one becomes `.NAME.tidings-old`, then the
//! new one gets its name, then the old one goes. A lock on `.NAME.tidings-lock` keeps a second run of the same target
//! out; whoever holds it knows that any work folder lying there is a dead run's.

mod place;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use place::{Lock, Place};

use super::documents::SUMS;
use super::{Manifest, PublishError};
use crate::bytes::same_files;

/// What [`install`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installed {
    /// There was no release.
    New,
    /// All bytes were equal; nothing was touched.
    Unchanged,
    /// The release was replaced.
    Replaced {
        /// Paths of files that are new, changed or gone, sorted. All others keep their inode.
        changed: Vec<String>,
    },
}

/// A folder to make a release in, gone with its value unless [`install`] moved it away.
#[derive(Debug)]
pub struct WorkFolder {
    path: PathBuf,
    _lock: Lock,
}

impl WorkFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Fails unless `target` is absent, empty, or a release of tidings that holds nothing else. Changes nothing.
///
/// # Errors
/// When it is something else, naming what is in the way.
pub fn check_target(target: &Path) -> Result<(), PublishError> {
    let refuse = |reason: &str| PublishError::NoRelease { target: target.to_owned(), reason: reason.to_owned() };
    match fs::metadata(target) {
        Err(e) if e.kind() == io::ErrorKind::NotFound && target.is_symlink() => return Err(refuse("it is a link to nothing")),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(PublishError::at(target)(source)),
        Ok(meta) if !meta.is_dir() => return Err(refuse("it is a file")),
        Ok(_) => {}
    }
    let path = target.join(Manifest::PATH);
    // Looked for first: a folder named by mistake may be large, and hold what may not be listed.
    if !path.exists() {
        let used = fs::read_dir(target).map_err(PublishError::at(target))?.next().is_some();
        return if used { Err(refuse("it is not empty and has no manifest.json")) } else { Ok(()) };
    }
    let files = files(target)?;
    let text = fs::read(&path).map_err(|_| refuse("it has no readable manifest.json"))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| refuse("its manifest.json is another program's"))?;
    if manifest.program.name != env!("CARGO_PKG_NAME") {
        return Err(refuse("its manifest.json is another program's"));
    }
    let mut listed: BTreeSet<String> = manifest.outputs.into_iter().map(|file| file.path).collect();
    listed.extend([Manifest::PATH.to_owned(), SUMS.to_owned()]);
    let strangers: Vec<_> = files.difference(&listed).cloned().collect();
    if strangers.is_empty() { Ok(()) } else { Err(PublishError::Strangers { target: target.to_owned(), files: strangers }) }
}

/// Checks the target, mends what a dead run left beside it, and makes an empty folder for the new release.
///
/// # Errors
/// When the target is no release, another run is at it, or its parent folder can't be written.
pub fn work_folder(target: &Path) -> Result<WorkFolder, PublishError> {
    check_target(target)?;
    let place = Place::of(target)?;
    fs::create_dir_all(&place.parent).map_err(|source| PublishError::Beside { parent: place.parent.clone(), source })?;
    let lock = place.lock()?;
    place.recover()?;
    check_target(target)?;
    let path = place.sibling(&format!("new-{}", std::process::id()));
    fs::create_dir(&path).map_err(|source| PublishError::Beside { parent: place.parent.clone(), source })?;
    Ok(WorkFolder { path, _lock: lock })
}

/// Puts the release in folder `new` in the place of `target`. Files with equal bytes keep their inode and times.
///
/// # Errors
/// When the target is no release, or can't be moved; then it is as it was.
pub fn install(new: &Path, target: &Path) -> Result<Installed, PublishError> {
    check_target(target)?;
    let place = Place::of(target)?;
    let old = if place.target.is_dir() { files(&place.target)? } else { BTreeSet::new() };
    if old.is_empty() {
        if place.target.is_dir() {
            fs::remove_dir(&place.target).map_err(PublishError::at(&place.target))?;
        }
        persist(new, &files(new)?)?;
        fs::rename(new, &place.target).map_err(PublishError::at(&place.target))?;
        place.sync();
        return Ok(Installed::New);
    }
    let changed = changed(new, &place.target, &old)?;
    if changed.is_empty() {
        fs::remove_dir_all(new).map_err(PublishError::at(new))?;
        return Ok(Installed::Unchanged);
    }
    for path in old.iter().filter(|path| changed.binary_search(path).is_err()) {
        keep(&place.target.join(path), &new.join(path));
    }
    persist(new, &changed)?;
    place.swap(new)?;
    Ok(Installed::Replaced { changed })
}

/// Paths of the files whose bytes differ between two releases, those that only one has included; sorted.
///
/// # Errors
/// When a file can't be read.
pub fn differing_files(new: &Path, old: &Path) -> Result<Vec<String>, PublishError> {
    changed(new, old, &files(old)?)
}

/// Paths that are new, changed or gone, sorted.
fn changed(new: &Path, target: &Path, old: &BTreeSet<String>) -> Result<Vec<String>, PublishError> {
    let fresh = files(new)?;
    let mut changed: Vec<String> = fresh.symmetric_difference(old).cloned().collect();
    for path in fresh.intersection(old) {
        let (a, b) = (new.join(path), target.join(path));
        if !same_files(&a, &b).map_err(|e| PublishError::at(&e.path)(e.source))? {
            changed.push(path.clone());
        }
    }
    changed.sort();
    Ok(changed)
}

/// Replaces the new copy by a link to the old file of the same bytes. Where links don't work, the copy stays.
fn keep(old: &Path, copy: &Path) {
    let mut link = copy.as_os_str().to_owned();
    link.push(".link");
    let link = PathBuf::from(link);
    if fs::hard_link(old, &link).is_ok() && fs::rename(&link, copy).is_err() {
        let _ = fs::remove_file(&link);
    }
}

/// Puts new files on disk, so that a power cut after the swap finds them whole.
fn persist<'p>(new: &Path, paths: impl IntoIterator<Item = &'p String>) -> Result<(), PublishError> {
    for path in paths.into_iter().map(|path| new.join(path)).filter(|path| path.is_file()) {
        File::open(&path).and_then(|file| file.sync_all()).map_err(PublishError::at(&path))?;
    }
    Ok(())
}

/// Paths of all files below a folder, with `/` as separator. What is neither file nor folder counts as a file.
fn files(folder: &Path) -> Result<BTreeSet<String>, PublishError> {
    let mut files = BTreeSet::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry = entry.map_err(|e| PublishError::at(e.path().unwrap_or(folder))(e.into()))?;
        if !entry.file_type().is_dir() {
            let below = entry.path().strip_prefix(folder).into_iter().flatten();
            files.insert(below.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{OutputFile, Program};

    /// A made-up release: its files by name, and a manifest that lists them.
    fn fake(folder: &Path, files: &[(&str, &str)]) {
        fs::create_dir_all(folder).unwrap();
        let output = |(path, text): &(&str, &str)| {
            let path = path.to_string();
            OutputFile { path, bytes: text.len() as u64, sha256: String::new(), rows: None }
        };
        let program = Program { name: "tidings".to_owned(), version: "0".to_owned() };
        let outputs = files.iter().map(output).collect();
        let manifest = Manifest { program, options: Vec::new(), inputs: Vec::new(), outputs };
        fs::write(folder.join(Manifest::PATH), serde_json::to_vec(&manifest).unwrap()).unwrap();
        files.iter().for_each(|(path, text)| fs::write(folder.join(path), text).unwrap());
    }

    fn read(target: &Path, path: &str) -> String {
        fs::read_to_string(target.join(path)).unwrap()
    }

    /// Names beside the target, the target's own left out.
    fn litter(target: &Path) -> Vec<String> {
        let names = fs::read_dir(target.parent().unwrap()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != "out").collect()
    }

    fn make(target: &Path, files: &[(&str, &str)]) -> Result<Installed, PublishError> {
        let work = work_folder(target)?;
        fake(work.path(), files);
        install(work.path(), target)
    }

    #[test]
    fn a_release_is_made_left_alone_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("below/out");
        assert_eq!(make(&target, &[("a", "1"), ("b", "1")]).unwrap(), Installed::New);
        let touched = || fs::metadata(target.join("a")).unwrap().modified().unwrap();
        let before = touched();
        assert_eq!(make(&target, &[("a", "1"), ("b", "1")]).unwrap(), Installed::Unchanged);
        let changed = ["b", "c", "manifest.json"].map(str::to_owned).to_vec();
        assert_eq!(make(&target, &[("a", "1"), ("c", "1")]).unwrap(), Installed::Replaced { changed });
        assert_eq!(touched(), before, "a file with equal bytes is the old file");
        assert!(!target.join("b").exists());
        assert_eq!(litter(&target), Vec::<String>::new());
    }

    #[test]
    fn an_empty_folder_is_filled() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        fs::create_dir(&target).unwrap();
        assert_eq!(make(&target, &[("a", "1")]).unwrap(), Installed::New);
        assert_eq!(read(&target, "a"), "1");
    }

    #[test]
    fn what_is_no_release_is_refused_before_anything_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("thesis.docx"), "mine").unwrap();
        let error = work_folder(&target).unwrap_err().to_string();
        assert!(error.contains("no release of tidings"), "{error}");
        fs::write(target.join(Manifest::PATH), r#"{"program":{"name":"other"}}"#).unwrap();
        assert!(work_folder(&target).is_err());
        fs::remove_file(target.join(Manifest::PATH)).unwrap();
        fake(&target, &[("a", "1")]);
        let error = work_folder(&target).unwrap_err().to_string();
        assert!(error.contains("`thesis.docx`") && !error.contains("`a`"), "{error}");
        assert_eq!(read(&target, "thesis.docx"), "mine");
        assert_eq!(litter(&target), Vec::<String>::new());
    }

    #[test]
    fn a_file_a_link_to_nothing_and_a_folder_of_folders_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |target: &Path| matches!(work_folder(target), Err(PublishError::NoRelease { .. }));
        let (file, full) = (folder.path().join("file"), folder.path().join("full"));
        fs::write(&file, "mine").unwrap();
        fs::create_dir_all(full.join("empty")).unwrap();
        assert!(refused(&file) && refused(&full));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("nowhere", folder.path().join("link")).unwrap();
            assert!(refused(&folder.path().join("link")));
        }
    }

    #[test]
    fn a_swap_that_died_is_undone_or_finished() {
        let folder = tempfile::tempdir().unwrap();
        let (target, old) = (folder.path().join("out"), folder.path().join(".out.tidings-old"));
        let stale = folder.path().join(".out.tidings-new-12");
        fake(&old, &[("a", "old")]);
        fake(&stale, &[("a", "half")]);
        drop(work_folder(&target).unwrap());
        assert_eq!(read(&target, "a"), "old", "killed between the renames: the old release comes back");
        assert_eq!(litter(&target), Vec::<String>::new());

        fake(&old, &[("a", "old")]);
        fs::write(target.join("a"), "new").unwrap();
        drop(work_folder(&target).unwrap());
        assert_eq!(read(&target, "a"), "new", "killed after the renames: the new release stays");
        assert_eq!(litter(&target), Vec::<String>::new());
    }

    #[test]
    fn two_runs_of_one_target_keep_out_of_each_others_way() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out");
        let first = work_folder(&target).unwrap();
        let error = work_folder(&target).unwrap_err().to_string();
        assert!(error.contains("another run"), "{error}");
        drop(first);
        assert!(work_folder(&target).is_ok());
    }
}
