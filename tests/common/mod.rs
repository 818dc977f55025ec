//! A dataset folder of its own for every test.
#![allow(dead_code)] // each test file uses a part

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A temporary folder with `raw/` and, after a run, `output/`.
pub struct Dataset {
    dir: TempDir,
}

impl Dataset {
    /// An empty one.
    pub fn new() -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("raw")).unwrap();
        Self { dir }
    }

    /// One with the project's own sample corpus.
    pub fn sample() -> Self {
        let dataset = Self::new();
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("raw")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), dataset.path("raw").join(entry.file_name())).unwrap();
        }
        dataset
    }

    /// A path in the folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Writes a file, with the folders that it needs.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
        self
    }

    /// The program, in this folder.
    pub fn tidings(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        command.args(args).current_dir(self.dir.path());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.tidings(args).output().unwrap()
    }

    /// Runs the program, which must exit with this status; gives back its output as text.
    #[track_caller]
    pub fn expect(&self, status: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "tidings {args:?} printed:\n{text}");
        text
    }

    /// The rows of a CSV file below the folder, a map from column to cell each.
    pub fn rows(&self, path: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.path(path)).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    }

    /// Every file below a folder with its bytes.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .map(Result::unwrap)
            .filter(|e| e.file_type().is_file())
            .map(|e| (e.path().strip_prefix(&root).unwrap().to_string_lossy().into_owned(), fs::read(e.path()).unwrap()))
            .collect()
    }
}

/// A short article of our own.
pub const BRIEF: &str = "\
France will meet Mali over the transition

By A Reporter

Foreign Minister Jean-Yves Le Drian met Abdoulaye Diop in Paris on Friday. \u{201c}We will talk,\u{201d} Le Drian said.

The Economic Community of West African States condemned the delay.
";
