//! `validate` finds what was planted, one error at a time, and names its place.

mod support;

use support::{FIRST, Fixture, SECOND, THIRD};
use tidings::inputs::InputFile;
use tidings::publish::PublishOptions;
use tidings::review::problem::{Problem, Severity};
use tidings::review::validate::{Options, RawText, RawTexts, Report, validate};
use tidings::schema::SchemaFiles;
use tidings::tables::Schema;

fn check(fixture: &Fixture) -> Report {
    let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
    validate(&fixture.release, &schema, None, Options::default()).unwrap()
}

#[test]
fn a_release_as_published_is_valid() {
    let fixture = Fixture::new();
    let report = check(&fixture);
    assert!(report.valid, "{report}");
    assert!(report.listed().all(|p| p.severity == Severity::Note));
}

/// An error that is put into a release, and where `validate` must find it.
struct Planted {
    what: &'static str,
    code: &'static str,
    table: Option<&'static str>,
    column: Option<&'static str>,
    /// Puts it there and gives its line, 0 where it has none.
    plant: fn(&Fixture) -> u64,
}

fn cell(what: &'static str, code: &'static str, table: &'static str, column: &'static str, plant: fn(&Fixture) -> u64) -> Planted {
    Planted { what, code, table: Some(table), column: Some(column), plant }
}

fn whole(what: &'static str, code: &'static str, table: Option<&'static str>, plant: fn(&Fixture) -> u64) -> Planted {
    Planted { what, code, table, column: None, plant }
}

const NORLAND: &str = "a0000000000000001.m19-26";
const SAID: &str = "a0000000000000001.s104";
const SIGNED: &str = "a0000000000000001.e38";
const THREATENED: &str = "a0000000000000001.e156";
const SANCTION: &str = "a0000000000000001.x156.asset_freeze.177";

