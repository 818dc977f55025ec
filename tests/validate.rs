//! `validate` finds what was planted, one error at a time, and names its place.

mod support;

use support::{FIRST, Fixture, SECOND, THIRD};
use tidings::review::problem::Severity;
use tidings::review::validate::{Options, Report, validate};
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
