//! What a cue may report: the stretches of text that the tree, the quotation marks and the rules offer.

use std::ops::Range;

use super::edges::{to_adverbial, to_comma, to_last_clause};
use super::{Content, Reader, Way};
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;
use crate::ud::Relation;

/// No cue has more contents to choose from.
const MOST: usize = 40;
/// How many heads above a cue may be what it reports.
const CLIMB: usize = 4;

/// What hangs on a cue but is never what it reports.
const FUNCTION: [Relation; 13] = [
    Relation::Punct,
    Relation::Aux,
    Relation::AuxPass,
    Relation::Mark,
    Relation::Cc,
    Relation::CcPreconj,
    Relation::Det,
    Relation::DetPredet,
    Relation::Case,
    Relation::CompoundPrt,
    Relation::Cop,
    Relation::Fixed,
    Relation::Expl,
];

/// Where a clause goes on with another one, which may be somebody else's.
const FURTHER: [Relation; 4] = [Relation::Conj, Relation::Advcl, Relation::Parataxis, Relation::AclRelcl];

pub(super) const SUBJECTS: [Relation; 6] =
    [Relation::Nsubj, Relation::NsubjPass, Relation::NsubjOuter, Relation::Csubj, Relation::CsubjPass, Relation::CsubjOuter];

impl Reader<'_> {
    /// The contents that a cue may have, without repeats.
    pub(super) fn contents(&self, cue: usize) -> Vec<Content> {
        let mut found = Found { reader: self, cue, all: Vec::new() };
        for (rule, ranges) in self.ruled.iter().filter(|(_, ruled)| ruled.cue.contains(&cue)).map(|(_, r)| (r.rule, &r.content)) {
            found.add(Way::Rule(rule), None, ranges.clone());
        }
        if self.view.is_mark(cue, ":") {
            found.colon();
            return found.all;
        }
        found.below();
        found.above();
        found.quotations();
        found.beside();
        found.all
    }
}

struct Found<'r, 'a> {
    reader: &'r Reader<'a>,
    cue: usize,
    all: Vec<Content>,
}

impl Found<'_, '_> {
    fn add(&mut self, way: Way, anchor: Option<usize>, ranges: Vec<Range<usize>>) {
        if self.all.len() >= MOST {
            return;
        }
        let mut clean: Vec<Range<usize>> = ranges.into_iter().filter_map(|range| self.reader.trimmed(range)).collect();
        clean.sort_by_key(|range| range.start);
        let overlapping = clean.windows(2).any(|pair| pair[0].end > pair[1].start);
        if clean.is_empty() || overlapping || clean.iter().any(|range| range.contains(&self.cue)) {
            return;
        }
        if self.all.iter().all(|other| other.ranges != clean) {
            self.all.push(Content { ranges: clean, way, anchor });
        }
    }

    fn one(&mut self, way: Way, anchor: Option<usize>, range: Range<usize>) {
        self.add(way, anchor, vec![range]);
    }

    /// What hangs on the cue.
    fn below(&mut self) {
        let (tree, cue) = (&self.reader.tree, self.cue);
        let whole = tree.phrase(cue);
        let subject = tree.child(cue, &SUBJECTS);
        let children: Vec<usize> = tree.children(cue).filter(|child| !FUNCTION.contains(&tree.relation(*child))).collect();
        for child in children {
            let phrase = tree.phrase(child);
            let relation = tree.relation(child);
            self.add(Way::Child(relation), Some(child), vec![phrase.clone()]);
            let further = tree.children(child).find(|c| *c > child && FURTHER.contains(&tree.relation(*c)));
            if let Some(further) = further {
                let cut = phrase.start..tree.phrase(further).start.max(child + 1);
                self.add(Way::ChildCut(relation), Some(child), vec![cut]);
            }
            let parts = [
                (Way::ChildClause(relation), to_last_clause(self.reader, &phrase, child)),
                (Way::ChildComma(relation), to_comma(self.reader, &phrase, child)),
                (Way::ChildAdverbial(relation), to_adverbial(self.reader, &phrase, child)),
            ];
            for (way, part) in parts {
                part.into_iter().for_each(|part| self.one(way, Some(child), part));
            }
            let close = phrase.clone().rev().find(|t| self.reader.view.kind(*t) == Some(TokenKind::QuoteClose));
            if let Some(close) = close {
                self.one(Way::ChildToQuote(relation), Some(child), phrase.start..close + 1);
            }
            if child > cue {
                self.one(Way::Tail(relation), Some(child), phrase.start.max(cue + 1)..whole.end);
                if relation == Relation::Xcomp
                    && let Some(subject) = subject
                {
                    self.add(Way::Raised, Some(child), vec![tree.phrase(subject), phrase.clone()]);
                }
                self.with_quotations_behind(relation, child, phrase);
            }
        }
    }

