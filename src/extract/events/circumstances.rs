//! When and where an event is said to have happened.

use super::{Hit, Scene};
use crate::codebook::EntryIx;
use crate::edtf::Edtf;
use crate::extract::dates::DateExpression;
use crate::extract::{MentionForm, Referent};
use crate::ud::{Relation, Upos};

/// Types that words perform: an offer, a demand or a threat happens when it is uttered.
const UTTERED: [&str; 7] = ["ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"];
/// Phrases stand in one another at most so deep: "in an attack on a base near Mosul".
const DEPTH: usize = 4;

/// The date that hangs on the act or on the verb above it; else the only one of the sentence.
pub(crate) fn occurred(scene: &Scene<'_>, at: usize, dates: &[DateExpression]) -> Option<Edtf> {
    let usable = || dates.iter().filter(|d| !d.bound && d.date.is_some());
    let found = hangs_on(scene, at, dates)
        .or_else(|| governing(scene, at).and_then(|top| hangs_on(scene, top, dates)))
        .or_else(|| usable().next().filter(|_| dates.len() == 1 && scene.relation(at) == Relation::Root));
    found?.date.clone()
}

/// As [`occurred`]; what words perform also takes the date of the verb of speech that it depends on, and a verb joined
/// by "and" the date that stands before both.
pub(super) fn event_date(scene: &Scene<'_>, hit: &Hit<'_>, event_type: &str, dates: &[DateExpression]) -> Option<Edtf> {
    occurred(scene, hit.at, dates).or_else(|| {
        let mut at = hit.at;
        for _ in 0..DEPTH {
            let head = scene.tree.head(at)?;
            let found = match scene.relation(at) {
                Relation::Conj if scene.is_verb(at) => hangs_on(scene, head, dates).filter(|date| date.tokens.start < head),
                Relation::Ccomp | Relation::Xcomp if UTTERED.contains(&event_type) => hangs_on(scene, head, dates),
                // a noun within the clause: "will give its full support"
                Relation::Obj | Relation::Nsubj | Relation::NsubjPass => None,
                _ => return None,
            };
            if found.is_some() {
                return found?.date.clone();
            }
            at = head;
        }
        None
    })
}

/// The verb that a noun or an infinitive is part of the act of.
fn governing(scene: &Scene<'_>, at: usize) -> Option<usize> {
    scene.tree.head(at).filter(|_| !scene.is_verb(at) || scene.relation(at) == Relation::Xcomp)
}

/// The first date that hangs on a word, with no other verb between.
fn hangs_on<'d>(scene: &Scene<'_>, top: usize, dates: &'d [DateExpression]) -> Option<&'d DateExpression> {
    let above = |mut word: usize| {
        for _ in 0..4 {
            let Some(head) = scene.tree.head(word) else { return false };
            if head == top {
                return true;
            }
            if scene.is_verb(head) {
                return false;
            }
            word = head;
        }
        false
    };
    dates.iter().filter(|d| !d.bound && d.date.is_some()).find(|d| d.tokens.clone().any(above))
}

/// A place that the act, its verb or the deed that is its subject is said to be in.
pub(super) fn place(scene: &Scene<'_>, hit: &Hit<'_>) -> Option<EntryIx> {
    let deed = |c: &usize| scene.is(*c, scene.grammar().event_noun);
    let deed = scene.children_by(hit.at, &[Relation::Nsubj, Relation::NsubjPass, Relation::Obj]).find(deed);
    let tops = [Some(hit.at), governing(scene, hit.at), deed];
    tops.into_iter().flatten().find_map(|top| scene.tree.children(top).filter(|c| is_local(scene, *c)).find_map(|c| named(scene, c, DEPTH)))
}

/// Whether a phrase tells where: "in the north of Mali", "near Mosul".
fn is_local(scene: &Scene<'_>, at: usize) -> bool {
    let tells = matches!(scene.relation(at), Relation::Obl | Relation::Nmod);
    tells && scene.tree.children(at).any(|c| scene.relation(c) == Relation::Case && scene.is(c, scene.grammar().at_place))
}

/// The place that a phrase names: itself ("in Mosul"), or in what is told of it ("at a base near Mosul", "in the north of
/// Mali"), but not before its noun ("in a US operation").
fn named(scene: &Scene<'_>, at: usize, depth: usize) -> Option<EntryIx> {
    let mention = scene.mentioned[at].map(|n| &scene.context.mentions[n]);
    if let Some(Referent::Place(place)) = mention.filter(|m| m.form == MentionForm::Name).map(|m| m.referent)
        && scene.tokens[at].upos == Upos::Propn
    {
        return Some(place);
    }
    let depth = depth.checked_sub(1)?;
    let of = |c: usize| scene.tree.children(c).any(|w| scene.relation(w) == Relation::Case && scene.is(w, scene.grammar().containing));
    let within = |c: &usize| match scene.relation(*c) {
        Relation::Flat | Relation::Appos => true,
        Relation::Nmod => is_local(scene, *c) || of(*c),
        _ => false,
    };
    scene.tree.children(at).filter(within).find_map(|c| named(scene, c, depth))
}

#[cfg(test)]
mod tests {
    use crate::annotate::annotate;
    use crate::codebook::{Codebook, RegistryEntry};
    use crate::extract::worked::worked;
    use crate::extract::{Models, extract};
    use crate::model::network::Network;
    use crate::schema::SchemaFiles;

    #[test]
    fn a_place_is_found_within_the_phrase_that_tells_where() {
        let codebook = Codebook::load(&SchemaFiles::embedded()).unwrap_or_else(|e| panic!("{e}"));
        let places = |text: &str| {
            let article = worked(text).article;
            let document = annotate(&article, &codebook.segments, Network::embedded().unwrap());
            let events = extract(&article, &document, &codebook, Models::embedded().unwrap()).events;
            let id = |place| match codebook.registry.get(place) {
                RegistryEntry::Place(place) => place.id.clone(),
                RegistryEntry::Actor(actor) => actor.id.clone(),
            };
            events.into_iter().map(|event| event.place.map(id).unwrap_or_default()).collect::<Vec<_>>()
        };
        assert_eq!(places("The rebels attacked the army in Bamako."), ["mli.bamako"]);
        assert_eq!(places("The rebels attacked soldiers at a base near Bamako."), ["mli.bamako"]);
        assert_eq!(places("The rebels attacked soldiers in a Malian town."), [""]);
        assert_eq!(places("Twelve soldiers were killed in a US operation."), [""]);
    }
}
