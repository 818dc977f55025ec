//! What others are reported to have said within somebody's words: "they said they don't know", "he asked them about it".
//!
//! The models learned from articles whose nested statements are not marked, so that they see few of them. Here those are added
//! whose cue the codebook lists, whose speaker is its subject or owner, and whose content hangs on it.

use std::ops::Range;

use super::Statement;
use super::ranking::Evidence;
use super::speakers::Speaker;
use super::view::View;
use crate::codebook::{Cue, CueClass, Frames, WordKinds as W};
use crate::extract::StatementIx;
use crate::ud::{Feats, Relation, Upos, Xpos};

/// The rule of these rows.
const RULE: &str = "nested";
/// Acts of nouns that report: "his demand to go", "reports of attacks".
const NOUN_ACTS: [&str; 7] = ["say", "claim", "demand", "promise", "threaten", "warn", "accuse"];
/// Acts whose nouns take the infinitive of what is said.
const WANTING: [&str; 3] = ["demand", "promise", "threaten"];
/// Acts of verbs that report.
const VERB_ACTS: [&str; 12] =
    ["say", "claim", "confirm", "deny", "accuse", "demand", "request", "promise", "threaten", "warn", "propose", "ask"];

const SUBJECTS: [Relation; 2] = [Relation::Nsubj, Relation::NsubjOuter];

