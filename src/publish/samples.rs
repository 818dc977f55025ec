//! Hand-made articles for the tests of `resolve` and `publish`.

use crate::annotate::Fingerprint;
use chrono::NaiveDate;

use crate::codebook::*;
use crate::edtf::Edtf;
use crate::extract::worked::direct;
use crate::extract::*;
use crate::ingest::*;
use crate::spill::{Processed, Spill, SpillWriter};
use crate::tables::EventTypeRow;
use crate::text::Span;

pub(crate) const MALI: EntryIx = EntryIx(0);
pub(crate) const ECOWAS: EntryIx = EntryIx(1);
pub(crate) const DIOP: EntryIx = EntryIx(2);
pub(crate) const BAMAKO: EntryIx = EntryIx(4);

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn actor(id: &str, name: &str, kind: ActorKind, country: Option<&str>) -> ActorEntry {
    ActorEntry {
        id: id.to_owned(),
        name: name.to_owned(),
        kind,
        sector: Some("GOV".to_owned()),
        country: country.map(str::to_owned),
        wikidata_id: None,
        names: vec![RegistryName { name: name.to_owned(), language: None }],
        affiliations: Vec::new(),
    }
}

fn place(id: &str, name: &str, kind: &str, parent: Option<EntryIx>) -> PlaceEntry {
    PlaceEntry {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        parent,
        country: Some("MLI".to_owned()),
        admin1: None,
        latitude: Some(12.65),
        longitude: Some(-8.0),
        geonames_id: None,
    }
}

pub(crate) fn registry() -> Registry {
    let mut diop = actor("per.abdoulaye-diop", "Abdoulaye Diop", ActorKind::Person, Some("MLI"));
    diop.affiliations.push(RegistryAffiliation {
        organisation: Some(MALI),
        office: Some("Foreign Minister".to_owned()),
        sector: Some("GOV".to_owned()),
        from: Some(day("2020-10-05")),
        to: None,
    });
    Registry {
        entries: vec![
            RegistryEntry::Actor(actor("gov.mli", "Mali", ActorKind::Government, Some("MLI"))),
            RegistryEntry::Actor(actor("igo.ecowas", "ECOWAS", ActorKind::Igo, None)),
            RegistryEntry::Actor(diop),
            RegistryEntry::Place(place("mli", "Mali", "country", None)),
            RegistryEntry::Place(place("mli.bamako", "Bamako", "city", Some(EntryIx(3)))),
            RegistryEntry::Actor(actor("per.ada-stone", "Ada Stone (poet)", ActorKind::Person, None)),
        ],
    }
}

pub(crate) fn event_types() -> Vec<EventTypeRow> {
    let row = |event_type: &str, mode: Option<&str>| EventTypeRow {
        event_type: event_type.to_owned(),
        mode: mode.map(str::to_owned),
        quad_class: "material conflict".to_owned(),
        score: -6.5,
        cameo_root: "16".to_owned(),
        description: "A made-up line.".to_owned(),
    };
    vec![row("SANCTION", None), row("COERCE", Some("arrest"))]
}

pub(crate) fn party(chain: u32, mention: u32, span: Span) -> Party {
    Party { chain: Some(ChainIx(chain)), mention: Some(MentionIx(mention)), span: Some(span), ..Party::default() }
}

pub(crate) fn chain(kind: ActorKind, entry: Option<EntryIx>, name: &str) -> Chain {
    let (name, names) = (name.to_owned(), vec![name.to_owned()]);
    Chain { kind, entry, name, names, local: false, country: None, sector: None, offices: Vec::new() }
}

pub(crate) fn event(sources: Vec<Party>, targets: Vec<Party>, on: &str, trigger: Span) -> Event {
    Event {
        section: Section::Body,
        sentence: 0,
        event_type: "SANCTION".to_owned(),
        mode: None,
        status: "reported".to_owned(),
        trigger,
        sources,
        targets,
        occurred: Some(Edtf::parse(on).unwrap()),
        place: None,
        killed: Range::default(),
        injured: Range::default(),
        participants: Range::default(),
        statement: None,
        spoken_of: Vec::new(),
        rule: "pattern/sanction".to_owned(),
    }
}

pub(crate) fn sanction(sender: Party, target: Party, measure: &str, status: &str, evidence: Span) -> Sanction {
    Sanction {
        event: None,
        statement: None,
        section: Section::Body,
        sentence: 0,
        sender,
        target,
        proposer: None,
        measure: measure.to_owned(),
        status: status.to_owned(),
        reason: None,
        condition: None,
        decided: None,
        effective: None,
        expires: None,
        evidence,
        trigger_start: evidence.start,
        rule: "pattern/sanction".to_owned(),
    }
}