#[rustfmt::skip]
fn cells() -> Vec<Planted> {
    vec![
        cell("an empty cell", "required", "events", "trigger", |f| f.set("events", &[SIGNED], "trigger", "")),
        cell("a word for a number", "type", "articles", "word_count", |f| f.set("articles", &[FIRST], "word_count", "many")),
        cell("a number with a point", "type", "mentions", "sentence", |f| f.set("mentions", &[NORLAND], "sentence", "1.0")),
        cell("a date as spreadsheets write it", "type", "articles", "published_on", |f| f.set("articles", &[SECOND], "published_on", "11/01/2022")),
        cell("a truth value as spreadsheets write it", "type", "statements", "negated", |f| f.set("statements", &[SAID], "negated", "FALSE")),
        cell("a value outside the list", "enum", "events", "status", |f| f.set("events", &[THREATENED], "status", "told")),
        cell("a value of another form", "pattern", "actors", "country", |f| f.set("actors", &["gov.nor"], "country", "Norland")),
        cell("a latitude beyond the pole", "maximum", "places", "latitude", |f| f.set("places", &["nor"], "latitude", "95")),
        cell("a negative score below all", "minimum", "event_types", "score", |f| f.set("event_types", &["AGREE"], "score", "-11")),
        cell("a control character", "control-character", "actors", "name", |f| f.set("actors", &["gov.nor"], "name", "Nor\u{7}land")),
        cell("a line break in content", "line-break", "statements", "content", |f| f.set("statements", &[SAID], "content", "We share\nthe water")),
        cell("a key that stands twice", "primary-key", "actors", "actor_id", |f| f.set("actors", &["gov.sud"], "actor_id", "gov.nor")),
        cell("a dangling key", "foreign-key", "mentions", "actor_id", |f| f.set("mentions", &[NORLAND], "actor_id", "gov.none")),
        cell("a dangling group", "foreign-key", "events", "event_group_id", |f| f.set("events", &[SIGNED], "event_group_id", THREATENED.replace("156", "157").as_str())),
        cell("an end before its start", "range", "mentions", "char_end", |f| f.set("mentions", &[NORLAND], "char_end", "19")),
        cell("a last day before the first", "range", "events", "occurred_to", |f| f.set("events", &[SIGNED], "occurred_to", "2022-01-01")),
        cell("a most below its least", "range", "events", "participants_max", |f| f.set("events", &[SIGNED], "participants_max", "1")),
        cell("words without their companion", "incomplete", "statements", "cue", |f| f.set("statements", &[SAID], "cue", "")),
        cell("offsets without words", "incomplete", "statements", "speaker_text", |f| f.set("statements", &[SAID], "speaker_text", "")),
        cell("a confidence between the steps", "confidence-step", "mentions", "confidence", |f| f.set("mentions", &[NORLAND], "confidence", "0.33")),
        cell("a confidence above one", "maximum", "mentions", "confidence", |f| f.set("mentions", &[NORLAND], "confidence", "1.5")),
        cell("an actor and a place", "actor-and-place", "mentions", "place_id", |f| f.set("mentions", &[NORLAND], "place_id", "nor")),
        cell("a string that is no date", "edtf", "events", "occurred_edtf", |f| f.set("events", &[SIGNED], "occurred_edtf", "10 January 2022")),
        cell("a date of 31 February", "edtf", "sanctions", "expires_edtf", |f| f.set("sanctions", &[SANCTION], "expires_edtf", "2022-02-31/..")),
        cell("a first day of another date", "edtf-days", "sanctions", "expires_from", |f| f.set("sanctions", &[SANCTION], "expires_from", "2022-06-02")),
        cell("a mention's id of another place", "id-parts", "mentions", "mention_id", |f| f.set("mentions", &[NORLAND], "mention_id", "a0000000000000001.m19-27")),
        cell("a statement's id of another place", "id-parts", "statements", "statement_id", |f| f.set("statements", &[SAID], "statement_id", "a0000000000000001.q104")),
        cell("an event's id of another place", "id-parts", "events", "event_id", |f| f.set("events", &[SIGNED], "event_id", "a0000000000000001.e39")),
        cell("a sanction's id of another measure", "id-parts", "sanctions", "sanction_id", |f| f.set("sanctions", &[SANCTION], "sanction_id", &SANCTION.replace("asset_freeze", "travel_ban"))),
        cell("a group's id of no first report", "id-parts", "event_groups", "event_group_id", |f| f.set("event_groups", &[SIGNED], "first_event_id", THREATENED)),
        cell("a statement in another article", "other-article", "statements", "parent_statement_id", |f| f.set("statements", &[SAID], "parent_statement_id", "a0000000000000002.s79")),
        cell("a statement in itself", "self-reference", "statements", "parent_statement_id", |f| f.set("statements", &[SAID], "parent_statement_id", SAID)),
        cell("spans that overlap", "content-spans", "statements", "content_spans", |f| f.set("statements", &[SAID], "content_spans", "83-95;90-101")),
        cell("words of another length", "text-length", "mentions", "text", |f| f.set("mentions", &[NORLAND], "text", "Nor")),
        cell("a statement in a headline", "section", "statements", "section", |f| f.set("statements", &[SAID], "section", "headline")),
        cell("a mention in a footer", "section", "mentions", "section", |f| f.set("mentions", &[NORLAND], "section", "footer")),
        cell("a sentence that is not there", "sentence", "events", "sentence", |f| f.set("events", &[SIGNED], "sentence", "4")),
        cell("positions with a gap", "position-gap", "event_actors", "position", |f| f.set("event_actors", &[SIGNED, "source", "1"], "position", "2")),
        cell("another first source", "first-actor", "events", "source_actor_id", |f| f.set("events", &[SIGNED], "source_actor_id", "gov.sud")),
        cell("another first speaker", "first-actor", "statement_actors", "actor_id", |f| f.set("statement_actors", &[SAID], "actor_id", "gov.sud")),
        cell("a party that is nobody", "empty-party", "event_actors", "actor_id", |f| {
            f.set("event_actors", &[THREATENED, "source"], "mention_id", "");
            f.set("event_actors", &[THREATENED, "source"], "actor_id", "")
        }),
        cell("a state that threatens itself", "self-directed", "events", "target_actor_id", |f| f.set("events", &[THREATENED], "target_actor_id", "gov.sud")),
        cell("a class of another type", "event-type", "events", "quad_class", |f| f.set("events", &[SIGNED], "quad_class", "material conflict")),
        cell("a wrong count", "group-count", "event_groups", "report_count", |f| f.set("event_groups", &[SIGNED], "report_count", "3")),
        cell("a wrong count of publishers", "group-count", "event_groups", "publisher_count", |f| f.set("event_groups", &[SIGNED], "publisher_count", "1")),
        cell("a wrong count of an episode", "group-count", "sanction_episodes", "report_count", |f| f.set("sanction_episodes", &[SANCTION], "report_count", "2")),
        cell("a first report that left", "group-leader", "events", "event_group_id", |f| f.set("events", &[SIGNED], "event_group_id", THREATENED)),
        cell("a cell that only CSV has", "parquet-cell", "actors", "name", |f| f.set("actors", &["gov.nor"], "name", "Northland")),
        cell("a row in an article that became a duplicate", "duplicate-article", "statements", "article_id", |f| {
            f.set("articles", &[SECOND], "duplicate_of", FIRST);
            f.rows("statements").iter().position(|row| row[1] == SECOND).unwrap() as u64 + 1
        }),
        cell("a duplicate of a duplicate", "duplicate-article", "articles", "duplicate_of", |f| f.set("articles", &[SECOND], "duplicate_of", THIRD)),
    ]
}

