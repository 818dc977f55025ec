use crate::codebook::{NameRules, RegistryEntry, load_names};
use crate::schema::SchemaFiles;

fn errors(path: &str, change: impl Fn(&str) -> String) -> String {
    let mut schema = SchemaFiles::embedded();
    let changed = change(schema.text(path).unwrap());
    schema.replace(path, changed.into_bytes());
    load_names(&schema).err().map(|e| e.to_string()).unwrap_or_default()
}

#[test]
fn the_projects_own_registry_is_fine() {
    let schema = SchemaFiles::embedded();
    let (lexicon, registry) = load_names(&schema).unwrap_or_else(|e| panic!("{e}"));
    assert!(registry.entries.len() > 5_000 && registry.entries.len() == lexicon.facts.len());
    NameRules::load(&schema).unwrap_or_else(|e| panic!("{e}"));
    for entry in &registry.entries {
        if let RegistryEntry::Actor(actor) = entry {
            assert!(actor.names.iter().any(|n| n.name == actor.name), "{} is not among its names", actor.id);
        }
    }
}

#[test]
fn errors_name_file_line_and_column() {
    let path = "codebook/registry/organisations.csv";
    let found = errors(path, |text| text.replacen(",armed_group,", ",armed-group,", 1));
    assert!(found.starts_with("schema/codebook/registry/organisations.csv:") && found.contains("armed_group"), "{found}");
    let found = errors(path, |text| text.replacen(",igo.un,", ",igo.uno,", 1));
    assert!(found.contains(":8: there is no entry `igo.uno`"), "{found}");
    let found = errors("codebook/registry/persons.csv", |text| text.replacen("per.", "per.X", 1));
    assert!(found.contains("persons.csv:2:1:") && found.contains("is no id"), "{found}");
    let found = errors("codebook/registry/offices.csv", |text| text.replacen(",20", ",2x", 1));
    assert!(found.contains("offices.csv:") && found.contains("can't be read as"), "{found}");
    let found = errors("codebook/registry/countries.csv", |text| text.replacen("mli.bamako", "mli.bamaco", 1));
    assert!(found.contains("the capital `mli.bamaco` is no place"), "{found}");
}

#[test]
fn wrong_name_rules_are_told() {
    let mut schema = SchemaFiles::embedded();
    schema.replace("codebook/names/words.csv", b"word,classes,source\nde,partickle,own work\n".to_vec());
    let error = NameRules::load(&schema).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(error.contains("schema/codebook/names/words.csv:2:2:") && error.contains("partickle"), "{error}");
}

#[test]
fn a_body_of_some_countries_names_them_by_their_codes() {
    let path = "codebook/registry/bodies.csv";
    let found = errors(path, |text| text.replacen("ARG|ATG", "ARG|QQQ", 1));
    assert!(found.contains("bodies.csv:") && found.contains("`QQQ` is no country with a government"), "{found}");
    let found = errors(path, |text| text.replacen(",leg.{iso3},", ",leg.{iso3}.none,", 1));
    assert!(found.contains("there is no entry `leg.") && found.contains(".none`"), "{found}");
}
