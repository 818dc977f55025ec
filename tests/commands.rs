//! What the commands say to somebody who mistypes, and to scripts.

mod common;

use common::{BRIEF, Dataset};

#[test]
fn every_command_shows_an_example() {
    let dataset = Dataset::new();
    for command in ["", "run", "validate", "diff", "annotate", "schema", "codebook", "codebook check", "init"] {
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
