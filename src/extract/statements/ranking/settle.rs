//! Which proposals of a paragraph can stand beside one another.

use super::Content;
use super::judge::Proposal;

/// A proposal stands from these log-odds on, in 1/32: three in ten such are right, which is where F1 is highest on
/// PolNeAR's dev part and a sixth of its training part that was left out.
const ACCEPTED: i32 = -28;
/// What is no clause must be surer: among other news than PolNeAR's most such rows below this are deeds ("banned a film").
const THING: i32 = -4;
/// Of whole quotations nearly all are somebody's words.
const QUOTED: i32 = -25;
/// A proposal that holds a surer one, cue and all, must be better by this much.
const OUTER: i32 = 6;

/// How two contents lie to one another.
enum Lie {
    Apart,
    Same,
    Inside,
    Around,
    Crossing,
}

/// The proposals that stand, each with the one whose content it stands in (an index into the result).
pub(in crate::extract::statements) fn settle(mut proposals: Vec<Proposal>) -> Vec<(Proposal, Option<usize>)> {
    proposals.sort_by_key(|proposal| (-proposal.margin, proposal.cue));
    let mut standing: Vec<Proposal> = Vec::new();
    let least = |proposal: &Proposal| match proposal {
        Proposal { quoted: true, .. } => QUOTED,
        Proposal { thing: true, .. } => THING,
        _ => ACCEPTED,
    };
    for proposal in proposals.into_iter().filter(|proposal| proposal.margin > least(proposal)) {
        if standing.iter().all(|other| agree(&proposal, other)) {
            standing.push(proposal);
        }
    }
    let parents: Vec<Option<usize>> = standing.iter().map(|proposal| innermost(proposal, &standing)).collect();
    standing.into_iter().zip(parents).collect()
}

fn agree(new: &Proposal, surer: &Proposal) -> bool {
    if new.cue == surer.cue {
        return false;
    }
    let (cue_inside, cue_around) = (surer.content.holds(new.cue), new.content.holds(surer.cue));
    match lie(&new.content, &surer.content) {
        Lie::Apart => !cue_inside && !cue_around,
        Lie::Same | Lie::Crossing => false,
        Lie::Inside => cue_inside && !cue_around,
        Lie::Around => cue_around && !cue_inside && new.margin > OUTER,
    }
}

fn lie(a: &Content, b: &Content) -> Lie {
    let (own, other) = (a.words(), b.words());
    let both: usize =
        a.ranges.iter().flat_map(|x| b.ranges.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))).sum();
    if both == 0 {
        Lie::Apart
    } else if 2 * both > own + other - both {
        Lie::Same
    } else if both == own {
        Lie::Inside
    } else if both == other {
        Lie::Around
    } else {
        Lie::Crossing
    }
}

/// The shortest content that holds a cue.
fn innermost(proposal: &Proposal, standing: &[Proposal]) -> Option<usize> {
    let holding = standing.iter().enumerate().filter(|(_, other)| other.content.holds(proposal.cue));
    holding.min_by_key(|(n, other)| (other.content.words(), *n)).map(|(n, _)| n)
}
