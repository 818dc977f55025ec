//! `tidings run`, as a maintainer lives it.

mod common;

use std::fs;
use std::time::Duration;

use common::{BRIEF, Dataset};

#[test]
fn a_folder_becomes_a_complete_release() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    let said = dataset.expect(0, &["run"]);
    assert!(said.contains("1 article read") && said.contains("output"), "{said}");
    let files = dataset.files("output");
    for table in tidings::tables::TABLES {
        assert!(files.contains_key(&format!("csv/{}.csv", table.0)), "no CSV of {}", table.0);
        assert!(files.contains_key(&format!("parquet/{}.parquet", table.0)), "no Parquet of {}", table.0);
    }
    for file in [
        "datapackage.json",
        "croissant.json",
        "README.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "rejected.csv",
        "superseded.csv",
        "manifest.json",
        "SHA256SUMS",
    ] {
        assert!(files.contains_key(file), "no {file}");
    }
    assert_eq!(dataset.rows("output/csv/articles.csv").len(), 1);
}

#[test]
fn one_file_outside_any_checkout_is_enough() {
    let dataset = Dataset::new();
    dataset.write("elsewhere/story.txt", BRIEF);
    dataset.expect(0, &["run", "--raw", "elsewhere/story.txt", "--output", "release", "--quiet"]);
    assert_eq!(dataset.rows("release/csv/articles.csv")[0]["raw_file"], "story.txt");
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let dataset = Dataset::sample();
    dataset.expect(0, &["run", "--jobs", "1", "--output", "one"]);
    dataset.expect(0, &["run", "--jobs", "2", "--output", "two"]);
    dataset.expect(0, &["run", "--jobs", "5", "--output", "five"]);
    let one = dataset.files("one");
    assert!(one == dataset.files("two") && one == dataset.files("five"));
}

#[test]
fn the_sample_release_is_what_the_sample_corpus_gives() {
    let dataset = Dataset::sample();
    dataset.expect(0, &["run"]);
    let committed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("output");
    for (path, bytes) in dataset.files("output") {
        if path.starts_with("csv/") {
            let before = fs::read(committed.join(&path)).unwrap();
            assert!(before == bytes, "{path} differs from the committed one: look at `tidings run --check`, then `tidings run`");
        }
    }
}

#[test]
fn a_second_run_touches_nothing() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run"]);
    let modified = |path: &str| fs::metadata(dataset.path(path)).unwrap().modified().unwrap();
    let before = modified("output/csv/articles.csv");
    std::thread::sleep(Duration::from_millis(20));
    let said = dataset.expect(0, &["run"]);
    assert!(said.contains("unchanged"), "{said}");
    assert_eq!(before, modified("output/csv/articles.csv"));
}

#[test]
fn a_file_whose_bytes_stay_is_not_written_anew() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run"]);
    let modified = |path: &str| fs::metadata(dataset.path(path)).unwrap().modified().unwrap();
    let (types, articles) = (modified("output/csv/event_types.csv"), modified("output/csv/articles.csv"));
    std::thread::sleep(Duration::from_millis(20));
    dataset.write("raw/other.txt", "Rain fell in Accra on Monday.\n");
    dataset.expect(0, &["run"]);
    assert_eq!(types, modified("output/csv/event_types.csv"));
    assert_ne!(articles, modified("output/csv/articles.csv"));
}

#[test]
fn check_tells_rows_and_causes_and_changes_nothing() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run"]);
    dataset.expect(0, &["run", "--check"]);
    let before = dataset.files("output");
    dataset.write("raw/other.txt", "Rain fell in Accra on Monday.\n");
    let said = dataset.expect(1, &["run", "--check"]);
    assert!(said.contains("other.txt") && said.contains("articles"), "{said}");
    assert!(before == dataset.files("output"));
    let left: Vec<_> = fs::read_dir(dataset.path("")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "something was left behind: {left:?}");
}

#[test]
fn check_sees_bytes_where_every_cell_is_the_same() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run"]);
    let articles = fs::read_to_string(dataset.path("output/csv/articles.csv")).unwrap();
    dataset.write("output/csv/articles.csv", articles.replace('\n', "\r\n"));
    let said = dataset.expect(1, &["run", "--check"]);
    assert!(said.contains("csv/articles.csv"), "{said}");
}

#[test]
fn check_without_a_release_is_a_difference() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(1, &["run", "--check"]);
    assert!(!dataset.path("output").exists());
}

#[test]
fn a_folder_with_other_things_is_refused() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF).write("output/thesis.doc", "years of work");
    let said = dataset.expect(2, &["run"]);
    assert!(said.contains("output"), "{said}");
    assert_eq!(fs::read_to_string(dataset.path("output/thesis.doc")).unwrap(), "years of work");
}

#[test]
fn a_file_of_yours_inside_a_release_is_not_lost() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run"]);
    dataset.write("output/notes.txt", "mine").write("raw/other.txt", "Rain fell in Accra on Monday.\n");
    let said = dataset.expect(2, &["run"]);
    assert!(said.contains("notes.txt"), "{said}");
    assert_eq!(fs::read_to_string(dataset.path("output/notes.txt")).unwrap(), "mine");
}

