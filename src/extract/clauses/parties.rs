//! Where a party's noun phrase begins and ends, alone, joined with others, and as the subject of a clause.

use super::reader::{Parties, Place, Reader, Subject};
use crate::annotate::{TokenKind, Tree};
use crate::codebook::Element;
use crate::extract::ActorKind;
use crate::ud::{Relation, Upos};

/// How many words a verb may have before it in its group ("has not yet been").
const VERB_GROUP: usize = 6;

impl Reader<'_, '_> {
    /// Who is the subject of the clause whose verb group begins here.
    pub(super) fn subject(&self, group: usize) -> Option<Subject> {
        let beside = self.direct_subject(group).or_else(|| self.relative_subject(group)).or_else(|| self.shared_subject(group));
        beside.or_else(|| self.tree_subject(group))
    }

    /// The subject by the sentence's tree, whatever stands between it and its verb.
    fn tree_subject(&self, group: usize) -> Option<Subject> {
        let tree = Tree::new(self.tokens)?;
        let verb = (group..self.tokens.len()).take(VERB_GROUP).find(|at| self.tokens[*at].upos == Upos::Verb)?;
        let subject = tree.subject(verb)?.word;
        let joined = tree.children(subject).filter(|child| self.tokens[*child].relation == Relation::Conj);
        let parties: Option<Parties> = [subject]
            .into_iter()
            .chain(joined)
            .map(|word| self.mentions.iter().find(|m| (m.start..m.end).contains(&word))?.who())
            .collect();
        let parties = parties?;
        let start = self.mentions.iter().find(|m| m.span == parties[0].span)?.start;
        // "should have gone": what stands before the group belongs to the verb and changes what it says.
        let changes = |child: usize| match self.tokens[child].upos {
            Upos::Aux | Upos::Part => true,
            Upos::Adv => !self.is(child, self.grammar.adverb),
            _ => false,
        };
        if tree.children(verb).any(|child| child < group && changes(child)) {
            return None;
        }
        let conditional = tree.children(verb).any(|child| self.is(child, self.grammar.condition));
        (start < group).then_some(Subject { start, parties, conditional })
    }

    /// The name before ", who" and ", which".
    fn relative_subject(&self, group: usize) -> Option<Subject> {
        let pronoun = group.checked_sub(1).filter(|at| self.is(*at, self.grammar.relative))?;
        let comma = pronoun.checked_sub(1).filter(|at| self.symbol(*at) == ",")?;
        let name = self.mentions.iter().find(|m| m.end == comma)?;
        let person = self.is(pronoun, self.grammar.relative_person);
        (name.chain.is_some() && self.is_person(name) == person).then_some(())?;
        Some(Subject { start: name.start, parties: vec![name.who()?], conditional: false })
    }

    /// "Norland condemned the coup and VERB": the subject of the verb before "and".
    fn shared_subject(&self, group: usize) -> Option<Subject> {
        let join = group.checked_sub(1).filter(|at| self.is(*at, self.grammar.joiner))?;
        let close = join - usize::from(join > 0 && self.symbol(join - 1) == ",");
        for verb in (1..close).rev() {
            if self.is(verb, self.grammar.boundary) || matches!(self.symbol(verb), "," | ";" | ":" | "—" | "–") {
                return None;
            }
            let past = self.set.of_verb(self.words[verb]).iter().any(|(f, _)| f.past || f.participle);
            let regular = self.set.endings.is_past(self.symbol(verb));
            if !(past || regular || self.is(verb, self.grammar.irregular_past)) {
                continue;
            }
            let mut start = verb;
            while start > 0 && (self.is(start - 1, self.grammar.adverb) || self.is(start - 1, self.grammar.have)) {
                start -= 1;
            }
            if let Some(subject) = self.direct_subject(start) {
                return Some(subject);
            }
        }
        None
    }

