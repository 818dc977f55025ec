//! Differences of two releases: what is found, and how each format tells it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use proptest::prelude::*;
use tempfile::TempDir;
use tidings::cli::diff::{Args, Format, run};
use tidings::review::diff::{
    Counts, Diff, FileKind, Happened, Listing, Rows, SchemaChange, Step, Subject, diff, reasons, write_csv, write_json, write_markdown,
    write_terminal,
};

const A: &str = "a00000000000000aa";
const B: &str = "a00000000000000bb";

/// A small release: two articles, their events, actors.
fn release() -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        (
            "csv/articles.csv",
            format!("article_id,title,raw_file,raw_sha256\n{A},Talks in Abbad,a.txt,11\n{B},\"March, peaceful\",b.txt,22\n"),
        ),
        ("csv/actors.csv", "actor_id,name,kind\ngov.abb,Abbad,government\norg.river-union,River Union,igo\n".to_owned()),
        (
            "csv/events.csv",
            format!(
                "event_id,article_id,sentence,event_type,status,trigger,trigger_char_start,trigger_char_end,confidence\n\
                 {A}.e10,{A},0,CONSULT,reported,met,10,13,0.80\n\
                 {A}.e40,{A},1,ACCUSE,alleged,accused,40,47,0.65\n\
                 {B}.e5,{B},0,PROTEST,reported,marched,5,12,0.90\n"
            ),
        ),
        (
            "csv/event_actors.csv",
            format!(
                "event_id,role,position,actor_id,mention_id,text\n{A}.e10,source,0,gov.abb,{A}.m0-5,Abbad\n{B}.e5,source,0,,,protesters\n"
            ),
        ),
        ("README.md", "# Data\n".to_owned()),
    ])
}

