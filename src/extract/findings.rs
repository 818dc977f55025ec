//! What extraction gives to the rooms behind it: spans (bytes) and indexes within one article, no ids.

use serde::{Deserialize, Serialize};

use crate::codebook::EntryIx;
use crate::edtf::Edtf;
use crate::ingest::Section;
use crate::text::Span;

/// All that was found in one article.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// By start, then longest first.
    pub mentions: Vec<Mention>,
    /// Who the mentions stand for, in the order of their first mention.
    pub chains: Vec<Chain>,
    /// Names of places that the lexicon doesn't know, in the order of their first mention.
    pub places: Vec<NewPlace>,
    /// By the start of cue or content.
    pub statements: Vec<Statement>,
    /// By the start of the trigger.
    pub events: Vec<Event>,
    /// By the start of the evidence.
    pub sanctions: Vec<Sanction>,
}

/// Index into [`Findings::mentions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MentionIx(pub u32);
/// Index into [`Findings::chains`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChainIx(pub u32);
/// Index into [`Findings::places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceIx(pub u32);
/// Index into [`Findings::statements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatementIx(pub u32);
/// Index into [`Findings::events`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventIx(pub u32);

/// Words that stand for an actor or a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The whole noun phrase up to a relative clause, for names without a leading article.
    pub span: Span,
    /// Part of the page.
    pub section: Section,
    /// Sentence of the document.
    pub sentence: u32,
    /// How it is put.
    pub form: MentionForm,
    /// What it stands for.
    pub referent: Referent,
    /// The office that the article states there ("head of US Africa Command").
    pub office: Option<Span>,
    /// The rule that found it, a stable word, e.g. `lexicon`, `title-name`.
    pub rule: String,
}

/// A place that the lexicon doesn't know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlace {
    /// As the article writes it first.
    pub name: String,
    /// The region or country that the article says it lies in.
    pub within: Option<EntryIx>,
}

/// What a mention stands for: at most one of actor and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Referent {
    /// An actor: its chain.
    Actor(ChainIx),
    /// A place of the lexicon.
    Place(EntryIx),
    /// A place that the lexicon doesn't know.
    NewPlace(PlaceIx),
    /// Undecided.
    Open,
}

/// How a mention is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionForm {
    /// "Stephen Townsend", "Mali".
    Name,
    /// "the foreign minister".
    Nominal,
    /// "he".
    Pronoun,
    /// "Malian".
    Demonym,
    /// "Paris" for the French government.
    Metonym,
}

/// An actor within one article: all mentions of one person or body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// What kind of actor, as the tables' `kind` column has it.
    pub kind: ActorKind,
    /// The lexicon's entry, where it is known there.
    pub entry: Option<EntryIx>,
    /// The longest full name in the article; of a known entry, its name as the article has it.
    pub name: String,
    /// All names in the article, the longest first, without repeats. Descriptions and pronouns are none.
    pub names: Vec<String>,
    /// The name tells only in this article who it is: a person's known by one part alone, a body's that many have
    /// ("Senate"). Never merged over articles.
    pub local: bool,
    /// ISO 3166-1 alpha-3, where title, office or registry tell it.
    pub country: Option<String>,
    /// PLOVER sector where title or office tell it.
    pub sector: Option<String>,
    /// Offices that the article states.
    pub offices: Vec<Office>,
}

/// An office held, as an article states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Office {
    /// As written, e.g. "foreign minister".
    pub title: String,
    /// Of which body, where that is a chain of the article.
    pub organisation: Option<ChainIx>,
    /// PLOVER sector of the office.
    pub sector: Option<String>,
    /// The mention that states it.
    pub mention: MentionIx,
}

/// The tables' `actors.kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each is its own word in the codebook
pub enum ActorKind {
    Person,
    Government,
    Military,
    Police,
    ArmedGroup,
    Party,
    Igo,
    Ngo,
    Company,
    Media,
    Group,
    Other,
}

