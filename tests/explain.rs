//! Why a row is there: what somebody reads who asks, and what is said where there is no answer.

mod common;

use std::process::Command;

use common::{BRIEF, Dataset};
use serde_json::Value;

/// The program on the project's own sample release.
#[track_caller]
fn sample(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    let output = command.arg("explain").args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR").output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "tidings explain {args:?} printed:\n{out}{err}");
    out
}

/// A page without the numbers that change with every training.
fn steady(page: &str) -> String {
    let score = regex::Regex::new(r"[+-]\d+\.\d\b").unwrap();
    let share = regex::Regex::new(r"(?m)^(  confidence +)\S+|\d+( of 100 rows)").unwrap();
    let page = score.replace_all(page, "~").into_owned();
    share.replace_all(&page, "$1~$2").into_owned()
}

/// A dataset with one brief and its release; gives it with the rows of a table.
fn brief() -> Dataset {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run", "--quiet"]);
    dataset
}

fn first(dataset: &Dataset, table: &str, key: &str) -> String {
    dataset.rows(&format!("output/csv/{table}.csv"))[0][key].clone()
}

#[test]
fn a_statement_a_mention_an_event_and_a_sanction_as_people_read_them() {
    insta::assert_snapshot!("statement", steady(&sample(&["ac94438d1341379a5.s829"])));
    insta::assert_snapshot!("event", steady(&sample(&["a478174c4afc06db7.e1013"])));
    insta::assert_snapshot!("sanction", steady(&sample(&["a478174c4afc06db7.x1013.border_closure.1037"])));
    insta::assert_snapshot!("actor", steady(&sample(&["per.stephen-townsend", "--limit", "3"])));
}

#[test]
fn every_kind_of_id_is_explained() {
    let dataset = Dataset::new();
    let output = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("output");
    let rows = |table: &str| {
        let mut reader = csv::Reader::from_path(output.join(format!("csv/{table}.csv"))).unwrap();
        reader.deserialize::<std::collections::BTreeMap<String, String>>().map(Result::unwrap).collect::<Vec<_>>()
    };
    for (table, key) in [
        ("articles", "article_id"),
        ("mentions", "mention_id"),
        ("actors", "actor_id"),
        ("affiliations", "affiliation_id"),
        ("places", "place_id"),
        ("events", "event_id"),
        ("sanctions", "sanction_id"),
        ("statements", "statement_id"),
        ("event_groups", "event_group_id"),
        ("sanction_episodes", "episode_id"),
    ] {
        let rows = rows(table);
        let row = &rows[rows.len() / 2];
        let found: Value = serde_json::from_str(&sample(&[&row[key], "--json"])).unwrap();
        assert_eq!(found["id"], row[key].as_str(), "{table}");
        assert!(found.get("incomplete").is_none() && found.get("notes").is_none(), "{table}: {found}");
        assert_eq!(found["row"].as_array().unwrap().iter().filter(|cell| cell["value"] == "").count(), 0);
    }
    drop(dataset);
}

#[test]
fn every_rule_of_the_sample_release_is_told_in_words() {
    for table in ["mentions", "statements"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("output/csv/{table}.csv"));
        for row in csv::Reader::from_path(path).unwrap().deserialize::<std::collections::BTreeMap<String, String>>() {
            let row = row.unwrap();
            assert!(tidings::extract::rule_meaning(&row["rule"]).is_some(), "nobody says what `{}` is: src/extract/rules.rs", row["rule"]);
        }
    }
}

#[test]
fn what_is_marked_are_the_words_of_the_row() {
    let page: Value = serde_json::from_str(&sample(&["ac94438d1341379a5.s829", "--json"])).unwrap();
    let passage = &page["sentences"][0];
    let (start, text) = (passage["char_start"].as_u64().unwrap(), passage["text"].as_str().unwrap());
    let part = |part: &str| {
        let mark = passage["marks"].as_array().unwrap().iter().find(|mark| mark["part"] == part).unwrap();
        let at = |end: &str| (mark[end].as_u64().unwrap() - start) as usize;
        text.chars().skip(at("char_start")).take(at("char_end") - at("char_start")).collect::<String>()
    };
    assert_eq!(
        (part("speaker").as_str(), part("cue").as_str(), part("content").as_str()),
        ("Stephen Townsend", "confirmed", "Wagner was there")
    );
    let chosen: Vec<&Value> = page["why"].as_array().unwrap().iter().filter_map(|why| why["answers"].as_array()).flatten().collect();
    assert!(chosen.iter().any(|answer| answer["chosen"] == true && answer["answer"] == "“Wagner was there”"));
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let plain = sample(&["ac94438d1341379a5.s829"]);
    assert!(!plain.contains('\u{1b}') && plain.contains("[speaker: Stephen Townsend]"), "{plain}");
    let painted = sample(&["ac94438d1341379a5.s829", "--color", "always"]);
    assert!(painted.contains("\u{1b}[1;34mStephen Townsend\u{1b}[0m") && !painted.contains("[speaker:"), "{painted}");
}

