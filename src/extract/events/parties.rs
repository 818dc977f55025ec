//! Who stands at a word: the actor of the mention whose head it is, or people without a name as their words.

use super::scene::Scene;
use crate::extract::{ActorKind, ChainIx, MentionForm, MentionIx, Party, Referent};
use crate::text::Span;
use crate::ud::{Feats, Relation, Upos, Xpos};

/// A noun phrase of more words is no party's name; it is cut after its head.
const LONGEST: usize = 15;
/// How many mentions back the country may stand that "the country" is.
const LOOK_BACK: usize = 12;
/// How far a pronoun looks for whom it stands for.
const DEPTH: usize = 5;

/// How many joined names are looked through for further ones.
const MOST_JOINED: usize = 40;

/// A party of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who {
    pub chain: Option<ChainIx>,
    pub mention: Option<MentionIx>,
    pub span: Span,
    pub sector: Option<String>,
}

impl Who {
    /// Whether both are the same actor or share words.
    pub fn same(&self, other: &Self) -> bool {
        match (self.chain, other.chain) {
            (Some(a), Some(b)) => a == b,
            _ => self.span.overlaps(other.span),
        }
    }

    pub fn party(self) -> Party {
        Party { chain: self.chain, mention: self.mention, span: Some(self.span), sector: self.sector, ascribed: false }
    }
}

/// Takes out repeats; nobody acts upon himself.
pub(super) fn distinct(sources: &mut Vec<Who>, targets: &mut Vec<Who>) {
    let mut known: Vec<Who> = Vec::new();
    for side in [sources, targets] {
        side.retain(|who| {
            let fresh = !known.iter().any(|k| k.same(who));
            if fresh {
                known.push(who.clone());
            }
            fresh
        });
    }
}

