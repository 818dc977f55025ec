//! Countries that act: the name of a country or its capital stands for its government where it acts or is acted upon.

use std::collections::BTreeSet;

use crate::codebook::{EntryClass, EntryIx, Lexicon};
use crate::extract::mentions::Mentions;
use crate::extract::{ActorKind, Chain, ChainIx, Findings, Mention, Party, Referent};

/// Gives every country that the article names as a place, itself or by its capital, a chain for its government, since a country that acts or is acted
/// upon is its government. Returns how many chains there were before; see [`drop_unused`].
pub(crate) fn add_governments(mentions: &mut Mentions, lexicon: &Lexicon) -> usize {
    let before = mentions.chains.len();
    let known: BTreeSet<EntryIx> = mentions.chains.iter().filter_map(|c| c.entry).collect();
    let place = |m: &Mention| match m.referent {
        Referent::Place(place) if matches!(lexicon.facts(place).class, EntryClass::Country | EntryClass::Capital) => {
            lexicon.government(place)
        }
        _ => None,
    };
    let wanted: BTreeSet<EntryIx> = mentions.mentions.iter().filter_map(place).filter(|g| !known.contains(g)).collect();
    mentions.chains.extend(wanted.into_iter().map(|entry| Chain {
        kind: lexicon.actor_kind(entry).unwrap_or(ActorKind::Government),
        entry: Some(entry),
        name: String::new(),
        names: Vec::new(),
        local: false,
        country: lexicon.country(entry).map(str::to_owned),
        sector: lexicon.sector(entry).map(str::to_owned),
        offices: Vec::new(),
    }));
    before
}

/// Drops the chains from `first` on that no row speaks of.
pub(crate) fn drop_unused(findings: &mut Findings, first: usize) {
    let used = |chain: ChainIx| {
        let is = |p: &Party| p.chain == Some(chain);
        findings.events.iter().any(|e| e.sources.iter().chain(&e.targets).any(is))
            || findings.sanctions.iter().any(|s| is(&s.sender) || is(&s.target) || s.proposer.as_ref().is_some_and(is))
    };
    let mut next = first as u32;
    let kept: Vec<Option<ChainIx>> = (first..findings.chains.len())
        .map(|old| {
            used(ChainIx(old as u32)).then(|| {
                next += 1;
                ChainIx(next - 1)
            })
        })
        .collect();
    let renumber = |party: &mut Party| {
        let new = |chain: ChainIx| (chain.0 as usize).checked_sub(first).map_or(Some(chain), |n| kept[n]);
        party.chain = party.chain.and_then(new);
    };
    for event in &mut findings.events {
        event.sources.iter_mut().chain(&mut event.targets).for_each(renumber);
    }
    for sanction in &mut findings.sanctions {
        [Some(&mut sanction.sender), Some(&mut sanction.target), sanction.proposer.as_mut()].into_iter().flatten().for_each(renumber);
    }
    let mut number = 0;
    findings.chains.retain(|_| {
        number += 1;
        number <= first || kept[number - 1 - first].is_some()
    });
}
