//! Event types and the patterns that find them: `codebook/event_types.csv` and `codebook/events/`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::patterns::{FRAMES, ModeRule, PatternBuilder, PatternFile, PatternSet, RawMode, RawPattern};
use super::{CodebookError, CodebookErrors, CsvFile, DateRules, line_and_column};
use crate::schema::SchemaFiles;

/// All that events are found with.
#[derive(Debug, Clone)]
pub struct EventRules {
    /// The codebook as a table: PLOVER's types and modes.
    pub types: Vec<EventTypeEntry>,
    /// Clauses that tell an event.
    pub patterns: PatternSet,
    /// What tells a mode where the pattern doesn't, in the order of files.
    pub modes: Vec<ModeRule>,
    /// What is particular to a type, by type.
    pub kinds: BTreeMap<String, TypeRules>,
    /// How dates are put.
    pub dates: DateRules,
}

/// What is particular to the events of a type: the head of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeRules {
    /// What its acts count as while they are only announced.
    pub announced: Option<Announced>,
    /// How its acts are done and told.
    pub traits: Vec<Trait>,
    /// Modes of what only authorities do, and therefore know.
    pub duties: Vec<String>,
    /// Modes whose target is accused of a deed.
    pub accuses: Vec<String>,
}

/// How the acts of a type are done and told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    /// Done in words: as part of a demand or in what is refused it is no less done.
    Verbal,
    /// Repeated with every new word: one that lacks a party may be another act of the same speaker.
    Apart,
    /// Speaks of what others did.
    Answer,
    /// Done for all to see: who speaks of it reports it.
    Public,
}

/// What an act that is only announced counts as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// PLOVER type.
    pub event_type: String,
    /// Its mode where that type has none of the act's own name.
    pub mode: Option<String>,
}

/// A type, or a mode of a type: one row of the table `event_types`.
#[derive(Debug, Clone, PartialEq)]
pub struct EventTypeEntry {
    /// PLOVER type.
    pub event_type: String,
    /// PLOVER mode; `None` for the type as a whole.
    pub mode: Option<String>,
    /// PLOVER quad class.
    pub quad_class: String,
    /// PLOVER intensity.
    pub score: f64,
    /// CAMEO root codes, joined by a space.
    pub cameo_root: String,
    /// What it covers.
    pub description: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventFile {
    event_type: Spanned<String>,
    status: Option<String>,
    announced: Option<Spanned<String>>,
    announced_mode: Option<Spanned<String>>,
    #[serde(default)]
    traits: Vec<Trait>,
    #[serde(default)]
    duties: Vec<Spanned<String>>,
    #[serde(default)]
    accuses: Vec<Spanned<String>>,
    #[serde(default)]
    stately: bool,
    #[serde(default)]
    mode: Vec<RawMode>,
    #[serde(default)]
    pattern: Vec<RawPattern>,
}

const TYPES: &str = "codebook/event_types.csv";
const FOLDER: &str = "codebook/events/";
const STATUSES: [&str; 7] = ["reported", "alleged", "denied", "planned", "threatened", "hypothetical", "negated"];

impl EventRules {
    /// Reads and checks types, word classes and patterns.
    ///
    /// # Errors
    /// All that is wrong, with file, line and column.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut errors = Vec::new();
        let types = load_types(schema, &mut errors);
        let dates = DateRules::load(schema).unwrap_or_else(|e| {
            errors.extend(e.0);
            DateRules::default()
        });
        let mut builder = PatternBuilder::new(schema, &mut errors);
        let files: Vec<&str> = schema.below(FOLDER).map(|(path, _)| path).collect();
        let (mut kinds, mut modes) = (BTreeMap::new(), Vec::new());
        for path in files.into_iter().filter(|p| p.ends_with(".toml") && *p != super::WordLists::PATH && *p != FRAMES) {
            load_file(schema, path, (&types, &mut kinds, &mut modes), &mut builder, &mut errors);
        }
        CodebookErrors::check(Self { types, patterns: builder.finish().0, modes, kinds, dates }, errors)
    }

    /// What is particular to a type.
    pub fn of(&self, event_type: &str) -> Option<&TypeRules> {
        self.kinds.get(event_type)
    }

    /// Whether the acts of a type are done or told in this way.
    pub fn has(&self, event_type: &str, one: Trait) -> bool {
        self.of(event_type).is_some_and(|kind| kind.traits.contains(&one))
    }

    /// Whether PLOVER's type has this mode.
    pub fn has_mode(&self, event_type: &str, mode: &str) -> bool {
        has_mode(&self.types, event_type, mode)
    }
}

