//! The rows that one article yields, in the order of its text.

mod events;
mod sanctions;

use std::collections::{BTreeSet, HashMap};

use super::ids::RowIds;
use super::words;
use crate::codebook::{EntryIx, Registry, RegistryEntry};
use crate::edtf::Edtf;
use crate::extract::{Mention, MentionIx, Party, PlaceIx, Referent, Statement, StatementIx, link_confidence};
use crate::resolve::{ActorIx, ReportIx, Resolution, new_place_id};
use crate::spill::Processed;
use crate::tables::*;
use crate::text::{CharIndex, Span};

/// The rows of one article, table by table.
#[derive(Debug, Default)]
pub(super) struct ArticleRows {
    pub mentions: Vec<MentionRow>,
    pub statements: Vec<StatementRow>,
    pub statement_actors: Vec<StatementActorRow>,
    pub events: Vec<EventRow>,
    pub event_actors: Vec<EventActorRow>,
    pub event_statements: Vec<EventStatementRow>,
    pub event_groups: Vec<EventGroupRow>,
    pub sanctions: Vec<SanctionRow>,
    pub sanction_episodes: Vec<SanctionEpisodeRow>,
}

/// Actors and places that rows refer to.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub actors: BTreeSet<ActorIx>,
    pub places: BTreeSet<EntryIx>,
    /// Ids of places that the registry doesn't know.
    pub new_places: BTreeSet<String>,
}

/// What rows are made with, besides their article.
pub(super) struct Context<'a> {
    pub resolution: &'a Resolution,
    pub registry: &'a Registry,
    /// Quad class by event type.
    pub quad_classes: HashMap<&'a str, &'a str>,
    /// Ids of the first reports of groups.
    pub first_events: HashMap<ReportIx, String>,
    /// Ids of the first reports of episodes.
    pub first_sanctions: HashMap<ReportIx, String>,
}

/// The row of the article itself.
pub(super) fn article(processed: &Processed, duplicate_of: Option<&str>) -> ArticleRow {
    let (article, meta) = (&processed.article, processed.article.meta.clone());
    ArticleRow {
        article_id: article.id.0.clone(),
        title: meta.title,
        publisher: meta.publisher,
        agency: meta.agency,
        byline: meta.byline,
        url: meta.url,
        published_on: meta.published_on,
        dateline: meta.dateline,
        language: meta.language,
        paragraph_count: article.paragraphs.len() as u32,
        sentence_count: processed.sentence_count,
        word_count: processed.word_count,
        raw_file: article.source.raw_file.clone(),
        raw_record: Some(article.source.raw_record.clone()).filter(|record| !record.is_empty()),
        raw_sha256: article.raw_sha256.clone(),
        text_sha256: article.text_sha256.clone(),
        license: meta.license,
        duplicate_of: duplicate_of.map(str::to_owned),
    }
}

/// All other rows of an article that is no duplicate. `position` is its place in the spill.
pub(super) fn rows(context: &Context, position: u32, processed: &Processed, used: &mut Used) -> ArticleRows {
    let chars = CharIndex::new(&processed.article.text);
    let ids = RowIds::new(processed, &chars);
    let mut maker = Maker { context, position, processed, chars, ids, used, rows: ArticleRows::default() };
    maker.mentions();
    maker.statements();
    maker.events();
    maker.sanctions();
    maker.rows
}

struct Maker<'a> {
    context: &'a Context<'a>,
    position: u32,
    processed: &'a Processed,
    chars: CharIndex<'a>,
    ids: RowIds,
    used: &'a mut Used,
    rows: ArticleRows,
}

