//! Nothing in `raw/` stops a run: it is set aside with its reason, and the rest goes on.

mod common;

use common::{BRIEF, Dataset};

/// Runs on one good article and `files`; gives back the codes of what was set aside, by raw file.
fn set_aside(files: &[(&str, Vec<u8>)]) -> Vec<(String, String)> {
    let dataset = Dataset::new();
    dataset.write("raw/good.txt", BRIEF);
    for (path, bytes) in files {
        dataset.write(&format!("raw/{path}"), bytes);
    }
    dataset.expect(0, &["run", "--quiet"]);
    dataset.expect(0, &["validate", "output", "--raw", "raw"]);
    dataset.expect(1, &["run", "--quiet", "--strict"]);
    let articles = dataset.rows("output/csv/articles.csv");
    assert!(articles.iter().any(|a| a["raw_file"] == "good.txt"), "the good article is gone");
    let rejected = dataset.rows("output/rejected.csv");
    for row in &rejected {
        assert!(!row["reason"].is_empty(), "no reason in {row:?}");
    }
    rejected.into_iter().map(|row| (row["raw_file"].clone(), row["code"].clone())).collect()
}

#[track_caller]
fn is_set_aside(path: &str, bytes: impl Into<Vec<u8>>) {
    let rejected = set_aside(&[(path, bytes.into())]);
    assert!(rejected.iter().any(|(file, _)| file == path), "{path} was not set aside: {rejected:?}");
}

#[test]
fn files_without_text() {
    is_set_aside("empty.txt", "");
    is_set_aside("blank.txt", " \n\t\r\n \u{a0}\n");
    is_set_aside("nothing.jsonl", "{\"id\": 1, \"text\": \"\"}\n");
}

#[test]
fn bytes_that_are_no_text() {
    is_set_aside("nul.txt", b"Mali\0denied it.".to_vec());
    is_set_aside("latin1.txt", b"Bamako, S\xe9gou et Kayes.".to_vec());
    is_set_aside("utf16.txt", b"\xff\xfeM\0a\0l\0i\0".to_vec());
    is_set_aside("utf16be.jsonl", b"\xfe\xff\0{\0}".to_vec());
}

#[test]
fn records_that_are_too_much() {
    let deep = format!("{{\"text\": {}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    is_set_aside("deep.jsonl", deep);
    let mut long = b"{\"id\": 1, \"text\": \"".to_vec();
    long.resize(200 << 20, b'a');
    long.extend(b"\"}\n{\"id\": 2, \"text\": \"Rain fell in Accra.\"}\n");
    let dataset = Dataset::new();
    dataset.write("raw/long.jsonl", long);
    dataset.expect(0, &["run", "--quiet"]);
    assert_eq!(dataset.rows("output/rejected.csv").len(), 1);
    assert_eq!(dataset.rows("output/csv/articles.csv").len(), 1, "the record behind the long one is read");
}

#[test]
fn broken_containers() {
    let mut gzip = Vec::new();
    let mut encoder = flate2::write::GzEncoder::new(&mut gzip, flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, format!("{}\n", serde_json::json!({"id": 1, "text": BRIEF})).repeat(50).as_bytes()).unwrap();
    encoder.finish().unwrap();
    gzip.truncate(gzip.len() / 2);
    is_set_aside("cut.jsonl.gz", gzip);
    is_set_aside("no.jsonl.zst", "this is no zstd".to_owned());
    let bomb = zstd::encode_all(std::io::repeat(b'a').take_bytes(1 << 30), 19).unwrap();
    is_set_aside("bomb.txt.zst", bomb);
}

/// `Read::take` under a name that reads well above.
trait TakeBytes: std::io::Read + Sized {
    fn take_bytes(self, n: u64) -> std::io::Take<Self> {
        std::io::Read::take(self, n)
    }
}
impl<R: std::io::Read> TakeBytes for R {}

#[test]
fn tables_that_are_none() {
    is_set_aside("ragged.csv", "id,text\n1,Rain fell in Accra.,extra\n2,Rain fell in Lagos.\n");
    is_set_aside("no-text.csv", "id,words\n1,Rain\n");
    is_set_aside("line.jsonl", "{\"id\": 1, \"text\": \n");
}

#[test]
fn records_that_stand_twice() {
    let record = |id: u32, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    let (one, other) = (record(1, "Rain fell in Accra on Monday."), record(1, "Snow fell in Oslo on Monday."));
    is_set_aside("twice.jsonl", format!("{one}{one}"));
    is_set_aside("clash.jsonl", format!("{one}{other}"));
}

#[test]
fn days_that_do_not_exist_cost_the_date_and_not_the_article() {
    let dataset = Dataset::new();
    dataset.write("raw/day.jsonl", "{\"id\": 1, \"text\": \"Rain fell in Accra.\", \"date\": \"2022-02-31\"}\n");
    dataset.write("raw/word.txt", "+++\ndate = \"soon\"\n+++\nSnow fell in Oslo.\n");
    dataset.expect(0, &["run", "--quiet"]);
    dataset.expect(0, &["validate", "output", "--raw", "raw"]);
    dataset.expect(1, &["run", "--quiet", "--strict"]);
    let codes: Vec<_> = dataset.rows("output/rejected.csv").into_iter().map(|row| row["code"].clone()).collect();
    assert_eq!(codes, ["date-impossible", "date-unreadable"]);
    let dates: Vec<_> = dataset.rows("output/csv/articles.csv").into_iter().map(|row| row["published_on"].clone()).collect();
    assert_eq!(dates, ["", ""]);
}

#[test]
fn texts_that_are_hard_to_read() {
    let quotes = "\"".repeat(10_000_000);
    let marks = "\u{200f}\u{202e}e\u{301}\u{302}\u{303} ".repeat(10_000);
    let record = |id: u32, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    set_aside(&[("quotes.txt", quotes.into_bytes()), ("marks.jsonl", record(1, &marks).into_bytes()), ("line.txt", vec![b'x'; 1_500_000])]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let dataset = Dataset::new();
    dataset.write("raw/good.txt", BRIEF);
    symlink(dataset.path("raw"), dataset.path("raw/loop")).unwrap();
    symlink(dataset.path("nowhere"), dataset.path("raw/gone.txt")).unwrap();
    dataset.expect(0, &["run", "--quiet"]);
    let files: Vec<_> = dataset.rows("output/rejected.csv").into_iter().map(|r| r["raw_file"].clone()).collect();
    assert_eq!(files, ["gone.txt", "loop"]);
}
