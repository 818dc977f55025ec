//! Denials and confirmations that say nothing of their own: "a link that Moscow denies", "he denied the charge". Each points
//! to the statement that it answers.

use std::ops::Range;

use super::Statement;
use super::ranking::Evidence;
use super::view::View;
use crate::codebook::{Takes, WordKinds as W};
use crate::extract::StatementIx;
use crate::text::Span;
use crate::ud::{Feats, Relation, Upos};

/// The rule of these rows.
const RULE: &str = "answer";
/// What may be answered lies at most so many sentences before.
const REACH: u32 = 4;
/// Acts that answer.
const ANSWERS: [&str; 2] = ["deny", "confirm"];
/// Acts that a denial answers sooner than others.
const CONTESTED: [&str; 2] = ["accuse", "claim"];
/// Acts that somebody may deny or confirm.
const ANSWERABLE: [&str; 6] = ["say", "accuse", "claim", "criticise", "confirm", "warn"];
/// What is only named has no more words.
const NAMED: usize = 6;

/// How the subject of a verb hangs on it that was taken for a noun.
const NAMED_BEFORE: [Relation; 3] = [Relation::Nsubj, Relation::Compound, Relation::NmodUnmarked];
const SUBJECTS: [Relation; 2] = [Relation::Nsubj, Relation::NsubjOuter];

