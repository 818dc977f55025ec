//! One struct a table, a field a column, in the order of the schema.

use chrono::NaiveDate;

use super::cell::{Cell, CellSink, CellType, Row};

macro_rules! rows {
    ($($(#[$doc:meta])* $row:ident in $table:literal { $($column:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            ///
            /// The columns are described in the table's schema.
            #[derive(Debug, Clone, PartialEq)]
            #[allow(missing_docs)] // described once, in schema/tables
            pub struct $row { $(pub $column: $type,)* }

            impl Row for $row {
                const TABLE: &'static str = $table;
                const COLUMNS: &'static [(&'static str, CellType, bool)] =
                    &[$((stringify!($column), <$type as Cell>::TYPE, <$type as Cell>::REQUIRED)),*];
                fn cells(&self, sink: &mut impl CellSink) {
                    $(self.$column.put(sink);)*
                }
            }
        )*

        /// What the program fills: every table's name and columns, in the order of the release.
        pub const TABLES: &[(&str, &[(&str, CellType, bool)])] = &[$(($table, $row::COLUMNS)),*];
    };
}

rows! {
    /// One row an article that was read, duplicates included; duplicates yield rows in no other table.
    ArticleRow in "articles" {
        article_id: String,
        title: Option<String>,
        publisher: Option<String>,
        agency: Option<String>,
        byline: Option<String>,
        url: Option<String>,
        published_on: Option<NaiveDate>,
        dateline: Option<String>,
        language: Option<String>,
        paragraph_count: u32,
        sentence_count: u32,
        word_count: u32,
        raw_file: String,
        raw_record: Option<String>,
        raw_sha256: String,
        text_sha256: String,
        license: Option<String>,
        duplicate_of: Option<String>,
    }

    /// One row a person or body that the rows of this release name or belong to.
    ActorRow in "actors" {
        actor_id: String,
        name: String,
        kind: String,
        sector: Option<String>,
        country: Option<String>,
        wikidata_id: Option<String>,
        origin: String,
    }

    /// Every name and alias of every actor, one a row.
    ActorNameRow in "actor_names" {
        actor_id: String,
        name: String,
        language: Option<String>,
        origin: String,
    }

    /// Who held which office where, and when articles or registry say so.
    AffiliationRow in "affiliations" {
        affiliation_id: String,
        actor_id: String,
        organisation_actor_id: Option<String>,
        office: Option<String>,
        sector: Option<String>,
        stated_from: Option<NaiveDate>,
        stated_to: Option<NaiveDate>,
        origin: String,
    }

    /// Countries, regions and towns that the rows of this release name, and the places that these lie in.
    PlaceRow in "places" {
        place_id: String,
        name: String,
        kind: String,
        parent_place_id: Option<String>,
        country: Option<String>,
        admin1: Option<String>,
        latitude: Option<f64>,
        longitude: Option<f64>,
        geonames_id: Option<u32>,
    }

    /// One row a stretch of words that stands for an actor or a place.
    MentionRow in "mentions" {
        mention_id: String,
        article_id: String,
        section: String,
        sentence: u32,
        char_start: u32,
        char_end: u32,
        text: String,
        form: String,
        actor_id: Option<String>,
        place_id: Option<String>,
        office_text: Option<String>,
        office_char_start: Option<u32>,
        office_char_end: Option<u32>,
        rule: String,
        confidence: Option<f64>,
    }

    /// One row a cue and its speaker, or a quotation without cue.
    StatementRow in "statements" {
        statement_id: String,
        article_id: String,
        section: String,
        sentence: u32,
        kind: String,
        act: String,
        hedged: bool,
        negated: bool,
        speaker_actor_id: Option<String>,
        speaker_mention_id: Option<String>,
        speaker_basis: String,
        speaker_text: Option<String>,
        speaker_char_start: Option<u32>,
        speaker_char_end: Option<u32>,
        cue: Option<String>,
        cue_char_start: Option<u32>,
        cue_char_end: Option<u32>,
        content: String,
        content_spans: String,
        addressee_actor_id: Option<String>,
        venue: Option<String>,
        said_edtf: Option<String>,
        said_from: Option<NaiveDate>,
        said_to: Option<NaiveDate>,
        parent_statement_id: Option<String>,
        responds_to_statement_id: Option<String>,
        rule: String,
        confidence: Option<f64>,
    }

    /// All speakers and addressees of every statement.
    StatementActorRow in "statement_actors" {
        statement_id: String,
        role: String,
        position: u32,
        actor_id: Option<String>,
        mention_id: Option<String>,
        text: Option<String>,
    }

    /// One row a report of an event: an event is coded once an article, at its first full mention.
    EventRow in "events" {
        event_id: String,
        article_id: String,
        section: String,
        sentence: u32,
        event_type: String,
        mode: Option<String>,
        quad_class: String,
        status: String,
        trigger: String,
        trigger_char_start: u32,
        trigger_char_end: u32,
        source_actor_id: Option<String>,
        target_actor_id: Option<String>,
        occurred_edtf: Option<String>,
        occurred_from: Option<NaiveDate>,
        occurred_to: Option<NaiveDate>,
        place_id: Option<String>,
        killed_min: Option<u32>,
        killed_max: Option<u32>,
        injured_min: Option<u32>,
        injured_max: Option<u32>,
        participants_min: Option<u32>,
        participants_max: Option<u32>,
        statement_id: Option<String>,
        event_group_id: String,
        rule: String,
        confidence: Option<f64>,
    }

    /// All joint sources and targets of every event.
    EventActorRow in "event_actors" {
        event_id: String,
        role: String,
        position: u32,
        actor_id: Option<String>,
        mention_id: Option<String>,
        text: Option<String>,
        sector: Option<String>,
        ascribed: bool,
    }

    /// Every statement that speaks of an event.
    EventStatementRow in "event_statements" {
        event_id: String,
        statement_id: String,
        relation: String,
    }

    /// One row an event in the world. Count these.
    EventGroupRow in "event_groups" {
        event_group_id: String,
        event_type: String,
        mode: Option<String>,
        status: String,
        source_actor_id: Option<String>,
        target_actor_id: Option<String>,
        occurred_from: Option<NaiveDate>,
        occurred_to: Option<NaiveDate>,
        place_id: Option<String>,
        report_count: u32,
        article_count: u32,
        publisher_count: u32,
        first_event_id: String,
    }

    /// The codebook as a table: PLOVER 2021 types and modes.
    EventTypeRow in "event_types" {
        event_type: String,
        mode: Option<String>,
        quad_class: String,
        score: f64,
        cameo_root: String,
        description: String,
    }

    /// One row a report, sender, target and measure.
    SanctionRow in "sanctions" {
        sanction_id: String,
        event_id: Option<String>,
        statement_id: Option<String>,
        article_id: String,
        section: String,
        sentence: u32,
        sender_actor_id: String,
        target_actor_id: Option<String>,
        proposer_actor_id: Option<String>,
        measure: String,
        status: String,
        reason: Option<String>,
        condition: Option<String>,
        decided_edtf: Option<String>,
        decided_from: Option<NaiveDate>,
        decided_to: Option<NaiveDate>,
        effective_edtf: Option<String>,
        effective_from: Option<NaiveDate>,
        effective_to: Option<NaiveDate>,
        expires_edtf: Option<String>,
        expires_from: Option<NaiveDate>,
        expires_to: Option<NaiveDate>,
        evidence: String,
        evidence_char_start: u32,
        evidence_char_end: u32,
        episode_id: String,
        rule: String,
        confidence: Option<f64>,
    }

    /// One row a history: same sender, target and measure, over all articles.
    SanctionEpisodeRow in "sanction_episodes" {
        episode_id: String,
        sender_actor_id: String,
        target_actor_id: Option<String>,
        measure: String,
        status: String,
        first_from: Option<NaiveDate>,
        imposed_from: Option<NaiveDate>,
        ended_from: Option<NaiveDate>,
        report_count: u32,
        first_sanction_id: String,
    }
}