    /// A clause, and the quotations that follow it in its paragraph.
    fn with_quotations_behind(&mut self, relation: Relation, child: usize, phrase: Range<usize>) {
        let view = &self.reader.view;
        let end = self.reader.tree.words().end;
        if phrase.end + 2 < end {
            return;
        }
        if let Some(quoted) = self.reader.quotation_from(end).filter(|q| view.paragraph(q.start) == view.paragraph(self.cue)) {
            self.add(Way::ChildQuoted(relation), Some(child), vec![phrase, quoted]);
        }
    }

    /// What the cue hangs on: "..., X said", "..., according to X".
    fn above(&mut self) {
        let tree = &self.reader.tree;
        let mut low = self.cue;
        for step in 0..CLIMB {
            let Some(head) = tree.head(low) else { break };
            let relation = tree.relation(low);
            let (outer, inner) = (tree.phrase(head), tree.phrase(low));
            let inner = inner.start.max(outer.start)..inner.end.min(outer.end);
            let (left, right) = (outer.start..inner.start, inner.end..outer.end);
            self.add(Way::Around(relation, step as u8), Some(head), vec![left.clone(), right.clone()]);
            self.add(Way::Left(relation, step as u8), Some(head), vec![left]);
            self.add(Way::Right(relation, step as u8), Some(head), vec![right]);
            low = head;
        }
    }

    /// The quotations before and behind the cue in its paragraph, alone and together.
    fn quotations(&mut self) {
        let reader = self.reader;
        let (before, behind) = reader.quotations_around(self.cue);
        let end = reader.tree.words().end;
        if behind.is_empty()
            && reader.view.is_mark(end - 1, ":")
            && let Some(next) = reader.quotation_from(end).filter(|next| reader.view.sentence(next.start).section.has_rows())
        {
            self.add(Way::NextParagraph, None, vec![next]);
        }
        if let Some(near) = before.last() {
            self.add(Way::QuoteBefore, None, vec![near.clone()]);
            if let [.., far, near] = &before[..] {
                self.add(Way::QuotesBefore, None, vec![far.clone(), near.clone()]);
            }
        }
        if let Some(near) = behind.first() {
            self.add(Way::QuoteBehind, None, vec![near.clone()]);
            if let [near, far, ..] = &behind[..] {
                self.add(Way::QuotesBehind, None, vec![near.clone(), far.clone()]);
            }
            let end = reader.tree.words().end;
            self.one(Way::QuoteOn, None, near.start..end);
        }
        if let (Some(left), Some(right)) = (before.last(), behind.first()) {
            self.add(Way::QuoteAround, None, vec![left.clone(), right.clone()]);
            let all: Vec<_> = before.iter().chain(&behind).cloned().collect();
            self.add(Way::QuotesAll, None, all);
        }
    }

    /// The rest of the sentence behind the cue, and the words before its clause.
    fn beside(&mut self) {
        let (tree, view) = (&self.reader.tree, &self.reader.view);
        let words = tree.words();
        self.one(Way::Rest, None, self.cue + 1..words.end);
        let that = (self.cue + 1..words.end).take(16).find(|t| view.is(*t, W::COMPLEMENTIZER));
        if let Some(that) = that {
            self.one(Way::That, None, that + 1..words.end);
        }
        let start = tree.child(self.cue, &SUBJECTS).map_or(self.cue, |subject| tree.phrase(subject).start.min(self.cue));
        let comma = (words.start..start).rev().find(|t| view.is_mark(*t, ",") || view.kind(*t) == Some(TokenKind::QuoteClose));
        if let Some(comma) = comma {
            self.one(Way::Before, None, words.start..comma + 1);
        }
        let behind = (self.cue + 1..words.end).find(|t| view.is_mark(*t, ","));
        if let Some(comma) = behind {
            self.one(Way::ToComma, None, self.cue + 1..comma);
            self.one(Way::FromComma, None, comma + 1..words.end);
        }
    }

