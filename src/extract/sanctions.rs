//! Sanctions: clauses in which somebody decides, ends or announces a measure against somebody.

use super::dates::{self, DateExpression};
use super::events::{self, Context, Hit, Mood, Scene};
use super::mentions::Mentions;
use super::watch::{Nobody, Watch};
use super::{ActorKind, Event, EventIx, Party, Sanction, Statement, StatementIx};
use crate::annotate::Document;
use crate::codebook::{Lexicon, SanctionRules};
use crate::edtf::Edtf;
use crate::ingest::Article;
use crate::text::Span;
use crate::ud::{Relation, Upos};

/// The sanctions of an article, by the start of the evidence: one a sender, target and measure.
pub fn find(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
    lexicon: &Lexicon,
) -> Vec<Sanction> {
    find_watched(article, document, mentions, (statements, events), rules, lexicon, &mut Nobody)
}

/// As [`find`], while somebody looks on.
pub(super) fn find_watched(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
    lexicon: &Lexicon,
    watch: &mut dyn Watch,
) -> Vec<Sanction> {
    let context = Context::new((article, document), mentions, statements, &rules.dates, lexicon);
    let mut sanctions: Vec<Sanction> = Vec::new();
    events::for_each_scene(&context, &rules.patterns, |scene| {
        watch.scene(scene);
        for hit in scene.hits() {
            for sanction in rows(scene, (statements, events), rules, &hit, sanctions.last()) {
                let again = |s: &Sanction| {
                    let span = |s: &Sanction| s.target.span.filter(|_| s.target.chain.is_none());
                    (s.sender.chain, s.target.chain, span(s), &s.measure, &s.status)
                        == (sanction.sender.chain, sanction.target.chain, span(&sanction), &sanction.measure, &sanction.status)
                };
                if !sanctions.iter().any(again) {
                    sanctions.push(sanction);
                }
            }
        }
    });
    sanctions.sort_by_key(|s| (s.evidence, s.trigger_start));
    sanctions
}

/// How many sentences back the sanction may lie that "follow suit" speaks of.
const NEAR: u32 = 4;

/// The rows of one clause: every sender with every target and measure. A pattern without ways to a target ("followed
/// suit") speaks of the sanction told before.
fn rows(
    scene: &Scene<'_>,
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
    hit: &Hit<'_>,
    before: Option<&Sanction>,
) -> Vec<Sanction> {
    let mut mood = scene.mood(hit.at, &hit.used);
    let own = |c: usize| scene.relation(c) == Relation::NmodPoss;
    if scene.tokens[hit.at].upos == Upos::Noun && scene.tree.children(hit.at).any(own) {
        // "agreed to join the League's sanctions": those are there already
        mood.decided = false;
        mood.spoken = false;
    }
    let trigger = events::trigger(scene, hit);
    let Some(status) = status(hit.pattern.status.as_str(), mood) else { return Vec::new() };
    let statement = statements.iter().position(|s| s.content.iter().any(|span| span.contains(trigger)));
    if mood.provided || statement.is_some_and(|n| statements[n].negated) {
        return Vec::new();
    }
    let dates = dates::find(scene.context.text, scene.tokens, scene.context.published_on, scene.context.dates);
    let mut measures = hit.pattern.measure.map_or_else(|| named(scene, hit), |m| vec![m]);
    let proposer = proposer(scene, hit, mood);
    let parties =
        |side: &[events::Who], decides: bool| side.iter().map(|who| scene.as_state(who.clone(), decides).party()).collect::<Vec<Party>>();
    let senders: Vec<Party> = parties(&hit.sources, true).into_iter().filter(|p| scene.context.may_sanction(p)).collect();
    // "five Ruritanian officials" are a target although nobody knows who they are
    let name = |p: &Party| p.span.is_some_and(|span| span.of(scene.context.text).starts_with(char::is_uppercase));
    let somebody = |p: &Party| p.chain.is_some() || p.sector.is_some() || name(p);
    let mut targets: Vec<Party> = parties(&hit.targets, false).into_iter().filter(somebody).collect();
    if hit.pattern.target.is_empty() {
        let Some(before) = before.filter(|b| b.sentence + NEAR >= scene.number as u32) else { return Vec::new() };
        targets = vec![Party { mention: None, span: None, ..before.target.clone() }];
        measures = rules.measures.iter().position(|m| *m == before.measure).map(|n| n as u16).into_iter().collect();
    }
    let (effective, expires) = term(scene, hit.at, &dates);
    let mut found = Vec::new();
    for (sender, target) in senders.iter().flat_map(|s| targets.iter().map(move |t| (s, t))) {
        if target.chain.is_some() && sender.chain == target.chain {
            continue;
        }
        let party = |side: &[Party], chain: Option<_>| chain.is_some() && side.iter().any(|p| p.chain == chain);
        let demand = |e: &Event| {
            let by = proposer.as_ref().is_some_and(|p| party(&e.sources, p.chain));
            e.event_type == "REQUEST" && e.sentence == scene.number as u32 && by
        };
        let event = events.iter().position(|e| {
            matches!(e.event_type.as_str(), "SANCTION" | "CONCEDE" | "THREATEN" | "REQUEST" | "COERCE")
                && (e.trigger.overlaps(trigger) || party(&e.sources, sender.chain) && party(&e.targets, target.chain))
                || demand(e)
        });
        found.extend(measures.iter().filter_map(|m| rules.measures.get(*m as usize)).map(|measure| Sanction {
            event: event.map(|n| EventIx(n as u32)),
            statement: statement.map(|n| StatementIx(n as u32)),
            section: scene.context.document.sentences[scene.number].section,
            sentence: scene.number as u32,
            sender: sender.clone(),
            target: target.clone(),
            proposer: proposer.clone().filter(|p| p.chain != sender.chain),
            measure: measure.clone(),
            status: status.to_owned(),
            reason: because(scene, hit.at),
            condition: clause(scene, hit.at, scene.grammar().ended_by),
            decided: decided(scene, hit.at, &dates, (&effective, &expires)),
            effective: effective.clone(),
            expires: expires.clone(),
            evidence: evidence(scene, hit),
            trigger_start: trigger.start,
            rule: hit.pattern.rule.clone(),
        }));
    }
    found
}

