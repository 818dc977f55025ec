//! Events: who did what to whom, by the codebook's patterns over the tree of each sentence.
//!
//! What is known of English stands in `schema/codebook/events/`; here is how patterns are matched, whose act it is, and
//! what the article as a whole stands for.

mod circumstances;
mod governments;
mod matcher;
mod merge;
mod parties;
mod scene;
mod status;
#[cfg(test)]
mod tests;
mod told;
mod tolls;

use chrono::NaiveDate;

pub(crate) use circumstances::occurred;
pub(crate) use governments::{add_governments, drop_unused};
pub(crate) use matcher::{Hit, Miss};
pub(crate) use parties::Who;
pub(crate) use scene::Scene;
pub(crate) use status::Mood;

use super::dates::{self, DateExpression};
use super::mentions::Mentions;
use super::watch::{Nobody, Watch};
use super::{ActorKind, Chain, ChainIx, Event, Mention, Party, Range, Referent, Statement};
use crate::annotate::Document;
use crate::codebook::{DateRules, EntryClass, EntryIx, EventRules, Lexicon, ListId, Pattern, PatternSet, Trait, Word};
use crate::ingest::Article;
use crate::text::Span;
use crate::ud::{Relation, Upos, Xpos};
use told::Told;

/// The article's parts that events are found in.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub text: &'a str,
    pub document: &'a Document,
    pub mentions: &'a [Mention],
    pub chains: &'a [Chain],
    pub published_on: Option<NaiveDate>,
    pub dates: &'a DateRules,
    pub lexicon: &'a Lexicon,
    pub statements: &'a [Statement],
}

impl<'a> Context<'a> {
    /// The parts of an article.
    pub fn new(
        (article, document): (&'a Article, &'a Document),
        mentions: &'a Mentions,
        statements: &'a [Statement],
        dates: &'a DateRules,
        lexicon: &'a Lexicon,
    ) -> Self {
        let Mentions { mentions, chains, .. } = mentions;
        Self { text: &article.text, document, mentions, chains, published_on: article.meta.published_on, dates, lexicon, statements }
    }

    /// Whether a word between these places, in whatever sentence, stands for people of one of these sectors.
    fn names_sector(&self, set: &PatternSet, span: Span, sectors: &[&str]) -> bool {
        self.has_word(set, span, |word| set.words.sector(word).is_some_and(|sector| sectors.contains(&sector)))
    }

    /// Whether a word between these places is of a class.
    fn names_class(&self, set: &PatternSet, span: Span, class: ListId) -> bool {
        self.has_word(set, span, |word| set.words.is(word, class))
    }

    fn has_word(&self, set: &PatternSet, span: Span, is: impl Fn(Word) -> bool) -> bool {
        let Some(sentence) = self.document.sentence_at(span.start).and_then(|n| self.document.sentences.get(n)) else { return false };
        let mut buffer = String::new();
        let mut within = self.document.tokens_of(sentence).iter().filter(|t| span.contains(t.span));
        within.any(|token| is(set.words.find(self.document.lemma(token), &mut buffer)))
    }

    /// The actors that are named between these places.
    fn actors_within(&self, span: Span) -> impl Iterator<Item = ChainIx> + use<'a> {
        let first = self.mentions.partition_point(|m| m.span.start < span.start);
        let mentions = self.mentions;
        mentions[first..].iter().take_while(move |m| m.span.end <= span.end).filter_map(|m| match m.referent {
            Referent::Actor(chain) => Some(chain),
            _ => None,
        })
    }

    /// The actor of this article that a country's name stands for where the country acts or is acted upon.
    fn government(&self, place: EntryIx) -> Option<ChainIx> {
        self.state(place).filter(|_| self.lexicon.facts(place).class == EntryClass::Country)
    }

    /// The same also for a capital, whose name stands for its government in what is said or decided, but not in what is
    /// done to a place.
    pub fn state(&self, place: EntryIx) -> Option<ChainIx> {
        let government = self.lexicon.government(place);
        let chain = self.chains.iter().position(|c| c.entry.is_some() && c.entry == government)?;
        Some(ChainIx(chain as u32))
    }
}

