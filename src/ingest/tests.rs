//! Whole folders, read as a run reads them: what becomes an article, what is set aside, and with which words.

mod page;

use std::fs;
use std::io::Write;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::codebook::{Dataset, IngestRules};
use crate::inputs::InputKind;
use crate::schema::SchemaFiles;

/// The project's own rules, loaded once.
pub(super) fn rules() -> IngestRules {
    static RULES: std::sync::LazyLock<IngestRules> = std::sync::LazyLock::new(|| {
        let files = SchemaFiles::embedded();
        IngestRules::load(&files, &Dataset::load(&files).unwrap()).unwrap()
    });
    RULES.clone()
}

fn read_with(raw: &Path, rules: IngestRules) -> (Vec<Article>, Vec<Rejection>) {
    let (mut articles, mut rejections) = (Vec::new(), Vec::new());
    for record in Collection::open(raw, rules).unwrap() {
        match record.unwrap() {
            Record::Article(article) => articles.push(*article),
            Record::Rejected(rejection) => rejections.push(rejection),
        }
    }
    (articles, rejections)
}

/// Reads a folder with these files.
fn read(files: &[(&str, &[u8])]) -> (Vec<Article>, Vec<Rejection>) {
    let folder = folder(files);
    read_with(folder.path(), rules())
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn codes(rejections: &[Rejection]) -> Vec<&str> {
    rejections.iter().map(|r| r.code.as_str()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const STORY: &str = "A bridge opened in Lund on Monday.\n\nNobody objected to it.";

#[test]
fn files_are_read_in_the_byte_order_of_their_paths() {
    let (articles, rejections) = read(&[
        ("b.txt", b"Text b."),
        ("a/z.md", b"Text z."),
        ("a-.txt", b"Text a-."),
        ("Z.txt", b"Text Z."),
        (".hidden/x.txt", b"no"),
        (".x.txt", b"no"),
    ]);
    let names: Vec<_> = articles.iter().map(|a| a.source.raw_file.as_str()).collect();
    assert_eq!(names, ["Z.txt", "a-.txt", "a/z.md", "b.txt"]);
    assert_eq!(rejections, []);
}

#[test]
fn front_matter_is_metadata_and_the_rest_is_the_text() {
    let file = format!(
        "\u{feff}+++\ntitle = \"Bridge opens\"\ndate = 2022-01-14\npublisher = \"Gazette\"\nlanguage = \"en\"\nlicense = \"CC-BY-4.0\"\nsources = [\"x\"]\n+++\n\n{STORY}\n"
    );
    let (articles, _) = read(&[("a.md", file.as_bytes())]);
    let article = &articles[0];
    assert_eq!(article.text, format!("{STORY}\n"));
    assert_eq!(article.meta.title.as_deref(), Some("Bridge opens"));
    assert_eq!(article.meta.published_on.unwrap().to_string(), "2022-01-14");
    assert_eq!((article.meta.publisher.as_deref(), article.meta.license.as_deref()), (Some("Gazette"), Some("CC-BY-4.0")));
    assert_eq!(article.source.raw_record, "");
}

#[test]
fn json_lines_are_read_by_the_names_of_their_fields() {
    let lines = concat!(
        r#"{"doc_id": "x7", "maintext": "One.", "headline": "H", "date_publish": "2019-01-04 10:00:00", "authors": ["A B", "C D"], "x": [[{}]]}"#,
        "\r\n\n",
        r#"{"body": "Two.", "text": " ", "id": null, "source_domain": "x.org", "date": 1546597800}"#,
    );
    let (articles, rejections) = read(&[("a.jsonl", lines.as_bytes())]);
    assert_eq!(rejections, []);
    assert_eq!((articles[0].source.raw_record.as_str(), articles[1].source.raw_record.as_str()), ("x7", "2"));
    assert_eq!((articles[0].text.as_str(), articles[1].text.as_str()), ("One.", "Two."));
    assert_eq!(articles[0].meta.byline.as_deref(), Some("A B, C D"));
    assert_eq!(articles[1].meta.published_on.unwrap().to_string(), "2019-01-04");
    let bytes = lines.split("\r\n").next().unwrap().as_bytes();
    assert_eq!(articles[0].raw_sha256, crate::bytes::sha256_hex(bytes));
}

#[test]
fn csv_is_read_by_the_names_of_its_columns() {
    let csv = "id,Title,Text\n1,\"A, b\",\"One \"\"two\"\"\nthree.\"\r\n2,C\n3,D,\n4,E,Four.\n";
    let (articles, rejections) = read(&[("a.csv", csv.as_bytes())]);
    assert_eq!(articles.iter().map(|a| a.text.as_str()).collect::<Vec<_>>(), ["One \"two\"\nthree.", "Four."]);
    assert_eq!(articles[0].meta.title.as_deref(), Some("A, b"));
    assert_eq!(codes(&rejections), ["ragged-row", "empty-text"]);
    assert_eq!((rejections[0].line, rejections[1].line), (Some(4), Some(5)));
    let (_, rejections) = read(&[("a.csv", b"text,Text\na,b\n"), ("b.csv", b"title,x\na,b\n"), ("c.csv", b"text,title\n\"open,x\nb,c\n")]);
    assert_eq!(codes(&rejections), ["duplicate-column", "no-text-column", "unclosed-quote"]);
}

#[test]
fn compressed_files_are_the_same_articles() {
    let line = r#"{"id": 7, "text": "One."}"#;
    let (plain, _) = read(&[("a.jsonl", line.as_bytes())]);
    let (gzipped, _) = read(&[("a.jsonl.gz", &gzip(line.as_bytes()))]);
    let (packed, _) = read(&[("a.jsonl.zst", &zstd::encode_all(line.as_bytes(), 3).unwrap())]);
    assert_eq!((&plain[0].id, &plain[0].raw_sha256), (&gzipped[0].id, &gzipped[0].raw_sha256));
    assert_eq!(plain[0].id, packed[0].id);
}

#[test]
fn metadata_fills_what_a_file_lacks() {
    let metadata = "raw_file,raw_record,title,publisher,date,basis\na.jsonl,1,Own,,2019-01-04,seen\na.jsonl,,All,Gazette,,seen\nb.txt,,x,,,\na.jsonl,1,again,,,\nshort\n";
    let lines = "{\"text\": \"One.\", \"title\": \"Given\"}\n{\"text\": \"Two.\"}\n";
    let (articles, rejections) = read(&[("metadata.csv", metadata.as_bytes()), ("a.jsonl", lines.as_bytes())]);
    assert_eq!(articles[0].meta.title.as_deref(), Some("Given"));
    assert_eq!(articles[0].meta.published_on.unwrap().to_string(), "2019-01-04");
    assert_eq!((articles[1].meta.title.as_deref(), articles[1].meta.publisher.as_deref()), (Some("All"), Some("Gazette")));
    assert_eq!(codes(&rejections), ["duplicate-row", "ragged-row", "metadata-unmatched"]);
    assert!(rejections[2].reason.contains("file `b.txt`") && rejections[2].line == Some(4), "{rejections:?}");
}

#[test]
fn tables_are_read_by_the_separator_of_their_header() {
    let metadata = "raw_file;raw_record;publisher\nb.tsv;2;Gazette, daily\n";
    let (articles, rejections) = read(&[
        ("a.csv", b"id;title;text\n7;Rain, again;\"It rained; a lot.\"\n8;Sun\n"),
        ("b.tsv", b"id\ttext\n1\tOne, two; three.\n2\tFour.\n"),
        ("c.csv", b"id;artikel\n1;One.\n"),
        ("metadata.csv", metadata.as_bytes()),
    ]);
    let texts: Vec<_> = articles.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(texts, ["It rained; a lot.", "One, two; three.", "Four."]);
    assert_eq!(articles[0].meta.title.as_deref(), Some("Rain, again"));
    assert_eq!(articles[2].meta.publisher.as_deref(), Some("Gazette, daily"));
    assert_eq!(codes(&rejections), ["ragged-row", "no-text-column"]);
    assert!(rejections.iter().all(|r| r.reason.contains("semicolons")), "{rejections:?}");
}

#[test]
fn bad_texts_are_set_aside_with_their_place() {
    let (articles, rejections) = read(&[
        ("a.txt", b""),
        ("b.txt", b" \n\t\xC2\xA0"),
        ("c.txt", b"One\nT\0wo"),
        ("d.txt", b"One\nTw\xFFo"),
        ("e.txt", b"\xFF\xFEO\0n\0e\0"),
        ("f.jsonl", b"\xFE\xFF\0{"),
        ("g.pdf", b"%PDF"),
        ("h.jsonl", b"{\"text\": \"ok.\"}\n{\"text\": \"a\\u0000b\"}\n{\"text\": 7}\n{\"x\": 1}\n[1]\n{\"text\": \"\xFF\"}\n{\"text\": \"\\ud800\"}\n{\"text\":\"x\",\"text\":\"y\"}\n{\"text\": \"cut"),
        ("i.md", b"+++\ntitle = x\n+++\nText"),
        ("j.jsonl", b"\n\n"),
    ]);
    assert_eq!(articles.len(), 1);
    let expected = [
        "empty-file",
        "empty-text",
        "nul-byte",
        "invalid-utf8",
        "utf-16",
        "utf-16",
        "unknown-format",
        "nul-byte",
        "text-not-string",
        "no-text",
        "not-json",
        "invalid-utf8",
        "not-json",
        "not-json",
        "not-json",
        "front-matter",
        "empty-file",
    ];
    assert_eq!(codes(&rejections), expected);
    assert_eq!((rejections[2].line, rejections[2].byte), (Some(2), Some(5)));
    assert_eq!((rejections[3].line, rejections[3].byte), (Some(2), Some(6)));
    assert_eq!((rejections[7].line, rejections[7].source.raw_record.as_str()), (Some(2), "2"));
    assert_eq!(rejections[15].line, Some(2));
}

#[test]
fn dates_are_read_or_told_never_guessed() {
    let lines: String = ["2019-02-31", "soon", "03/04/2019", "March 2019", "4 March 2019"]
        .iter()
        .map(|date| format!("{{\"text\": \"On {date}.\", \"date\": \"{date}\"}}\n"))
        .collect();
    let (articles, rejections) = read(&[("a.jsonl", lines.as_bytes())]);
    assert_eq!(codes(&rejections), ["date-impossible", "date-unreadable", "date-ambiguous", "date-without-day"]);
    assert!(rejections.iter().all(|r| r.reason.contains("the article stands without it")), "{rejections:?}");
    assert_eq!(articles.iter().map(|a| a.meta.published_on.is_some()).collect::<Vec<_>>(), [false, false, false, false, true]);
}

#[test]
fn metadata_mends_a_date_and_a_bad_one_of_its_own_costs_no_article() {
    let records = b"{\"id\": 1, \"text\": \"One.\", \"date\": \"2019-02-31\"}\n{\"id\": 2, \"text\": \"Two.\"}\n";
    let metadata = b"raw_file,raw_record,date\na.jsonl,1,2019-02-28\na.jsonl,,32 May\n";
    let (articles, rejections) = read(&[("a.jsonl", records), ("metadata.csv", metadata)]);
    assert_eq!(articles.iter().map(|a| a.meta.published_on.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(codes(&rejections), ["date-unreadable"]);
    assert!(rejections[0].reason.contains("`32 May` in metadata.csv"), "{rejections:?}");
}

#[test]
fn repeated_records_name_the_first() {
    let line = "{\"id\": 1, \"text\": \"One.\"}\n";
    let other = "{\"id\": 1, \"text\": \"Two.\"}\n";
    let (articles, rejections) = read(&[("a.jsonl", format!("{line}{line}{other}").as_bytes()), ("b.txt", b"Same."), ("c.txt", b"Same.")]);
    assert_eq!(articles.len(), 2);
    assert_eq!(codes(&rejections), ["duplicate-record", "id-taken", "duplicate-record"]);
    assert!(rejections[1].reason.contains("`a.jsonl` line 1") && rejections[1].line == Some(3), "{rejections:?}");
    assert!(rejections[2].reason.contains("`b.txt` line 1"), "{rejections:?}");
}

#[test]
fn long_records_are_passed_over() {
    let long = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"Short.\"}}\n", "x".repeat(5000));
    let csv = format!("text\n\"{}\"\nShort two.\n", "x,\n".repeat(2000));
    let mut small = rules();
    (small.max_record_bytes, small.max_text_chars) = (1000, 100);
    let folder = folder(&[
        ("a.jsonl", long.as_bytes()),
        ("b.csv", csv.as_bytes()),
        ("c.txt", long.as_bytes()),
        ("d.txt", "é".repeat(101).as_bytes()),
    ]);
    let (articles, rejections) = read_with(folder.path(), small);
    assert_eq!(articles.iter().map(|a| a.text.as_str()).collect::<Vec<_>>(), ["Short.", "Short two."]);
    assert_eq!(codes(&rejections), ["record-too-long", "record-too-long", "record-too-long", "text-too-long"]);
    assert_eq!(rejections[1].line, Some(2));
}

#[test]
fn a_truncated_file_keeps_the_records_before() {
    let lines: String = (0..2000).map(|n| format!("{{\"text\": \"Number {n} of {}.\"}}\n", n * 7919 % 10007)).collect();
    let mut bytes = gzip(lines.as_bytes());
    bytes.truncate(bytes.len() / 2);
    let (articles, rejections) =
        read(&[("a.jsonl.gz", &bytes), ("b.jsonl.gz", b"this is no gzip file"), ("c.txt.zst", b"no zstd"), ("d.jsonl.zst", b"")]);
    assert!(articles.len() > 100, "{}", articles.len());
    assert_eq!(codes(&rejections), ["truncated", "not-decompressed", "not-decompressed", "truncated"]);
    assert_eq!(rejections[0].line, Some(articles.len() as u64 + 1));
}

#[test]
fn a_bomb_is_stopped() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let zeros = vec![b' '; 1 << 20];
    (0..200).for_each(|_| encoder.write_all(&zeros).unwrap());
    let bytes = encoder.finish().unwrap();
    let (_, rejections) = read(&[("a.jsonl.zst", &bytes), ("b.txt.zst", &bytes)]);
    assert_eq!(codes(&rejections), ["expands-too-far", "expands-too-far"]);
}

#[test]
fn deep_nesting_overflows_nothing() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let lines = format!("{{\"text\": \"One.\", \"x\": {}}}\n{{\"text\": {}}}\n{}\n", deep("[", "]"), deep("[", "]"), deep("{\"x\":", "}"));
    let (articles, rejections) = read(&[("a.jsonl", lines.as_bytes())]);
    assert_eq!((articles.len(), rejections.len()), (1, 2));
    let toml = format!("+++\nx = {}\n+++\nText", deep("[", "]"));
    assert_eq!(codes(&read(&[("a.md", toml.as_bytes())]).1), ["front-matter"]);
}

#[cfg(unix)]
#[test]
fn links_and_vanished_files_are_set_aside() {
    let folder = folder(&[("a.txt", b"Text.")]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("gone.txt")).unwrap();
    let (articles, rejections) = read_with(folder.path(), rules());
    assert_eq!((articles.len(), codes(&rejections)), (1, vec!["unreadable", "link-loop"]));
    let mut collection = Collection::open(folder.path(), rules()).unwrap();
    fs::remove_file(folder.path().join("a.txt")).unwrap();
    assert!(matches!(collection.next(), Some(Ok(Record::Rejected(r))) if r.code == "unreadable"));
}

#[test]
fn inputs_are_hashed_as_they_stand_on_disk() {
    let gz = gzip(b"{\"text\": \"One.\"}\n");
    let folder = folder(&[("a.jsonl.gz", &gz), ("metadata.csv", b"raw_file,raw_record\n"), ("z.jsonl", b"\xFF\xFEx\nmore")]);
    let mut collection = Collection::open(folder.path(), rules()).unwrap();
    while collection.next().is_some() {}
    let (done, total) = collection.progress();
    assert_eq!(done, total);
    let inputs = collection.into_inputs();
    assert_eq!(
        inputs.iter().map(|i| (i.kind, i.path.as_str())).collect::<Vec<_>>(),
        [(InputKind::Raw, "a.jsonl.gz"), (InputKind::Raw, "z.jsonl"), (InputKind::Metadata, "metadata.csv")]
    );
    assert_eq!((inputs[0].bytes, &inputs[0].sha256), (gz.len() as u64, &crate::bytes::sha256_hex(&gz)));
    assert_eq!(inputs[1].sha256, crate::bytes::sha256_hex(b"\xFF\xFEx\nmore"));
}

#[test]
fn a_single_file_is_a_collection_too() {
    let folder = folder(&[("x/a.txt", b"Text.")]);
    let (articles, _) = read_with(&folder.path().join("x/a.txt"), rules());
    assert_eq!(articles[0].source.raw_file, "a.txt");
    assert!(matches!(Collection::open(&folder.path().join("none"), rules()), Err(IngestError::Raw { .. })));
}

fn check(article: &Article) -> Result<(), TestCaseError> {
    let mut end = 0;
    for paragraph in &article.paragraphs {
        let words = paragraph.span.of(&article.text);
        prop_assert!(!words.is_empty() && words.trim() == words, "{words:?}");
        prop_assert!(article.text[end..paragraph.span.start as usize].trim().is_empty());
        end = paragraph.span.end as usize;
    }
    prop_assert!(article.text[end..].trim().is_empty());
    Ok(())
}

fn newsy() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("\n\n"),
        Just("\n"),
        Just("\r\n"),
        Just("BAMAKO, Jan 14 (Reuters) - "),
        Just("By Ann Lee"),
        Just("Photo: X"),
        Just("A bridge opened."),
        Just("(AP Photo/A B)"),
        Just("Friday, January 4, 2019"),
        Just("Read more: x"),
        Just("Sources"),
        Just("+++"),
        Just("\""),
        Just(","),
        Just("text"),
        Just("raw_file"),
        Just("{\"text\": \"x\"}"),
        Just("# "),
        Just("é\u{301}\u{200f}"),
        Just("— Ann"),
        Just(" AFP"),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn no_bytes_panic_any_reader(bytes in prop_oneof![newsy(), proptest::collection::vec(any::<u8>(), 0..200)]) {
        let names = ["a.txt", "b.md", "c.jsonl", "d.csv", "e.txt.gz", "f.jsonl.zst", "metadata.csv"];
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, bytes.as_slice())).collect();
        for article in read(&files).0 {
            check(&article)?;
        }
        let packed = [("a.csv.gz", gzip(&bytes)), ("b.jsonl.zst", zstd::encode_all(bytes.as_slice(), 1).unwrap())];
        read(&packed.each_ref().map(|(name, bytes)| (*name, bytes.as_slice())));
    }
}