#[test]
fn errors_in_cells_are_found_with_their_place() {
    find_all(cells());
}

fn find_all(planted: Vec<Planted>) {
    let mut missed = Vec::new();
    for error in planted {
        let fixture = Fixture::new();
        let line = (error.plant)(&fixture);
        let report = check(&fixture);
        let row = Some(line).filter(|line| *line > 0);
        let found = report.listed().any(|p| {
            p.code.as_str() == error.code && p.table.as_deref() == error.table && p.row == row && p.column.as_deref() == error.column
        });
        if !found || report.valid {
            missed.push(format!("{} (line {line}):\n{report}", error.what));
        }
    }
    assert!(missed.is_empty(), "not found:\n{}", missed.join("\n"));
}

#[rustfmt::skip]
fn files() -> Vec<Planted> {
    vec![
        whole("a file that was changed", "checksum", None, |f| { f.edit("README.md", |text| text + "\n"); 0 }),
        whole("a file that is not there", "file-missing", None, |f| { std::fs::remove_file(f.path("parquet/events.parquet")).unwrap(); 0 }),
        whole("a table that is not there", "file-missing", None, |f| { std::fs::remove_file(f.path("csv/actors.csv")).unwrap(); 0 }),
        whole("a file too many", "file-extra", None, |f| { std::fs::write(f.path("csv/.~lock.events.csv#"), "").unwrap(); 0 }),
        whole("a broken line in the list of checksums", "checksum-list", None, |f| { f.edit("SHA256SUMS", |text| text.replacen("  ", " ", 1)); 1 }),
        whole("a file that is not listed", "checksum-list", None, |f| { f.edit("SHA256SUMS", |text| text.lines().skip(1).map(|l| format!("{l}\n")).collect()); 0 }),
        whole("another hash in the manifest", "manifest", None, |f| { f.edit("manifest.json", |text| text.replacen("\"sha256\": \"", "\"sha256\": \"f", 1)); 0 }),
        whole("another number of rows in the manifest", "manifest", None, |f| { f.edit("manifest.json", |text| text.replacen("\"rows\": 3", "\"rows\": 4", 1)); 0 }),
        whole("a manifest that is no JSON", "manifest", None, |f| { f.edit("manifest.json", |text| text.replacen('{', "[", 1)); 0 }),
        whole("another type in the descriptor", "descriptor", None, |f| { f.edit("datapackage.json", |text| text.replacen("\"integer\"", "\"string\"", 1)); 0 }),
        whole("another key in the descriptor", "descriptor", None, |f| { f.edit("datapackage.json", |text| text.replacen("\"resource\": \"actors\"", "\"resource\": \"places\"", 1)); 0 }),
        whole("a missing resource", "descriptor", None, |f| { f.edit("datapackage.json", |text| text.replacen("\"name\": \"places\"", "\"name\": \"sites\"", 1)); 0 }),
        whole("a row that CSV lost", "parquet-rows", Some("mentions"), |f| {
            let mut rows = f.rows("mentions");
            rows.remove(3);
            f.write_rows("mentions", &rows);
            0
        }),
        whole("a row that Parquet hasn't", "parquet-row", Some("actor_names"), |f| {
            f.edit("csv/actor_names.csv", |text| text + "gov.nor,Northland,,registry\n");
            f.rows("actor_names").len() as u64
        }),
        cell("a Parquet column of another type", "parquet-columns", "actors", "sector", |f| {
            std::fs::copy(f.path("parquet/places.parquet"), f.path("parquet/actors.parquet")).unwrap();
            0
        }),
        whole("a Parquet file that is none", "file-unreadable", Some("events"), |f| {
            std::fs::write(f.path("parquet/events.parquet"), b"PAR1 and no more PAR1").unwrap();
            0
        }),
        whole("a ragged row", "row-width", Some("places"), |f| { f.edit("csv/places.csv", |text| text.replacen("nor,Norland", "nor,Nor,land", 1)); 2 }),
        cell("a column that is gone", "column-missing", "statements", "venue", |f| {
            let rows: Vec<Vec<String>> = f.rows("statements").into_iter().map(|mut row| { row.remove(20); row }).collect();
            f.write_rows("statements", &rows);
            0
        }),
        cell("a column of one's own", "column-unknown", "actors", "remark", |f| {
            let rows: Vec<Vec<String>> = f.rows("actors").into_iter().map(|mut row| { row.push("remark".to_owned()); row }).collect();
            f.write_rows("actors", &rows);
            0
        }),
        cell("columns in another order", "column-order", "actors", "actor_id", |f| {
            let rows: Vec<Vec<String>> = f.rows("actors").into_iter().map(|mut row| { row.swap(0, 1); row }).collect();
            f.write_rows("actors", &rows);
            0
        }),
        whole("bytes that are no UTF-8", "encoding", Some("places"), |f| {
            let bytes: Vec<u8> = f.read("csv/places.csv").chars().map(|c| c as u8).collect();
            std::fs::write(f.path("csv/places.csv"), bytes).unwrap();
            3
        }),
        whole("a byte order mark", "csv-form", Some("actors"), |f| { f.edit("csv/actors.csv", |text| format!("\u{FEFF}{text}")); 0 }),
        whole("line ends of a spreadsheet", "csv-form", Some("actors"), |f| { f.edit("csv/actors.csv", |text| text.replace('\n', "\r\n")); 0 }),
        whole("separators of a spreadsheet", "csv-form", Some("actors"), |f| { f.edit("csv/actors.csv", |text| text.replace(',', ";")); 0 }),
    ]
}

