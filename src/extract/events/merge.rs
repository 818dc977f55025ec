//! An event is coded once an article: later reports go into the first.

use super::scene::Scene;
use crate::codebook::{EventRules, Trait};
use crate::extract::{Event, Party, Range};
use crate::ud::{Relation, Upos};

/// Statuses from the weakest to the strongest: what is told as fact anywhere is a fact.
const STRENGTH: [&str; 7] = ["hypothetical", "planned", "threatened", "alleged", "denied", "negated", "reported"];

/// Both name a party on both sides, or on the same one.
fn whole(a: &Event, b: &Event) -> bool {
    a.sources.is_empty() == b.sources.is_empty() && a.targets.is_empty() == b.targets.is_empty()
}

/// One clause may name an act twice ("killed in an attack").
pub(super) fn within_sentence(events: &mut Vec<Event>) {
    let mut kept: Vec<Event> = Vec::new();
    for event in events.drain(..) {
        let modes =
            |other: &Event| event.event_type == "ASSAULT" || other.mode.is_none() || event.mode.is_none() || other.mode == event.mode;
        let one = |other: &Event| modes(other) && compatible(other, &event) || one_attack(other, &event);
        let twin = kept.iter_mut().find(|other| other.event_type == event.event_type && one(other));
        match twin {
            Some(first) => join(first, event, true),
            None => kept.push(event),
        }
    }
    *events = kept;
}

/// Adds a sentence's events to those before.
pub(super) fn add(events: &mut Vec<Event>, found: Vec<Event>, scene: &Scene<'_>, rules: &EventRules) {
    for event in found {
        let back = refers_back(scene, &event);
        let twin = events.iter_mut().rev().find(|earlier| {
            earlier.event_type == event.event_type
                && (negated(earlier) == negated(&event))
                && (event.event_type != "AGREE" || earlier.rule == event.rule || back)
                && (agree(earlier, &event, scene.context.text)
                    && (!rules.has(&event.event_type, Trait::Apart) || whole(earlier, &event) || back)
                    || back && compatible(earlier, &event)
                    || same_words(earlier, &event, scene.context.text, rules)
                    || earlier.sentence + NEAR >= event.sentence && told_anew(earlier, &event)
                    || earlier.event_type == "PROTEST" && nameless(earlier) && nameless(&event) && one_protest(earlier, &event)
                    || faceless(&event))
        });
        match twin {
            Some(earlier) => join(earlier, event, false),
            None => events.push(event),
        }
    }
}

/// Orders them, and drops what nobody takes part in.
pub(super) fn finish(events: &mut Vec<Event>) {
    events.retain(|e| !e.sources.is_empty() || !e.targets.is_empty() && (e.status != "negated" || e.event_type != "ASSAULT"));
    events.sort_by_key(|event| event.trigger);
}

fn negated(event: &Event) -> bool {
    event.status == "negated"
}

/// "the attack", "this decision": a noun that is definite and names a party less than whole.
fn refers_back(scene: &Scene<'_>, event: &Event) -> bool {
    let Some(at) = scene.tokens.iter().position(|t| t.span.end == event.trigger.end) else { return false };
    // "claimed responsibility for three attacks"
    let authorship = |w: usize| scene.is(w, scene.grammar().authorship);
    let claimed = scene.tree.head(at).is_some_and(|head| authorship(head) || scene.children_by(head, &[Relation::Obj]).any(authorship));
    let definite = |c: usize| claimed || scene.relation(c) == Relation::Det && scene.is(c, scene.grammar().definite);
    scene.tokens[at].upos == Upos::Noun && scene.tree.children(at).any(definite)
}

/// "found it unlawful ... it was unlawful": one judgment in the same words, by the same speaker or somebody without a name.
fn same_words(earlier: &Event, event: &Event, text: &str, rules: &EventRules) -> bool {
    let trigger = |e: &Event| e.trigger.of(text).split_whitespace().last().map(str::to_lowercase);
    let judged = event.mode.as_deref() == Some("disapprove") && rules.has(&event.event_type, Trait::Answer);
    let speakers = event.sources.iter().all(|p| p.chain.is_none_or(|chain| earlier.sources.iter().any(|q| q.chain == Some(chain))));
    judged && earlier.mode == event.mode && speakers && trigger(earlier) == trigger(event)
}

/// How many sentences on the name of somebody told without one may follow.
const NEAR: u32 = 2;

/// "A former minister was sentenced. ... Jon Abel was sentenced by ...": the same words with the name of who was told
/// without one, and no other doer.
fn told_anew(earlier: &Event, event: &Event) -> bool {
    let unnamed = |side: &[Party]| !side.is_empty() && side.iter().all(|p| p.chain.is_none());
    let named = |side: &[Party]| side.len() == 1 && side.iter().all(|p| p.chain.is_some());
    let alike = earlier.rule == event.rule && earlier.status == event.status;
    let doers = earlier.sources.is_empty()
        || event.sources.is_empty()
        || !earlier.sources.iter().any(|p| p.chain.is_some())
        || earlier.sources.iter().any(|p| event.sources.iter().any(|q| p.chain == q.chain));
    let days = earlier.occurred.is_none() || event.occurred.is_none() || earlier.occurred == event.occurred;
    alike && days && doers && earlier.targets.len() == 1 && unnamed(&earlier.targets) && named(&event.targets)
}