impl Scene<'_> {
    /// The kind of the actor that is mentioned here.
    pub fn actor_kind(&self, at: usize) -> Option<ActorKind> {
        let mention = &self.context.mentions[self.mention_at(at)?];
        match mention.referent {
            Referent::Actor(chain) => self.context.chains.get(chain.0 as usize).map(|c| c.kind),
            Referent::Place(place) => self.context.government(place).map(|_| ActorKind::Government),
            Referent::NewPlace(_) | Referent::Open => None,
        }
    }

    /// The mention that a noun phrase is headed by, also where its name stands in apposition ("President" for "Bush").
    fn mention_at(&self, at: usize) -> Option<usize> {
        let beside = |relation: Relation| {
            let near = matches!(relation, Relation::Flat | Relation::Appos | Relation::NmodDesc);
            near || relation == Relation::Compound && self.tokens[at].upos == Upos::Propn
        };
        // "banned Iranian airline Mahan Air": a name hung beside the noun that describes it
        let sibling = |c: &usize| {
            *c > at
                && *c <= at + 4
                && self.tokens[*c].upos == Upos::Propn
                && matches!(self.relation(at), Relation::Obj | Relation::Nsubj | Relation::NsubjPass)
                && self.tokens[at].upos == Upos::Noun
                && self.relation(at) == self.relation(*c)
                && self.tree.child(*c, &[Relation::Cc]).is_none()
        };
        // "Jon Abel, the major who": the name that a noun stands beside
        let beside_name = self.tree.head(at).filter(|_| self.relation(at) == Relation::Appos).and_then(|head| self.mentioned[head]);
        if self.mentioned[at].is_none() && beside_name.is_some() {
            return beside_name;
        }
        let named = |c: &usize| self.mentioned[*c].is_some();
        let renamed = self.tree.head(at).and_then(|head| self.tree.children(head).filter(sibling).find(named));
        if let Some(other) = renamed.filter(|_| self.mentioned[at].is_none()) {
            return self.mentioned[other];
        }
        self.mentioned[at].or_else(|| {
            self.tree
                .children(at)
                .filter(|c| beside(self.relation(*c)))
                .find_map(|c| self.mentioned[c].filter(|n| self.context.mentions[*n].form != MentionForm::Demonym))
        })
    }

    /// All who stand at a word, those joined by "and" included. `acts`: as whoever does something, which things don't.
    pub fn parties(&self, at: usize, acts: bool) -> Vec<Who> {
        let nominal = |c: &usize| matches!(self.tokens[*c].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num);
        let mut found: Vec<Who> = self.party(at, acts, DEPTH).into_iter().collect();
        if found.is_empty() {
            return found;
        }
        // "A, B, C and D": each may hang on the one before
        let mut joined: Vec<usize> = self.children_by(at, &[Relation::Conj]).filter(nominal).collect();
        let mut next = 0;
        while let Some(last) = joined.get(next).copied().filter(|_| next < MOST_JOINED) {
            joined.extend(self.children_by(last, &[Relation::Conj]).filter(nominal));
            next += 1;
        }
        joined.sort_unstable();
        found.extend(joined.into_iter().filter_map(|c| self.party(c, acts, DEPTH)));
        found.extend(self.second_subject(at).and_then(|c| self.party(c, acts, DEPTH)));
        if found.iter().all(|who| who.chain.is_none()) {
            let named: Vec<Who> =
                self.examples(at).into_iter().filter_map(|c| self.party(c, acts, DEPTH)).filter(|who| who.chain.is_some()).collect();
            if !named.is_empty() {
                return named;
            }
        }
        found
    }

    /// "Abel as well as Berg were": what the parser took for a second subject.
    fn second_subject(&self, at: usize) -> Option<usize> {
        let relations: &'static [Relation] = match self.relation(at) {
            Relation::Nsubj => &[Relation::Nsubj],
            Relation::NsubjPass => &[Relation::NsubjPass],
            _ => return None,
        };
        let joined = |c: &usize| {
            let between = (at..*c).any(|w| self.relation(w) == Relation::Cc);
            *c > at && between && self.mentioned[*c].is_some() && *c < self.tree.head(at).unwrap_or(0)
        };
        self.tree.head(at).and_then(|verb| self.children_by(verb, relations).find(joined))
    }

    /// "allies such as Norway and Chile": who is named of those that a noun stands for.
    fn examples(&self, at: usize) -> Vec<usize> {
        let opened = |c: &usize| *c > at && self.tree.children(*c).any(|w| w < *c && self.is(w, self.grammar().including));
        let mut first: Vec<usize> = self.children_by(at, &[Relation::Nmod, Relation::Acl, Relation::Appos]).filter(opened).collect();
        if first.is_empty() {
            // "sanctioned three officials over the raid, including Jon Abel": hung on the verb
            let verb = self.tree.head(at).filter(|head| self.is_verb(*head) && self.relation(at) != Relation::Nsubj);
            let beside = verb.into_iter().flat_map(|verb| self.children_by(verb, &[Relation::Obl, Relation::Advcl]));
            first = beside.filter(|c| *c > at && opened(c)).collect();
        }
        let joined = first.iter().flat_map(|c| self.children_by(*c, &[Relation::Conj]));
        first.iter().copied().chain(joined).collect()
    }

    fn party(&self, at: usize, acts: bool, depth: usize) -> Option<Who> {
        let depth = depth.checked_sub(1)?;
        let token = &self.tokens[at];
        // "no group" is nobody
        if self.tree.children(at).any(|c| self.relation(c) == Relation::Det && self.is(c, self.grammar().negator)) {
            return None;
        }
        if let Some(n) = self.mention_at(at) {
            return self.mentioned_party(n, at);
        }
        match token.upos {
            Upos::Pron => return self.pronoun(at, acts, depth),
            Upos::Noun | Upos::Propn => {}
            Upos::Adj | Upos::Num | Upos::Det => {
                return if self.is_kind(at, crate::codebook::Kind::Name) || !acts { self.words_of(at) } else { None };
            }
            _ => {
                return self.words_of(at).filter(|_| {
                    !acts
                        && self.relation(at) != Relation::Xcomp
                        && self.relation(at) != Relation::Ccomp
                        && self.relation(at) != Relation::Advcl
                });
            }
        }
        if self.is(at, self.grammar().deed) {
            if let Some(owner) = self.owner(at) {
                return self.party(owner, acts, depth);
            }
            if let Some(chain) = self.known_owner(at) {
                return Some(Who { chain: Some(chain), ..self.words_of(at)? });
            }
            if acts {
                return None;
            }
        }
        if self.is(at, self.grammar().quantity) {
            let counted = self.children_by(at, &[Relation::Nmod]).next();
            if let Some(Who { chain: Some(chain), mention, sector, .. }) = counted.and_then(|c| self.party(c, acts, depth)) {
                let span = self.words_of(at)?.span;
                return Some(Who { chain: Some(chain), mention: mention.filter(|_| false), span, sector });
            }
            return self.words_of(at);
        }
        if acts
            && self.is(at, self.grammar().thing)
            && let Some(owner) = self.owner(at).filter(|o| self.mentioned[*o].is_some())
        {
            let mut who = self.words_of(at)?;
            who.chain = self.party(owner, acts, depth).and_then(|w| w.chain);
            return Some(who);
        }
        if self.is(at, self.grammar().thing) && (acts || self.owner(at).is_none()) {
            return None;
        }
        if acts && token.upos == Upos::Noun && !self.may_act(at) {
            return None;
        }
        self.words_of(at)
    }

    /// Whether a noun without an actor's name stands for people or a body: by the word, or by a name in its phrase.
    fn may_act(&self, at: usize) -> bool {
        let known = self.set.words.sector(self.words[at]).is_some() || self.is(at, self.grammar().person);
        let named = [Relation::Amod, Relation::Compound, Relation::NmodDesc];
        known || self.tree.children(at).any(|c| named.contains(&self.relation(c)) && self.mentioned[c].is_some())
    }

    /// "The decision" as whose it was when it was last told of; not what is told by its own words ("the decision to leave").
    fn known_owner(&self, at: usize) -> Option<ChainIx> {
        let definite = self.children_by(at, &[Relation::Det]).any(|c| self.is(c, self.grammar().definite));
        let told = self.tree.child(at, &[Relation::Nmod, Relation::Amod, Relation::Compound, Relation::AclRelcl]).is_some();
        self.owners.get(&self.words[at]).copied().filter(|_| definite && !told)
    }

    /// The actor that is mentioned at a word.
    pub fn actor_at(&self, at: usize) -> Option<ChainIx> {
        self.mentioned_party(self.mention_at(at)?, at)?.chain
    }

    /// Whose a deed or thing is: its genitive, its nationality, "of" or "by" somebody, who does it in the clause behind it.
    pub fn owner(&self, at: usize) -> Option<usize> {
        let own = self.children_by(at, &[Relation::NmodPoss]).next();
        let named = |c: &usize| self.mentioned[*c].is_some();
        let before = || self.children_by(at, &[Relation::Amod, Relation::Compound, Relation::NmodDesc]).find(named);
        let of = |c: usize| self.tree.children(c).any(|w| self.relation(w) == Relation::Case && self.is(w, self.grammar().owning));
        let behind =
            || self.children_by(at, &[Relation::Nmod]).find(|c| *c > at && of(*c) && self.is_kind(*c, crate::codebook::Kind::Name));
        let told = || self.doer_of_clause_on(at).filter(|doer| self.mentioned[*doer].is_some());
        own.or_else(before).or_else(behind).or_else(told)
    }

    fn mentioned_party(&self, n: usize, at: usize) -> Option<Who> {
        let mention = &self.context.mentions[n];
        let (chain, linked) = match mention.referent {
            Referent::Actor(chain) => (Some(chain), true),
            Referent::Place(place) => (self.context.government(place), false),
            Referent::NewPlace(_) | Referent::Open => (None, false),
        };
        let sector = self.set.words.sector(self.words[at]).map(str::to_owned).filter(|_| chain.is_none());
        let span = if linked { mention.span } else { self.words_of(at)?.span };
        Some(Who { chain, mention: linked.then_some(MentionIx(n as u32)), span, sector })
    }

    /// A capital that is spoken of as the government.
    pub fn capital(&self, who: Who) -> Who {
        let here = |n: &usize| self.context.mentions[*n].span == who.span;
        let named = self.mentioned.iter().flatten().copied().find(here).filter(|_| who.chain.is_none());
        let chain = named.and_then(|n| match self.context.mentions[n].referent {
            Referent::Place(place) => self.context.state(place),
            _ => None,
        });
        Who { chain: who.chain.or(chain), ..who }
    }

    /// "The country" as the last one named.
    pub fn named_before(&self, who: Who) -> Who {
        let last = self.tokens.iter().position(|t| t.span.end == who.span.end);
        let country = last.is_some_and(|w| self.is(w, self.grammar().country)) && who.chain.is_none();
        let government = |chain: &ChainIx| self.context.chains.get(chain.0 as usize).is_some_and(|c| c.kind == ActorKind::Government);
        let state = |n: usize| match self.context.mentions[n].referent {
            _ if self.context.mentions[n].form == MentionForm::Demonym => None,
            Referent::Place(place) => self.context.state(place),
            Referent::Actor(chain) => Some(chain).filter(government),
            Referent::NewPlace(_) | Referent::Open => None,
        };
        if !country || self.named_within(who.span).is_some() {
            return who;
        }
        let named = self.context.mentions.partition_point(|m| m.span.start < who.span.start);
        let chain = (0..named).rev().take(LOOK_BACK).find_map(state);
        Who { chain, ..who }
    }

    /// "The League's ministers", "Ruritanian lawmakers": what they decide, the body or state decides.
    pub fn body_of(&self, who: Who) -> Who {
        let for_all = who.chain.is_none() && matches!(who.sector.as_deref(), Some("GOV" | "LEG" | "IGO"));
        if for_all { Who { chain: self.named_within(who.span), ..who } } else { who }
    }

    /// The first actor or country that is named between these places.
    pub fn named_within(&self, span: Span) -> Option<ChainIx> {
        let inside = self.mentioned.iter().flatten().filter(|n| span.contains(self.context.mentions[**n].span));
        inside.into_iter().find_map(|n| match self.context.mentions[*n].referent {
            Referent::Actor(chain) => Some(chain),
            Referent::Place(place) => self.context.state(place),
            Referent::NewPlace(_) | Referent::Open => None,
        })
    }

    /// A pronoun that no mention covers: relative ones stand for what their clause describes; those in what somebody
    /// says for who says it.
    fn pronoun(&self, at: usize, acts: bool, depth: usize) -> Option<Who> {
        if self.tokens[at].feats.has(Feats::RELATIVE) {
            let clause = self.tree.head(at)?;
            let noun = self.tree.head(clause).filter(|_| self.relation(clause) == Relation::AclRelcl)?;
            return self.party(noun, acts, depth);
        }
        if self.is(at, self.grammar().first_person) {
            return self.tellers(at).into_iter().next();
        }
        if !matches!(self.tokens[at].xpos, Xpos::Prp | Xpos::PrpPoss) {
            return self.words_of(at).filter(|_| !acts);
        }
        let mut verb = self.tree.head(at)?;
        for _ in 0..DEPTH {
            let head = self.tree.head(verb)?;
            let finite = matches!(
                self.relation(verb),
                Relation::Ccomp | Relation::Advcl | Relation::Parataxis | Relation::AclRelcl | Relation::Conj
            );
            if finite && let Some(subject) = self.agent(head).filter(|s| *s != at && self.tokens[*s].upos != Upos::Pron) {
                return self.party(subject, acts, depth);
            }
            verb = head;
        }
        None
    }

    /// People without a name as their words: the noun phrase without clauses and what is joined to it.
    pub fn words_of(&self, at: usize) -> Option<Who> {
        let mut range = self.noun_phrase(at, false);
        if range.len() > LONGEST {
            range = self.noun_phrase(at, true);
        }
        if range.len() > LONGEST {
            range = at..at + 1;
        }
        let lead = |at: usize| self.tokens[at].upos == Upos::Det && self.is(at, self.grammar().definite);
        if range.len() > 1 && lead(range.start) && range.start != at {
            range.start += 1;
        }
        let span = Span { start: self.tokens[range.start].span.start, end: self.tokens[range.end - 1].span.end };
        let sector = self.set.words.sector(self.words[at]).map(str::to_owned);
        Some(Who { chain: None, mention: None, span, sector })
    }

    /// Who makes the innermost statement that holds a word; else whom the tree names.
    pub fn tellers(&self, at: usize) -> Vec<Who> {
        if let Some((_, statement)) = super::told::around(self.context.statements, self.tokens[at].span) {
            // "the motion claims": whose motion it is
            let paper = |span: Span| {
                let inside = |at: usize| span.contains(self.tokens[at].span);
                let head = (0..self.tokens.len()).find(|at| inside(*at) && self.tree.head(*at).is_none_or(|head| !inside(head)))?;
                self.known_owner(head)
            };
            let who = |p: &Party| {
                let span = p.span?;
                Some(Who { chain: p.chain.or_else(|| paper(span)), mention: p.mention, span, sector: p.sector.clone() })
            };
            return statement.speakers.iter().filter_map(who).collect();
        }
        self.speaker(at).into_iter().flat_map(|word| self.parties(word, true)).collect()
    }

    /// The country of a party: its actor's, or the one that its words name.
    pub fn country_of(&self, who: &Who) -> Option<String> {
        let of = |chain: ChainIx| self.context.chains.get(chain.0 as usize)?.country.clone();
        who.chain.and_then(of).or_else(|| {
            let inside = self.mentioned.iter().flatten().map(|n| &self.context.mentions[*n]).filter(|m| who.span.contains(m.span));
            inside.into_iter().find_map(|m| match m.referent {
                Referent::Actor(chain) => of(chain),
                Referent::Place(place) => self.context.lexicon.country(place).map(str::to_owned),
                Referent::NewPlace(_) | Referent::Open => None,
            })
        })
    }

    /// The words around the head that belong to it, without clauses; `short`: without what follows the head.
    fn noun_phrase(&self, at: usize, short: bool) -> std::ops::Range<usize> {
        use Relation as R;
        const CLAUSES: [R; 9] = [R::AclRelcl, R::Acl, R::Appos, R::Parataxis, R::Advcl, R::Mark, R::Cop, R::Nsubj, R::Dep];
        const AT_HEAD: [R; 5] = [R::Conj, R::Cc, R::Case, R::CcPreconj, R::Advmod];
        let own = |word: usize| {
            let mut up = word;
            while up != at {
                let relation = self.relation(up);
                let Some(head) = self.tree.head(up) else { return false };
                if CLAUSES.contains(&relation) || head == at && (AT_HEAD.contains(&relation) || short && up > at) {
                    return false;
                }
                up = head;
            }
            true
        };
        let (mut start, mut end) = (at, at + 1);
        while start > 0 && own(start - 1) {
            start -= 1;
        }
        while end < self.tokens.len() && own(end) {
            end += 1;
        }
        let sign = |word: usize| self.tokens[word].upos == Upos::Punct;
        while start < at && sign(start) {
            start += 1;
        }
        while end > at + 1 && sign(end - 1) {
            end -= 1;
        }
        start..end
    }

    /// Who says the clause that a word stands in, by the tree: the subject of the verb of saying above it.
    pub fn speaker(&self, at: usize) -> Option<usize> {
        let mut clause = at;
        for _ in 0..DEPTH {
            let head = self.tree.head(clause)?;
            let said = matches!(self.relation(clause), Relation::Ccomp | Relation::Parataxis) && self.is(head, self.grammar().saying);
            if said {
                return self.agent(head);
            }
            clause = head;
        }
        None
    }
}
