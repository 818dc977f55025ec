//! Reports without a subject of their own: `..., adding that ...`, `... and said that ...`.

use super::Finder;
use super::speakers::Speaker;
use super::view::CueAt;
use crate::annotate::TokenKind;
use crate::codebook::{Cue, Frames, WordKinds as W};

/// How many words of a title may stand before the name that opens a sentence.
const TITLE: usize = 6;
/// How many words may stand between the verb of a subject and its next one.
const REACH: usize = 80;

/// Words that no title before a name holds.
const FUNCTION: W = W::PREPOSITION
    .with(W::SUBORDINATE)
    .with(W::CONJUNCTION)
    .with(W::ADDITIVE)
    .with(W::AUX)
    .with(W::MODAL)
    .with(W::BE)
    .with(W::PRONOUN)
    .with(W::OTHER_PRONOUN);

impl<'a> Finder<'a> {
    /// The speaker is that of the same sentence's report, or the sentence's subject.
    pub fn continued_report(&mut self, cue: CueAt<'a>, entry: &Cue) -> bool {
        let start = self.view.first_of(cue.first);
        let adverb = cue.first.checked_sub(1).is_some_and(|before| before > start && self.view.is(before, W::ADVERB));
        let first = if adverb { cue.first - 1 } else { cue.first };
        let participle = cue.form.participle;
        let joined = |at: usize| {
            if participle {
                self.view.ends_with_comma(at) || self.view.is(at, W::PARTICIPLE_LEAD.with(W::ADDITIVE))
            } else {
                self.view.is(at, W::CONJUNCTION.with(W::ADDITIVE))
            }
        };
        let joint = Frames::THAT
            .with(Frames::QUOTE)
            .with(Frames::WHATEVER)
            .with(Frames::OBJECT_TO)
            .with(Frames::OF)
            .with(Frames::FOR)
            .with(Frames::TO);
        if !participle && !entry.frames.any(joint) {
            return false;
        }
        if !first.checked_sub(1).is_some_and(|before| before > start && joined(before)) {
            return false;
        }
        let sentence = self.view.sentence_of(cue.first) as u32;
        let same = self.found.last().filter(|f| f.statement.sentence == sentence && f.statement.cue.is_some());
        let speaker = match same {
            Some(found) => {
                let basis = ["named", "nominal", "pronoun", "generic", "implied"].into_iter().find(|b| *b == found.statement.speaker_basis);
                basis.map(|basis| Speaker {
                    parties: found.statement.speakers.clone(),
                    ..self.view.speaker(Vec::new(), basis, start, start)
                })
            }
            None => self.sentence_subject(start, first - 1),
        };
        let (Some(speaker), Some(mut frame)) = (speaker, self.forward(cue, entry, start)) else { return false };
        frame.rule = if participle { "participle" } else { "joined-cue" };
        let count = self.found.len();
        self.add(entry, cue, speaker, frame);
        self.found.len() > count
    }

    /// The actor or pronoun that opens the sentence, perhaps behind a phrase with a comma, where its verb follows and no other
    /// clause begins before the joint at `joint`.
    fn sentence_subject(&self, start: usize, joint: usize) -> Option<Speaker> {
        let lead = self.view.is(start, W::PREPOSITION.with(W::ADVERB).with(W::DATE));
        let comma = (start..joint.min(start + REACH)).find(|t| self.view.is_mark(*t, ",")).filter(|_| lead);
        let at = comma.map_or(start, |comma| comma + 1);
        let (speaker, last) = self.opening_subject(at, joint)?;
        let mut verb = last + 1;
        while verb < joint && self.view.is(verb, W::ADVERB.with(W::DATE).with(W::DATE_LEAD)) {
            verb += 1;
        }
        let is_verb = self.view.kind(verb) == Some(TokenKind::Word)
            && !self.view.is(verb, W::PREPOSITION.with(W::CONJUNCTION).with(W::ADDITIVE).with(W::RELATIVE).with(W::DETERMINER))
            && (!self.view.is(verb, W::BE) || self.view.has_participle_form(verb + 1))
            && !self.view.cues.endings().marks_owner(self.view.word(verb));
        let other = |t: usize| {
            let joint = self.view.is(t, W::ADDITIVE.with(W::CONJUNCTION));
            let clause =
                joint && (self.view.is(t + 1, W::PRONOUN.with(W::SUBJECT_PRONOUN).with(W::DETERMINER)) || self.view.is_capital(t + 1));
            clause
                || self.view.is(t, W::RELATIVE)
                || self.view.is_mark(t, ";")
                || self.view.is_mark(t, ":")
                || self.view.quotation_at(t).is_some()
        };
        (is_verb && verb < joint && joint < verb + REACH && !(verb..joint).any(other)).then_some(speaker)
    }

    /// The subject that stands at `at`, with its last token.
    fn opening_subject(&self, at: usize, end: usize) -> Option<(Speaker, usize)> {
        let view = &self.view;
        if view.is(at, W::PRONOUN.with(W::SUBJECT_PRONOUN)) {
            return Some((view.speaker(vec![view.party(at, at)], "pronoun", at, at), at));
        }
        for t in at..end.min(at + TITLE) {
            if let Some((mention, last)) = view.actor_starting(t) {
                let whole = !view.cues.endings().marks_owner(view.word(last + 1)) && !view.is_mark(last + 1, "-");
                return whole.then(|| (view.speaker(vec![view.mentioned(mention.0)], "named", at, last), last));
            }
            if view.is(t, W::GENERIC) && !view.is(t + 1, W::GENERIC) {
                return Some((view.speaker(vec![view.party(at, t)], "generic", at, t), t));
            }
            let title = view.kind(t) == Some(TokenKind::Word) && !view.is(t, FUNCTION);
            if !title {
                break;
            }
        }
        // A name that nothing knows opens the sentence.
        let known = view.is(at, FUNCTION.with(W::ADVERB).with(W::DATE).with(W::DETERMINER).with(W::STARTER));
        let capitals = (at..end.min(at + TITLE)).take_while(|t| view.kind(*t) == Some(TokenKind::Word) && view.is_capital(*t)).count();
        let name = capitals > 0 && !known && !view.has_participle_form(at) && !view.cues.endings().is_past(view.word(at));
        name.then(|| (view.speaker(vec![view.party(at, at + capitals - 1)], "named", at, at + capitals - 1), at + capitals - 1))
    }
}
