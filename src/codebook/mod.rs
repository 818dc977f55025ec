//! What `schema/codebook/` declares, as types: names and registry, cues, event types and patterns, measures, parts of a
//! page, field names. Everything is checked when it is loaded; an error names file, line and column and how to mend it.

mod acts;
mod cues;
mod dataset;
mod date_rules;
mod endings;
mod error;
mod event_rules;
mod ingest_rules;
mod lexicon;
mod name_rules;
mod pattern_source;
mod patterns;
pub mod phrases;
mod records;
mod reference_rules;
mod registry;
mod registry_files;
mod sanction_rules;
mod segment_rules;
mod whole;
mod word_lists;

pub use acts::{ActEntry, Acts, CueClass, Takes};
pub use cues::{Cue, CueForm, Cues, Frames, WordKinds};
pub(crate) use dataset::line_and_column;
pub use dataset::{Creator, Dataset, IngestSettings, License};
pub use date_rules::{DatePhrase, DateRules, DateUnit};
pub use endings::Endings;
pub use error::{CodebookError, CodebookErrors};
pub use event_rules::{Announced, EventRules, EventTypeEntry, Trait, TypeRules};
pub use ingest_rules::{DateWord, DateWords, Field, FieldNames, IngestRules, SectionRules};
pub use lexicon::{EntryClass, EntryFacts, Lexicon, Match, Reading, load_names};
pub use name_rules::{Head, NameRules, Title, WordClass, WordFacts};
pub use pattern_source::PatternSource;
pub use patterns::{Condition, Kind, Link, ModeRule, Needs, Part, Pattern, PatternSet, Test, Trigger, Way};
pub use records::{CsvFile, CsvRow};
pub use reference_rules::{Gender, Noun, Pronoun, PronounUse, ReferenceRules};
pub use registry::{ActorEntry, PlaceEntry, Registry, RegistryAffiliation, RegistryEntry, RegistryName};
pub use sanction_rules::SanctionRules;
pub use segment_rules::{Ends, SegmentRules};
pub use whole::Codebook;
pub use word_lists::{Grammar, ListId, Word, WordLists};

use serde::{Deserialize, Serialize};

/// Index of an actor or place in the lexicon: what the rooms before `resolve` know of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryIx(pub u32);