/// What the measure's status is, where the clause tells it of a decision, a threat, a demand or a thought.
fn status(own: &str, mood: Mood) -> Option<&str> {
    let imposed = own == "imposed";
    let stricter = imposed || matches!(own, "tightened" | "extended");
    Some(match mood {
        Mood { denied: true, .. } => return None,
        Mood { negated: true, .. } | Mood { refused: true, .. } if imposed => "rejected",
        Mood { negated: true, .. } | Mood { refused: true, .. } => return None,
        Mood { decided: true, .. } if imposed => "agreed",
        Mood { decided: true, .. } => own,
        Mood { threatened: true, .. } if imposed => "threatened",
        Mood { requested: true, .. } | Mood { proposed: true, .. } if imposed => "proposed",
        Mood { possible: true, .. } | Mood { considered: true, .. } => "considered",
        Mood { spoken: true, .. } | Mood { future: true, .. } if stricter => "threatened",
        Mood { spoken: true, .. } | Mood { future: true, .. } => "considered",
        _ => own,
    })
}

/// When it was decided: the date of the act, else that since which it has held.
fn decided(scene: &Scene<'_>, at: usize, dates: &[DateExpression], (effective, expires): (&Option<Edtf>, &Option<Edtf>)) -> Option<Edtf> {
    let other = |date: &Option<Edtf>| date.is_some() && (date == effective || date == expires);
    let plain: Vec<DateExpression> = dates.iter().filter(|d| !other(&d.date)).cloned().collect();
    let since = |d: &&DateExpression| {
        let opener = d.tokens.start.checked_sub(1);
        d.bound && opener.is_some_and(|w| scene.is(w, scene.grammar().subordinator)) && d.date.is_some()
    };
    events::occurred(scene, at, &plain).or_else(|| plain.iter().find(since).and_then(|d| d.date.clone()))
}

