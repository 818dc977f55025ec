//! The codebook as a whole.

use super::{
    CodebookError, CodebookErrors, Cues, Dataset, EventRules, IngestRules, Lexicon, NameRules, ReferenceRules, Registry, SanctionRules,
    SegmentRules, load_names,
};
use crate::schema::SchemaFiles;

/// All that `schema/dataset.toml` and `schema/codebook/` declare, one part a room or step.
#[derive(Debug)]
pub struct Codebook {
    /// What the dataset is.
    pub dataset: Dataset,
    /// Field names, dates, parts of a page.
    pub ingest: IngestRules,
    /// Sentences and tokens.
    pub segments: SegmentRules,
    /// Known names, as extraction sees them.
    pub lexicon: Lexicon,
    /// Known actors and places, as the tables show them.
    pub registry: Registry,
    /// Titles, given names and other words that make a name.
    pub names: NameRules,
    /// Pronouns and nouns that stand for somebody.
    pub reference: ReferenceRules,
    /// Words that report what somebody says.
    pub cues: Cues,
    /// Event types and patterns.
    pub events: EventRules,
    /// Measures and patterns of sanctions.
    pub sanctions: SanctionRules,
}

impl Codebook {
    /// Loads and checks everything; doesn't stop at the first error.
    ///
    /// # Errors
    /// All that is wrong, by file and line.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut errors = unread(schema);
        let dataset = keep(Dataset::load(schema).map_err(|e| CodebookErrors(vec![e])), &mut errors);
        let ingest = dataset.as_ref().and_then(|dataset| keep(IngestRules::load(schema, dataset), &mut errors));
        let segments = keep(SegmentRules::load(schema), &mut errors);
        let named = keep(load_names(schema), &mut errors);
        let names = keep(NameRules::load(schema), &mut errors);
        let reference = keep(ReferenceRules::load(schema), &mut errors);
        let cues = keep(Cues::load(schema), &mut errors);
        let events = keep(EventRules::load(schema), &mut errors);
        let sanctions = keep(SanctionRules::load(schema), &mut errors);
        match (dataset, ingest, segments, named, names, reference, cues, events, sanctions) {
            (
                Some(dataset),
                Some(ingest),
                Some(segments),
                Some(named),
                Some(names),
                Some(reference),
                Some(cues),
                Some(events),
                Some(sanctions),
            ) if errors.is_empty() => {
                let (lexicon, registry) = named;
                Ok(Self { dataset, ingest, segments, lexicon, registry, names, reference, cues, events, sanctions })
            }
            _ => {
                errors.sort();
                errors.dedup();
                Err(CodebookErrors(errors).located(schema))
            }
        }
    }

    /// Its size, in one line.
    pub fn summary(&self) -> String {
        format!(
            "{} actors and places, {} cues, {} event types and modes",
            self.registry.entries.len(),
            self.cues.len(),
            self.events.types.len()
        )
    }
}

/// Files of the codebook that no part of the program reads: a misspelt name would otherwise change nothing, silently.
fn unread(schema: &SchemaFiles) -> Vec<CodebookError> {
    let known = SchemaFiles::embedded();
    let is_known = |path: &str| known.below(path).any(|(other, _)| other == path);
    let of_events = |path: &str| path.starts_with("codebook/events/") && path.ends_with(".toml");
    let names = known.below("codebook/").map(|(path, _)| path).collect::<Vec<_>>().join(", ");
    let strangers = schema.below("codebook/").map(|(path, _)| path).filter(|path| !is_known(path) && !of_events(path));
    strangers
        .map(|path| {
            let hint = format!("correct its name or take it out; the files are {names}, and any events/*.toml");
            CodebookError::new(path, (0, 0), "no part of the program reads this file", &hint)
        })
        .collect()
}

/// The value, or nothing and its errors noted.
fn keep<T>(loaded: Result<T, CodebookErrors>, errors: &mut Vec<CodebookError>) -> Option<T> {
    loaded.map_err(|e| errors.extend(e.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_codebook_is_fine() {
        if let Err(errors) = Codebook::load(&SchemaFiles::embedded()) {
            panic!("{errors}");
        }
    }

    #[test]
    fn errors_of_all_parts_are_told_at_once() {
        let mut files = SchemaFiles::embedded();
        files.replace(Dataset::PATH, b"name = 1".to_vec());
        files.replace("codebook/cues.csv", b"nothing".to_vec());
        let errors = Codebook::load(&files).unwrap_err().0;
        let of = |file: &str| errors.iter().any(|e| e.file == file);
        assert!(of(Dataset::PATH) && of("codebook/cues.csv"), "{errors:?}");
    }

    #[test]
    fn a_misspelt_file_is_told() {
        let mut files = SchemaFiles::embedded();
        files.replace("codebook/cuess.csv", Vec::new());
        let errors = Codebook::load(&files).unwrap_err().0;
        assert_eq!(errors.iter().map(|e| e.file.as_str()).collect::<Vec<_>>(), ["codebook/cuess.csv"]);
    }
}