/// People without a name did it.
fn nameless(event: &Event) -> bool {
    event.sources.iter().all(|p| p.chain.is_none())
}

/// Manner, targets, days and places are the same as far as both are told.
fn one_protest(a: &Event, b: &Event) -> bool {
    let neither = a.targets.is_empty() && b.targets.is_empty();
    let share = a.targets.iter().any(|p| b.targets.iter().any(|q| p.chain.is_some() && p.chain == q.chain));
    let days = a.occurred.is_none() || b.occurred.is_none() || a.occurred == b.occurred;
    a.mode == b.mode && (neither || share) && days && a.place.is_none_or(|place| b.place.is_none_or(|other| place == other))
}

/// Harm without a doer, to people without a name: a toll of the attack that was told before.
fn faceless(event: &Event) -> bool {
    event.event_type == "ASSAULT" && event.sources.is_empty() && event.targets.iter().all(|p| p.chain.is_none())
}

fn same(a: &Party, b: &Party, text: &str) -> bool {
    match (a.chain, b.chain) {
        (Some(a), Some(b)) => a == b,
        _ => a.span.zip(b.span).is_some_and(|(a, b)| {
            let (a, b) = (a.of(text), b.of(text));
            // "her government" and "government"
            let more = |long: &str, short: &str| long.split_once(' ').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(short));
            a.eq_ignore_ascii_case(b) || more(a, b) || more(b, a)
        }),
    }
}

/// Both sides share a party, or are empty on both.
fn agree(a: &Event, b: &Event, text: &str) -> bool {
    let side = |a: &[Party], b: &[Party]| a.iter().any(|p| b.iter().any(|q| same(p, q, text)));
    let (sources, targets) = (side(&a.sources, &b.sources), side(&a.targets, &b.targets));
    let open = |a: &[Party], b: &[Party]| a.is_empty() || b.is_empty();
    match (sources, targets) {
        (true, true) => true,
        (true, false) => open(&a.targets, &b.targets),
        (false, true) => open(&a.sources, &b.sources),
        (false, false) => false,
    }
}

/// Nothing that both say differs.
fn compatible(a: &Event, b: &Event) -> bool {
    let side = |a: &[Party], b: &[Party]| {
        a.is_empty() || b.is_empty() || a.iter().any(|p| b.iter().any(|q| p.chain.is_some() && p.chain == q.chain || p.span == q.span))
    };
    side(&a.sources, &b.sources) && side(&a.targets, &b.targets)
}

/// "killed two and wounded others": harm of one doer in one sentence is one attack.
fn one_attack(a: &Event, b: &Event) -> bool {
    let share = a.sources.is_empty()
        || b.sources.is_empty()
        || a.sources.iter().any(|p| b.sources.iter().any(|q| p.span == q.span || p.chain.is_some() && p.chain == q.chain));
    a.event_type == "ASSAULT" && share && a.status == b.status
}

/// What a later report adds: who else takes part and speaks of it, when and where, tolls, and that it is told as fact.
fn join(first: &mut Event, later: Event, same_clause: bool) {
    // "was bombed ... the state blames the Front": who did it is only claimed
    let claimed = later.status == "alleged" && first.status == "reported" && first.sources.is_empty() && !same_clause;
    let anew = !same_clause && told_anew(first, &later);
    let strength = |status: &str| STRENGTH.iter().position(|s| *s == status);
    let stronger = strength(&later.status) > strength(&first.status);
    if stronger && !same_clause || same_clause && strength(&later.status) < strength(&first.status) && later.status == "alleged" {
        first.status = later.status;
    }
    for (side, more) in [(&mut first.sources, later.sources), (&mut first.targets, later.targets)] {
        let fresh =
            |side: &[Party], party: &Party| !side.iter().any(|p| p.span == party.span || p.chain.is_some() && p.chain == party.chain);
        if anew && side.iter().all(|p| p.chain.is_none()) && more.iter().any(|p| p.chain.is_some()) {
            // whose name it is, beside the words that stand here
            let name = more.iter().find_map(|p| p.chain);
            if let [only] = side.as_mut_slice() {
                only.chain = name;
            } else if side.is_empty() {
                side.extend(more);
            }
            continue;
        }
        if side.is_empty() || same_clause {
            let more: Vec<Party> =
                more.into_iter().filter(|party| fresh(side, party)).map(|party| Party { ascribed: claimed, ..party }).collect();
            side.extend(more);
        }
    }
    for spoken in later.spoken_of {
        if !first.spoken_of.contains(&spoken) {
            first.spoken_of.push(spoken);
        }
    }
    first.occurred = first.occurred.take().or(later.occurred);
    first.place = first.place.or(later.place);
    first.mode = first.mode.take().or(later.mode);
    for (count, more) in
        [(&mut first.killed, later.killed), (&mut first.injured, later.injured), (&mut first.participants, later.participants)]
    {
        if *count == Range::default() {
            *count = more;
        }
    }
}