impl View<'_> {
    /// Adds the denials that a clause tells of a noun which another statement holds: "..., which the government denies".
    pub fn add_answers(&self, statements: &mut Vec<(Statement, Option<Evidence>)>) {
        let mut found: Vec<Statement> = Vec::new();
        for at in 0..self.tokens.len() {
            if self.token(at).relation != Relation::AclRelcl || self.answering_act(at).is_none() || !self.has_rows(at) {
                continue;
            }
            let Some(answer) = self.answer(at) else { continue };
            match statements.iter_mut().find(|(s, _)| s.cue.is_some_and(|cue| cue.overlaps(self.tokens[at].span))) {
                Some((known, _)) if known.speakers.is_empty() => {
                    (known.speakers, known.speaker_basis) = (answer.speakers, answer.speaker_basis);
                }
                // "..., which Lee denies amid protests": what follows is not what he denies.
                Some((known, evidence)) if known.content.iter().all(|content| content.start >= self.tokens[at].span.end) => {
                    (*known, *evidence) = (answer, None);
                }
                Some(_) => {}
                None => found.push(answer),
            }
        }
        statements.extend(found.into_iter().map(|answer| (answer, None)));
        self.part_answers(statements);
    }

    fn has_rows(&self, at: usize) -> bool {
        self.sentence(at).section.has_rows() && self.quotation_at(at).is_none()
    }

    /// The act of a verb that denies or confirms.
    fn answering_act(&self, verb: usize) -> Option<&str> {
        let cue = self.cues_at(verb).find(|cue| !cue.form.participle)?;
        let finite = match self.token(verb).upos {
            Upos::Verb => self.is_finite(verb),
            // "something Lee denies": a noun that heads a clause is a verb misread.
            Upos::Noun => self.token(verb).relation == Relation::AclRelcl && self.child(verb, &[Relation::Cop]).is_none(),
            _ => false,
        };
        // "something Lee rejects": what is rejected is a claim.
        let of_claim = self.cues.acts().entries(self.document.lemma(self.token(verb))).iter().find(|e| e.takes == Some(Takes::Claim));
        let act = of_claim.map_or(self.cues.cue(cue.form).act.as_str(), |entry| entry.act.as_str());
        Some(act).filter(|act| finite && ANSWERS.contains(act))
    }

    /// `N, which X denies` and `N that X denies`, without anything that the verb says of its own.
    fn answer(&self, verb: usize) -> Option<Statement> {
        let noun = self.head(verb).filter(|noun| *noun < verb)?;
        let subjects = if self.token(verb).upos == Upos::Noun { &NAMED_BEFORE[..] } else { &SUBJECTS };
        let subject = self.child(verb, subjects).filter(|subject| !self.token(*subject).feats.has(Feats::RELATIVE))?;
        let own = [Relation::Ccomp, Relation::Xcomp, Relation::Obj];
        let relative = |child: usize| self.token(child).feats.has(Feats::RELATIVE);
        // "the facts to which he admitted" are no statement; "says of its own" is no bare answer.
        let bare = |child: usize| {
            if relative(child) { self.token(child).relation != Relation::Obl } else { !own.contains(&self.token(child).relation) }
        };
        if !self.children(verb).all(bare) {
            return None;
        }
        let speaker = self.speaker_at(subject)?;
        let told = |child: usize| {
            matches!(
                self.token(child).relation,
                Relation::AclRelcl | Relation::Appos | Relation::Parataxis | Relation::Punct | Relation::Case
            )
        };
        let words = self.phrase_of(noun, |child| told(child) || child >= verb)?;
        let content = self.span(words.start, words.end - 1);
        let spoken = speaker.parties.iter().filter_map(|party| party.span).any(|span| span.overlaps(content));
        if spoken || words.contains(&verb) {
            return None;
        }
        let mut statement = self.bare(verb, vec![content], RULE);
        self.answering_act(verb)?.clone_into(&mut statement.act);
        statement.cue = Some(self.tokens[verb].span);
        "indirect".clone_into(&mut statement.kind);
        statement.speaker_basis = speaker.basis.to_owned();
        statement.speakers = speaker.parties;
        Some(statement)
    }

    /// What the narrator adds behind the words of another is none of them: "he accused A of B, something that C denies".
    fn part_answers(&self, statements: &mut [(Statement, Option<Evidence>)]) {
        let clauses: Vec<Range<usize>> = statements.iter().filter_map(|(answer, _)| self.added_clause(answer)).collect();
        for clause in clauses {
            let mut cut = false;
            statements.iter_mut().for_each(|(statement, _)| cut |= self.cut(statement, &clause));
            self.widen_answer(&clause, statements);
            if cut {
                let words = self.span(clause.start, clause.end - 1);
                let inside = |s: &Statement| s.cue.is_some_and(|cue| words.contains(cue));
                statements.iter_mut().filter(|(s, _)| inside(s)).for_each(|(statement, _)| statement.parent = None);
            }
        }
    }

    /// The relative clause of a denial or confirmation behind a comma, with the noun that it is told of where that was added
    /// as well.
    fn added_clause(&self, answer: &Statement) -> Option<Range<usize>> {
        let cue = answer.cue.and_then(|cue| self.cue_words(cue))?;
        let verb = self.head_within(&cue);
        let told = self.token(verb).relation == Relation::AclRelcl && self.answering_act(verb).is_some() && self.has_rows(verb);
        let noun = self.head(verb).filter(|_| told)?;
        // The words of a clause behind the mark that opens it.
        let marked = |at: usize| {
            let clause = self.phrase_of(at, |_| false)?;
            let is_mark = |at: usize| self.token(at).upos == Upos::Punct;
            let start = clause.clone().find(|at| !is_mark(*at))?;
            start.checked_sub(1).filter(|before| is_mark(*before)).map(|_| start..clause.end)
        };
        let added = matches!(self.token(noun).relation, Relation::Appos | Relation::Parataxis) || self.is(noun, W::SAID);
        Some(noun).filter(|_| added).and_then(marked).or_else(|| marked(verb))
    }

    /// "confirmed A, which B denied": of two that say the same the second has the words of the first.
    fn widen_answer(&self, clause: &Range<usize>, statements: &mut [(Statement, Option<Evidence>)]) {
        let start = self.tokens[clause.start].span.start;
        let behind = |s: &Statement| {
            let last = s.content.last().filter(|content| content.end <= start).and_then(|content| self.cue_words(*content));
            last.is_some_and(|words| self.without_marks(words.start..clause.start) == words.end)
                && s.cue.is_some_and(|cue| cue.start < start)
        };
        let said = statements.iter().filter(|(s, _)| s.rule != RULE && behind(s)).min_by_key(|(s, _)| s.content.last().map(|c| c.len()));
        let Some(words) = said.and_then(|(s, _)| s.content.last()).copied() else { return };
        let inside = |s: &Statement| s.rule == RULE && s.cue.is_some_and(|cue| self.span(clause.start, clause.end - 1).contains(cue));
        for (answer, _) in statements.iter_mut().filter(|(s, _)| inside(s)) {
            let within = |content: &Span| words.contains(*content);
            if answer.content.iter().all(within) {
                answer.content = vec![words];
            }
        }
    }

    /// Cuts a clause from the end of what somebody says; whether it was there.
    fn cut(&self, statement: &mut Statement, clause: &Range<usize>) -> bool {
        let start = self.tokens[clause.start].span.start;
        if self.quotation_at(clause.start).is_some() || statement.cue.is_none_or(|cue| cue.start >= start) {
            return false;
        }
        for content in &mut statement.content {
            let Some(words) = self.cue_words(*content) else { continue };
            let last = words.start < clause.start && words.contains(&clause.start) && clause.end >= self.without_marks(words.clone());
            let end = self.without_marks(words.start..clause.start);
            if last && end > words.start {
                *content = self.span(words.start, end - 1);
                return true;
            }
        }
        false
    }

    /// The end of some tokens without the punctuation behind them.
    pub fn without_marks(&self, range: Range<usize>) -> usize {
        range.clone().rev().find(|t| self.token(*t).upos != Upos::Punct).map_or(range.end, |last| last + 1)
    }

    /// Ties denials and confirmations without words of their own to what they answer.
    pub fn tie_answers(&self, statements: &mut [(Statement, Option<Evidence>)]) {
        for n in 0..statements.len() {
            let (statement, _) = &statements[n];
            if ANSWERS.contains(&statement.act.as_str()) && self.says_nothing(statement) {
                let answered = self.answered(n, statements);
                statements[n].0.responds_to = answered.map(|at| StatementIx(at as u32));
            }
        }
    }

    /// Whether what is denied is only named: "the charge", "it", "a link", "which".
    fn says_nothing(&self, statement: &Statement) -> bool {
        if statement.rule == RULE {
            return true;
        }
        let [content] = &statement.content[..] else { return false };
        let Some(words) = self.cue_words(*content).filter(|words| words.len() <= NAMED) else { return false };
        let head = self.head_within(&words);
        let named = self.is(head, W::SAID) && (statement.act == "deny" || self.token(head).upos == Upos::Noun);
        let plain = |at: usize| !matches!(self.token(at).upos, Upos::Verb | Upos::Aux | Upos::Adp) && self.quotation_at(at).is_none();
        named && words.into_iter().all(plain)
    }

    /// The nearest statement of somebody else before it; of a denial the nearest claim or accusation, where there is one.
    fn answered(&self, n: usize, statements: &[(Statement, Option<Evidence>)]) -> Option<usize> {
        let (answer, _) = &statements[n];
        let noun = answer.cue.and_then(|cue| self.cue_words(cue)).and_then(|cue| {
            let verb = self.head_within(&cue);
            self.head(verb).filter(|_| self.token(verb).relation == Relation::AclRelcl)
        });
        let reach = if noun.is_some_and(|noun| !self.is(noun, W::SAID)) { 0 } else { REACH };
        let start = |s: &Statement| s.cue.map_or(s.content[0].start, |cue| cue.start);
        let place = start(answer);
        let paragraph_of = |s: &Statement| self.document.sentences[s.sentence as usize].paragraph;
        let paragraph = paragraph_of(answer);
        let fits = |at: &usize| {
            let other = &statements[*at].0;
            let near =
                other.sentence <= answer.sentence && answer.sentence - other.sentence <= reach && paragraph - paragraph_of(other) <= 1;
            let before = start(other) < place || other.sentence == answer.sentence && other.content.iter().all(|c| c.end <= place);
            near && before && *at != n && ANSWERABLE.contains(&other.act.as_str()) && !other.negated && !same_speaker(answer, other)
        };
        let candidates: Vec<usize> = (0..statements.len()).filter(fits).collect();
        // What the noun itself reports or stands in.
        let words = noun.map(|noun| self.tokens[noun].span).or(answer.content.first().copied());
        let holds = |at: &&usize| {
            let other = &statements[**at].0;
            words.is_some_and(|words| other.cue.into_iter().chain(other.content.iter().copied()).any(|span| span.overlaps(words)))
        };
        let last = |found: &mut dyn Iterator<Item = &usize>| {
            found.copied().max_by_key(|at| (statements[*at].0.sentence, start(&statements[*at].0)))
        };
        let beside = |at: &&usize| noun.is_some() && statements[**at].0.sentence == answer.sentence && start(&statements[**at].0) < place;
        let inside = last(&mut candidates.iter().filter(holds)).or_else(|| last(&mut candidates.iter().filter(beside)));
        let contested = |at: &&usize| CONTESTED.contains(&statements[**at].0.act.as_str());
        inside.or_else(|| last(&mut candidates.iter().filter(contested))).or_else(|| last(&mut candidates.iter()))
    }
}

/// Whether both are the words of one actor, or of the same words.
fn same_speaker(a: &Statement, b: &Statement) -> bool {
    let (Some(a), Some(b)) = (a.speakers.first(), b.speakers.first()) else { return false };
    a.chain.is_some() && a.chain == b.chain || a.span.is_some() && a.span == b.span
}