/// Somebody who takes part in a statement or event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// The actor, where linked.
    pub chain: Option<ChainIx>,
    /// The mention; `None` for an implied party.
    pub mention: Option<MentionIx>,
    /// His words as written; `None` for an implied party.
    pub span: Option<Span>,
    /// PLOVER sector in this role, where it differs from the actor's usual one or there is no actor.
    pub sector: Option<String>,
    /// The act is certain and only a claim ties this party to it.
    pub ascribed: bool,
}

/// Somebody saying something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Part of the page.
    pub section: Section,
    /// Sentence of the document (of the cue, else of the content).
    pub sentence: u32,
    /// `direct`, `indirect` or `mixed`.
    pub kind: String,
    /// `say`, `claim`, `deny` ... as in the schema.
    pub act: String,
    /// The narrator hedges ("appeared to confirm").
    pub hedged: bool,
    /// The cue is negated ("did not say").
    pub negated: bool,
    /// All who say it; empty where nobody is named.
    pub speakers: Vec<Party>,
    /// `named`, `nominal`, `pronoun`, `continued`, `implied`, `generic` or `none`.
    pub speaker_basis: String,
    /// The words that report it; `None` for a quotation without.
    pub cue: Option<Span>,
    /// What is said, without outer quotation marks, the frame's comma and "that"; none crosses a paragraph.
    pub content: Vec<Span>,
    /// Whom it is said to.
    pub addressees: Vec<Party>,
    /// Where or in what medium, as written.
    pub venue: Option<Span>,
    /// When it was said.
    pub said: Option<Edtf>,
    /// The statement that this one stands in.
    pub parent: Option<StatementIx>,
    /// The statement that this one denies or confirms.
    pub responds_to: Option<StatementIx>,
    /// Of statements that look like this one, the share whose content and speaker are right, in twentieths.
    pub confidence: Option<u8>,
    /// The rule that found it.
    pub rule: String,
}

/// What somebody did, as one article reports it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Part of the page.
    pub section: Section,
    /// Sentence of the document.
    pub sentence: u32,
    /// PLOVER type, e.g. `ASSAULT`.
    pub event_type: String,
    /// PLOVER mode, e.g. `aerial`.
    pub mode: Option<String>,
    /// `reported`, `alleged`, `denied`, `planned`, `threatened`, `hypothetical` or `negated`.
    pub status: String,
    /// The word or words that name the act.
    pub trigger: Span,
    /// Who did it.
    pub sources: Vec<Party>,
    /// Whom it was done to.
    pub targets: Vec<Party>,
    /// When.
    pub occurred: Option<Edtf>,
    /// Where, a place of the lexicon.
    pub place: Option<EntryIx>,
    /// People killed, least and most.
    pub killed: Range,
    /// People injured.
    pub injured: Range,
    /// People taking part.
    pub participants: Range,
    /// The innermost statement whose content holds the trigger.
    pub statement: Option<StatementIx>,
    /// Every statement that speaks of it: `asserts`, `confirms`, `denies`, `doubts`, `performs`.
    pub spoken_of: Vec<(StatementIx, String)>,
    /// The rule that found it.
    pub rule: String,
}

/// A count as least and most; either may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
}

/// A sanction: one sender, target and measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sanction {
    /// The event that it comes from.
    pub event: Option<EventIx>,
    /// The statement that it comes from.
    pub statement: Option<StatementIx>,
    /// Part of the page.
    pub section: Section,
    /// Sentence of the document.
    pub sentence: u32,
    /// Who decides.
    pub sender: Party,
    /// Who is hit.
    pub target: Party,
    /// Who demands it, where that is not the sender.
    pub proposer: Option<Party>,
    /// `asset_freeze`, `travel_ban` ... as in the schema.
    pub measure: String,
    /// `threatened`, `proposed` ... as in the schema.
    pub status: String,
    /// The ground, as written.
    pub reason: Option<Span>,
    /// What would end it, as written.
    pub condition: Option<Span>,
    /// When it was decided.
    pub decided: Option<Edtf>,
    /// When it takes effect.
    pub effective: Option<Edtf>,
    /// When it ends.
    pub expires: Option<Edtf>,
    /// The words that tell it.
    pub evidence: Span,
    /// Start of the trigger, for the id.
    pub trigger_start: u32,
    /// The rule that found it.
    pub rule: String,
}
