//! A small release that keeps every promise, made through `publish` from findings written by hand.
#![allow(dead_code)] // each test file uses its own part

mod publishing;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use tempfile::TempDir;
use tidings::bytes::sha256_hex;
use tidings::codebook::{ActorEntry, EntryIx, PlaceEntry, Registry, RegistryEntry, RegistryName};
use tidings::edtf::Edtf;
use tidings::extract::*;
use tidings::ingest::{Article, ArticleId, Metadata, Paragraph, Section, Source};
use tidings::publish::PublishOptions;
use tidings::spill::Processed;
use tidings::tables::EventTypeRow;
use tidings::text::Span;

use publishing::publish_articles;

/// A release in a folder of its own.
pub struct Fixture {
    _folder: TempDir,
    /// The release.
    pub release: PathBuf,
    /// The articles that it was made of: id, hash of the record, text.
    pub raw: Vec<(String, String, String)>,
}

pub const FIRST: &str = "a0000000000000001";
pub const SECOND: &str = "a0000000000000002";
/// A duplicate of the first.
pub const THIRD: &str = "a0000000000000003";

const PACT: &str = "River pact signed\n\nNorland and Sudria signed a river pact on Monday in Port Valé. \"We share the water,\" \
    said Ana Keita, foreign minister of Norland. Sudria threatened to freeze Norland assets.\n";
const AGAIN: &str = "Port Valé deal\n\nSudria and Norland signed the pact on 10 January 2022. Norland denied a secret clause.\n";

impl Fixture {
    /// Makes it.
    pub fn new() -> Self {
        Self::with(PublishOptions::default())
    }

    /// Makes it with options.
    pub fn with(options: PublishOptions) -> Self {
        let folder = TempDir::new().unwrap();
        let release = folder.path().join("release");
        std::fs::create_dir(&release).unwrap();
        let articles = [pact(FIRST), again(), pact(THIRD)];
        let raw = articles.iter().map(|p| (p.article.id.0.clone(), p.article.raw_sha256.clone(), p.article.text.clone())).collect();
        publish_articles(articles, (&registry(), &event_types()), options, &release);
        Self { _folder: folder, release, raw }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.release.join(file)
    }

    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    /// Changes a text file.
    pub fn edit(&self, file: &str, change: impl FnOnce(String) -> String) {
        let before = self.read(file);
        let after = change(before.clone());
        assert_ne!(before, after, "nothing changed in {file}");
        std::fs::write(self.path(file), after).unwrap();
    }

    /// Changes one cell of a table's CSV: the row whose first cells are `key`, and gives its line.
    pub fn set(&self, table: &str, key: &[&str], column: &str, value: &str) -> u64 {
        let path = self.path(&format!("csv/{table}.csv"));
        let mut rows = self.rows(table);
        let column = rows[0].iter().position(|name| name == column).unwrap();
        let line = rows.iter().position(|row| row.iter().zip(key).all(|(cell, key)| cell == key)).unwrap();
        assert_ne!(rows[line][column], value);
        rows[line][column] = value.to_owned();
        write_rows(&path, &rows);
        line as u64 + 1
    }