#[test]
fn errors_in_files_are_found_with_their_place() {
    find_all(files());
}

/// The fixture's articles as `raw/` would give them.
struct Raw<'f>(&'f Fixture);

impl RawTexts for Raw<'_> {
    fn read(&mut self, each: &mut dyn FnMut(RawText) -> anyhow::Result<()>) -> anyhow::Result<Vec<InputFile>> {
        for (article_id, raw_sha256, text) in &self.0.raw {
            each(RawText { article_id: article_id.clone(), raw_sha256: raw_sha256.clone(), text: text.clone() })?;
        }
        Ok(Vec::new())
    }
}

#[test]
fn errors_against_the_raw_articles_are_found_with_their_place() {
    let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
    let with_raw = |f: &Fixture| validate(&f.release, &schema, Some(&mut Raw(f)), Options::default()).unwrap();
    assert!(with_raw(&Fixture::new()).valid);
    let planted = [
        cell("other words of the same length", "raw-text", "mentions", "text", |f| f.set("mentions", &[NORLAND], "text", "Northia")),
        cell("other content", "raw-text", "statements", "content", |f| f.set("statements", &[SAID], "content", "We spare the water")),
        cell("offsets behind the end", "raw-offsets", "mentions", "char_end", |f| f.set("mentions", &[NORLAND], "char_end", "9999")),
        cell("another record", "raw-hash", "articles", "raw_sha256", |f| f.set("articles", &[FIRST], "raw_sha256", &"0".repeat(64))),
        cell("an article of nowhere", "raw-missing", "articles", "article_id", |f| {
            f.set("articles", &[THIRD], "article_id", "a0000000000000009")
        }),
    ];
    for error in planted {
        let fixture = Fixture::new();
        let line = (error.plant)(&fixture);
        let report = with_raw(&fixture);
        let found = |p: &Problem| p.code.as_str() == error.code && p.row == Some(line) && p.column.as_deref() == error.column;
        assert!(report.raw_checked && report.listed().any(found), "{}:\n{report}", error.what);
    }
}

/// The codes that were found, with their counts.
fn codes(report: &Report) -> Vec<(&'static str, u64)> {
    report.groups.iter().map(|group| (group.code.as_str(), group.count)).collect()
}

#[test]
fn a_row_that_was_removed_is_one_problem_and_not_one_for_every_row_behind_it() {
    let fixture = Fixture::new();
    let mut rows = fixture.rows("actor_names");
    rows.remove(1);
    fixture.write_rows("actor_names", &rows);
    let found = codes(&check(&fixture));
    assert_eq!(found, [("checksum", 1), ("manifest", 3), ("descriptor", 2), ("parquet-rows", 1), ("parquet-row", 1)]);
}

