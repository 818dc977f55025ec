//! Decisions about hand-made articles.

use crate::annotate::Fingerprint;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::edtf::Edtf;
use crate::extract::{ActorKind, Findings, MentionIx};
use crate::publish::samples::{self, ECOWAS, MALI, article, chain, event, party, sanction};
use crate::spill::Processed;
use crate::text::Span;

/// What is decided, in terms that don't depend on the order of the spill.
fn decisions(articles: &[Processed]) -> BTreeMap<String, String> {
    let registry = samples::registry();
    let resolution = resolve(&samples::spill(articles), &registry).unwrap();
    let name = |report: ReportIx| format!("{}:{}", articles[report.article as usize].article.id, report.row);
    let mut shown = BTreeMap::new();
    for (n, processed) in articles.iter().enumerate() {
        let ix = n as u32;
        let id = &processed.article.id.0;
        let duplicate_of = resolution.duplicate_of(ix).map(str::to_owned);
        let actors: Vec<_> = (0..processed.findings.chains.len() as u32)
            .map(|chain| resolution.actor(ix, ChainIx(chain)).map(|actor| resolution.actors().id(actor, &registry).to_owned()))
            .collect();
        shown.insert(id.clone(), format!("{duplicate_of:?} {actors:?}"));
        for row in 0..processed.findings.events.len() as u32 {
            let report = ReportIx { article: ix, row };
            let group = resolution.groups().of(report).map_or(name(report), |group| name(group.first));
            shown.insert(format!("{id} event {row}"), group);
        }
        for row in 0..processed.findings.sanctions.len() as u32 {
            let episode = resolution.episodes().of(ReportIx { article: ix, row });
            let text = episode.map(|e| format!("{} {} {} {:?}", name(e.first), e.status, e.reports, e.imposed_from));
            shown.insert(format!("{id} sanction {row}"), text.unwrap_or_default());
        }
    }
    shown
}

fn words() -> Span {
    Span::new(0, 1)
}

/// ECOWAS does something to Mali.
fn report(number: u32, published_on: Option<&str>, on: &str, status: &str) -> Processed {
    let mut processed = article(number, "X", published_on);
    let mut event = event(vec![party(1, 1, words())], vec![party(0, 0, words())], on, words());
    event.status = status.to_owned();
    processed.findings = Findings {
        chains: vec![
            chain(ActorKind::Government, Some(MALI), "Mali"),
            chain(ActorKind::Igo, Some(ECOWAS), "ECOWAS"),
            chain(ActorKind::Person, None, "Ada Stone"),
        ],
        events: vec![event],
        ..Findings::default()
    };
    processed
}

fn sanctioned(number: u32, published_on: Option<&str>, measure: &str, status: &str) -> Processed {
    let mut processed = report(number, published_on, "2022-01-09", "reported");
    let (sender, target) = (party(1, 1, words()), party(0, 0, words()));
    let mut sanction = sanction(sender, target, measure, status, words());
    sanction.decided = Some(Edtf::parse(&format!("2022-01-{:02}", number % 28 + 1)).unwrap());
    processed.findings.sanctions = vec![sanction];
    processed
}

fn groups(articles: &[Processed]) -> Vec<String> {
    let all = decisions(articles);
    articles.iter().map(|a| all[&format!("{} event 0", a.article.id)][13..].to_owned()).collect()
}

#[test]
fn reports_of_one_event_are_joined() {
    let two = [report(1, Some("2022-01-11"), "2022-01-09", "reported"), report(2, Some("2022-01-10"), "2022-01", "alleged")];
    assert_eq!(groups(&two), ["0002:0", "0002:0"], "the earlier report names the group");
}

#[test]
fn what_may_be_another_event_stays_apart() {
    let first = || report(1, Some("2022-01-10"), "2022-01-09", "reported");
    let apart = |second: Processed| assert_eq!(groups(&[first(), second]), ["0001:0", "0002:0"]);
    apart(report(2, Some("2022-01-11"), "2022-01-08", "reported"));
    apart(report(2, Some("2022-01-11"), "2022-01-09", "planned"));
    apart(report(2, Some("2022-01-11"), "XXXX-01-09", "reported"));
    let changed = |change: fn(&mut Processed)| {
        let mut second = report(2, Some("2022-01-11"), "2022-01-09", "reported");
        change(&mut second);
        second
    };
    apart(changed(|p| p.findings.events[0].occurred = None));
    apart(changed(|p| p.findings.events[0].targets.clear()));
    apart(changed(|p| p.findings.events[0].targets.push(Party { mention: Some(MentionIx(0)), ..Party::default() })));
    apart(changed(|p| p.findings.events[0].event_type = "COERCE".to_owned()));
}

#[test]
fn overlaps_do_not_drift() {
    let on = |number, on| report(number, Some(&format!("2022-02-{number:02}")), on, "reported");
    let three = [on(1, "2022-01-01/2022-01-04"), on(2, "2022-01-04/2022-01-08"), on(3, "2022-01-08/2022-01-12")];
    assert_eq!(groups(&three), ["0001:0", "0001:0", "0003:0"]);
}

#[test]
fn a_state_does_not_act_upon_itself() {
    let mut processed = report(1, None, "2022-01-09", "reported");
    processed.findings.events[0].sources[0].chain = Some(ChainIx(0));
    let resolution = resolve(&samples::spill(std::slice::from_ref(&processed)), &samples::registry()).unwrap();
    let (sources, targets) = resolution.event_actors(0, &processed.findings.events[0]);
    assert!(sources[0].is_some() && targets == [None]);
}

fn episodes(articles: &[Processed]) -> Vec<String> {
    let all = decisions(articles);
    articles.iter().map(|a| all[&format!("{} sanction 0", a.article.id)][13..].to_owned()).collect()
}