/// The events of an article, by the start of the trigger, each at its first full mention.
pub fn find(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    statements: &[Statement],
    rules: &EventRules,
    lexicon: &Lexicon,
) -> Vec<Event> {
    find_watched(article, document, mentions, statements, rules, lexicon, &mut Nobody)
}

/// As [`find`], while somebody looks on.
pub(super) fn find_watched(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    statements: &[Statement],
    rules: &EventRules,
    lexicon: &Lexicon,
    watch: &mut dyn Watch,
) -> Vec<Event> {
    let context = Context::new((article, document), mentions, statements, &rules.dates, lexicon);
    let told = Told::new(&context, rules);
    let mut events: Vec<Event> = Vec::new();
    for_each_scene(&context, &rules.patterns, |scene| {
        watch.scene(scene);
        let dates = std::cell::OnceCell::new();
        let mut found: Vec<Event> = Vec::new();
        for hit in scene.hits() {
            found.extend(event(scene, &hit, &told, &dates).map(|event| implied(scene, &hit, event, &events, rules)));
        }
        merge::within_sentence(&mut found);
        merge::add(&mut events, found, scene, rules);
    });
    merge::finish(&mut events);
    name_accused(&mut events, &context, rules);
    events
}

/// "The suspect": where the article tells of one person only that he was arrested, charged or convicted, he is meant.
fn name_accused(events: &mut [Event], context: &Context<'_>, rules: &EventRules) {
    let person = |chain: &ChainIx| context.chains.get(chain.0 as usize).is_some_and(|c| c.kind == ActorKind::Person);
    let duty = |e: &&Event| e.mode.as_ref().is_some_and(|mode| rules.of(&e.event_type).is_some_and(|kind| kind.accuses.contains(mode)));
    let mut accused = events.iter().filter(duty).flat_map(|e| &e.targets).filter_map(|p| p.chain).filter(person);
    let Some(one) = accused.next().filter(|one| accused.all(|other| other == *one)) else { return };
    let set = &rules.patterns;
    let mut buffer = String::new();
    let mut means = |party: &Party| {
        let span = party.span.filter(|_| party.chain.is_none())?;
        let sentence = context.document.sentences.get(context.document.sentence_at(span.start)?)?;
        let tokens = context.document.tokens_of(sentence);
        let at = tokens.iter().rposition(|t| span.contains(t.span))?;
        let is =
            |n: usize, class: ListId, buffer: &mut String| set.words.is(set.words.find(context.document.lemma(&tokens[n]), buffer), class);
        // one of several is not he
        let first = tokens.iter().position(|t| span.contains(t.span))?;
        let single = matches!(tokens[at].xpos, Xpos::Nn | Xpos::Nnp) || tokens[at].upos == Upos::Verb;
        let the = first == at || is(first, set.grammar.definite, &mut buffer);
        let before = first.checked_sub(1).is_some_and(|n| is(n, set.grammar.definite, &mut buffer));
        (single && (before || the && first != at) && is(at, set.grammar.accused, &mut buffer)).then_some(())
    };
    for event in events {
        // nobody acts upon himself
        if event.sources.iter().chain(&event.targets).all(|party| party.chain != Some(one))
            && let Some(party) = event.sources.iter_mut().chain(&mut event.targets).find(|party| means(party).is_some())
        {
            party.chain = Some(one);
        }
    }
}

/// Visits every sentence that holds a trigger.
pub(crate) fn for_each_scene(context: &Context<'_>, set: &PatternSet, mut visit: impl FnMut(&Scene<'_>)) {
    let mut buffer = String::new();
    let mut mention = 0;
    let mut owners = scene::Owners::new();
    for (number, sentence) in context.document.sentences.iter().enumerate() {
        let first = mention;
        while context.mentions.get(mention).is_some_and(|m| m.span.start < sentence.span.end) {
            mention += 1;
        }
        if !sentence.section.has_rows() {
            continue;
        }
        let tokens = context.document.tokens_of(sentence);
        let words: Vec<Word> = tokens.iter().map(|t| set.words.find(context.document.lemma(t), &mut buffer)).collect();
        if !words.iter().any(|w| !set.of(*w).is_empty()) {
            continue;
        }
        if context.document.tree(sentence).is_none() {
            continue;
        }
        if let Some(scene) = Scene::new(context, set, (number, sentence), words, first..mention, std::mem::take(&mut owners)) {
            visit(&scene);
            owners = scene.into_owners();
        }
    }
}

