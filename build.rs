//! Packs `schema/` into one compressed file, which the program carries: as it stands it would be a twentieth of it.
//!
//! The file holds, for each path in their order, its length and the path, then the length and the bytes of the file; lengths
//! are four bytes, the lowest first. `src/schema.rs` reads it.

use std::fs;
use std::io::{self, Error};
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=schema");
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("schema");
    let mut files = Vec::new();
    collect(&root, "", &mut files)?;
    files.sort();
    let mut all = Vec::new();
    for (name, path) in files {
        put(&mut all, name.as_bytes())?;
        put(&mut all, &fs::read(path)?)?;
    }
    // A fixed level, on one thread: the same schema gives the same program.
    let packed = zstd::bulk::compress(&all, 19)?;
    fs::write(Path::new(&variable("OUT_DIR")?).join("schema.zst"), packed)
}

fn variable(name: &str) -> io::Result<String> {
    std::env::var(name).map_err(Error::other)
}

/// All files below a folder, by their path with `/` as separator.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|name| Error::other(format!("{name:?} is not UTF-8")))?;
        let (name, path) = (format!("{prefix}{name}"), entry.path());
        if entry.file_type()?.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, path));
        }
    }
    Ok(())
}

fn put(all: &mut Vec<u8>, bytes: &[u8]) -> io::Result<()> {
    all.extend(u32::try_from(bytes.len()).map_err(Error::other)?.to_le_bytes());
    all.extend(bytes);
    Ok(())
}