/// When a measure takes effect and when it ends, where the sentence says so.
fn term(scene: &Scene<'_>, at: usize, dates: &[DateExpression]) -> (Option<Edtf>, Option<Edtf>) {
    let g = scene.grammar();
    let (mut effective, mut expires) = (None, None);
    for expression in dates {
        let Some(date) = &expression.date else { continue };
        let opener = expression
            .tokens
            .clone()
            .chain(expression.tokens.start.checked_sub(1))
            .find(|w| scene.is(*w, g.effective_from) || scene.is(*w, g.valid_until));
        let verb =
            expression.tokens.clone().filter_map(|w| scene.tree.head(w)).find(|w| !expression.tokens.contains(w) && scene.is_verb(*w));
        let takes_effect = |verb: usize| scene.tree.children(verb).any(|c| scene.is(c, g.effect));
        let year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        let dated = expression.tokens.clone().any(|w| year(scene.tokens[w].span.of(scene.context.text)));
        let near = |date: &Edtf, ahead: bool| match scene.context.published_on {
            Some(day) if !dated => date.nearest(day, ahead),
            _ => date.clone(),
        };
        if opener.is_some_and(|w| scene.is(w, g.valid_until)) && at < expression.tokens.start || verb.is_some_and(|v| scene.is(v, g.expire))
        {
            expires = expires.or_else(|| Some(near(date, true)));
        } else if opener.is_some() && at < expression.tokens.end || verb.is_some_and(takes_effect) {
            effective = effective.or_else(|| Some(near(date, false)));
        }
    }
    (effective, expires)
}

/// The measures that the clause names: in the words of its trigger, else of what that does it to.
fn named(scene: &Scene<'_>, hit: &Hit<'_>) -> Vec<u16> {
    let mut found: Vec<u16> = Vec::new();
    let mut roots: Vec<usize> = hit.used.clone();
    roots.extend(hit.used.iter().flat_map(|at| scene.tree.children(*at)).filter(|c| scene.relation(*c) == Relation::Conj));
    for range in
        roots.into_iter().map(|root| scene.tree.phrase(root, |c| matches!(scene.relation(c), Relation::AclRelcl | Relation::Advcl)))
    {
        let mut at = range.start;
        while at < range.end {
            let here = |words: &Vec<crate::codebook::Word>| scene.words[at..range.end].starts_with(words);
            match scene.set.measures.iter().find(|(words, _)| here(words)) {
                Some((words, measure)) => {
                    if !found.contains(measure) {
                        found.push(*measure);
                    }
                    at += words.len();
                }
                None => at += 1,
            }
        }
    }
    if found.len() > 1 {
        found.retain(|m| !scene.set.measures.iter().any(|(words, of)| of == m && words.len() == 1 && scene.set.general == Some(*m)));
    }
    if found.is_empty() { scene.set.general.into_iter().collect() } else { found }
}

/// Who demands it: the subject of the verb of demanding above, or at whose instigation it is done.
fn proposer(scene: &Scene<'_>, hit: &Hit<'_>, mood: Mood) -> Option<Party> {
    let g = scene.grammar();
    let another = |who: events::Who| Some(who.party()).filter(|p| hit.sources.iter().all(|s| s.chain != p.chain));
    let mut at = hit.at;
    while let Some(head) = scene.tree.head(at) {
        if (mood.requested && scene.is(head, g.requested_by)) || (mood.proposed && scene.is(head, g.proposed_by)) {
            let who = scene.parties(scene.agent(head)?, true).into_iter().next()?;
            return another(scene.as_state(who, true));
        }
        at = head;
    }
    let tops = [Some(hit.at), scene.tree.head(hit.at)];
    let bidding = tops.into_iter().flatten().flat_map(|top| scene.tree.children(top)).find(|c| scene.is(*c, g.instigation))?;
    let of = [Relation::NmodPoss, Relation::Nmod];
    let whose = scene.tree.children(bidding).find(|c| of.contains(&scene.relation(*c)))?;
    another(scene.as_state(scene.parties(whose, true).into_iter().next()?, true))
}

/// "for jailing critics", "over the raid", "after"; not "for six months".
fn because(scene: &Scene<'_>, at: usize) -> Option<Span> {
    let ground = clause(scene, at, scene.grammar().ground)?;
    let counts = |t: &crate::annotate::Token| ground.contains(t.span) && t.upos == Upos::Num;
    (!scene.tokens.iter().any(counts) || ground.of(scene.context.text).split_whitespace().count() > 4).then_some(ground)
}