#[test]
fn rows_in_another_order_are_paired_by_their_keys() {
    let fixture = Fixture::new();
    let mut rows = fixture.rows("mentions");
    rows[1..].reverse();
    fixture.write_rows("mentions", &rows);
    let found = codes(&check(&fixture));
    assert_eq!(found, [("checksum", 1), ("manifest", 1), ("descriptor", 1)]);
}

#[test]
fn a_table_saved_by_a_spreadsheet_is_still_checked() {
    let fixture = Fixture::new();
    let line = fixture.set("actors", &["gov.sud"], "kind", "state");
    let mut text = String::from("\u{FEFF}");
    for row in fixture.rows("actors") {
        let cells: Vec<_> = row.iter().map(|cell| format!("\"{cell}\"")).collect();
        text += &format!("{}\r\n", cells.join(";"));
    }
    std::fs::write(fixture.path("csv/actors.csv"), text).unwrap();
    let report = check(&fixture);
    let of_table: Vec<_> = report.groups.iter().filter(|g| g.table.is_some()).map(|g| (g.code.as_str(), g.count)).collect();
    assert_eq!(of_table, [("csv-form", 4), ("enum", 1), ("parquet-cell", 1)], "{report}");
    assert!(report.listed().any(|p| p.code.as_str() == "enum" && p.row == Some(line)), "{report}");
}

#[test]
fn counts_are_exact_where_the_listing_is_cut() {
    let fixture = Fixture::new();
    let mut rows = fixture.rows("mentions");
    rows[1..].iter_mut().for_each(|row| row[7] = "noun".to_owned());
    fixture.write_rows("mentions", &rows);
    let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
    let report = validate(&fixture.release, &schema, None, Options { limit: 3, workers: 2 }).unwrap();
    let group = report.groups.iter().find(|g| g.code.as_str() == "enum").unwrap();
    assert_eq!((group.count, group.listed.len()), (rows.len() as u64 - 1, 3));
    assert!(!report.listing_complete && report.to_string().contains("and 7 more"), "{report}");
}

#[test]
fn a_repeated_or_dangling_key_names_the_first_row() {
    let fixture = Fixture::new();
    fixture.edit("csv/actors.csv", |text| {
        let first = text.lines().nth(1).unwrap().to_owned();
        format!("{text}{first}\n")
    });
    fixture.set("mentions", &[NORLAND], "actor_id", "gov.none");
    fixture.set("mentions", &["a0000000000000001.m140-147"], "actor_id", "gov.none");
    let report = check(&fixture);
    assert!(report.listed().any(|p| p.message == "the key stands already in line 2" && p.row == Some(5)), "{report}");
    assert!(report.listed().any(|p| p.message.ends_with("it dangles first in line 2") && p.row == Some(6)), "{report}");
}

#[test]
fn what_a_spreadsheet_takes_for_a_formula_is_a_note() {
    let fixture = Fixture::new();
    fixture.set("actors", &["gov.nor"], "name", "=Norland");
    let report = check(&fixture);
    let note = report.listed().find(|p| p.code.as_str() == "spreadsheet").unwrap();
    assert_eq!((note.severity, note.column.as_deref()), (Severity::Note, Some("name")));
}

#[test]
fn a_release_with_texts_is_valid_and_its_texts_are_checked() {
    let fixture = Fixture::with(PublishOptions { include_text: true });
    let report = check(&fixture);
    assert!(report.valid, "{report}");
    fixture.set("articles", &[SECOND], "text", "Another text");
    let report = check(&fixture);
    // The first article's text has four lines.
    assert!(report.listed().any(|p| p.code.as_str() == "raw-hash" && p.row == Some(6)), "{report}");
}

#[test]
fn the_exit_status_tells_valid_from_broken_from_unreadable() {
    let fixture = Fixture::new();
    let run = |args: &[&str]| assert_cmd::Command::cargo_bin("tidings").unwrap().arg("validate").args(args).assert();
    let release = fixture.release.to_str().unwrap();
    run(&[release]).code(0).stdout(predicates::str::contains(": valid"));
    fixture.set("actors", &["gov.nor"], "kind", "state");
    let printed = run(&[release, "--json"]).code(1).get_output().stdout.clone();
    let report: serde_json::Value = serde_json::from_slice(&printed).unwrap();
    assert_eq!(report["valid"], false);
    assert!(report["groups"].as_array().unwrap().iter().any(|g| g["code"] == "enum" && g["table"] == "actors" && g["count"] == 1));
    run(&["no/such/folder"]).code(2).stderr(predicates::str::contains("can't read the release"));
}
