//! Names by a learned model: of persons, organisations and places, whether or not a registry knows them.
//!
//! The model marks the tokens of a sentence (`models/names.md` says what it learned from); [`sights`] is what it sees.

pub mod sights;
mod survey;

use std::sync::OnceLock;

use crate::annotate::Document;
use crate::model::sequence::{Paths, Sequence};
use crate::model::weights::{Embedded, WeightsError};
use crate::text::Span;
use sights::Sights;
pub(super) use survey::{Named, Survey};

static EMBEDDED: Embedded = Embedded::new(include_bytes!("../../../../models/names.bin"));

/// The models in the file, of words and of steps.
pub const MODELS: [&str; 2] = ["names-1", "names-steps-1"];

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A body of people.
    Organisation,
    /// A country, town, region, river, street.
    Place,
}

/// All kinds, in the order of their marks.
pub const KINDS: [NameKind; 3] = [NameKind::Person, NameKind::Organisation, NameKind::Place];
/// Marks: none, then the first word and a further word of a name of each kind.
pub const MARKS: usize = 1 + 2 * KINDS.len();

/// A name that the model sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub kind: NameKind,
    /// How sure it is: by how much, in units of 1/32, its least certain word beats any other mark.
    pub lead: i32,
}

/// The mark of a word of a name.
pub fn mark(kind: NameKind, first: bool) -> usize {
    1 + 2 * kind as usize + usize::from(!first)
}

/// Whether a mark may stand behind another: a name's further word stands behind a word of that name.
pub fn may_follow(before: Option<usize>, mark: usize) -> bool {
    let further = mark > 0 && mark.is_multiple_of(2);
    !further || before.is_some_and(|before| before == mark || before + 1 == mark)
}

/// The model in the program.
///
/// # Errors
/// When the program was built with a model that doesn't fit it.
pub fn embedded() -> Result<&'static Sequence<'static>, WeightsError> {
    static MODEL: OnceLock<Result<Sequence<'static>, WeightsError>> = OnceLock::new();
    MODEL.get_or_init(|| load(EMBEDDED.file()?)).as_ref().map_err(Clone::clone)
}

/// Reads a model of names.
///
/// # Errors
/// When the file holds something else.
pub fn load(file: &[u8]) -> Result<Sequence<'_>, WeightsError> {
    let model = Sequence::read(file, MODELS)?;
    if model.classes() == MARKS { Ok(model) } else { Err(WeightsError::Unfit(format!("{} marks of names", model.classes()))) }
}

/// Finds the names of a text, sentence by sentence.
#[derive(Debug)]
pub struct Finder<'m> {
    model: &'m Sequence<'m>,
    paths: Paths,
    features: Vec<crate::model::linear::Feature>,
    marks: Vec<(usize, i32)>,
}

impl<'m> Finder<'m> {
    /// With this model.
    pub fn new(model: &'m Sequence<'m>) -> Self {
        Self { model, paths: Paths::default(), features: Vec::new(), marks: Vec::new() }
    }

    /// The marks of the tokens of the last sentence, each with its lead.
    fn marks(&self) -> &[(usize, i32)] {
        &self.marks
    }

    /// The names of a sentence that `sights` has looked at.
    pub fn find(&mut self, document: &Document, sentence: usize, sights: &Sights<'_>, found: &mut Vec<Seen>) {
        found.clear();
        let tokens = document.tokens_of(&document.sentences[sentence]);
        self.model.start(&mut self.paths);
        for at in 0..tokens.len() {
            if sights.may_name(at) {
                sights.features(at, &mut self.features);
                self.model.word(&self.features, &mut self.paths);
            } else {
                self.model.plain_word(&mut self.paths);
            }
        }
        self.model.best(may_follow, &mut self.paths, &mut self.marks);
        for (token, (mark, lead)) in tokens.iter().zip(&self.marks) {
            let Some(kind) = mark.checked_sub(1).map(|n| KINDS[n / 2]) else { continue };
            match found.last_mut() {
                Some(name) if mark.is_multiple_of(2) => {
                    name.span.end = token.span.end;
                    name.lead = name.lead.min(*lead);
                }
                _ => found.push(Seen { span: token.span, kind, lead: *lead }),
            }
        }
    }
}