/// The phrase or clause behind a word of this class.
fn clause(scene: &Scene<'_>, at: usize, class: crate::codebook::ListId) -> Option<Span> {
    let objects: Vec<usize> = scene.children_by(at, &[Relation::Obj, Relation::NsubjPass]).collect();
    let theirs = objects.iter().flat_map(|o| scene.children_by(*o, &[Relation::Nmod, Relation::Obl]));
    let tops = [Some(at), scene.tree.head(at)].into_iter().chain(objects.iter().copied().map(Some)).chain(theirs.map(Some));
    let opened = |c: &usize| *c > at && scene.tree.children(*c).any(|w| w < *c && scene.is(w, class));
    let root = tops.flatten().flat_map(|top| scene.tree.children(top).filter(opened).collect::<Vec<_>>()).next()?;
    // the shortest clause: up to what hangs on it as a clause of its own
    let range = scene.tree.phrase(root, |_| false);
    let own = |w: &usize| matches!(scene.relation(*w), Relation::Advcl | Relation::AclRelcl | Relation::Parataxis | Relation::Appos);
    let cut = range.clone().filter(|w| *w > root).filter(own).map(|w| scene.tree.phrase(w, |_| false).start).filter(|w| *w > root).min();
    let range = range.start..cut.unwrap_or(range.end);
    let last = range.clone().rev().find(|w| scene.tokens[*w].upos != Upos::Punct).map_or(range.start, |w| w + 1);
    let range = range.start..last;
    let opener = range.clone().find(|w| scene.is(*w, class)).map_or(range.start, |w| w + 1);
    (opener < range.end).then(|| Span { start: scene.tokens[opener].span.start, end: scene.tokens[range.end - 1].span.end })
}

/// From the first of trigger and parties to the last.
fn evidence(scene: &Scene<'_>, hit: &Hit<'_>) -> Span {
    let mut span = events::trigger(scene, hit);
    for who in hit.sources.iter().chain(&hit.targets) {
        span = Span { start: span.start.min(who.span.start), end: span.end.max(who.span.end) };
    }
    span
}

impl Context<'_> {
    /// Whether a party can impose a measure: no medium, and no person without an office.
    fn may_sanction(&self, party: &Party) -> bool {
        let chain = party.chain.and_then(|c| self.chains.get(c.0 as usize));
        chain.is_some_and(|c| match c.kind {
            ActorKind::Media => false,
            ActorKind::Person => c.sector.is_some() || !c.offices.is_empty(),
            _ => true,
        })
    }
}

