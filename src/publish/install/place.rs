//! The target among its siblings: the lock, the work folders, the swap, and what a dead run left.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::super::PublishError;
use super::{check_target, files};

/// A target with its name and parent.
pub(super) struct Place {
    pub target: PathBuf,
    pub parent: PathBuf,
    name: String,
}

impl Place {
    /// Follows a link at the target, so that the folder behind it is swapped and the link stays.
    pub fn of(target: &Path) -> Result<Self, PublishError> {
        let target = fs::canonicalize(target).or_else(|_| std::path::absolute(target)).map_err(PublishError::at(target))?;
        let no_name = || PublishError::NoRelease { target: target.clone(), reason: "it has no name of its own".to_owned() };
        let name = target.file_name().ok_or_else(no_name)?.to_string_lossy().into_owned();
        let parent = target.parent().ok_or_else(no_name)?.to_owned();
        Ok(Self { target, parent, name })
    }

    pub fn sibling(&self, what: &str) -> PathBuf {
        self.parent.join(format!(".{}.tidings-{what}", self.name))
    }

    pub fn lock(&self) -> Result<Lock, PublishError> {
        let path = self.sibling("lock");
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(&path);
            let file = file.map_err(|source| PublishError::Beside { parent: self.parent.clone(), source })?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(PublishError::Busy(self.target.clone()));
                }
                // A file system without locks: one run at a time is then up to the user.
                Err(TryLockError::Error(_)) => {}
            }
            if same_file(&file, &path) {
                return Ok(Lock { path, file });
            }
        }
    }

    pub fn recover(&self) -> Result<(), PublishError> {
        let old = self.sibling("old");
        if old.is_dir() {
            let there = self.target.is_dir() && !files(&self.target)?.is_empty();
            if there {
                check_target(&self.target)?;
                fs::remove_dir_all(&old).map_err(PublishError::at(&old))?;
            } else {
                if self.target.is_dir() {
                    fs::remove_dir_all(&self.target).map_err(PublishError::at(&self.target))?;
                }
                fs::rename(&old, &self.target).map_err(PublishError::at(&self.target))?;
            }
            self.sync();
        }
        let stale = format!(".{}.tidings-new-", self.name);
        for entry in fs::read_dir(&self.parent).map_err(PublishError::at(&self.parent))? {
            let entry = entry.map_err(PublishError::at(&self.parent))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let pid = name.strip_prefix(&stale).unwrap_or_default();
            if !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()) {
                fs::remove_dir_all(entry.path()).map_err(PublishError::at(&entry.path()))?;
            }
        }
        Ok(())
    }

    pub fn swap(&self, new: &Path) -> Result<(), PublishError> {
        let old = self.sibling("old");
        fs::rename(&self.target, &old).map_err(PublishError::at(&self.target))?;
        if let Err(source) = fs::rename(new, &self.target) {
            fs::rename(&old, &self.target).map_err(PublishError::at(&self.target))?;
            return Err(PublishError::at(&self.target)(source));
        }
        self.sync();
        // The new release stands; what can't be removed now is removed at the next start.
        let _ = fs::remove_dir_all(&old);
        Ok(())
    }

    /// Puts the renames on disk, where the system can.
    pub fn sync(&self) {
        let _ = File::open(&self.parent).and_then(|folder| folder.sync_all());
    }
}

/// Held while a release is made; its file goes with it.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

/// Whether the locked file is still the one of that name: its last holder may have removed it meanwhile.
#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |meta: fs::Metadata| (meta.dev(), meta.ino());
    matches!((file.metadata().map(identity), fs::metadata(path).map(identity)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(not(unix))]
fn same_file(_: &File, _: &Path) -> bool {
    true
}
