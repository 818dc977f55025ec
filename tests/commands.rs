//! What the commands say to somebody who mistypes, and to scripts.

mod common;

use common::{BRIEF, Dataset};

#[test]
fn every_command_shows_an_example() {
    let dataset = Dataset::new();
    for command in ["", "run", "validate", "diff", "schema", "codebook", "codebook check", "init"] {
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