    /// The parties that end where a verb group begins, if they are the subject of its clause.
    fn direct_subject(&self, group: usize) -> Option<Subject> {
        let mut end = self.before_date(group);
        if self.symbol(end.wrapping_sub(1)) == ")" {
            end = (end.saturating_sub(6)..end).rev().find(|at| self.symbol(*at) == "(")?;
        }
        end = self.before_apposition(end);
        end = self.before_comma_of_name(end);
        let last = self.mentions.iter().find(|m| m.end == end)?;
        let mut parties = vec![last.who()?];
        let mut start = self.before_name(last);
        if start > 1 && self.is(start - 1, self.grammar.joiner) {
            let mut join = start - 1 - usize::from(self.symbol(start - 2) == ",");
            while let Some(before) = self.mentions.iter().find(|m| m.end == join) {
                parties.insert(0, before.who()?);
                start = self.before_name(before);
                if start == 0 || self.symbol(start - 1) != "," {
                    break;
                }
                join = start - 1;
            }
        }
        let conditional = self.opens_clause(start)?;
        let first = self.mentions.iter().find(|m| m.span == parties[0].span).map_or(start, |m| m.start);
        Some(Subject { start: first, parties, conditional })
    }

    /// Whether a clause may begin here, and if so, whether it is a condition.
    pub(super) fn opens_clause(&self, at: usize) -> Option<bool> {
        let Some(before) = at.checked_sub(1) else { return Some(false) };
        let joined = self.is(before, self.grammar.joiner) && matches!(self.symbol(before.wrapping_sub(1)), "," | ";");
        let marked =
            matches!(self.symbol(before), "," | ";" | "—" | "–" | "." | "*" | "**") || self.tokens[before].kind == TokenKind::QuoteOpen;
        if self.is(before, self.grammar.condition) {
            return Some(true);
        }
        (joined || marked || self.is(before, self.grammar.clause_start) || self.date_ends(at)).then_some(false)
    }

    pub(super) fn date_ends(&self, at: usize) -> bool {
        self.dates.iter().any(|d| d.tokens.end == at)
    }

    pub(super) fn before_date(&self, at: usize) -> usize {
        self.dates.iter().find(|d| d.tokens.end == at && !d.bound).map_or(at, |d| d.tokens.start)
    }

    pub(super) fn after_date(&self, at: usize) -> Option<usize> {
        self.dates.iter().find(|d| d.tokens.start == at && !d.bound).map(|d| d.tokens.end)
    }

    /// Steps back over the second comma of ", Jon Abel,".
    fn before_comma_of_name(&self, end: usize) -> usize {
        let name = self.mentions.iter().find(|m| m.end + 1 == end && self.symbol(m.end) == ",").filter(|m| self.is_person(m));
        let set_off = name.map(|n| self.before_name(n)).is_some_and(|start| start > 1 && self.symbol(start - 1) == ",");
        if set_off { end - 1 } else { end }
    }

    /// Steps back over ", the German chancellor," and ", for its part,".
    pub(super) fn before_apposition(&self, end: usize) -> usize {
        if end < 3 || self.symbol(end - 1) != "," {
            return end;
        }
        let open = (end.saturating_sub(16)..end - 1).rev().find(|at| self.symbol(*at) == ",");
        let Some(open) = open else { return end };
        let inside = open + 1..end - 1;
        let small = |at: usize| self.symbol(at).starts_with(char::is_lowercase);
        let aside = inside.len() <= 3 && inside.clone().all(small);
        if !aside && !self.is(open + 1, self.grammar.determiner) {
            return end;
        }
        let simple = inside.clone().all(|at| !self.is(at, self.grammar.boundary) && self.set.of_verb(self.words[at]).is_empty());
        if simple { open } else { end }
    }

    /// Where the noun phrase of a name begins. Capitalised words before a person's name describe the person ("Harbour Party
    /// leader Jon Abel"); before other names they might be the head.
    fn before_name(&self, name: &Place) -> usize {
        let mut at = self.before_modifiers(name.start);
        for _ in 0..8 {
            if !self.is_person(name) || at == 0 || !self.describes(at - 1) {
                break;
            }
            at = self.before_modifiers(at - 1);
        }
        at
    }