fn load_types(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Vec<EventTypeEntry> {
    let columns = ["event_type", "mode", "quad_class", "score", "cameo_root", "description"];
    let file = CsvFile::read(schema, TYPES, &columns, errors);
    let mut types: Vec<EventTypeEntry> = Vec::new();
    for row in file.rows() {
        for column in ["event_type", "quad_class", "score", "cameo_root", "description"] {
            if row.get(column).is_empty() {
                errors.push(row.error(column, format!("`{column}` is empty"), "fill every cell but the mode"));
            }
        }
        let entry = EventTypeEntry {
            event_type: row.get("event_type").to_owned(),
            mode: row.optional("mode").map(str::to_owned),
            quad_class: row.get("quad_class").to_owned(),
            score: row.parse("score", errors).unwrap_or_default(),
            cameo_root: row.get("cameo_root").to_owned(),
            description: row.get("description").to_owned(),
        };
        if types.iter().any(|t| t.event_type == entry.event_type && t.mode == entry.mode) {
            errors.push(row.error("mode", "this type and mode stand twice", "remove one of the lines"));
        }
        types.push(entry);
    }
    types
}

fn load_file(
    schema: &SchemaFiles,
    path: &str,
    (types, kinds, modes): (&[EventTypeEntry], &mut BTreeMap<String, TypeRules>, &mut Vec<ModeRule>),
    builder: &mut PatternBuilder,
    errors: &mut Vec<CodebookError>,
) {
    let whole = |line, column, message: String, hint: &str| CodebookError::new(path, (line, column), message, hint);
    let text = match schema.text(path) {
        Ok(text) => text,
        Err(e) => return errors.push(whole(0, 0, e.to_string(), "")),
    };
    let parsed: EventFile = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(e) => {
            let (line, column) = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
            return errors.push(whole(line, column, e.message().to_owned(), "see another file of codebook/events for the form"));
        }
    };
    let name = parsed.event_type.get_ref();
    let prefix = format!("event/{}", name.to_lowercase());
    let status = parsed.status.as_deref().unwrap_or("reported");
    let file = PatternFile { path, text, prefix: &prefix, event_type: name, status, stately: parsed.stately };
    let mut kind = TypeRules { traits: parsed.traits, ..TypeRules::default() };
    if !types.iter().any(|t| &t.event_type == name) {
        errors.push(file.error(&parsed.event_type, format!("`{name}` is no event type"), "use one of codebook/event_types.csv"));
    }
    if let Some(later) = &parsed.announced {
        if !types.iter().any(|t| &t.event_type == later.get_ref()) {
            errors.push(file.error(later, format!("`{}` is no event type", later.get_ref()), "use one of codebook/event_types.csv"));
        }
        let mode = parsed.announced_mode.as_ref();
        errors.extend(mode.and_then(|mode| file.unknown_mode(types, later.get_ref(), mode)));
        kind.announced = Some(Announced { event_type: later.get_ref().clone(), mode: mode.map(|m| m.get_ref().clone()) });
    } else if let Some(mode) = &parsed.announced_mode {
        errors.push(file.error(mode, "a mode without a type", "write `announced` above it"));
    }
    for (modes, known) in [(parsed.duties, &mut kind.duties), (parsed.accuses, &mut kind.accuses)] {
        errors.extend(modes.iter().filter_map(|mode| file.unknown_mode(types, name, mode)));
        known.extend(modes.into_iter().map(Spanned::into_inner));
    }
    kinds.insert(name.clone(), kind);
    for raw in parsed.mode {
        errors.extend(file.unknown_mode(types, name, &raw.mode));
        modes.push(builder.mode_rule(&file, raw, errors));
    }
    for raw in parsed.pattern {
        errors.extend(raw.mode.as_ref().and_then(|mode| file.unknown_mode(types, name, mode)));
        if let Some(bad) = raw.status.as_ref().filter(|s| !STATUSES.contains(&s.get_ref().as_str())) {
            errors.push(file.error(bad, format!("`{}` is no status", bad.get_ref()), "use one of the events table's statuses"));
        }
        builder.add(&file, raw, errors);
    }
}

impl PatternFile<'_> {
    fn unknown_mode(&self, types: &[EventTypeEntry], event_type: &str, mode: &Spanned<String>) -> Option<CodebookError> {
        let known = has_mode(types, event_type, mode.get_ref());
        (!known).then(|| self.error(mode, format!("{event_type} has no mode `{}`", mode.get_ref()), "use one of codebook/event_types.csv"))
    }
}

fn has_mode(types: &[EventTypeEntry], event_type: &str, mode: &str) -> bool {
    types.iter().any(|t| t.event_type == event_type && t.mode.as_deref() == Some(mode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_rules_load() {
        let rules = EventRules::load(&SchemaFiles::embedded()).map_err(|e| e.to_string()).unwrap();
        assert_eq!(rules.types.iter().filter(|t| t.mode.is_none()).count(), 16);
        assert!(rules.patterns.patterns.len() > 30);
    }

    #[test]
    fn statuses_and_types_are_the_schemas() {
        let text = SchemaFiles::embedded();
        let schema: serde_json::Value = serde_json::from_str(text.text("tables/events.json").unwrap()).unwrap();
        let values = |name: &str| -> Vec<String> {
            let field = schema["fields"].as_array().unwrap().iter().find(|f| f["name"] == name).unwrap();
            field["constraints"]["enum"].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(values("status"), STATUSES);
        let rules = EventRules::load(&text).unwrap();
        let (types, modes, quads) = (values("event_type"), values("mode"), values("quad_class"));
        for entry in &rules.types {
            assert!(types.contains(&entry.event_type) && quads.contains(&entry.quad_class), "{entry:?}");
            assert!(entry.mode.as_ref().is_none_or(|m| modes.contains(m)), "{entry:?}");
        }
    }

    #[test]
    fn errors_name_file_line_and_column() {
        let mut files = SchemaFiles::embedded();
        let text = "event_type = \"ACCUSE\"\n[[pattern]]\nname = \"x\"\nmode = \"nonsense\"\nverbs = [\"xyzzy\"]\nsource = [\"nowhere\"]\nexample = \"\"\ncounter = \"\"\n";
        files.replace("codebook/events/accuse.toml", text.as_bytes().to_vec());
        let errors = EventRules::load(&files).unwrap_err().to_string();
        assert!(errors.contains("schema/codebook/events/accuse.toml:4:8: ACCUSE has no mode `nonsense`"), "{errors}");
        assert!(errors.contains("accuse.toml:6:11: `nowhere` is no step"), "{errors}");
    }
}