impl Maker<'_> {
    fn article_id(&self) -> String {
        self.processed.article.id.0.clone()
    }

    fn words(&self, span: Span) -> String {
        span.of(&self.processed.article.text).to_owned()
    }

    fn chars(&self, span: Option<Span>) -> (Option<u32>, Option<u32>) {
        span.map(|span| self.chars.chars(span)).unzip()
    }

    /// The actor's id, noted as used.
    fn actor(&mut self, actor: Option<ActorIx>) -> Option<String> {
        let actor = actor?;
        self.used.actors.insert(actor);
        Some(self.context.resolution.actors().id(actor, self.context.registry).to_owned())
    }

    /// The place's id, noted as used.
    fn place(&mut self, place: Option<EntryIx>) -> Option<String> {
        let place = place?;
        let Some(RegistryEntry::Place(entry)) = self.context.registry.entries.get(place.0 as usize) else { return None };
        self.used.places.insert(place);
        Some(entry.id.clone())
    }

    /// The id of a place that the registry doesn't know, noted as used.
    fn new_place(&mut self, place: PlaceIx) -> Option<String> {
        let id = new_place_id(&self.processed.findings.places.get(place.0 as usize)?.name);
        self.used.new_places.insert(id.clone());
        Some(id)
    }

    fn mention_id(&self, mention: Option<MentionIx>) -> Option<String> {
        self.ids.mentions.get(mention?.0 as usize).map(|id| id.id.clone())
    }

    fn statement_id(&self, statement: Option<StatementIx>) -> Option<String> {
        self.ids.statements.get(statement?.0 as usize).map(|id| id.id.clone()).filter(|id| !id.is_empty())
    }

    fn party(&mut self, party: Option<&Party>) -> Option<String> {
        let actor = self.context.resolution.party(self.position, party?);
        self.actor(actor)
    }

    fn mentions(&mut self) {
        let processed = self.processed;
        for (ix, mention) in processed.findings.mentions.iter().enumerate() {
            if self.ids.mentions[ix].written {
                let row = self.mention(ix, mention);
                self.rows.mentions.push(row);
            }
        }
    }

    fn mention(&mut self, ix: usize, mention: &Mention) -> MentionRow {
        let (char_start, char_end) = self.chars.chars(mention.span);
        let (office_char_start, office_char_end) = self.chars(mention.office);
        let (actor_id, place_id) = match mention.referent {
            Referent::Actor(chain) => (self.actor(self.context.resolution.actor(self.position, chain)), None),
            Referent::Place(place) => (None, self.place(Some(place))),
            Referent::NewPlace(place) => (None, self.new_place(place)),
            Referent::Open => (None, None),
        };
        let linked = actor_id.is_some() || place_id.is_some();
        let confidence = link_confidence(mention.form, &mention.rule).filter(|_| linked);
        MentionRow {
            mention_id: self.ids.mentions[ix].id.clone(),
            article_id: self.article_id(),
            section: mention.section.as_str().to_owned(),
            sentence: mention.sentence,
            char_start,
            char_end,
            text: self.words(mention.span),
            form: words::form(mention.form).to_owned(),
            actor_id,
            place_id,
            office_text: mention.office.map(|span| self.words(span)),
            office_char_start,
            office_char_end,
            rule: mention.rule.clone(),
            confidence: confidence.map(|twentieths| f64::from(twentieths) / 20.0),
        }
    }

    fn statements(&mut self) {
        let processed = self.processed;
        for (ix, statement) in processed.findings.statements.iter().enumerate() {
            if self.ids.statements[ix].written {
                let mut row = self.statement(ix, statement);
                // Statements at one place are one row, which can't stand in itself.
                for other in [&mut row.parent_statement_id, &mut row.responds_to_statement_id] {
                    other.take_if(|id| *id == row.statement_id);
                }
                self.statement_actors(&row.statement_id, "speaker", &statement.speakers);
                self.statement_actors(&row.statement_id, "addressee", &statement.addressees);
                self.rows.statements.push(row);
            }
        }
    }

    fn statement(&mut self, ix: usize, statement: &Statement) -> StatementRow {
        let speaker = statement.speakers.first();
        let speaker_span = speaker.and_then(|party| party.span);
        let (speaker_char_start, speaker_char_end) = self.chars(speaker_span);
        let (cue_char_start, cue_char_end) = self.chars(statement.cue);
        let (said_edtf, said_from, said_to) = date(&statement.said);
        let spans = statement.content.iter().map(|span| self.chars.chars(*span)).map(|(start, end)| format!("{start}-{end}"));
        let content_spans = spans.collect::<Vec<_>>().join(";");
        let content: Vec<_> = statement.content.iter().map(|span| span.of(&self.processed.article.text)).collect();
        StatementRow {
            statement_id: self.ids.statements[ix].id.clone(),
            article_id: self.article_id(),
            section: statement.section.as_str().to_owned(),
            sentence: statement.sentence,
            kind: statement.kind.clone(),
            act: statement.act.clone(),
            hedged: statement.hedged,
            negated: statement.negated,
            speaker_actor_id: self.party(speaker),
            speaker_mention_id: self.mention_id(speaker.and_then(|party| party.mention)),
            speaker_basis: statement.speaker_basis.clone(),
            speaker_text: speaker_span.map(|span| self.words(span)),
            speaker_char_start,
            speaker_char_end,
            cue: statement.cue.map(|span| self.words(span)),
            cue_char_start,
            cue_char_end,
            content: words::one_line(&content.join(" ")),
            content_spans,
            addressee_actor_id: self.party(statement.addressees.first()),
            venue: statement.venue.map(|span| self.words(span)),
            said_edtf,
            said_from,
            said_to,
            parent_statement_id: self.statement_id(statement.parent),
            responds_to_statement_id: self.statement_id(statement.responds_to),
            rule: statement.rule.clone(),
            confidence: statement.confidence.map(|twentieths| f64::from(twentieths) / 20.0),
        }
    }

    fn statement_actors(&mut self, statement_id: &str, role: &str, parties: &[Party]) {
        for (position, party) in (0..).zip(parties) {
            let row = StatementActorRow {
                statement_id: statement_id.to_owned(),
                role: role.to_owned(),
                position,
                actor_id: self.party(Some(party)),
                mention_id: self.mention_id(party.mention),
                text: party.span.map(|span| self.words(span)),
            };
            self.rows.statement_actors.push(row);
        }
    }
}

type Day = Option<chrono::NaiveDate>;

fn date(date: &Option<Edtf>) -> (Option<String>, Day, Day) {
    date.as_ref().map_or((None, None, None), |date| (Some(date.text.clone()), date.from, date.to))
}
