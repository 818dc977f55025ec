//! Speakers and parties that no name stands for ("officials", "three men", "he"): their words become mentions of their
//! own, so that every party of a row is a mention, an actor, or both.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Mention, MentionForm, MentionIx, Party, Referent};
use crate::annotate::Document;
use crate::text::Span;

/// The rule of these mentions.
const RULE: &str = "party";
/// A speaker found as this is a pronoun; every other party without a name is a description.
const PRONOUN: &str = "pronoun";

/// Gives every party that has words and no mention one: the mention that stands at its words, else a new one.
///
/// A party whose actor differs from what stands there (a country that stands for its government) keeps none.
pub(super) fn give_mentions(findings: &mut Findings, document: &Document) {
    let at: BTreeSet<Span> = findings.mentions.iter().map(|mention| mention.span).collect();
    let mut fresh: Vec<Mention> = Vec::new();
    for statement in &findings.statements {
        let form = if statement.speaker_basis == PRONOUN { MentionForm::Pronoun } else { MentionForm::Nominal };
        statement.speakers.iter().for_each(|party| fresh.extend(mention(party, form, &at, document)));
        statement.addressees.iter().for_each(|party| fresh.extend(mention(party, MentionForm::Nominal, &at, document)));
    }
    for party in findings.events.iter().flat_map(|event| event.sources.iter().chain(&event.targets)) {
        fresh.extend(mention(party, MentionForm::Nominal, &at, document));
    }
    let count = findings.mentions.len();
    findings.mentions.append(&mut fresh);
    sort(findings, count);
    link(findings);
}

/// A new mention for a party, unless it has one, has no words, or one stands there.
fn mention(party: &Party, form: MentionForm, at: &BTreeSet<Span>, document: &Document) -> Option<Mention> {
    let span = party.span.filter(|span| party.mention.is_none() && !span.is_empty() && !at.contains(span))?;
    let sentence = document.sentence_at(span.start)?;
    let referent = party.chain.map_or(Referent::Open, Referent::Actor);
    let section = document.sentences[sentence].section;
    Some(Mention { span, section, sentence: sentence as u32, form, referent, office: None, rule: RULE.to_owned() })
}

/// Puts the mentions back into their order (by start, the longest first), each span of the new ones once, and moves every
/// index along.
fn sort(findings: &mut Findings, old: usize) {
    let mut order: Vec<usize> = (0..findings.mentions.len()).collect();
    let key = |n: usize| (findings.mentions[n].span.start, std::cmp::Reverse(findings.mentions[n].span.end), n);
    order.sort_by_key(|&n| key(n));
    order.dedup_by(|later, first| *later >= old && *first >= old && findings.mentions[*later].span == findings.mentions[*first].span);
    let mut moved = vec![MentionIx(0); findings.mentions.len()];
    order.iter().enumerate().for_each(|(new, &n)| moved[n] = MentionIx(new as u32));
    findings.mentions = order.iter().map(|&n| findings.mentions[n].clone()).collect();
    for_each_party(findings, |party| party.mention = party.mention.map(|ix| moved[ix.0 as usize]));
    for office in findings.chains.iter_mut().flat_map(|chain| &mut chain.offices) {
        office.mention = moved[office.mention.0 as usize];
    }
}

/// Ties parties without a mention to the one at their words, where both stand for the same.
fn link(findings: &mut Findings) {
    let at: BTreeMap<Span, (MentionIx, Referent)> =
        findings.mentions.iter().enumerate().rev().map(|(n, m)| (m.span, (MentionIx(n as u32), m.referent))).collect();
    for_each_party(findings, |party| {
        let found = party.span.filter(|_| party.mention.is_none()).and_then(|span| at.get(&span));
        party.mention = match found {
            Some((ix, referent)) if *referent == party.chain.map_or(Referent::Open, Referent::Actor) => Some(*ix),
            _ => party.mention,
        };
    });
}

fn for_each_party(findings: &mut Findings, mut visit: impl FnMut(&mut Party)) {
    for statement in &mut findings.statements {
        statement.speakers.iter_mut().chain(&mut statement.addressees).for_each(&mut visit);
    }
    for event in &mut findings.events {
        event.sources.iter_mut().chain(&mut event.targets).for_each(&mut visit);
    }
    for sanction in &mut findings.sanctions {
        let parties = [&mut sanction.sender, &mut sanction.target].into_iter().chain(&mut sanction.proposer);
        parties.for_each(&mut visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::Codebook;
    use crate::extract::worked::worked;
    use crate::extract::{Models, extract};
    use crate::schema::SchemaFiles;

    #[test]
    fn words_of_a_party_become_a_mention() {
        let codebook = Codebook::load(&SchemaFiles::embedded()).unwrap();
        let text = "Officials said that the road was open. According to residents, Jens Stoltenberg said it was closed.";
        let w = worked(text);
        let findings = extract(&w.article, &w.document, &codebook, Models::embedded().unwrap());
        let words = |m: &Mention| m.span.of(&w.article.text).to_owned();
        for statement in &findings.statements {
            for speaker in &statement.speakers {
                let mention = &findings.mentions[speaker.mention.unwrap().0 as usize];
                assert_eq!(Some(mention.span), speaker.span);
            }
        }
        let officials = findings.mentions.iter().find(|m| words(m) == "Officials").unwrap();
        assert_eq!((officials.form, officials.referent, officials.rule.as_str()), (MentionForm::Nominal, Referent::Open, RULE));
        assert!(findings.mentions.is_sorted_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end))));
    }
}