fn written(files: &BTreeMap<&'static str, String>) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Compares the small release with itself after an edit.
fn edited(edit: impl FnOnce(&mut BTreeMap<&'static str, String>)) -> (TempDir, TempDir, Diff) {
    let old = release();
    let mut new = old.clone();
    edit(&mut new);
    let (old, new) = (written(&old), written(&new));
    let found = diff(old.path(), new.path()).unwrap();
    (old, new, found)
}

fn replace(files: &mut BTreeMap<&'static str, String>, path: &str, from: &str, to: &str) {
    let text = files.get_mut(path).unwrap();
    assert!(text.contains(from), "{from} is not in {path}");
    *text = text.replace(from, to);
}

fn counts(found: &Diff, table: &str) -> Counts {
    match &found.tables.iter().find(|t| t.name == table).unwrap().rows {
        Rows::Differ(rows) => rows.counts,
        Rows::Same => Counts::default(),
        Rows::Skipped(reason) => panic!("{reason}"),
    }
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn markdown(found: &Diff, limit: usize) -> String {
    text(|out| write_markdown(found, &Listing { limit, colour: false }, out))
}

fn terminal(found: &Diff, limit: usize) -> String {
    text(|out| write_terminal(found, &Listing { limit, colour: false }, out))
}

/// One difference of every sort.
fn everything(files: &mut BTreeMap<&'static str, String>) {
    replace(files, "csv/events.csv", "CONSULT,reported,met,10,13,0.80", "CONSULT,denied,met,10,13,0.80");
    replace(files, "csv/events.csv", "0.65", "0.70");
    replace(files, "csv/events.csv", &format!("{B}.e5"), &format!("{B}.e5b"));
    replace(files, "csv/event_actors.csv", &format!("{B}.e5,source,0,,,protesters\n"), "");
    replace(files, "csv/actors.csv", "River Union", "`River` | <b>Union</b>\nof @all");
    files.get_mut("csv/actors.csv").unwrap().push_str("ngo.open-hands,Open Hands,ngo\n");
    replace(files, "csv/actors.csv", "`River` | <b>Union</b>\nof @all", "\"`River` | <b>Union</b>\nof @all\"");
    replace(files, "README.md", "Data", "Datas");
    files.insert("csv/places.csv", "place_id,name,kind\nabb,Abbad,country\n".to_owned());
}

#[test]
fn every_format_tells_every_difference() {
    let (old, new, found) = edited(everything);
    assert_eq!(counts(&found, "events"), Counts { changed: 1, cells: 1, renamed: 1, confidence_only: 1, ..Counts::default() });
    let hide = |text: String| text.replace(&old.path().display().to_string(), "OLD").replace(&new.path().display().to_string(), "NEW");
    insta::assert_snapshot!("terminal", hide(terminal(&found, 200)));
    insta::assert_snapshot!("markdown", hide(markdown(&found, 200)));
    insta::assert_snapshot!("json", hide(text(|out| write_json(&found, out))));
    insta::assert_snapshot!("csv", hide(text(|out| write_csv(&found, out))));
}

#[test]
fn the_first_line_says_what_could_not_be_compared() {
    let (_old, new, found) = edited(|f| f.get_mut("csv/actors.csv").unwrap().clear());
    let first = "unknown: `actors` could not be compared; what could be compared is the same";
    assert!(terminal(&found, 200).starts_with(&format!("version step {first}")), "{}", terminal(&found, 200));
    assert!(markdown(&found, 200).starts_with(&format!("**Version step: {}", first.replacen(':', "**:", 1))));
    assert!(terminal(&found, 200).contains(&format!("`{}` is empty", new.path().join("csv/actors.csv").display())));
    let (_old, _new, found) = edited(|f| {
        f.get_mut("csv/actors.csv").unwrap().clear();
        replace(f, "csv/events.csv", "0.65", "0.70");
    });
    assert!(terminal(&found, 200).starts_with("version step at least PATCH: `actors` could not be compared; 1 row of `events` was"));
    let (_old, _new, found) = edited(|f| *f.get_mut("csv/actors.csv").unwrap() = "actor_id,name,kind\n".to_owned());
    assert!(terminal(&found, 200).starts_with("version step MAJOR: 2 rows of `actors` were removed"));
}

#[test]
fn a_broken_manifest_is_told_with_its_folder() {
    let (_old, new, found) = edited(|f| _ = f.insert("manifest.json", "{".to_owned()));
    let path = new.path().join("manifest.json").display().to_string();
    assert!(terminal(&found, 200).contains(&format!("note: `{path}` is not understood")), "{}", terminal(&found, 200));
}

#[test]
fn json_is_json() {
    let (_old, _new, found) = edited(everything);
    let value: serde_json::Value = serde_json::from_str(&text(|out| write_json(&found, out))).unwrap();
    assert_eq!(value["equal"], false);
    assert_eq!(value["tables"].as_array().unwrap().len(), 5);
    let events = value["tables"].as_array().unwrap().iter().find(|t| t["name"] == "events").unwrap();
    assert_eq!(events["changes"][0]["cells"][0]["new"], "denied");
}

#[test]
fn colours_only_add_to_the_words() {
    let (_old, _new, found) = edited(everything);
    let coloured = text(|out| write_terminal(&found, &Listing { limit: 200, colour: true }, out));
    let bare = regex::Regex::new("\x1b\\[[0-9]+m").unwrap().replace_all(&coloured, "").into_owned();
    assert_ne!(coloured, bare);
    assert_eq!(bare, terminal(&found, 200));
}

#[test]
fn a_release_equals_itself() {
    let (_old, _new, found) = edited(|_| ());
    assert!(found.is_empty());
    assert_eq!(found.version_step().step, Step::None);
    assert!(markdown(&found, 200).starts_with("**Version step: none**: nothing differs"));
}

#[test]
fn quotes_line_ends_order_and_byte_order_mark_are_no_data() {
    let (_old, _new, found) = edited(|files| {
        let text = files.get_mut("csv/events.csv").unwrap();
        let mut lines: Vec<String> = text.lines().map(|line| format!("\"{}\"", line.replace(',', "\",\""))).collect();
        lines[1..].reverse();
        *text = format!("\u{feff}{}\r\n", lines.join("\r\n"));
    });
    assert!(found.is_empty(), "{:?}", found.tables);
}

#[test]
fn a_step_names_its_rule() {
    type Edit = fn(&mut BTreeMap<&'static str, String>);
    let cases: [(Edit, Step, &str); 6] = [
        (|f| replace(f, "csv/actors.csv", "name,", "label,"), Step::Major, "column `actors.name` was removed"),
        (|f| replace(f, "csv/actors.csv", "gov.abb,Abbad,government\n", ""), Step::Major, "1 row of `actors` was removed"),
        (|f| replace(f, "csv/actors.csv", "gov.abb,", "gov.abbad,"), Step::Major, "1 row of `actors` was renamed"),
        (|f| f.get_mut("csv/actors.csv").unwrap().push_str("x.y,Y,other\n"), Step::Minor, "1 row of `actors` was added"),
        (|f| replace(f, "csv/actors.csv", "igo", "ngo"), Step::Patch, "1 row of `actors` was changed"),
        (|f| replace(f, "README.md", "Data", "More"), Step::Patch, "`README.md` was changed"),
    ];
    for (edit, step, because) in cases {
        let (_old, _new, found) = edited(edit);
        let says = found.version_step();
        assert_eq!((says.step, says.because.as_str()), (step, because));
        assert!(markdown(&found, 200).starts_with(&format!("**Version step: {}**: {because} (", step.as_str())));
    }
}

#[test]
fn columns_are_told_apart_from_cells() {
    let (_old, _new, found) = edited(|files| {
        files.insert(
            "csv/actors.csv",
            "kind,actor_id,name,note\ngovernment,gov.abb,Abbad,\nigo,org.river-union,River Union,new\n".to_owned(),
        );
    });
    let actors = found.tables.iter().find(|t| t.name == "actors").unwrap();
    assert_eq!(
        actors.schema,
        [SchemaChange::ColumnMoved { column: "kind".into(), old: 3, new: 1 }, SchemaChange::ColumnAdded { column: "note".into() },]
    );
    assert!(matches!(actors.rows, Rows::Same));
}

#[test]
fn the_descriptor_says_key_and_types() {
    let descriptor = |key: &str, kind: &str| {
        format!(
            r#"{{"version": "1.4.2", "resources": [{{"name": "odd", "path": "csv/odd.csv", "schema":
            {{"primaryKey": "{key}", "fields": [{{"name": "id", "type": "string"}}, {{"name": "n", "type": "{kind}"}}]}}}}]}}"#
        )
    };
    let old = BTreeMap::from([("csv/odd.csv", "id,n\na,1\nb,1\n".to_owned()), ("datapackage.json", descriptor("id", "string"))]);
    let new = BTreeMap::from([("csv/odd.csv", "id,n\na,1\nb,2\n".to_owned()), ("datapackage.json", descriptor("id", "integer"))]);
    let (old, new) = (written(&old), written(&new));
    let found = diff(old.path(), new.path()).unwrap();
    assert_eq!(found.tables[0].schema, [SchemaChange::ColumnRetyped { column: "n".into(), old: "string".into(), new: "integer".into() }]);
    assert_eq!(counts(&found, "odd"), Counts { changed: 1, cells: 1, ..Counts::default() });
    assert_eq!(found.version_step().calls_for.as_deref(), Some("2.0.0"));
    assert_eq!(found.files.len(), 1);
    assert_eq!(found.files[0].kind, FileKind::Changed);
}