#[test]
fn missing_raw_folder_is_told() {
    let dataset = Dataset::new();
    let said = dataset.expect(2, &["run", "--raw", "nowhere"]);
    assert!(said.contains("nowhere"), "{said}");
    assert!(!dataset.path("output").exists());
}

#[test]
fn a_broken_codebook_is_told_with_file_and_line() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF).write("schema/codebook/cues.csv", "not,the,columns\n1,2,3\n");
    let said = dataset.expect(2, &["run", "--schema", "schema"]);
    assert!(said.contains("schema/codebook/cues.csv:1"), "{said}");
    dataset.expect(1, &["codebook", "check", "--schema", "schema"]);
    dataset.expect(0, &["codebook", "check"]);
}

#[test]
fn init_lays_out_a_folder_that_runs() {
    let dataset = Dataset::new();
    dataset.expect(0, &["init", "mine"]);
    dataset.write("mine/raw/brief.txt", BRIEF);
    let output = dataset.tidings(&["run"]).current_dir(dataset.path("mine")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let package = fs::read_to_string(dataset.path("mine/output/datapackage.json")).unwrap();
    assert!(package.contains("\"my-dataset\""), "the folder's own dataset.toml is used");
    dataset.expect(2, &["init", "mine"]);
}

#[test]
fn text_stays_out_unless_asked_for() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run"]);
    let told = "condemned the delay";
    let everything = || dataset.files("output").into_values().flatten().collect::<Vec<u8>>();
    let holds = |bytes: &[u8]| bytes.windows(told.len()).any(|w| w == told.as_bytes());
    assert!(!holds(&everything()), "a sentence that nobody is quoted with is in the release");
    dataset.expect(0, &["run", "--include-text"]);
    assert!(holds(&everything()));
}

#[cfg(unix)]
mod hostile_system {
    use super::*;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    /// A corpus large enough to be killed in.
    fn corpus(articles: usize) -> String {
        (0..articles)
            .map(|n| {
                let text = BRIEF.replace("Friday", &format!("Friday, visit {n},"));
                format!("{}\n", serde_json::json!({"id": n, "title": format!("Visit {n}"), "text": text, "date": "2022-01-14"}))
            })
            .collect()
    }

    /// The moments at which a run is ended: once this stands beside the release. What comes between is met by chance.
    const MOMENTS: [fn(&Path) -> bool; 5] = [
        |_| true,
        |beside| work_folder(beside).is_some(),
        |beside| work_folder(beside).is_some_and(|work| work.join("csv").is_dir()),
        |beside| work_folder(beside).is_some_and(|work| work.join("SHA256SUMS").is_file()),
        |beside| beside.join(".output.tidings-old").is_dir(),
    ];

    fn work_folder(beside: &Path) -> Option<PathBuf> {
        let names = fs::read_dir(beside).unwrap().map(|e| e.unwrap().path());
        names.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with(".output.tidings-new-"))
    }

    /// Starts a run and ends it at a moment, or lets it end when it is faster.
    fn interrupted(dataset: &Dataset, moment: fn(&Path) -> bool, signal: &str) {
        let mut child = dataset.tidings(&["run", "--quiet"]).stderr(Stdio::null()).spawn().unwrap();
        while !moment(&dataset.path("")) && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let kill = format!("kill -{signal} {} 2>/dev/null || true", child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        child.wait().unwrap();
    }

    #[test]
    fn a_kill_or_ctrl_c_at_any_moment_leaves_a_whole_release() {
        let dataset = Dataset::new();
        dataset.write("raw/brief.txt", BRIEF);
        dataset.expect(0, &["run", "--quiet"]);
        let old = dataset.files("output");
        dataset.write("raw/many.jsonl", corpus(100));
        dataset.expect(0, &["run", "--quiet", "--output", "expected"]);
        let new = dataset.files("expected");
        for (n, moment) in MOMENTS.into_iter().enumerate() {
            for signal in ["KILL", "INT"] {
                fs::remove_dir_all(dataset.path("output")).unwrap();
                old.iter().for_each(|(path, bytes)| _ = dataset.write(&format!("output/{path}"), bytes));
                interrupted(&dataset, moment, signal);
                if !dataset.path("output").exists() {
                    // ended between two renames: whatever starts next mends it first
                    dataset.expect(0, &["run", "--quiet", "--check", "--raw", "raw/brief.txt"]);
                }
                let now = dataset.files("output");
                assert!(now == old || now == new, "a mixed release after {signal} at moment {n}");
                dataset.expect(0, &["run", "--quiet"]);
                assert!(dataset.files("output") == new, "the run after {signal} at moment {n}");
                let left: Vec<_> = fs::read_dir(dataset.path("")).unwrap().map(|e| e.unwrap().file_name()).collect();
                assert_eq!(left.len(), 3, "dead runs left something behind: {left:?}");
            }
        }
    }

    #[test]
    fn a_full_disk_harms_nothing() {
        let dataset = Dataset::new();
        dataset.write("raw/brief.txt", BRIEF);
        dataset.expect(0, &["run", "--quiet"]);
        let before = dataset.files("output");
        dataset.write("raw/many.jsonl", corpus(300));
        let output = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 32; exec \"$0\" run --quiet", env!("CARGO_BIN_EXE_tidings")])
            .current_dir(dataset.path(""))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("error:"), "{said}");
        assert!(before == dataset.files("output"));
    }
}