    /// What stands behind a colon: to the end of the sentence or of the paragraph.
    fn colon(&mut self) {
        let view = &self.reader.view;
        let words = self.reader.tree.words();
        self.one(Way::Rest, None, self.cue + 1..words.end);
        let paragraph = view.paragraph(self.cue);
        let sentences = &view.document.sentences[view.sentence_of(self.cue)..];
        let last = sentences.iter().take_while(|s| s.paragraph == paragraph).last();
        if let Some(last) = last.filter(|last| last.tokens.end as usize <= self.cue + 400) {
            self.one(Way::Paragraph, None, self.cue + 1..last.tokens.end as usize);
        }
        if let Some(quoted) = self.reader.quotation_from(self.cue + 1) {
            self.add(Way::QuoteBehind, None, vec![quoted]);
        }
    }
}

impl Reader<'_> {
    /// A range without marks around it, a leading "that", and quotation marks that hold the whole of it; `None` where no
    /// word is left.
    pub(super) fn trimmed(&self, mut range: Range<usize>) -> Option<Range<usize>> {
        let view = &self.view;
        let open_mark = |t: usize| view.kind(t) == Some(TokenKind::Punct) && !matches!(view.word(t), "$" | "£" | "€" | "#" | "@" | "(");
        let close_mark = |t: usize| {
            view.kind(t) == Some(TokenKind::Punct) && matches!(view.word(t), "." | "," | ";" | ":" | "—" | "–" | "-" | "--" | "(")
        };
        loop {
            let before = range.clone();
            while range.start < range.end && (open_mark(range.start) || view.kind(range.start) == Some(TokenKind::QuoteClose)) {
                range.start += 1;
            }
            while range.start < range.end && close_mark(range.end - 1) {
                range.end -= 1;
            }
            if range.start + 1 < range.end && view.is(range.start, W::COMPLEMENTIZER) && self.is_marker(range.start) {
                range.start += 1;
            }
            if range.start < range.end && view.kind(range.end - 1) == Some(TokenKind::QuoteOpen) {
                range.end -= 1;
            }
            if let Some(quotation) = range.clone().next().and_then(|t| view.quotation_at(t)).map(|n| view.quotations[n])
                && quotation.open == range.start
                && view.last_of(quotation) + 1 >= range.end
            {
                range = range.start + 1..range.end.min(quotation.close);
            }
            if range == before {
                break;
            }
        }
        let is_word = |t: usize| matches!(view.kind(t), Some(TokenKind::Word | TokenKind::Number));
        range.clone().any(is_word).then_some(range)
    }

    /// Whether "that" opens a clause here.
    fn is_marker(&self, at: usize) -> bool {
        self.view.tokens[at].relation == Relation::Mark
    }

    /// The words of the quotation that opens at `at`, perhaps behind a mark.
    pub(super) fn quotation_from(&self, at: usize) -> Option<Range<usize>> {
        let view = &self.view;
        let open = if view.is_mark(at, ",") || view.is_mark(at, ":") { at + 1 } else { at };
        let quotation = view.quotation_at(open).map(|n| view.quotations[n]).filter(|q| q.open == open)?;
        Some(quotation.open + 1..quotation.close)
    }

    /// The words of up to three quotations before and three behind the cue, in its paragraph.
    fn quotations_around(&self, cue: usize) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let view = &self.view;
        let paragraph = view.paragraph(cue);
        let at = view.quotations.partition_point(|q| q.open < cue);
        let words = |q: &super::super::view::Quotation| q.open + 1..q.close;
        let here = |q: &&super::super::view::Quotation| view.paragraph(q.open) == paragraph;
        let mut before: Vec<_> =
            view.quotations[..at].iter().rev().take_while(here).filter(|q| q.close <= cue).take(3).map(words).collect();
        before.reverse();
        let behind = view.quotations[at..].iter().take_while(here).take(3).map(words).collect();
        (before, behind)
    }
}
