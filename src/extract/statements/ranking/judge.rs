//! The models at work: which statements an article holds.

use std::ops::Range;
use std::sync::OnceLock;

use super::confidence::{Evidence, twentieths};
use super::odds::likeliest;
use super::sources::Source;
use super::{Content, CueFacts, Reader};
use crate::extract::watch::Watch;
use crate::model::linear::{self, Feature, Linear};
use crate::model::weights::{Embedded, WeightsError};

static EMBEDDED: Embedded = Embedded::new(include_bytes!("../../../../models/statements.bin"));

/// The models of the file, in its order: whether a word may be a cue at all, what it reports or nothing, whose words,
/// how sure that is.
pub const MODELS: [&str; 4] = ["statements: gate 2", "statements: content 2", "statements: source 2", "statements: confidence 2"];

/// The models that decide about statements.
#[derive(Debug)]
pub struct Judge<'m> {
    gate: Linear<'m>,
    content: Linear<'m>,
    source: Linear<'m>,
    confidence: Linear<'m>,
}

/// What a cue reports, as the models see it.
#[derive(Debug, Clone)]
pub(in crate::extract::statements) struct Proposal {
    pub(super) cue: usize,
    pub(super) content: Content,
    /// The log-odds that it or one much like it is right, in 1/32.
    pub(super) margin: i32,
    /// All of it stands in quotation marks.
    pub(super) quoted: bool,
    /// It is no clause and nothing of it is quoted: "announced a plan", "banned a film".
    pub(super) thing: bool,
    pub(super) facts: CueFacts,
}

impl Proposal {
    pub fn cue(&self) -> usize {
        self.cue
    }

    /// How clear the decisions about it were.
    pub fn evidence(&self, ruled: bool, sourced: bool, lead: i32) -> Evidence {
        Evidence { margin: self.margin, lead, ruled, quoted: self.quoted, sourced }
    }

    /// Whether all of its content stands in quotation marks.
    pub fn is_quoted(&self) -> bool {
        self.quoted
    }

    /// The tokens of its content, in the order of the text.
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.content.ranges
    }
}

impl Judge<'static> {
    /// The models inside the program.
    ///
    /// # Errors
    /// When the program was built with models that don't fit it.
    pub fn embedded() -> Result<&'static Self, WeightsError> {
        static JUDGE: OnceLock<Result<Judge<'static>, WeightsError>> = OnceLock::new();
        JUDGE.get_or_init(|| Judge::read(EMBEDDED.file()?)).as_ref().map_err(Clone::clone)
    }
}

impl<'m> Judge<'m> {
    /// Reads a file of models.
    ///
    /// # Errors
    /// When it is of another version, damaged, or holds other models.
    pub fn read(file: &'m [u8]) -> Result<Self, WeightsError> {
        let mut models = linear::read(file, &MODELS)?.into_iter();
        match (models.next(), models.next(), models.next(), models.next()) {
            (Some(gate), Some(content), Some(source), Some(confidence)) => Ok(Self { gate, content, source, confidence }),
            _ => Err(WeightsError::Unfit("a model is missing".to_owned())),
        }
    }

    /// What the cues of the sentence report that a reader has entered.
    pub(in crate::extract::statements) fn proposals(&self, reader: &Reader<'_>, found: &mut Vec<Proposal>, watch: &mut dyn Watch) {
        let mut features: Vec<Feature> = Vec::new();
        for cue in reader.cues() {
            let facts = reader.facts(cue);
            reader.gate(cue, &facts, &mut features);
            let gate = (!facts.ruled).then(|| self.gate.score(&features));
            if gate.is_some_and(|gate| gate < GATE) {
                continue;
            }
            watch.cue(reader, cue, gate);
            reader.describe_cue(cue, &facts, &mut features);
            let nothing = self.content.score(&features);
            watch.nothing(nothing);
            let mut contents = Vec::new();
            for content in reader.contents(cue) {
                reader.describe_content(cue, &facts, &content, &mut features);
                let score = self.content.score(&features);
                watch.content(reader, &content, score);
                contents.push((score, content));
            }
            if let Some((content, margin)) = likeliest(contents, nothing) {
                let quoted = content.ranges.iter().all(|range| reader.is_quoted(range));
                let thing = content.ranges.iter().all(|range| reader.names_a_thing(range));
                found.push(Proposal { cue, content, margin, quoted, thing, facts });
            }
        }
    }

    /// The share of right statements among those with such evidence, in twentieths.
    pub(in crate::extract::statements) fn confidence(&self, evidence: Evidence) -> u8 {
        twentieths(self.confidence.score(&evidence.features()))
    }

    /// The noun phrase whose words a proposal holds, `None` for nobody's, and how much better it is than the next.
    pub(in crate::extract::statements) fn source(
        &self,
        reader: &Reader<'_>,
        proposal: &Proposal,
        watch: &mut dyn Watch,
    ) -> (Option<Source>, i32) {
        let mut features: Vec<Feature> = Vec::new();
        reader.describe_sourceless(&proposal.facts, &proposal.content, &mut features);
        let mut best = (self.source.score(&features), None);
        watch.source(reader, proposal.cue, None, best.0);
        let mut next = i32::MIN / 2;
        for source in reader.sources(proposal.cue, &proposal.content) {
            reader.describe_source(proposal.cue, &proposal.facts, &proposal.content, &source, &mut features);
            let score = self.source.score(&features) + if source.ruled { RULED } else { 0 };
            watch.source(reader, proposal.cue, Some(&source), score);
            if score > best.0 {
                next = best.0;
                best = (score, Some(source));
            } else {
                next = next.max(score);
            }
        }
        (best.1, best.0 - next)
    }
}

/// Words with less are no cues, in 1/32.
const GATE: i32 = -128;

/// What the rules' speaker has ahead of others, in 1/32.
const RULED: i32 = 40;
