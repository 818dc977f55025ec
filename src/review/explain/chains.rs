//! The mentions of a row's actors in its article: how a name, "the general" and "he" came to be one.

use std::collections::BTreeSet;

use super::store::Record;
use super::{ActorChain, Case, Link};

/// An actor of the row, with his part and the mention that stands in the row.
struct Party<'r> {
    part: &'static str,
    actor: &'r str,
    mention: Option<&'r str>,
}

/// One chain an actor, in the order of their parts.
pub(super) fn chains(case: &Case<'_>) -> Vec<ActorChain> {
    let parties = parties(case);
    let mut seen = BTreeSet::new();
    let mut chains = Vec::new();
    for party in &parties {
        if !seen.insert(party.actor) {
            continue;
        }
        let here: BTreeSet<&str> = parties.iter().filter(|p| p.actor == party.actor).filter_map(|p| p.mention).collect();
        let own = case.rows.mentions.iter().filter(|m| m.is("actor_id", party.actor));
        let mentions = own.map(|mention| link(mention, here.contains(mention.text("mention_id")))).collect();
        let (actor_id, name) = (party.actor.to_owned(), case.name(party.actor).to_owned());
        chains.push(ActorChain { actor_id, name, part: party.part, mentions });
    }
    chains
}

fn link(mention: &Record, here: bool) -> Link {
    let cell = |column: &str| mention.text(column).to_owned();
    Link {
        mention_id: cell("mention_id"),
        sentence: cell("sentence"),
        text: cell("text"),
        form: cell("form"),
        office: mention.get("office_text").map(str::to_owned),
        rule: cell("rule"),
        here,
    }
}

fn parties<'r>(case: &'r Case<'_>) -> Vec<Party<'r>> {
    let row = &case.row;
    let of = |actors: &'r [Record], key: &str, roles: [&'static str; 2]| {
        let own: Vec<&Record> = actors.iter().filter(|record| record.is(key, &case.id)).collect();
        let of_role = |role: &'static str| {
            let party = |record: &&'r Record| Some(Party { part: role, actor: record.get("actor_id")?, mention: record.get("mention_id") });
            own.iter().filter(|record| record.is("role", role)).filter_map(party).collect::<Vec<_>>()
        };
        roles.into_iter().flat_map(of_role).collect::<Vec<_>>()
    };
    match row.table.as_str() {
        "statements" => of(&case.rows.statement_actors, "statement_id", ["speaker", "addressee"]),
        "events" => of(&case.rows.event_actors, "event_id", ["source", "target"]),
        "mentions" => {
            let party = |actor| Party { part: "mention", actor, mention: Some(case.id.as_str()) };
            row.get("actor_id").map(party).into_iter().collect()
        }
        "sanctions" => {
            let column = |(part, column): (&'static str, &str)| Some(Party { part, actor: row.get(column)?, mention: None });
            let columns = [("sender", "sender_actor_id"), ("target", "target_actor_id"), ("proposer", "proposer_actor_id")];
            columns.into_iter().filter_map(column).collect()
        }
        _ => Vec::new(),
    }
}
