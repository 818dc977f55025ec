//! What the commands say to somebody who mistypes, and to scripts.

mod common;

use common::{BRIEF, Dataset};

#[test]
fn every_command_shows_an_example() {
    let dataset = Dataset::new();
    for command in ["", "run", "validate", "diff", "explain", "annotate", "schema", "codebook", "codebook check", "init"] {
        let args: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = dataset.expect(0, &args);
        assert!(help.contains("Example"), "`{command} --help` shows no example:\n{help}");
    }
}

#[test]
fn an_error_names_its_cause_once() {
    let dataset = Dataset::new();
    dataset.write("schema/dataset.toml", "name = 3\n");
    let said = dataset.expect(2, &["run"]);
    assert_eq!(said.matches("dataset.toml").count(), 1, "{said}");
    std::fs::remove_dir_all(dataset.path("schema")).unwrap();
    for args in [["run", "--raw", "nowhere"].as_slice(), &["run", "--schema", "nowhere"], &["validate", "nowhere"]] {
        let said = dataset.expect(2, args);
        assert!(said.contains("`nowhere`") && said.matches("os error").count() == 1, "{said}");
    }
}

#[test]
fn a_folder_that_is_no_schema_is_refused() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    let said = dataset.expect(2, &["run", "--schema", "raw"]);
    assert!(said.contains("`raw` holds no file of a schema"), "{said}");
    dataset.expect(2, &["codebook", "check", "--schema", "raw"]);
}

#[test]
fn errors_name_the_schema_folder_that_was_given() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF).write("mine/codebook/cues.csv", "not,the,columns\n");
    for args in [["run", "--schema", "mine"].as_slice(), &["run", "--schema", "./mine/"], &["codebook", "check", "--schema", "mine"]] {
        let said = dataset.run(args);
        let said = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        assert!(said.contains("mine/codebook/cues.csv:1") && !said.contains("schema/codebook"), "{said}");
    }
    assert!(dataset.expect(1, &["codebook", "check", "--schema", "mine", "--json"]).contains("\"mine/codebook/cues.csv\""));
    dataset.write("mine/dataset.toml", "name = 3\n").write("mine/tables/actors.json", "{");
    let said = dataset.expect(2, &["validate", "raw", "--raw", "raw", "--schema", "mine"]);
    assert!(said.contains("`mine/tables/actors.json`"), "{said}");
    std::fs::remove_dir_all(dataset.path("mine/tables")).unwrap();
    let said = dataset.expect(2, &["validate", "raw", "--raw", "raw", "--schema", "mine"]);
    assert!(said.contains("mine/dataset.toml:1"), "{said}");
}

#[test]
fn a_history_that_is_not_there_is_refused_where_it_was_asked_for() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF).write("notes.txt", "x");
    for history in ["histroy", "notes.txt"] {
        let said = dataset.expect(2, &["run", "--history", history]);
        assert!(said.contains(&format!("`{history}`")) && said.contains("--history"), "{said}");
        assert!(!dataset.path("output").exists());
    }
    dataset.expect(0, &["run"]);
    dataset.write("past/superseded.csv", tidings::publish::SUPERSEDED_HEADER);
    dataset.expect(0, &["run", "--history", "past"]);
}

#[test]
fn diff_speaks_json_to_scripts() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF);
    dataset.expect(0, &["run", "--quiet"]);
    dataset.write("raw/other.txt", "Rain fell in Accra on Monday.\n");
    dataset.expect(0, &["run", "--quiet", "--output", "new"]);
    for args in [["diff", "output", "new", "--json"].as_slice(), &["diff", "output", "new", "--format", "json"]] {
        let output = dataset.run(args);
        assert_eq!(output.status.code(), Some(1));
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(value["tables"][0]["counts"]["added"], 1);
    }
    dataset.expect(2, &["diff", "output", "new", "--json", "--format", "csv"]);
}

#[test]
fn validate_tells_which_raw_files_are_not_those_of_the_release() {
    let dataset = Dataset::new();
    dataset.write("raw/a.txt", BRIEF).write("raw/b.txt", "Rain fell in Accra.\n");
    dataset.write("raw/metadata.csv", "raw_file,raw_record,publisher\na.txt,,Gazette\n");
    dataset.expect(0, &["run", "--quiet"]);
    dataset.expect(0, &["validate", "output", "--raw", "raw"]);
    dataset.write("raw/new.txt", "Snow fell in Oslo.\n");
    let said = dataset.expect(0, &["validate", "output", "--raw", "raw"]);
    assert!(said.contains("raw-file-new") && said.contains("`new.txt`"), "{said}");
    dataset.write("raw/metadata.csv", "raw_file,raw_record,publisher\na.txt,,Herald\n");
    std::fs::remove_file(dataset.path("raw/b.txt")).unwrap();
    let said = dataset.expect(1, &["validate", "output", "--raw", "raw"]);
    assert!(said.contains("the raw file `metadata.csv` was changed after the release"), "{said}");
    assert!(said.contains("the raw file `b.txt` is not there") && !said.contains("`a.txt`"), "{said}");
    dataset.expect(0, &["validate", "output"]);
}

#[test]
fn a_bad_date_of_metadata_is_told_with_its_file() {
    let dataset = Dataset::new();
    dataset.write("raw/brief.txt", BRIEF).write("raw/metadata.csv", "raw_file,raw_record,published_on\nbrief.txt,,32 May\n");
    dataset.expect(0, &["run"]);
    let rejected = dataset.rows("output/rejected.csv");
    assert!(rejected[0]["reason"].contains("`32 May` in metadata.csv"), "{rejected:?}");
}

#[test]
fn annotate_prints_trees_of_a_text_and_annotates_its_own_output_alike() {
    let dataset = Dataset::new();
    dataset.write("text.txt", "The ministers met in Bamako. They didn't sign.\n");
    let trees = dataset.expect(0, &["annotate", "text.txt"]);
    assert!(trees.contains("# text = The ministers met in Bamako."), "{trees}");
    assert_eq!(trees.lines().filter(|line| line.contains("\t0\troot\t")).count(), 2, "one root a sentence: {trees}");
    dataset.write("text.conllu", &trees);
    assert_eq!(dataset.expect(0, &["annotate", "--format", "conllu", "text.conllu"]), trees);
}

#[test]
fn annotate_refuses_what_it_cannot_read() {
    let dataset = Dataset::new();
    dataset.write("text.txt", "A text.\n");
    let said = dataset.expect(2, &["annotate", "--format", "conllu", "text.txt"]);
    assert!(said.contains("text.txt") && said.contains("line 1 has 1 columns"), "{said}");
    let said = dataset.expect(2, &["annotate", "--model", "text.txt", "text.txt"]);
    assert!(said.contains("text.txt") && said.contains("train"), "{said}");
    assert!(dataset.expect(2, &["annotate", "nowhere.txt"]).contains("nowhere.txt"));
}