impl View<'_> {
    /// Adds the statements within others that the models did not see; their parents are still to be found.
    pub fn add_nested(&self, statements: &mut Vec<(Statement, Option<Evidence>)>) {
        let mut found: Vec<(Statement, usize)> = Vec::new();
        for (parent, (outer, _)) in statements.iter().enumerate() {
            for range in outer.content.iter().filter_map(|content| self.cue_words(*content)) {
                for at in range.clone() {
                    let known = |(s, _): &(Statement, Option<Evidence>)| s.cue.is_some_and(|cue| cue.overlaps(self.tokens[at].span));
                    if statements.iter().any(known) {
                        continue;
                    }
                    if let Some(statement) = self.nested_at(at, &range)
                        && statement.content.iter().all(|content| Some(*content) != outer.content.first().copied())
                    {
                        found.push((statement, parent));
                    }
                }
            }
        }
        // What lies in two is a part of the shorter one.
        let length = |parent: usize| statements[parent].0.content.iter().map(|content| content.len()).sum::<usize>();
        found.sort_by_key(|(statement, parent)| (statement.cue, length(*parent), *parent));
        found.dedup_by(|later, first| later.0.cue == first.0.cue);
        for (mut statement, parent) in found {
            statement.parent = Some(StatementIx(parent as u32));
            statements.push((statement, None));
        }
    }

    fn nested_at(&self, at: usize, within: &Range<usize>) -> Option<Statement> {
        let (speaker, content) = match self.token(at).upos {
            Upos::Verb => {
                let speaker = self.nested_speaker(at, within)?;
                let around = self.around(at, &speaker, within);
                let content = around.or_else(|| self.nested_content(at).filter(|_| self.speaks(at)).map(|content| vec![content]))?;
                (Some(speaker), content)
            }
            Upos::Noun => (self.owner_of(at), vec![self.told_by_noun(at)?]),
            _ => return None,
        };
        let inside = |part: &Range<usize>| part.start >= within.start && part.end <= within.end && !part.contains(&at) && !part.is_empty();
        let apart = |part: &Range<usize>| speaker.as_ref().is_none_or(|speaker| speaker.last < part.start || part.end <= speaker.first);
        if !content.iter().all(|part| inside(part) && apart(part)) {
            return None;
        }
        let closed = |part: &Range<usize>| {
            let cut = part.clone().any(|t| self.is_mark(t, "[")) && !part.clone().any(|t| self.is_mark(t, "]"));
            part.start..part.end + usize::from(cut && within.contains(&part.end) && self.is_mark(part.end, "]"))
        };
        let spans = content.iter().map(closed).map(|part| self.span(part.start, part.end - 1)).collect();
        let mut statement = self.bare(at, spans, RULE);
        "indirect".clone_into(&mut statement.kind);
        "other".clone_into(&mut statement.act);
        // What depends on the words around is told later.
        let plain = self.cues.acts().entries(self.document.lemma(self.token(at))).is_empty();
        if let Some(cue) = self.quoted_cues_at(at).next().filter(|_| plain) {
            statement.act.clone_from(&self.cues.cue(cue.form).act);
        }
        statement.cue = Some(self.tokens[at].span);
        if let Some(speaker) = speaker {
            (statement.speakers, statement.speaker_basis) = (speaker.parties, speaker.basis.to_owned());
        }
        Some(statement)
    }

    /// The subject of a finite verb that the codebook lists as one of speech.
    fn nested_speaker(&self, verb: usize, within: &Range<usize>) -> Option<Speaker> {
        let listed = self.speaks(verb) || self.is_listed(verb, |cue| cue.act == "believe");
        let finite = matches!(self.token(verb).xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) || self.child(verb, &[Relation::Aux]).is_some();
        let subject = self.child(verb, &SUBJECTS).filter(|subject| *subject < verb && within.contains(subject))?;
        let modal = self.children(verb).any(|child| self.token(child).relation == Relation::Aux && self.is(child, W::MODAL));
        if !listed || !finite || modal || self.child(verb, &[Relation::AuxPass]).is_some() {
            return None;
        }
        let pronoun =
            self.token(subject).upos == Upos::Pron && self.is(subject, W::PRONOUN.with(W::SUBJECT_PRONOUN).with(W::OTHER_PRONOUN));
        if pronoun {
            return Some(self.speaker(vec![self.party(subject, subject)], "pronoun", subject, subject));
        }
        let phrase = self.phrase_of(subject, |child| child > subject && self.token(child).relation == Relation::AclRelcl)?;
        let named = self.party_at(subject);
        let (party, basis) = named.unwrap_or_else(|| (self.party(phrase.start, phrase.end - 1), "generic"));
        (self.token(subject).upos != Upos::Pron).then(|| self.speaker(vec![party], basis, phrase.start, phrase.end - 1))
    }

    fn is_listed(&self, verb: usize, fits: impl Fn(&Cue) -> bool) -> bool {
        self.quoted_cues_at(verb).any(|cue| !cue.form.participle && fits(self.cues.cue(cue.form)))
    }

    fn speaks(&self, verb: usize) -> bool {
        self.is_listed(verb, |cue| VERB_ACTS.contains(&cue.act.as_str()))
    }

    /// A clause behind the verb, or "about" something that somebody is asked or told.
    fn nested_content(&self, verb: usize) -> Option<Range<usize>> {
        let whole = |clause: &usize| {
            *clause > verb
                && self.is_finite(*clause)
                && self.child(*clause, &[Relation::Nsubj, Relation::NsubjPass, Relation::Expl]).is_some()
        };
        if let Some(clause) = self.child(verb, &[Relation::Ccomp]).filter(whole) {
            return self.said_in(clause);
        }
        if let Some(deed) = self.deed_of(verb) {
            return self.said_in(deed);
        }
        let object = self.child(verb, &[Relation::Obj, Relation::Iobj]).filter(|object| self.somebody(*object).is_some())?;
        let led = |child: &usize| {
            let oblique = matches!(self.token(*child).relation, Relation::Obl | Relation::Nmod);
            *child > object && oblique && self.children(*child).any(|case| self.is(case, W::TOPIC_LEAD))
        };
        let topic = self.children(verb).find(led).or_else(|| self.children(object).find(led))?;
        self.phrase_of(topic, |child| self.token(child).relation == Relation::Punct)
    }

    /// "proposed staying", "promised to go", by the frames of the cue.
    fn deed_of(&self, verb: usize) -> Option<usize> {
        let deed = self.child(verb, &[Relation::Xcomp, Relation::Ccomp]).filter(|deed| *deed > verb)?;
        let frames = |frames: Frames| self.is_listed(verb, |cue| cue.frames.any(frames));
        let participle = frames(Frames::ING) && self.token(deed).xpos == Xpos::Vbg;
        (participle || frames(Frames::TO) && self.has_modifier(deed, W::INFINITIVE)).then_some(deed)
    }

    /// What stands around "..., we think, ...".
    fn around(&self, verb: usize, speaker: &Speaker, within: &Range<usize>) -> Option<Vec<Range<usize>>> {
        let after = self.quoted_cues_at(verb).any(|cue| self.cues.cue(cue.form).frames.any(Frames::AFTER));
        let is_mark = |at: usize| self.is_mark(at, ",");
        let first = speaker.first.checked_sub(1).filter(|before| is_mark(*before) && *before >= within.start)?;
        if !after || self.token(verb).relation != Relation::Parataxis || !is_mark(verb + 1) {
            return None;
        }
        let (start, end) = (self.first_of(verb).max(within.start), self.end_of(verb).min(within.end));
        let parts = [start..self.without_marks(start..first), verb + 2..self.without_marks((verb + 2).min(end)..end)];
        parts.iter().all(|part| part.start < part.end).then(|| parts.to_vec())
    }

    /// The words of a clause without "that" and marks around it.
    fn said_in(&self, clause: usize) -> Option<Range<usize>> {
        let range = self.phrase_of(clause, |_| false)?;
        let outer = |at: &usize| {
            self.token(*at).upos == Upos::Punct || self.is(*at, W::COMPLEMENTIZER) && self.token(*at).relation == Relation::Mark
        };
        let start = range.clone().find(|at| !outer(at))?;
        Some(start..self.without_marks(start..range.end))
    }

    /// Whose demand or promise it is: "his promise", "Iran's threat".
    fn owner_of(&self, noun: usize) -> Option<Speaker> {
        let owner = self.child(noun, &[Relation::NmodPoss])?;
        if self.token(owner).upos == Upos::Pron {
            return Some(self.speaker(vec![self.party(owner, owner)], "pronoun", owner, owner));
        }
        let (party, basis) = self.party_at(owner)?;
        Some(self.speaker(vec![party], basis, owner, owner))
    }

    /// "demands to go", "a promise that ...", "reports of the attack".
    fn told_by_noun(&self, noun: usize) -> Option<Range<usize>> {
        let lemma = self.document.lemma(self.token(noun));
        let entries = self.cues.acts().entries(lemma);
        let act = entries.iter().find(|e| e.class == CueClass::Noun && e.rest.is_empty() && e.takes.is_none()).map(|e| e.act.as_str());
        let act = act.filter(|act| NOUN_ACTS.contains(act))?;
        let clause = self.children(noun).find(|child| {
            let told = *child > noun && matches!(self.token(*child).relation, Relation::Acl | Relation::Ccomp);
            told && (self.has_modifier(*child, W::INFINITIVE) && WANTING.contains(&act)
                || self.children(*child).any(|mark| self.is(mark, W::COMPLEMENTIZER) && self.token(mark).relation == Relation::Mark))
        });
        if let Some(clause) = clause {
            return self.said_in(clause);
        }
        let of = self.children(noun).find(|child| {
            let told = *child > noun && self.token(*child).relation == Relation::Nmod;
            told && self.children(*child).any(|case| self.is(case, W::GROUND_OF) && self.token(case).relation == Relation::Case)
        })?;
        // "reports of" tell of something; "the call of the president" does not.
        let heard = self.is(noun, W::REPORT_OF) && self.token(of).upos != Upos::Propn;
        let range = self.phrase_of(of, |_| false).filter(|_| heard)?;
        let start = range.clone().find(|at| !self.is(*at, W::GROUND_OF))?;
        Some(start..self.without_marks(start..range.end))
    }

    /// A noun within somebody's words speaks for its owner or for the subject of the verb that it hangs on, for nobody else.
    pub fn doubt_owner(&self, statement: &mut Statement) {
        let Some(cue) = statement.cue.and_then(|cue| self.cue_words(cue)).filter(|_| statement.parent.is_some()) else { return };
        let noun = self.head_within(&cue);
        let linked = statement.speakers.iter().any(|party| party.chain.is_some());
        if linked || self.token(noun).upos != Upos::Noun {
            return;
        }
        let owner = |at: usize| {
            let told = self.head(at) == Some(noun)
                && matches!(self.token(at).relation, Relation::NmodPoss | Relation::Nmod | Relation::Compound | Relation::Amod);
            let subject = self.head(at).is_some() && self.head(at) == self.head(noun) && SUBJECTS.contains(&self.token(at).relation);
            told || subject
        };
        let speaks = |span| self.cue_words(span).is_some_and(|words| owner(self.head_within(&words)));
        if !statement.speakers.iter().filter_map(|party| party.span).any(speaks) {
            statement.speakers.clear();
            "none".clone_into(&mut statement.speaker_basis);
        }
    }

    /// "When we asked our colleagues, they said ...": who was asked answers.
    pub fn hear_answer(&self, statement: &mut Statement) {
        let Some(cue) = statement.cue.and_then(|cue| self.cue_words(cue)) else { return };
        let verb = self.head_within(&cue);
        let [party] = &mut statement.speakers[..] else { return };
        let Some(pronoun) = party.span.and_then(|span| self.cue_words(span)).filter(|words| words.len() == 1).map(|words| words.start)
        else {
            return;
        };
        let subject = self.child(verb, &SUBJECTS) == Some(pronoun) && self.is(pronoun, W::PRONOUN.with(W::SUBJECT_PRONOUN));
        let asks = |at: usize| self.quoted_cues_at(at).any(|cue| self.cues.cue(cue.form).act == "ask");
        let question =
            self.children(verb).find(|at| *at < pronoun && self.token(*at).relation == Relation::Advcl && asks(*at)).filter(|_| subject);
        let Some(asked) = question.and_then(|question| self.child(question, &[Relation::Obj, Relation::Iobj])) else { return };
        let plural = |at: usize| self.token(at).feats.has(Feats::PLURAL);
        if self.token(asked).upos == Upos::Pron || plural(asked) != plural(pronoun) {
            return;
        }
        let phrase = self.phrase_of(asked, |child| child > asked).unwrap_or(asked..asked + 1);
        let (found, basis) = self
            .party_at(asked)
            .filter(|(found, _)| found.chain.is_some())
            .unwrap_or_else(|| (self.party(phrase.start, phrase.end - 1), "nominal"));
        *party = found;
        basis.clone_into(&mut statement.speaker_basis);
    }
}