#[test]
fn skipped_is_not_identical() {
    type Edit = fn(&mut BTreeMap<&'static str, String>);
    let cases: [(Edit, &str); 5] = [
        (|f| f.get_mut("csv/actors.csv").unwrap().push_str("gov.abb,Abbad,igo\n"), "more than one row with the key gov.abb"),
        (|f| f.get_mut("csv/actors.csv").unwrap().push_str("x.y,Y\n"), "line 4 of"),
        (|f| replace(f, "csv/actors.csv", "actor_id,name", "id,name"), "has no column `actor_id`, which is part of the key"),
        (|f| replace(f, "csv/actors.csv", "name,kind", "kind,kind"), "has two columns `kind`"),
        (|f| f.get_mut("csv/actors.csv").unwrap().clear(), "is empty"),
    ];
    for (edit, says) in cases {
        let (_old, _new, found) = edited(edit);
        let skipped: Vec<_> = found.skipped().collect();
        assert!(matches!(skipped[..], [("actors", reason)] if reason.contains(says)), "{skipped:?}");
        assert!(found.identical().all(|table| table.name != "actors"));
        for page in [markdown(&found, 9).to_lowercase(), terminal(&found, 9)] {
            assert!(page.contains("not compared") && (page.contains("at least") || page.contains("unknown")), "{page}");
        }
    }
}

#[test]
fn a_table_without_key_is_compared_by_its_bytes() {
    let (_old, _new, found) = edited(|files| {
        files.insert("csv/scratch.csv", "x\n1\n".to_owned());
    });
    assert!(found.tables.iter().any(|t| t.name == "scratch" && t.schema == [SchemaChange::TableAdded]));
    let files = |n: &str| BTreeMap::from([("csv/scratch.csv", format!("x\n{n}\n"))]);
    let (one, two) = (written(&files("1")), written(&files("2")));
    assert!(diff(one.path(), one.path()).unwrap().is_empty());
    assert_eq!(diff(one.path(), two.path()).unwrap().skipped().count(), 1);
}

#[test]
fn an_article_with_a_new_id_takes_its_rows_along() {
    let (_old, _new, found) = edited(|files| {
        for file in files.values_mut() {
            *file = file.replace(A, "a00000000000000ff");
        }
    });
    for (table, renamed) in [("articles", 1), ("events", 2), ("event_actors", 1)] {
        assert_eq!(counts(&found, table), Counts { renamed, ..Counts::default() }, "{table}");
    }
}

#[test]
fn rows_that_look_alike_are_not_renamed() {
    let (_old, _new, found) = edited(|files| {
        replace(files, "csv/event_actors.csv", &format!("{B}.e5,source,0"), &format!("{A}.e40,target,1"));
    });
    assert_eq!(counts(&found, "event_actors"), Counts { added: 1, removed: 1, ..Counts::default() });
}

#[test]
fn lists_are_cut_with_the_count_that_was_cut() {
    let many = |status: &str| {
        let rows: String = (0..50).map(|n| format!("{A}.e{n},{A},{status}\n")).collect();
        BTreeMap::from([("csv/events.csv", format!("event_id,article_id,status\n{rows}"))])
    };
    let (old, new) = (written(&many("reported")), written(&many("denied")));
    let found = diff(old.path(), new.path()).unwrap();
    for page in [markdown(&found, 20), terminal(&found, 20)] {
        assert!(page.contains("30 lines more not listed"), "{page}");
        assert_eq!(page.matches(&format!("{A}.e")).count(), 20, "{page}");
    }
    assert!(terminal(&found, 0).contains("50 lines more"));
    assert!(markdown(&found, 0).contains("50 lines more"));
    assert_eq!(text(|out| write_csv(&found, out)).lines().count(), 51);
}

#[test]
fn exit_status() {
    let (old, new, _) = edited(everything);
    let status =
        |old: &Path, new: &Path| run(&Args { old: old.to_owned(), new: new.to_owned(), format: Format::Csv, json: false, limit: 0 });
    assert_eq!(status(old.path(), old.path()).unwrap(), ExitCode::SUCCESS);
    assert_eq!(status(old.path(), new.path()).unwrap(), ExitCode::from(1));
    assert!(status(old.path(), &new.path().join("nowhere")).unwrap_err().to_string().contains("is no folder"));
    assert!(status(old.path(), TempDir::new().unwrap().path()).unwrap_err().to_string().contains("holds no table"));
    let (old, new, _) = edited(|f| f.get_mut("csv/actors.csv").unwrap().clear());
    assert_eq!(status(old.path(), new.path()).unwrap(), ExitCode::from(2));
}

fn manifest(raw_a: &str, version: &str) -> String {
    let input = |kind: &str, path: &str, hash: &str| format!(r#"{{"kind": "{kind}", "path": "{path}", "bytes": 1, "sha256": "{hash}"}}"#);
    format!(
        r#"{{"program": {{"name": "tidings", "version": "{version}"}}, "options": [], "inputs": [{}, {}, {}], "outputs": []}}"#,
        input("raw", "a.txt", raw_a),
        input("raw", "b.txt", "22"),
        input("codebook", "codebook/cues.csv", "33")
    )
}

#[test]
fn reasons_name_the_inputs_and_their_rows() {
    let (mut old, mut new) = (release(), release());
    old.insert("manifest.json", manifest("11", "0.1.0"));
    new.insert("manifest.json", manifest("12", "0.2.0"));
    replace(&mut new, "csv/events.csv", "CONSULT", "ASSAULT");
    replace(&mut new, "csv/event_actors.csv", &format!("{A}.m0-5,Abbad"), &format!("{A}.m0-5,Abbadi"));
    replace(&mut new, "csv/actors.csv", "igo", "ngo");
    let (old, new) = (written(&old), written(&new));
    let found = diff(old.path(), new.path()).unwrap();
    let reasons = found.reasons.as_ref().unwrap();
    assert_eq!(reasons.len(), 2);
    assert!(matches!(&reasons[1].subject, Subject::Input { path, .. } if path == "a.txt"));
    assert_eq!(reasons[1].happened, Happened::Changed);
    let attribution = found.attribution().unwrap();
    assert_eq!(attribution.by_raw_file, BTreeMap::from([("a.txt".to_owned(), 2)]));
    assert_eq!(attribution.others, 1);
    let page = terminal(&found, 0);
    assert!(page.contains("because the program changed from tidings 0.1.0 to tidings 0.2.0\n"), "{page}");
    assert!(page.contains("because raw file `a.txt` changed: 2 rows of its articles\n"), "{page}");
    assert!(page.contains("because 1 row by no raw file alone\n"), "{page}");
}

#[test]
fn the_same_manifest_has_no_reasons() {
    let same = serde_json::from_str(&manifest("11", "0.1.0")).unwrap();
    assert!(reasons(&same, &same).is_empty());
}

/// A table by key, as a reader of the CSV format would hold it.
type Cells = BTreeMap<String, BTreeMap<String, String>>;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-c|\\\\,\"\n\r é]{0,4}", "\\PC{0,4}"]
}