#[test]
fn an_unknown_id_names_its_table_and_ids_like_it() {
    let dataset = brief();
    let article = first(&dataset, "articles", "article_id");
    let said = dataset.expect(2, &["explain", &format!("{article}.s1")]);
    assert!(
        said.contains("would be a statement") && said.contains("csv/statements.csv") && said.contains("tidings validate output"),
        "{said}"
    );
    assert!(said.contains(&first(&dataset, "statements", "statement_id")), "{said}");
    let said = dataset.expect(2, &["explain", "igo.ecowos"]);
    assert!(said.contains("would be an actor") && said.contains("`igo.ecowas`"), "{said}");
    let said = dataset.expect(2, &["explain", "No such thing"]);
    assert!(said.contains("is the id of no row") && said.contains("(statement"), "{said}");
}

#[test]
fn a_missing_release_is_named() {
    let dataset = Dataset::new();
    let said = dataset.expect(2, &["explain", "gov.mli"]);
    assert!(said.contains("`output` is no release") && said.contains("--release") && said.matches("os error").count() == 1, "{said}");
}

#[test]
fn without_its_raw_article_a_row_is_shown_as_far_as_it_goes() {
    let dataset = brief();
    let id = first(&dataset, "statements", "statement_id");
    std::fs::rename(dataset.path("raw"), dataset.path("elsewhere")).unwrap();
    let said = dataset.expect(2, &["explain", &id]);
    assert!(said.contains("speaker_text") && said.contains("not among the raw ones") && said.contains("--raw"), "{said}");
    dataset.expect(0, &["explain", &id, "--raw", "elsewhere"]);
    // a table that needs no article
    dataset.expect(0, &["explain", "igo.ecowas"]);
}

#[test]
fn a_raw_article_that_has_changed_is_not_used() {
    let dataset = brief();
    let id = first(&dataset, "statements", "statement_id");
    dataset.write("raw/brief.txt", format!("Something else.\n\n{BRIEF}"));
    let said = dataset.expect(2, &["explain", &id]);
    assert!(said.contains("speaker_text") && said.contains("has changed since the release was made"), "{said}");
    assert!(!said.contains("[speaker:"), "{said}");
}

#[test]
fn a_row_that_comes_out_otherwise_now_says_so() {
    let dataset = brief();
    let id = first(&dataset, "statements", "statement_id");
    let path = "output/csv/statements.csv";
    let table = std::fs::read_to_string(dataset.path(path)).unwrap();
    dataset.write(path, table.replacen(",say,", ",deny,", 1));
    let said = dataset.expect(0, &["explain", &id]);
    assert!(said.contains("read again, act is `say`, in the release `deny`"), "{said}");

    // another codebook: the cue is gone, the schema differs
    dataset
        .write("schema/dataset.toml", std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/dataset.toml")).unwrap());
    let toml = std::fs::read_to_string(dataset.path("schema/dataset.toml")).unwrap();
    dataset.write("schema/dataset.toml", format!("# mine\n{toml}"));
    let said = dataset.expect(0, &["explain", &id]);
    assert!(said.contains("made with another dataset.toml"), "{said}");
}

#[test]
fn a_superseded_id_leads_to_its_successor() {
    let dataset = brief();
    let lines = "table,old_key,new_key,version,reason\n\
        actors,igo.ecowas-old,igo.ecowas-older,1.1.0,first\nactors,igo.ecowas-older,igo.ecowas,1.2.0,merged\n\
        actors,igo.round,igo.about,1.0.0,\nactors,igo.about,igo.round,1.0.0,\n";
    dataset.write("output/superseded.csv", lines);
    let said = dataset.expect(0, &["explain", "igo.ecowas-old"]);
    assert!(said.contains("igo.ecowas-older is igo.ecowas since version 1.2.0: merged") && said.contains("What it says"), "{said}");
    dataset.expect(2, &["explain", "igo.round"]);
}

#[test]
fn broken_tables_are_no_panic() {
    let dataset = brief();
    let id = first(&dataset, "statements", "statement_id");
    let path = "output/csv/statements.csv";
    let table = std::fs::read_to_string(dataset.path(path)).unwrap();
    for (from, to) in [("-", "-9999999999"), (",body,", ",body,7,7,7,"), ("said", "\u{1b}[2J")] {
        dataset.write(path, table.replace(from, to));
        let output = dataset.run(&["explain", &id]);
        assert!(matches!(output.status.code(), Some(0 | 2)), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.contains(&0x1b));
    }
    dataset.write("output/csv/actors.csv", [0xff, 0xfe, b'\n', b'x']);
    assert!(matches!(dataset.run(&["explain", &id]).status.code(), Some(0 | 2)));
    std::fs::remove_file(dataset.path("output/csv/articles.csv")).unwrap();
    let said = dataset.expect(2, &["explain", &id]);
    assert!(said.contains("articles.csv has no"), "{said}");
}
