//! The rows that one article yields, in the order of its text.

use std::collections::{BTreeSet, HashMap};

use super::ids::RowIds;
use super::words;
use crate::codebook::{EntryIx, Registry, RegistryEntry};
use crate::edtf::Edtf;
use crate::extract::{Event, Mention, MentionIx, Party, Referent, Sanction, Statement, StatementIx};
use crate::resolve::{ActorIx, ReportIx, Resolution};
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
            Referent::Open => (None, None),
        };
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
            confidence: None,
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
            confidence: None,
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

    fn events(&mut self) {
        let processed = self.processed;
        for (ix, event) in processed.findings.events.iter().enumerate() {
            let Some(event_id) = self.ids.events[ix].clone() else { continue };
            let Some(quad_class) = self.context.quad_classes.get(event.event_type.as_str()) else { continue };
            let (sources, targets) = self.context.resolution.event_actors(self.position, event);
            let source = self.event_actors(&event_id, "source", &event.sources, &sources);
            let target = self.event_actors(&event_id, "target", &event.targets, &targets);
            self.event_statements(&event_id, event);
            let mut row = self.event(event_id, event, quad_class);
            (row.source_actor_id, row.target_actor_id) = (source, target);
            self.event_group(ix as u32, &mut row);
            self.rows.events.push(row);
        }
    }

    /// The row without its actors and group.
    fn event(&mut self, event_id: String, event: &Event, quad_class: &str) -> EventRow {
        let (trigger_char_start, trigger_char_end) = self.chars.chars(event.trigger);
        let (occurred_edtf, occurred_from, occurred_to) = date(&event.occurred);
        EventRow {
            event_group_id: event_id.clone(),
            event_id,
            article_id: self.article_id(),
            section: event.section.as_str().to_owned(),
            sentence: event.sentence,
            event_type: event.event_type.clone(),
            mode: event.mode.clone(),
            quad_class: quad_class.to_owned(),
            status: event.status.clone(),
            trigger: self.words(event.trigger),
            trigger_char_start,
            trigger_char_end,
            source_actor_id: None,
            target_actor_id: None,
            occurred_edtf,
            occurred_from,
            occurred_to,
            place_id: self.place(event.place),
            killed_min: event.killed.min,
            killed_max: event.killed.max,
            injured_min: event.injured.min,
            injured_max: event.injured.max,
            participants_min: event.participants.min,
            participants_max: event.participants.max,
            statement_id: self.statement_id(event.statement),
            rule: event.rule.clone(),
            confidence: None,
        }
    }

    /// Writes the parties of one role and gives the first one's actor. A party with neither actor nor mention is no row.
    fn event_actors(&mut self, event_id: &str, role: &str, parties: &[Party], actors: &[Option<ActorIx>]) -> Option<String> {
        let known = |(party, actor): &(&Party, &Option<ActorIx>)| actor.is_some() || party.mention.is_some();
        let mut first = None;
        for (position, (party, actor)) in (0..).zip(parties.iter().zip(actors).filter(known)) {
            let actor_id = self.actor(*actor);
            if position == 0 {
                first.clone_from(&actor_id);
            }
            let row = EventActorRow {
                event_id: event_id.to_owned(),
                role: role.to_owned(),
                position,
                actor_id,
                mention_id: self.mention_id(party.mention),
                text: party.span.map(|span| self.words(span)),
                sector: party.sector.clone(),
                ascribed: party.ascribed,
            };
            self.rows.event_actors.push(row);
        }
        first
    }

    fn event_statements(&mut self, event_id: &str, event: &Event) {
        let mut seen = BTreeSet::new();
        for (statement, relation) in &event.spoken_of {
            let Some(statement_id) = self.statement_id(Some(*statement)) else { continue };
            if seen.insert((statement_id.clone(), relation)) {
                let (event_id, relation) = (event_id.to_owned(), relation.clone());
                self.rows.event_statements.push(EventStatementRow { event_id, statement_id, relation });
            }
        }
    }

    /// Names the event's group in its row, and writes the group's row where this is its first report.
    fn event_group(&mut self, row_ix: u32, row: &mut EventRow) {
        let report = ReportIx { article: self.position, row: row_ix };
        let group = self.context.resolution.groups().of(report);
        let first = group.and_then(|group| self.context.first_events.get(&group.first));
        row.event_group_id.clone_from(first.unwrap_or(&row.event_id));
        if row.event_group_id != row.event_id {
            return;
        }
        let mut written = alone(row);
        if let Some(group) = group {
            written.mode.clone_from(&group.mode);
            written.status.clone_from(&group.status);
            (written.occurred_from, written.occurred_to) = (Some(group.from), Some(group.to));
            written.place_id = self.place(group.place);
            (written.report_count, written.article_count) = (group.reports, group.reports);
            written.publisher_count = group.publishers;
        }
        self.rows.event_groups.push(written);
    }

    fn sanctions(&mut self) {
        let processed = self.processed;
        for (ix, sanction) in processed.findings.sanctions.iter().enumerate() {
            let Some(sanction_id) = self.ids.sanctions[ix].clone() else { continue };
            let report = ReportIx { article: self.position, row: ix as u32 };
            let Some(parties) = self.context.resolution.sanction_actors(self.position, sanction) else { continue };
            let Some(episode) = self.context.resolution.episodes().of(report) else { continue };
            let episode_id = self.context.first_sanctions.get(&episode.first).unwrap_or(&sanction_id).clone();
            let row = self.sanction(sanction_id, episode_id, sanction, parties);
            if row.episode_id == row.sanction_id {
                let row = SanctionEpisodeRow {
                    episode_id: row.episode_id.clone(),
                    sender_actor_id: row.sender_actor_id.clone(),
                    target_actor_id: row.target_actor_id.clone(),
                    measure: episode.measure.clone(),
                    status: episode.status.clone(),
                    first_from: episode.first_from,
                    imposed_from: episode.imposed_from,
                    ended_from: episode.ended_from,
                    report_count: episode.reports,
                    first_sanction_id: row.sanction_id.clone(),
                };
                self.rows.sanction_episodes.push(row);
            }
            self.rows.sanctions.push(row);
        }
    }

    fn sanction(
        &mut self,
        sanction_id: String,
        episode_id: String,
        sanction: &Sanction,
        (sender, target, proposer): (ActorIx, Option<ActorIx>, Option<ActorIx>),
    ) -> SanctionRow {
        let (evidence_char_start, evidence_char_end) = self.chars.chars(sanction.evidence);
        let (decided_edtf, decided_from, decided_to) = date(&sanction.decided);
        let (effective_edtf, effective_from, effective_to) = date(&sanction.effective);
        let (expires_edtf, expires_from, expires_to) = date(&sanction.expires);
        SanctionRow {
            sanction_id,
            event_id: sanction.event.and_then(|event| self.ids.events.get(event.0 as usize).cloned().flatten()),
            statement_id: self.statement_id(sanction.statement),
            article_id: self.article_id(),
            section: sanction.section.as_str().to_owned(),
            sentence: sanction.sentence,
            sender_actor_id: self.actor(Some(sender)).unwrap_or_default(),
            target_actor_id: self.actor(target),
            proposer_actor_id: self.actor(proposer),
            measure: sanction.measure.clone(),
            status: sanction.status.clone(),
            reason: sanction.reason.map(|span| self.words(span)),
            condition: sanction.condition.map(|span| self.words(span)),
            decided_edtf,
            decided_from,
            decided_to,
            effective_edtf,
            effective_from,
            effective_to,
            expires_edtf,
            expires_from,
            expires_to,
            evidence: self.words(sanction.evidence),
            evidence_char_start,
            evidence_char_end,
            episode_id,
            rule: sanction.rule.clone(),
            confidence: None,
        }
    }
}

/// The group of an event that nobody else reports.
fn alone(row: &EventRow) -> EventGroupRow {
    EventGroupRow {
        event_group_id: row.event_id.clone(),
        event_type: row.event_type.clone(),
        mode: row.mode.clone(),
        status: row.status.clone(),
        source_actor_id: row.source_actor_id.clone(),
        target_actor_id: row.target_actor_id.clone(),
        occurred_from: row.occurred_from,
        occurred_to: row.occurred_to,
        place_id: row.place_id.clone(),
        report_count: 1,
        article_count: 1,
        publisher_count: 1,
        first_event_id: row.event_id.clone(),
    }
}

type Day = Option<chrono::NaiveDate>;

fn date(date: &Option<Edtf>) -> (Option<String>, Day, Day) {
    date.as_ref().map_or((None, None, None), |date| (Some(date.text.clone()), date.from, date.to))
}