#[test]
fn unspecified_sanctions_join_the_one_open_history() {
    let freeze = || sanctioned(1, Some("2022-01-01"), "asset_freeze", "imposed");
    let third = || sanctioned(3, Some("2022-01-03"), "unspecified", "lifted");
    let joined = [freeze(), third()];
    assert_eq!(episodes(&joined), vec![r#"0001:0 lifted 2 Some(2022-01-02)"#; 2]);
    let two_open = [freeze(), sanctioned(2, Some("2022-01-02"), "travel_ban", "imposed"), third()];
    assert!(episodes(&two_open)[2].starts_with("0003:0"), "two are open");
    let closed = [freeze(), sanctioned(2, Some("2022-01-02"), "asset_freeze", "lifted"), third()];
    assert!(episodes(&closed)[2].starts_with("0003:0"), "none is open");
}

#[test]
fn undated_reports_do_not_set_the_status() {
    let two = [sanctioned(1, None, "asset_freeze", "lifted"), sanctioned(2, Some("2022-01-02"), "asset_freeze", "imposed")];
    assert!(episodes(&two)[0].starts_with("0002:0 imposed 2"));
}

#[test]
fn discovered_actors_have_readable_ids() {
    let mut one = report(1, None, "2022-01-09", "reported");
    let mut surname = chain(ActorKind::Person, None, "Ndaw");
    surname.local = true;
    let mut nobody = chain(ActorKind::Person, None, " ");
    nobody.names.clear();
    one.findings.chains = vec![
        chain(ActorKind::Person, None, "Ada Stone"),
        chain(ActorKind::Person, None, "ABDOULAYE DIOP"),
        chain(ActorKind::Group, None, "Abdoulaye Diop"),
        surname,
        nobody,
    ];
    one.findings.events.clear();
    let expected = [
        Some("per.ada-stone-2"), // the registry has another one of this id
        Some("per.abdoulaye-diop"),
        Some("group.abdoulaye-diop"),
        Some("per.a0000000000000001.ndaw"),
        None,
    ];
    assert_eq!(decisions(&[one])["a0000000000000001"], format!("None {expected:?}"));
}

#[test]
fn an_office_that_the_registry_has_is_not_stated_again() {
    let mut one = report(1, Some("2022-01-09"), "2022-01-09", "reported");
    one.findings.chains = vec![chain(ActorKind::Person, Some(samples::DIOP), "Diop")];
    one.findings.events.clear();
    let office = |title: &str| crate::extract::Office { title: title.to_owned(), organisation: None, sector: None, mention: MentionIx(0) };
    one.findings.chains[0].offices = vec![office("minister"), office("foreign minister"), office("ambassador")];
    let resolution = resolve(&samples::spill(&[one]), &samples::registry()).unwrap();
    let stated: Vec<_> = resolution.actors().offices().iter().map(|(_, _, slug, _)| slug.to_owned()).collect();
    assert_eq!(stated, ["ambassador"]);
}

#[test]
fn two_articles_with_one_id_are_an_error() {
    let twice = [article(1, "X", None), article(1, "Y", None)];
    let error = resolve(&samples::spill(&twice), &samples::registry()).unwrap_err().to_string();
    assert!(error.contains("a0000000000000001"), "{error}");
}

fn any_article() -> impl Strategy<Value = Processed> {
    let days = prop::sample::select(vec!["2022-01-09", "2022-01", "2022-01-08/2022-01-10", "XXXX-01-09"]);
    let statuses = prop::sample::select(vec!["reported", "alleged", "planned"]);
    let measures = prop::sample::select(vec!["asset_freeze", "travel_ban", "unspecified"]);
    let stages = prop::sample::select(vec!["imposed", "lifted", "threatened"]);
    let published = prop::option::of(1..5u32);
    (published, days, statuses, measures, stages, prop::collection::vec(0..2u32, 10)).prop_map(
        |(published, day, status, measure, stage, fingerprint)| {
            let published = published.map(|day| format!("2022-01-{day:02}"));
            let mut processed = sanctioned(0, published.as_deref(), measure, stage);
            let reported = report(0, None, day, status);
            processed.findings.events = reported.findings.events;
            processed.fingerprint = Fingerprint { words: fingerprint, figures: Vec::new() };
            processed
        },
    )
}

/// Gives the articles their numbers.
fn numbered(articles: Vec<Processed>) -> Vec<Processed> {
    let number = |(n, mut processed): (usize, Processed)| {
        let like = article(n as u32, "X", None).article;
        processed.article.id = like.id;
        processed.article.text_sha256 = like.text_sha256;
        processed
    };
    articles.into_iter().enumerate().map(number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reading_order_decides_nothing(articles in prop::collection::vec(any_article(), 1..9).prop_map(numbered), seed in any::<u64>()) {
        let mut shuffled = articles.clone();
        let mut random = seed;
        for n in (1..shuffled.len()).rev() {
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(n, (random >> 33) as usize % (n + 1));
        }
        prop_assert_eq!(decisions(&articles), decisions(&shuffled));
    }

    #[test]
    fn a_later_article_only_joins(articles in prop::collection::vec(any_article(), 2..9).prop_map(numbered)) {
        let mut sorted = articles;
        sorted.sort_by_key(|p| (p.article.meta.published_on.is_none(), p.article.meta.published_on, p.article.id.clone()));
        let (all, before) = (decisions(&sorted), decisions(&sorted[..sorted.len() - 1]));
        for (key, decided) in before.into_iter().filter(|(key, _)| !key.contains("sanction")) {
            prop_assert_eq!(&all[&key], &decided, "{}", key);
        }
    }
}