fn event(scene: &Scene<'_>, hit: &Hit<'_>, told: &Told<'_>, dates: &std::cell::OnceCell<Vec<DateExpression>>) -> Option<Event> {
    let mood = scene.mood(hit.at, &hit.used);
    let telling = told.telling(scene, hit, mood)?;
    let dates = dates.get_or_init(|| dates::find(scene.context.text, scene.tokens, scene.context.published_on, scene.context.dates));
    let (killed, injured) = scene.tolls(hit.at);
    // "weeks of protests": who protests are people of the place
    let sector = hit.pattern.implied_source.clone().filter(|_| hit.sources.is_empty());
    let unnamed = sector.map(|sector| Party { sector: Some(sector), ..Party::default() });
    let participants = if telling.event_type == "PROTEST" { scene.crowd(&hit.sources) } else { Range::default() };
    Some(Event {
        section: scene.context.document.sentences[scene.number].section,
        sentence: scene.number as u32,
        occurred: circumstances::event_date(scene, hit, &telling.event_type, dates),
        event_type: telling.event_type,
        mode: telling.mode,
        status: telling.status,
        trigger: trigger(scene, hit),
        sources: telling.announcers.into_iter().chain(hit.sources.iter().cloned().map(Who::party)).chain(unnamed).collect(),
        targets: hit.targets.iter().cloned().map(Who::party).collect(),
        place: circumstances::place(scene, hit),
        killed,
        injured,
        participants,
        statement: telling.statement,
        spoken_of: telling.spoken_of,
        rule: hit.pattern.rule.clone(),
    })
}

/// How many sentences back a deed without a kind ("the decision") may lie.
const NEAR: u32 = 6;

/// "condemned the raid": where the deed that is spoken of is definite and nobody's, whoever did it last is the target.
fn implied(scene: &Scene<'_>, hit: &Hit<'_>, mut event: Event, before: &[Event], rules: &EventRules) -> Event {
    let answers = |event: &Event| rules.has(&event.event_type, Trait::Answer);
    let deed = |at: usize| {
        let noun = scene.is(at, scene.grammar().deed) || scene.is(at, scene.grammar().event_noun);
        noun && scene.tree.children(at).any(|c| scene.relation(c) == Relation::Det && scene.is(c, scene.grammar().definite))
    };
    if !event.targets.is_empty() || !answers(&event) {
        return event;
    }
    let Some(spoken_of) = scene.patient(hit.at).filter(|at| deed(*at)) else { return event };
    let kinds: Vec<&Pattern> = scene.set.of(scene.words[spoken_of]).iter().map(|t| &scene.set.patterns[t.pattern as usize]).collect();
    let other = |e: &&Event| e.sources.first().is_some_and(|s| event.sources.iter().all(|o| o.chain != s.chain));
    let announced = |k: &Pattern, e: &Event| {
        let later = rules.of(&k.event_type).and_then(|kind| kind.announced.as_ref());
        later.is_some_and(|later| later.event_type == e.event_type)
    };
    let named = |e: &Event| kinds.iter().any(|k| k.event_type == e.event_type && (k.mode.is_none() || k.mode == e.mode) || announced(k, e));
    let near = |e: &Event| !answers(e) && e.sentence + NEAR >= event.sentence;
    let of_kind = |e: &&Event| if kinds.is_empty() { near(e) } else { named(e) };
    let doer = before.iter().rev().filter(of_kind).find(other).and_then(|e| e.sources.first());
    event.targets.extend(doer.filter(|d| d.chain.is_some()).map(|d| Party { chain: d.chain, ..Party::default() }));
    event
}

/// The trigger with its particle or first noun, where these stand together.
pub(crate) fn trigger(scene: &Scene<'_>, hit: &Hit<'_>) -> Span {
    let beside = hit.used.iter().copied().filter(|u| u.abs_diff(hit.at) <= 2);
    let (from, to) = beside.fold((hit.at, hit.at), |(from, to), u| (from.min(u), to.max(u)));
    Span { start: scene.tokens[from].span.start, end: scene.tokens[to].span.end }
}
