//! What `schema/codebook/` declares, as types: names and registry, cues, event types and patterns, measures, parts of a
//! page, field names. Everything is checked when it is loaded; an error names file, line and column and how to mend it.

mod cues;
mod dataset;
mod error;
mod lexicon;
mod name_rules;
pub mod phrases;
mod records;
mod registry;
mod registry_files;
mod segment_rules;

pub use cues::{Cue, CueForm, Cues, Frames, WordKinds};
pub(crate) use dataset::line_and_column;
pub use dataset::{Creator, Dataset, IngestSettings, License};
pub use error::{CodebookError, CodebookErrors};
pub use lexicon::{EntryClass, EntryFacts, Lexicon, Match, Reading, load_names};
pub use name_rules::{Head, NameRules, Title, WordClass, WordFacts};
pub use records::{CsvFile, CsvRow};
pub use registry::{ActorEntry, PlaceEntry, Registry, RegistryAffiliation, RegistryEntry, RegistryName};
pub use segment_rules::{Ends, SegmentRules};

use serde::{Deserialize, Serialize};

/// Index of an actor or place in the lexicon: what the rooms before `resolve` know of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryIx(pub u32);
