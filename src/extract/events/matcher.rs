//! Patterns against the tree: the ways from a trigger, the conditions, and what was missing where a pattern nearly matches.

use super::parties::Who;
use super::scene::Scene;
use crate::codebook::{Condition, Kind, Link, Needs, Part, Pattern, Test, Trigger, Way, Word};
use crate::extract::ActorKind;
use crate::ud::{Relation, Upos, Xpos};

/// A pattern at its trigger.
pub(crate) struct Hit<'a> {
    pub pattern: &'a Pattern,
    /// The trigger's word.
    pub at: usize,
    /// The words that the pattern asked for, the trigger included.
    pub used: Vec<usize>,
    pub sources: Vec<Who>,
    pub targets: Vec<Who>,
}

/// Why a pattern didn't match.
pub(crate) enum Miss<'a> {
    /// The trigger is no verb (noun ...) here, or its particle is missing.
    Form,
    /// This condition doesn't hold.
    When(&'a Condition),
    /// This condition holds and must not.
    Unless(&'a Condition),
    /// A party is missing.
    Party(Needs),
}

/// How many words may stand between a verb and its particle.
const PARTICLE: usize = 6;

impl<'a> Scene<'a> {
    /// The most specific pattern that matches at each trigger, in the order of the text. Words that a more specific
    /// pattern asked for trigger nothing themselves.
    pub fn hits(&self) -> Vec<Hit<'a>> {
        let mut hits: Vec<Hit<'a>> = Vec::new();
        for at in 0..self.tokens.len() {
            let mut best: Option<Hit<'a>> = None;
            for trigger in self.set.of(self.words[at]) {
                let Ok(hit) = self.attempt(at, trigger) else { continue };
                if best.as_ref().is_none_or(|b| specific(&hit) > specific(b)) {
                    best = Some(hit);
                }
            }
            hits.extend(best);
        }
        let owned: Vec<(usize, usize)> =
            hits.iter().flat_map(|hit| hit.used.iter().filter(|u| **u != hit.at).map(|u| (*u, hit.at))).collect();
        let mut taken = vec![false; self.tokens.len()];
        for (word, by) in &owned {
            // Two patterns that ask for each other's trigger: the first keeps its own. Of one type both stay, as one
            // event with the parties of both.
            let hit = |at: usize| hits.iter().find(|hit| hit.at == at);
            let kind = |at: usize| hit(at).map(|hit| hit.pattern.event_type.as_str());
            // an accusation and the deed in it are two
            let accuses =
                |at: usize| hit(at).is_some_and(|hit| hit.pattern.event_type == "ACCUSE" && hit.pattern.mode.as_deref() == Some("allege"));
            if accuses(*by) || accuses(*word) {
                continue;
            }
            if kind(*word) != kind(*by) && (!owned.contains(&(*by, *word)) || by < word) {
                taken[*word] = true;
            }
        }
        hits.retain(|hit| !taken[hit.at]);
        hits
    }

    /// Whether a pattern matches at a word.
    pub fn attempt(&self, at: usize, trigger: &Trigger) -> Result<Hit<'a>, Miss<'a>> {
        let pattern = &self.set.patterns[trigger.pattern as usize];
        let mut used = self.form(at, trigger).ok_or(Miss::Form)?;
        for condition in &pattern.when {
            used.push(self.holds(at, condition).ok_or(Miss::When(condition))?);
        }
        if let Some(condition) = pattern.unless.iter().find(|condition| self.holds(at, condition).is_some()) {
            return Err(Miss::Unless(condition));
        }
        let mut sources = self.first(at, &pattern.source, true);
        for way in &pattern.joint {
            let more = self.all(at, way);
            sources.extend(more.into_iter().flat_map(|word| self.parties(word, false)));
        }
        // what the pattern itself asks for ("the complaint alleges") may be a thing
        let asked = pattern.when.iter().any(|condition| condition.way.links == [Link::Agent]);
        if sources.is_empty() && !asked && trigger.part == Part::Verb && self.is_moved_by_a_thing(at) {
            return Err(Miss::Party(Needs::Source));
        }
        let mut targets = self.first(at, &pattern.target, false);
        if pattern.stately {
            targets = targets.into_iter().map(|who| self.capital(who)).map(|who| self.named_before(who)).collect();
        }
        if pattern.event_type == "SANCTION" {
            sources = sources.into_iter().map(|who| self.body_of(who)).collect();
        }
        super::parties::distinct(&mut sources, &mut targets);
        let implied = pattern.implied_source.is_some();
        let fine = match pattern.needs {
            Needs::Any => !sources.is_empty() || !targets.is_empty(),
            Needs::Source => implied || !sources.is_empty(),
            Needs::Target => !targets.is_empty(),
            Needs::Both => !sources.is_empty() && !targets.is_empty(),
            Needs::Nobody => true,
        };
        let shares = pattern.joint.is_empty() || sources.len() > 1 || pattern.needs != Needs::Both;
        if !(fine || !pattern.joint.is_empty() && sources.len() > 1) || !shares {
            return Err(Miss::Party(pattern.needs));
        }
        Ok(Hit { pattern, at, used, sources, targets })
    }

    /// "the storm hit the coast": what acts is neither anybody, nor an attack, nor a weapon.
    fn is_moved_by_a_thing(&self, at: usize) -> bool {
        let g = self.grammar();
        self.agent(at)
            .is_some_and(|agent| self.tokens[agent].upos == Upos::Noun && !self.is(agent, g.event_noun) && !self.is(agent, g.weapon))
    }

    /// Whether an auxiliary stands before its subject.
    fn is_inverted(&self, at: usize) -> bool {
        let subject = self.tree.head(at).and_then(|verb| self.tree.child(verb, &[Relation::Nsubj, Relation::NsubjPass]));
        subject.is_some_and(|subject| subject > at)
    }

    /// The words of the trigger, where it is what the pattern takes it for.
    fn form(&self, at: usize, trigger: &Trigger) -> Option<Vec<usize>> {
        let token = &self.tokens[at];
        let fits = match trigger.part {
            Part::Verb if self.relation(at) == Relation::Amod && !self.is(at, self.grammar().participle) => false,
            Part::Verb => token.upos == Upos::Verb || matches!(token.xpos, Xpos::Vbn | Xpos::Vbg | Xpos::Vbd) && token.upos == Upos::Adj,
            Part::Noun => matches!(token.upos, Upos::Noun | Upos::Propn),
            Part::Adjective => matches!(token.upos, Upos::Adj | Upos::Adv | Upos::Verb),
            // "should they fail": a condition or a question
            Part::Auxiliary => token.upos == Upos::Aux && !self.is_inverted(at),
        };
        if !fits {
            return None;
        }
        let Some(also) = trigger.also else { return Some(vec![at]) };
        let other = match trigger.part {
            Part::Noun => {
                let before = at.checked_sub(1)?;
                let before = if self.tokens[before].upos == Upos::Punct { before.checked_sub(1)? } else { before };
                (self.words[before] == also).then_some(before)?
            }
            _ => (at + 1..self.tokens.len().min(at + PARTICLE))
                .find(|w| self.words[*w] == also && (self.tree.head(*w) == Some(at) || *w == at + 1))?,
        };
        Some(vec![at, other])
    }

    /// The word that makes a condition true; also one that is joined to it by "and".
    pub fn holds(&self, at: usize, condition: &Condition) -> Option<usize> {
        let way = Way { links: condition.way.links.clone(), test: None };
        let mut found = self.all(at, &way);
        if way.links == [Link::Patient] && self.is_verb(at) {
            // "signed the Lake Area (LA) agreement": a name in the object that was taken for it
            found.extend(self.children_by(at, &[Relation::Obj]).filter(|c| !found.contains(c)).collect::<Vec<_>>());
        }
        let joined = found.iter().flat_map(|word| self.children_by(*word, &[Relation::Conj]));
        let passes = |word: &usize| condition.way.test.as_ref().is_none_or(|test| self.passes(*word, test));
        found.iter().copied().chain(joined).find(passes)
    }

    /// The parties at the end of the first way that leads to any.
    fn first(&self, at: usize, ways: &[Way], acts: bool) -> Vec<Who> {
        let found = ways.iter().map(|way| {
            if let Some((Link::Speaker, before)) = way.links.split_last() {
                let words = self.all(at, &Way { links: before.to_vec(), test: None });
                // whatever is asked of a speaker, he must be somebody: "reports" are not
                let people = |who: &Who| {
                    let last = self.tokens.iter().position(|t| t.span.end == who.span.end);
                    who.chain.is_some() || who.sector.is_some() || last.is_some_and(|w| self.is(w, self.grammar().person))
                };
                let somebody = |who: &Who| way.test.is_none() || people(who);
                return words.into_iter().flat_map(|word| self.tellers(word)).filter(somebody).collect::<Vec<_>>();
            }
            let words = self.all(at, way);
            words.into_iter().flat_map(|word| self.parties(word, acts)).collect::<Vec<_>>()
        });
        found.into_iter().find(|parties| !parties.is_empty()).unwrap_or_default()
    }

    /// All words at the end of a way.
    pub fn all(&self, at: usize, way: &Way) -> Vec<usize> {
        let mut here = vec![at];
        for link in &way.links {
            here = here.into_iter().flat_map(|word| self.follow(word, link)).collect();
        }
        if let Some(test) = &way.test {
            here.retain(|word| self.passes(*word, test));
        }
        here
    }

    fn follow(&self, at: usize, link: &Link) -> Vec<usize> {
        use Relation as R;
        let by = |relations: &'static [Relation]| self.children_by(at, relations).collect::<Vec<_>>();
        match link {
            Link::Agent => self.agent(at).into_iter().collect(),
            Link::Patient => self.patient(at).into_iter().collect(),
            Link::Recipient => by(&[R::Iobj]),
            Link::Prep(words) => self.behind(at, words),
            Link::Poss => by(&[R::NmodPoss]),
            Link::Mod => by(&[R::Amod, R::Compound, R::NmodUnmarked, R::NmodDesc, R::Nmod]).into_iter().filter(|c| *c < at).collect(),
            Link::Comp => self.complements(at),
            Link::Head => self.tree.head(at).into_iter().collect(),
            Link::Light => self.light(at).into_iter().collect(),
            Link::Speaker => self.speaker(at).into_iter().collect(),
            Link::Adv => by(&[R::Advmod, R::Obl, R::OblUnmarked, R::Advcl]),
            Link::Within => self.within(at),
            Link::Clause(words) => by(&[R::Advcl, R::Ccomp, R::Xcomp, R::Acl]).into_iter().filter(|c| self.opened_by(*c, words)).collect(),
            Link::Conj => by(&[R::Conj]),
            Link::Particle => by(&[R::CompoundPrt, R::Advmod]),
            Link::Aux => by(&[R::Aux, R::AuxPass]),
            Link::Copula => by(&[R::Cop]),
            Link::Det => by(&[R::Det, R::Nummod, R::DetPredet]),
        }
    }

    /// What completes a verb or noun.
    fn complements(&self, at: usize) -> Vec<usize> {
        let own = |c: &usize| match self.relation(*c) {
            Relation::Xcomp | Relation::Ccomp => true,
            Relation::Acl | Relation::Advcl => *c > at && matches!(self.tokens[*c].xpos, Xpos::Vb | Xpos::Vbg),
            _ => false,
        };
        let mut found: Vec<usize> = self.tree.children(at).filter(own).collect();
        for first in found.clone() {
            found.extend(self.children_by(first, &[Relation::Conj]).filter(|c| self.is_verb(*c)));
        }
        if self.is(at, self.grammar().naming) {
            // "called the inquiry a farce": taken for a second object or an apposition
            let mut objects = self.children_by(at, &[Relation::Obj]);
            found.extend(objects.next().into_iter().flat_map(|object| self.children_by(object, &[Relation::Appos])));
            found.extend(objects);
        }
        // "made a promise to leave": the infinitive may hang on the object, or that of the noun on its verb
        let beside = if self.is_verb(at) { self.tree.child(at, &[Relation::Obj]) } else { self.light(at) };
        if found.is_empty() {
            found.extend(
                beside
                    .into_iter()
                    .flat_map(|b| self.children_by(b, &[Relation::Acl, Relation::Xcomp, Relation::Ccomp, Relation::Advcl]))
                    .filter(|c| *c > at && self.tokens[*c].xpos == Xpos::Vb),
            );
        }
        found
    }

    /// What hangs on a word with one of these prepositions, or on the verb whose object it is, or on its object.
    fn behind(&self, at: usize, words: &[Word]) -> Vec<usize> {
        const HUNG: [Relation; 8] = [
            Relation::Obl,
            Relation::Nmod,
            Relation::Advcl,
            Relation::Acl,
            Relation::OblAgent,
            Relation::Conj,
            Relation::Xcomp,
            Relation::Ccomp,
        ];
        let of = |word: usize| self.tree.children(word).filter(|c| HUNG.contains(&self.relation(*c)) && self.opened_by(*c, words));
        let mut found: Vec<usize> = of(at).collect();
        if !found.is_empty() {
            return found;
        }
        let noun = !self.is_verb(at);
        if noun {
            // "bans and freezes on": what hangs on the last of several
            found.extend(self.children_by(at, &[Relation::Conj]).flat_map(of));
        }
        let beside = if noun {
            self.tree
                .head(at)
                .filter(|head| self.is_verb(*head) && matches!(self.relation(at), Relation::Obj | Relation::NsubjPass | Relation::Obl))
        } else {
            self.tree.child(at, &[Relation::Obj, Relation::NsubjPass])
        };
        found.extend(beside.into_iter().flat_map(of).filter(|c| *c > at || !noun));
        if found.is_empty() && !noun {
            // "charged the suspect in the raid with murder": hung on what describes the object
            let described = beside.into_iter().flat_map(|b| self.children_by(b, &[Relation::Nmod]));
            found.extend(described.flat_map(of).filter(|c| *c > at));
        }
        found.retain(|c| *c != at);
        found
    }

    /// All that hangs below a word to its right, relative clauses and conditions left out, from left to right.
    fn within(&self, at: usize) -> Vec<usize> {
        let inside = |word: usize| {
            let mut up = word;
            loop {
                if up == at {
                    return true;
                }
                let clause = matches!(self.relation(up), Relation::AclRelcl | Relation::Parataxis | Relation::Appos | Relation::Conj);
                let condition = self.relation(up) == Relation::Advcl && self.opened_by_condition(up);
                match self.tree.head(up) {
                    Some(head) if !clause && !condition => up = head,
                    _ => return false,
                }
            }
        };
        let noun = |w: &usize| matches!(self.tokens[*w].upos, Upos::Noun | Upos::Propn) || self.mentioned[*w].is_some();
        (at + 1..self.tokens.len()).filter(noun).filter(|word| inside(*word)).collect()
    }

    fn opened_by_condition(&self, at: usize) -> bool {
        self.tree.children(at).any(|c| self.relation(c) == Relation::Mark && self.is(c, self.grammar().condition))
    }

    fn passes(&self, at: usize, test: &Test) -> bool {
        test.any
            || test.words.contains(&self.words[at]) && self.words[at] != crate::codebook::WordLists::UNKNOWN
            || test.classes.iter().any(|class| self.is(at, *class))
            || test.kinds.iter().any(|kind| self.is_kind(at, *kind))
    }

    /// Whether a quotation mark opens just before the phrase of a word, or within it, and isn't closed before the word.
    fn is_quoted(&self, at: usize) -> bool {
        let mark = |w: &usize| matches!(self.tokens[*w].span.of(self.context.text), "\"" | "\u{201c}" | "\u{2018}" | "'");
        let before = (at.saturating_sub(4)..at).rev().take_while(|w| !self.is_verb(*w));
        before.filter(mark).count() % 2 == 1
    }

    /// Whether the word stands for an actor of a kind.
    pub fn is_kind(&self, at: usize, kind: Kind) -> bool {
        let sector = self.set.words.sector(self.words[at]);
        let actor = self.actor_kind(at);
        match kind {
            Kind::Actor => actor.is_some() || sector.is_some(),
            Kind::State => matches!(actor, Some(ActorKind::Government | ActorKind::Igo)) || matches!(sector, Some("GOV" | "IGO" | "LEG")),
            Kind::Armed => {
                matches!(actor, Some(ActorKind::Military | ActorKind::Police | ActorKind::ArmedGroup))
                    || matches!(sector, Some("MIL" | "COP" | "REB" | "UAF"))
            }
            Kind::Person => actor == Some(ActorKind::Person) || actor.is_none() && sector.is_some(),
            Kind::Quoted => self.is_quoted(at),
            Kind::Proper => {
                actor.is_some() || self.tokens[at].upos == Upos::Propn && self.mentioned[at].is_none() && !self.is(at, self.grammar().thing)
            }
            Kind::Company => actor == Some(ActorKind::Company),
            Kind::Media => actor == Some(ActorKind::Media) || sector == Some("JRN"),
            Kind::Body => actor.is_some_and(|a| a != ActorKind::Person && a != ActorKind::Government),
            Kind::Name => actor.is_some() || self.is_named(at) || sector.is_some(),
        }
    }
}

impl Scene<'_> {
    /// Whether a proper name or an actor is part of the noun phrase.
    fn is_named(&self, at: usize) -> bool {
        use Relation as R;
        let name = |word: usize| self.mentioned[word].is_some() || self.tokens[word].upos == Upos::Propn;
        name(at) && !self.is(at, self.grammar().thing)
            || self.tokens[at].upos == Upos::Noun
                && self
                    .children_by(at, &[R::Amod, R::Compound, R::NmodPoss, R::NmodDesc, R::Nmod])
                    .any(|c| name(c) && !self.is(c, self.grammar().thing))
    }
}

/// What makes a pattern more specific than another: the words that it asks for. Of equals the first in the file counts,
/// and of files the first by name.
fn specific(hit: &Hit<'_>) -> usize {
    hit.used.len()
}