    /// The name that the noun phrase beginning here ends with.
    fn after_description(&self, at: usize) -> Option<&Place> {
        let mut end = self.after_modifiers(at);
        for _ in 0..8 {
            if let Some(name) = self.mentions.iter().find(|m| m.start == end).filter(|m| self.is_person(m)) {
                return Some(name);
            }
            if !self.describes(end) {
                return None;
            }
            end = self.after_modifiers(end + 1);
        }
        None
    }

    /// Whether a name may be a party by itself: not "US" before "envoy Jon Abel".
    fn stands_alone(&self, name: &Place) -> bool {
        name.who().is_some() && (self.is_person(name) || self.after_description(name.end).is_none())
    }

    fn is_person(&self, name: &Place) -> bool {
        name.chain.is_some_and(|c| self.chains[c.0 as usize].kind == ActorKind::Person)
    }

    /// A capitalised word that is no date.
    fn describes(&self, at: usize) -> bool {
        let word = self.symbol(at).starts_with(char::is_uppercase);
        word && !self.dates.iter().any(|d| d.tokens.contains(&at)) && !self.is(at, self.grammar.clause_start)
    }

    pub(super) fn before_modifiers(&self, mut at: usize) -> usize {
        for _ in 0..4 {
            let modifies = at > 0 && (self.is(at - 1, self.grammar.premodifier) || self.is(at - 1, self.grammar.determiner));
            if !modifies {
                break;
            }
            at -= 1;
        }
        at
    }

    pub(super) fn after_modifiers(&self, mut at: usize) -> usize {
        for _ in 0..4 {
            if !self.is(at, self.grammar.premodifier) && !self.is(at, self.grammar.determiner) {
                break;
            }
            at += 1;
        }
        at
    }

    /// One or more parties that begin here: "A", "A and B", "A, B and C". `None` if the list can't be read to its end.
    pub(super) fn parties(&self, at: usize, next: Option<&Element>) -> Option<(usize, Parties)> {
        let first = self.party_at(at)?;
        let (mut parties, mut end) = (vec![first.who()?], first.end);
        let mut more = Vec::new();
        let mut over = end;
        while self.symbol(over) == "," {
            let Some(listed) = self.party_at(over + 1) else { break };
            more.push(listed.who());
            over = listed.end;
        }
        let join = over + usize::from(self.symbol(over) == ",");
        if !self.is(join, self.grammar.joiner) {
            return Some((end, parties));
        }
        let Some(last) = self.party_at(join + 1) else { return Some((end, parties)) };
        if !self.closes(last.end) && !self.goes_on(last.end, next) {
            // "A and B's allies", or "X met A and B left": the list or the clause ends elsewhere
            return None;
        }
        more.push(last.who());
        for who in more {
            parties.push(who?);
        }
        end = last.end;
        Some((end, parties))
    }

    /// Whether the words that the pattern wants next stand here.
    pub(super) fn goes_on(&self, at: usize, next: Option<&Element>) -> bool {
        matches!(next, Some(Element::Words { any, .. }) if any.iter().any(|words| self.words[at..].starts_with(words)))
    }

    pub(super) fn party_at(&self, at: usize) -> Option<Place> {
        let start = self.after_modifiers(at);
        let named = |at: usize| self.mentions.iter().find(|m| m.start == at && self.stands_alone(m));
        named(at).or_else(|| named(start)).or_else(|| self.after_description(at)).copied()
    }

    /// Whether a noun phrase or clause can be over here.
    pub(super) fn closes(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        let mark = matches!(token.span.of(self.text), "." | "," | ";" | ":" | ")" | "(" | "!" | "—" | "–");
        mark || token.kind == TokenKind::QuoteClose
            || self.is(at, self.grammar.after_party)
            || self.dates.iter().any(|d| d.tokens.start == at)
    }
}