fn table() -> impl Strategy<Value = Cells> {
    let row = (cell(), cell(), prop_oneof![Just("0.5".to_owned()), Just("0.55".to_owned())]);
    prop::collection::btree_map("[a-h]", row, 0..8).prop_map(|rows| {
        let row = |(key, (name, kind, confidence)): (String, (String, String, String))| {
            let cells = [("actor_id", key.clone()), ("name", name), ("kind", kind), ("confidence", confidence)];
            (key, cells.into_iter().filter(|(_, cell)| !cell.is_empty()).map(|(column, cell)| (column.to_owned(), cell)).collect())
        };
        rows.into_iter().map(row).collect()
    })
}

fn actors(rows: &Cells) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("csv")).unwrap();
    let columns = ["actor_id", "name", "kind", "confidence"];
    let mut out = csv::Writer::from_path(folder.path().join("csv/actors.csv")).unwrap();
    out.write_record(columns).unwrap();
    for row in rows.values() {
        out.write_record(columns.map(|column| row.get(column).map_or("", String::as_str))).unwrap();
    }
    out.flush().unwrap();
    folder
}

fn apply(mut rows: Cells, changes: &str) -> Cells {
    let mut renamed = Vec::new();
    for line in csv::Reader::from_reader(changes.as_bytes()).records() {
        let line = line.unwrap();
        let (key, column, kind, old, new) = (&line[1], &line[2], &line[3], &line[4], &line[5]);
        match kind {
            "renamed" => renamed.push((rows.remove(old).unwrap(), old.to_owned(), new.to_owned())),
            "removed" => {
                assert_eq!(rows[key][column], old);
                let row = rows.get_mut(key).unwrap();
                row.remove(column);
                if row.is_empty() {
                    rows.remove(key);
                }
            }
            _ => {
                let row = rows.entry(key.to_owned()).or_default();
                assert_eq!(row.get(column).map_or("", String::as_str), old);
                if new.is_empty() {
                    row.remove(column)
                } else {
                    row.insert(column.to_owned(), new.to_owned())
                };
            }
        }
    }
    for (mut row, _, new) in renamed {
        row.insert("actor_id".to_owned(), new.clone());
        rows.insert(new, row);
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_changes_lead_from_old_to_new(old in table(), new in table()) {
        let (one, two) = (actors(&old), actors(&new));
        let found = diff(one.path(), two.path()).unwrap();
        prop_assert_eq!(found.is_empty(), old == new);
        prop_assert_eq!(found.skipped().count(), 0);
        prop_assert_eq!(apply(old, &text(|out| write_csv(&found, out))), new);
        let _: serde_json::Value = serde_json::from_str(&text(|out| write_json(&found, out))).unwrap();
        prop_assert!(diff(two.path(), two.path()).unwrap().is_empty());
    }

    #[test]
    fn no_bytes_make_it_panic(old in prop::collection::vec(any::<u8>(), 0..200), new in "actor_id,name\n([a-c]?,\"?[^\n]{0,3}\"?\r?\n){0,5}") {
        let files = |bytes: &[u8]| {
            let folder = TempDir::new().unwrap();
            fs::create_dir(folder.path().join("csv")).unwrap();
            fs::write(folder.path().join("csv/actors.csv"), bytes).unwrap();
            fs::write(folder.path().join("datapackage.json"), bytes).unwrap();
            folder
        };
        let (old, new) = (files(&old), files(new.as_bytes()));
        for (one, two) in [(&old, &new), (&new, &old), (&new, &new)] {
            let found = diff(one.path(), two.path()).unwrap();
            markdown(&found, 10);
            terminal(&found, 10);
            text(|out| write_json(&found, out));
        }
    }
}