    /// All lines of a table's CSV, the header first.
    pub fn rows(&self, table: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(self.path(&format!("csv/{table}.csv"))).unwrap();
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// Writes all lines of a table's CSV.
    pub fn write_rows(&self, table: &str, rows: &[Vec<String>]) {
        write_rows(&self.path(&format!("csv/{table}.csv")), rows);
    }
}

fn write_rows(path: &Path, rows: &[Vec<String>]) {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_path(path).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
}

/// Publishes so many articles without duplicates, some 20 rows each; some 8 report each event.
pub fn write_many(articles: u32, release: &Path) {
    let days = articles / 8 + 1;
    let numbered = (0..articles).map(|n| {
        let mut processed = pact(&format!("a{:016x}", u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let article = &mut processed.article;
        article.text = format!("{}This is report {n}.\n", article.text);
        article.text_sha256 = sha256_hex(article.text.as_bytes());
        let first = NaiveDate::from_ymd_opt(1700, 1, 1).unwrap();
        let day = first + chrono::Days::new(u64::from(n % days));
        article.meta.published_on = Some(day);
        processed.findings.events[0].occurred = Some(Edtf::day(day));
        processed
    });
    publish_articles(numbered, (&registry(), &event_types()), PublishOptions::default(), release);
}

const NORLAND: EntryIx = EntryIx(0);
const SUDRIA: EntryIx = EntryIx(1);
const PORT_VALE: EntryIx = EntryIx(3);

fn registry() -> Registry {
    let government = |id: &str, name: &str, country: &str| {
        RegistryEntry::Actor(ActorEntry {
            id: id.to_owned(),
            name: name.to_owned(),
            kind: ActorKind::Government,
            sector: Some("GOV".to_owned()),
            country: Some(country.to_owned()),
            wikidata_id: None,
            names: vec![RegistryName { name: name.to_owned(), language: None }],
            affiliations: Vec::new(),
        })
    };
    let place = |id: &str, name: &str, kind: &str, parent: Option<EntryIx>| {
        RegistryEntry::Place(PlaceEntry {
            id: id.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            parent,
            country: Some("NOR".to_owned()),
            admin1: None,
            latitude: Some(-12.5),
            longitude: Some(3.25),
            geonames_id: Some(7),
        })
    };
    Registry {
        entries: vec![
            government("gov.nor", "Norland", "NOR"),
            government("gov.sud", "Sudria", "SUD"),
            place("nor", "Norland", "country", None),
            place("nor.port-vale", "Port Valé", "city", Some(EntryIx(2))),
        ],
    }
}

fn event_types() -> Vec<EventTypeRow> {
    let row = |kind: &str, class: &str, score: f64, root: &str| EventTypeRow {
        event_type: kind.to_owned(),
        mode: None,
        quad_class: class.to_owned(),
        score,
        cameo_root: root.to_owned(),
        description: format!("What counts as {kind}."),
    };
    vec![row("AGREE", "verbal cooperation", 3.5, "03"), row("THREATEN", "verbal conflict", -4.4, "13")]
}

fn article(id: &str, text: &str, publisher: &str) -> Article {
    let title = text.find('\n').unwrap();
    let paragraph = |section, from, to| Paragraph { section, span: Span::new(from, to) };
    Article {
        id: ArticleId(id.to_owned()),
        source: Source { raw_file: format!("{id}.txt"), raw_record: String::new() },
        meta: Metadata {
            title: Some(text[..title].to_owned()),
            publisher: Some(publisher.to_owned()),
            published_on: NaiveDate::from_ymd_opt(2022, 1, 11),
            language: Some("en".to_owned()),
            ..Metadata::default()
        },
        text: text.to_owned(),
        paragraphs: vec![paragraph(Section::Headline, 0, title), paragraph(Section::Body, title + 2, text.trim_end().len())],
        raw_sha256: sha256_hex(format!("record of {id}").as_bytes()),
        text_sha256: sha256_hex(text.as_bytes()),
    }
}

/// The `n`th place of some words in a text.
fn at(text: &str, words: &str, n: usize) -> Span {
    let start = text.match_indices(words).nth(n).unwrap().0;
    Span::new(start, start + words.len())
}

fn mention(text: &str, words: &str, n: usize, sentence: u32, referent: Referent) -> Mention {
    Mention {
        span: at(text, words, n),
        section: Section::Body,
        sentence,
        form: MentionForm::Name,
        referent,
        office: None,
        rule: "lexicon".to_owned(),
    }
}

fn chain(name: &str, kind: ActorKind, entry: Option<EntryIx>) -> Chain {
    Chain {
        kind,
        entry,
        name: name.to_owned(),
        names: vec![name.to_owned()],
        local: false,
        country: None,
        sector: None,
        offices: Vec::new(),
    }
}

fn party(mentions: &[Mention], mention: usize) -> Party {
    let Referent::Actor(chain) = mentions[mention].referent else { panic!("a party is an actor") };
    Party { chain: Some(chain), mention: Some(MentionIx(mention as u32)), span: Some(mentions[mention].span), ..Party::default() }
}

fn statement(cue: Span, content: Span, speaker: Party, sentence: u32, kind: &str, act: &str) -> Statement {
    Statement {
        section: Section::Body,
        sentence,
        kind: kind.to_owned(),
        act: act.to_owned(),
        hedged: false,
        negated: false,
        speakers: vec![speaker],
        speaker_basis: "named".to_owned(),
        cue: Some(cue),
        content: vec![content],
        addressees: Vec::new(),
        venue: None,
        said: None,
        parent: None,
        responds_to: None,
        confidence: None,
        rule: "cue/after-quote".to_owned(),
    }
}

fn event(kind: &str, status: &str, trigger: Span, sentence: u32, sources: Vec<Party>, targets: Vec<Party>) -> Event {
    Event {
        section: Section::Body,
        sentence,
        event_type: kind.to_owned(),
        mode: None,
        status: status.to_owned(),
        trigger,
        sources,
        targets,
        occurred: None,
        place: None,
        killed: Range::default(),
        injured: Range::default(),
        participants: Range { min: Some(2), max: Some(4) },
        statement: None,
        spoken_of: Vec::new(),
        rule: "pattern".to_owned(),
    }
}

fn pact(id: &str) -> Processed {
    let text = PACT;
    let actor = |n| Referent::Actor(ChainIx(n));
    let mut keita = mention(text, "Ana Keita", 0, 2, actor(2));
    keita.office = Some(at(text, "foreign minister", 0));
    let mentions = vec![
        mention(text, "Norland", 0, 1, actor(0)),
        mention(text, "Sudria", 0, 1, actor(1)),
        mention(text, "Port Valé", 0, 1, Referent::Place(PORT_VALE)),
        keita,
        mention(text, "Norland", 1, 2, actor(0)),
        mention(text, "Sudria", 1, 3, actor(1)),
        mention(text, "Norland", 2, 3, actor(0)),
    ];
    let party = |n| party(&mentions, n);
    let threat = at(text, "threatened", 0);
    let statements = vec![
        statement(at(text, "said", 0), at(text, "We share the water", 0), party(3), 2, "direct", "say"),
        statement(threat, at(text, "to freeze Norland assets", 0), party(5), 3, "indirect", "threaten"),
    ];
    let mut signed = event("AGREE", "reported", at(text, "signed", 1), 1, vec![party(0), party(1)], vec![]);
    signed.occurred = NaiveDate::from_ymd_opt(2022, 1, 10).map(Edtf::day);
    signed.place = Some(PORT_VALE);
    let mut threatened = event("THREATEN", "reported", threat, 3, vec![party(5)], vec![party(6)]);
    threatened.spoken_of = vec![(StatementIx(1), "performs".to_owned())];
    let sanction = Sanction {
        event: Some(EventIx(1)),
        statement: Some(StatementIx(1)),
        section: Section::Body,
        sentence: 3,
        sender: party(5),
        target: party(6),
        proposer: None,
        measure: "asset_freeze".to_owned(),
        status: "threatened".to_owned(),
        reason: None,
        condition: None,
        decided: None,
        effective: None,
        expires: Edtf::parse("2022-06/..").ok(),
        evidence: threat.cover(at(text, "assets", 0)),
        trigger_start: threat.start,
        rule: "measure".to_owned(),
    };
    let chains = vec![
        chain("Norland", ActorKind::Government, Some(NORLAND)),
        chain("Sudria", ActorKind::Government, Some(SUDRIA)),
        chain("Ana Keita", ActorKind::Person, None),
    ];
    let findings =
        Findings { mentions, chains, statements, events: vec![signed, threatened], sanctions: vec![sanction], ..Findings::default() };
    processed(article(id, text, "The Vale Post"), 4, findings)
}

fn again() -> Processed {
    let text = AGAIN;
    let mentions = vec![
        mention(text, "Sudria", 0, 1, Referent::Actor(ChainIx(0))),
        mention(text, "Norland", 0, 1, Referent::Actor(ChainIx(1))),
        mention(text, "Norland", 1, 2, Referent::Actor(ChainIx(1))),
    ];
    let party = |n| party(&mentions, n);
    let mut signed = event("AGREE", "reported", at(text, "signed", 0), 1, vec![party(1), party(0)], vec![]);
    signed.occurred = NaiveDate::from_ymd_opt(2022, 1, 10).map(Edtf::day);
    let statements = vec![statement(at(text, "denied", 0), at(text, "a secret clause", 0), party(2), 2, "indirect", "deny")];
    let chains = vec![chain("Sudria", ActorKind::Government, Some(SUDRIA)), chain("Norland", ActorKind::Government, Some(NORLAND))];
    let findings = Findings { mentions, chains, statements, events: vec![signed], ..Findings::default() };
    processed(article(SECOND, text, "The Delta Herald"), 3, findings)
}

fn processed(article: Article, sentence_count: u32, findings: Findings) -> Processed {
    Processed { article, sentence_count, word_count: 20, fingerprint: Default::default(), findings }
}