/// An article without findings; `number` makes id and hashes.
pub(crate) fn article(number: u32, text: &str, published_on: Option<&str>) -> Processed {
    let article = Article {
        id: ArticleId(format!("a{number:016x}")),
        source: Source { raw_file: "briefs.jsonl".to_owned(), raw_record: number.to_string() },
        meta: Metadata {
            title: Some(format!("Brief {number}")),
            publisher: Some(format!("Paper {}", number % 2)),
            published_on: published_on.map(day),
            ..Metadata::default()
        },
        text: text.to_owned(),
        paragraphs: vec![Paragraph { section: Section::Body, span: Span::new(0, text.len()) }],
        raw_sha256: format!("{number:064x}"),
        text_sha256: format!("{:064x}", number + 4096),
    };
    Processed { article, sentence_count: 1, word_count: 9, fingerprint: Fingerprint::default(), findings: Findings::default() }
}

pub(crate) const TEXT: &str =
    "Élise Ndaw, mayor of Bamako, said:\n\"Mali will vote,\tand soon.\" ECOWAS imposed sanctions on Mali, minister Diop said.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn mention(words: &str, form: MentionForm, referent: Referent) -> Mention {
    let rule = "lexicon".to_owned();
    Mention { span: span(words), section: Section::Body, sentence: 0, form, referent, office: None, rule }
}

/// An article with a row for most tables.
pub(crate) fn full(number: u32, published_on: Option<&str>) -> Processed {
    let mut processed = article(number, TEXT, published_on);
    let mut mayor = mention("Élise Ndaw", MentionForm::Name, Referent::Actor(ChainIx(0)));
    mayor.office = Some(span("mayor of Bamako"));
    let mut ndaw = chain(ActorKind::Person, None, "Élise Ndaw");
    ndaw.country = Some("MLI".to_owned());
    ndaw.offices.push(Office { title: "mayor".to_owned(), organisation: None, sector: Some("GOV".to_owned()), mention: MentionIx(0) });
    let mali_start = TEXT.rfind("Mali").unwrap();
    let mut mali = mention("Mali", MentionForm::Name, Referent::Actor(ChainIx(1)));
    mali.span = Span::new(mali_start, mali_start + 4);
    let (sender, target) = (party(2, 2, span("ECOWAS")), party(1, 3, mali.span));
    let statement = |speaker: Party, cue: &str, content: Vec<Span>| {
        let rule = "quote".to_owned();
        Statement { rule, ..direct(speaker, Some(span(cue)), content) }
    };
    let mut imposed = event(vec![sender.clone()], vec![target.clone()], "2022-01-09", span("imposed"));
    imposed.spoken_of.push((StatementIx(1), "asserts".to_owned()));
    imposed.statement = Some(StatementIx(1));
    imposed.place = Some(BAMAKO);
    let mut freeze = sanction(sender, target, "unspecified", "imposed", span("imposed sanctions on Mali"));
    freeze.event = Some(EventIx(0));
    freeze.decided = Some(Edtf::parse("2022-01-09").unwrap());
    let diop = statement(party(3, 4, span("Diop")), "said.", vec![span("ECOWAS imposed sanctions on Mali")]);
    processed.findings = Findings {
        places: Vec::new(),
        mentions: vec![
            mayor,
            mention("Bamako", MentionForm::Name, Referent::Place(BAMAKO)),
            mention("ECOWAS", MentionForm::Name, Referent::Actor(ChainIx(2))),
            mali,
            mention("Diop", MentionForm::Name, Referent::Actor(ChainIx(3))),
        ],
        chains: vec![
            ndaw,
            chain(ActorKind::Government, Some(MALI), "Mali"),
            chain(ActorKind::Igo, Some(ECOWAS), "ECOWAS"),
            chain(ActorKind::Person, Some(DIOP), "Diop"),
        ],
        statements: vec![statement(party(0, 0, span("Élise Ndaw")), "said:", vec![span("Mali will vote,\tand soon")]), diop],
        events: vec![imposed],
        sanctions: vec![freeze],
    };
    processed
}

pub(crate) fn spill(articles: &[Processed]) -> Spill {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = SpillWriter::create(folder.path()).unwrap();
    articles.iter().for_each(|article| writer.push(article).unwrap());
    writer.finish().unwrap()
}