impl Scene<'_> {
    /// "Ruritania's exports", "Ruritanian steel": measures against a country's goods are measures against it, and a capital
    /// stands for its government. `decides`: what its ministers decide, the state or body decides.
    fn as_state(&self, who: events::Who, decides: bool) -> events::Who {
        let who = self.named_before(who);
        if who.chain.is_some() {
            return who;
        }
        if who.sector.is_some() {
            // "the Ruritanian state" is the government, "five Ruritanian officials" aren't
            let last = self.tokens.iter().position(|t| t.span.end == who.span.end);
            let whole = last.is_some_and(|w| self.is(w, self.grammar().state_noun));
            return if decides || whole { self.body_of(who) } else { who };
        }
        events::Who { chain: self.named_within(who.span), ..who }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::codebook::EventRules;
    use crate::extract::events;
    use crate::extract::worked::{Worked, worked};
    use crate::schema::SchemaFiles;

    static RULES: LazyLock<(EventRules, SanctionRules)> = LazyLock::new(|| {
        let files = SchemaFiles::embedded();
        (EventRules::load(&files).unwrap(), SanctionRules::load(&files).unwrap())
    });

    /// Every sanction as `status measure sender > target`, its day, and whether it has an event.
    fn read(text: &str) -> Vec<String> {
        let w = worked(text);
        let (mentions, lexicon) = (w.all_mentions(), Lexicon::default());
        let events = events::find(&w.article, &w.document, &mentions, &[], &RULES.0, &lexicon);
        let found = find(&w.article, &w.document, &mentions, (&[], &events), &RULES.1, &lexicon);
        let words = |p: &crate::extract::Party| {
            p.span.map_or_else(|| w.chains[p.chain.unwrap().0 as usize].name.clone(), |s| s.of(&w.article.text).to_owned())
        };
        let line = |s: &Sanction| {
            let day = s.decided.as_ref().map_or(String::new(), |d| format!(" {}", d.text));
            let event = if s.event.is_some() { " event" } else { "" };
            format!("{} {} {} > {}{day}{event}", s.status, s.measure, words(&s.sender), words(&s.target))
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn people_without_a_name_are_a_target_of_their_own() {
        assert_eq!(read("[Ruritania] sanctioned five officials."), ["imposed unspecified Ruritania > five officials event"]);
        assert_eq!(read("[Ruritania] will raise its tariffs on [Arvonia]."), ["threatened trade_restriction Ruritania > Arvonia event"]);
    }

    #[test]
    fn every_pattern_finds_its_example_and_leaves_its_counter() {
        let mut wrong = Vec::new();
        for pattern in &RULES.1.patterns.patterns {
            if read(&pattern.example).is_empty() {
                wrong.push(format!("{} misses: {}", pattern.rule, pattern.example));
            }
            if !read(&pattern.counter).is_empty() {
                wrong.push(format!("{} wrongly reads: {} as {:?}", pattern.rule, pattern.counter, read(&pattern.counter)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_measure_is_a_row() {
        assert_eq!(
            read("[Ruritania] has imposed travel bans and asset freezes on [Jon Abel|person] on Friday."),
            ["imposed travel_ban Ruritania > Jon Abel 2020-04-10 event", "imposed asset_freeze Ruritania > Jon Abel 2020-04-10 event",]
        );
    }

    #[test]
    fn the_status_is_the_measures_own() {
        assert_eq!(read("[Ruritania] has lifted the trade embargo on [Arvonia]."), ["lifted trade_restriction Ruritania > Arvonia event"]);
        assert_eq!(read("[Ruritania] may impose sanctions on [Arvonia]."), ["considered unspecified Ruritania > Arvonia event"]);
        assert_eq!(read("[Ruritania] did not impose sanctions on [Arvonia]."), ["rejected unspecified Ruritania > Arvonia event"]);
        assert_eq!(
            read("[Ruritania] urged [Moldavia] to impose sanctions on [Arvonia]."),
            ["proposed unspecified Moldavia > Arvonia event"]
        );
    }

    /// The only sanction of a text.
    fn only(text: &str) -> (Worked, Sanction) {
        let w = worked(text);
        let found = find(&w.article, &w.document, &w.all_mentions(), (&[], &[]), &RULES.1, &Lexicon::default());
        assert_eq!(found.len(), 1, "{text}");
        (w, found.into_iter().next().unwrap())
    }

    #[test]
    fn a_measure_has_its_days_its_ground_and_what_would_end_it() {
        let day = |date: &Option<Edtf>| date.as_ref().map(|d| d.text.clone());
        let (_, s) = only("[Ruritania] imposed sanctions on [Arvonia] on Friday which take effect on 1 May.");
        assert_eq!((day(&s.decided).as_deref(), day(&s.effective).as_deref()), (Some("2020-04-10"), Some("2020-05-01")));
        let (_, s) = only("[Ruritania] extended its sanctions on [Arvonia] until 31 July.");
        assert_eq!(day(&s.expires).as_deref(), Some("2020-07-31"));
        let (_, s) = only("[Ruritania] has had sanctions on [Arvonia] since 2011.");
        assert_eq!(day(&s.decided).as_deref(), Some("2011"));
        let (w, s) = only("[Ruritania] imposed sanctions on [Arvonia] for jailing monks, who had marched there.");
        assert_eq!(s.reason.map(|r| r.of(&w.article.text)), Some("jailing monks"));
        let (w, s) = only("[Ruritania] will keep its sanctions on [Arvonia] until the monks are free.");
        assert_eq!(s.condition.map(|r| r.of(&w.article.text)), Some("the monks are free"));
    }

    #[test]
    fn who_proposes_it_is_not_who_decides_it() {
        let (w, s) = only("[Ruritania] may impose sanctions on [Arvonia] at the instigation of [Moldavia].");
        assert_eq!(s.proposer.unwrap().span.map(|s| s.of(&w.article.text)), Some("Moldavia"));
        assert_eq!(read("[Ruritania] refused to impose sanctions on [Arvonia]."), ["rejected unspecified Ruritania > Arvonia"]);
        assert_eq!(read("[Ruritania] agreed to lift its sanctions on [Arvonia]."), ["lifted unspecified Ruritania > Arvonia event"]);
    }

    #[test]
    fn another_follows_suit() {
        assert_eq!(
            read("[Ruritania] imposed a travel ban on [Arvonia]. [Moldavia] may follow suit."),
            ["imposed travel_ban Ruritania > Arvonia event", "considered travel_ban Moldavia > Arvonia"]
        );
    }
}
