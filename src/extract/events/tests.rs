use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::extract::worked::{Worked, statement, worked};
use crate::extract::{Party, Referent};
use crate::schema::SchemaFiles;

static RULES: LazyLock<EventRules> = LazyLock::new(|| EventRules::load(&SchemaFiles::embedded()).unwrap());

fn among(w: &Worked, statements: &[Statement]) -> Vec<Event> {
    find(&w.article, &w.document, &w.all_mentions(), statements, &RULES, &Lexicon::default())
}

/// Every event as `TYPE/mode status sources > targets`, with its day.
fn show(w: &Worked, statements: &[Statement]) -> Vec<String> {
    let names =
        |side: &[Party]| side.iter().map(|p| p.span.map_or("somebody", |span| span.of(&w.article.text))).collect::<Vec<_>>().join("+");
    let line = |e: &Event| {
        let mode = e.mode.as_deref().unwrap_or("-");
        let day = e.occurred.as_ref().map_or(String::new(), |d| format!(" {}", d.text));
        format!("{}/{mode} {} {} > {}{day}", e.event_type, e.status, names(&e.sources), names(&e.targets))
    };
    among(w, statements).iter().map(line).collect()
}

fn read(text: &str) -> Vec<String> {
    show(&worked(text), &[])
}

#[test]
fn every_pattern_finds_its_example_and_leaves_its_counter() {
    let mut wrong = Vec::new();
    for pattern in &RULES.patterns.patterns {
        let found = |text: &str| among(&worked(text), &[]).iter().any(|e| e.rule == pattern.rule);
        if !pattern.example.is_empty() && !found(&pattern.example) {
            wrong.push(format!("{} misses: {} {:?}", pattern.rule, pattern.example, read(&pattern.example)));
        }
        if !pattern.counter.is_empty() && found(&pattern.counter) {
            wrong.push(format!("{} wrongly reads: {} as {:?}", pattern.rule, pattern.counter, read(&pattern.counter)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_of_modes_tells_its_example_and_leaves_its_counter() {
    let mut wrong = Vec::new();
    for rule in &RULES.modes {
        let of_type = |text: &str| among(&worked(text), &[]).into_iter().find(|e| e.event_type == rule.event_type);
        let mode = |text: &str| of_type(text).map(|e| e.mode);
        if mode(&rule.example) != Some(Some(rule.mode.clone())) {
            wrong.push(format!("{}/{} misses: {} {:?}", rule.event_type, rule.mode, rule.example, read(&rule.example)));
        }
        if mode(&rule.counter).is_none_or(|mode| mode.as_deref() == Some(rule.mode.as_str())) {
            wrong.push(format!("{}/{} wrongly reads: {} {:?}", rule.event_type, rule.mode, rule.counter, read(&rule.counter)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_is_punished_or_blamed_for_a_deed_did_it() {
    let deeds = |text: &str| read(text).into_iter().filter(|event| event.starts_with("ASSAULT")).collect::<Vec<_>>();
    assert_eq!(
        deeds("A judge jailed [Jon Abel|person] for torturing [Ida Berg|person]."),
        ["ASSAULT/torture reported Jon Abel > Ida Berg"]
    );
    assert_eq!(deeds("[Jon Abel|person] was jailed for torturing [Ida Berg|person]."), ["ASSAULT/torture reported Jon Abel > Ida Berg"]);
    assert_eq!(deeds("[Jon Abel|person] left after torturing [Ida Berg|person]."), ["ASSAULT/torture reported Jon Abel > Ida Berg"]);
}

#[test]
fn names_that_are_joined_in_a_row_all_take_part() {
    let parties = "ACCUSE/disapprove reported Ruritania+Arvonia+Moldavia > Jon Abel";
    assert_eq!(read("[Ruritania], [Arvonia] and [Moldavia] condemned [Jon Abel|person]."), [parties]);
}

#[test]
fn a_participle_behind_people_tells_of_them() {
    assert_eq!(read("[Jon Abel|person] appeared in court, charged with murder."), ["ACCUSE/allege reported  > Jon Abel"]);
    let told = read("[Jon Abel|person] looked into the deaths of villagers, killed in May.");
    assert!(!told.iter().any(|event| event.starts_with("ASSAULT") && event.contains("Jon Abel")), "{told:?}");
}

#[test]
fn protests_of_nobody_are_told_where_they_are_facts() {
    assert_eq!(read("[Jon Abel|person] left after weeks of protests."), ["PROTEST/demo reported somebody > "]);
    assert_eq!(read("There were no protests."), Vec::<String>::new());
}

#[test]
fn the_suspect_is_the_only_one_who_is_accused() {
    let w = worked("The police arrested the suspect. [Jon Abel|person] was charged with murder.");
    let chains: Vec<_> = among(&w, &[]).iter().flat_map(|e| e.targets.iter().map(|p| p.chain)).collect();
    assert!(chains.len() == 2 && chains[0].is_some() && chains[0] == chains[1], "{chains:?}");
    let two = worked("The police arrested the suspect. [Jon Abel|person] and [Ida Berg|person] were charged with murder.");
    assert_eq!(among(&two, &[])[0].targets[0].chain, None);
    let own = worked("The police arrested [Jon Abel|person]. The suspect attacked [Jon Abel|person].");
    let upon_himself = |e: &Event| e.sources.iter().any(|p| p.chain.is_some() && e.targets.iter().any(|q| q.chain == p.chain));
    assert!(!among(&own, &[]).iter().any(upon_himself));
}

#[test]
fn what_is_announced_has_the_mode_of_the_act_or_of_its_kind() {
    assert_eq!(read("[Ruritania] will attack [Arvonia]."), ["THREATEN/violence threatened Ruritania > Arvonia"]);
    assert_eq!(read("[Ruritania] will arrest [Jon Abel|person]."), ["THREATEN/arrest threatened Ruritania > Jon Abel"]);
}

#[test]
fn parties_are_found_over_passives_control_and_relative_clauses() {
    assert_eq!(read("[Arvonia] was condemned by [Ruritania]."), ["ACCUSE/disapprove reported Ruritania > Arvonia"]);
    assert_eq!(read("[Ruritania] refused to condemn [Arvonia]."), ["REJECT/- reported Ruritania > Arvonia"]);
    assert_eq!(read("The soldiers who attacked [Ruritania] were seen there."), ["ASSAULT/- reported soldiers > Ruritania"]);
    assert_eq!(read("[Ruritania] and [Arvonia] condemned [Moldavia]."), ["ACCUSE/disapprove reported Ruritania+Arvonia > Moldavia"]);
}

#[test]
fn what_words_perform_happens_when_they_are_said() {
    assert_eq!(read("On 3 May 2019 [Ruritania] said it would send food to [Arvonia]."), ["AGREE/- planned Ruritania > Arvonia 2019-05-03"]);
    let told = read("On 3 May 2019 [Moldavia] said that [Ruritania] had attacked [Arvonia].");
    assert!(told.iter().any(|event| event.starts_with("ASSAULT") && event.ends_with("> Arvonia")), "the attack was not that day: {told:?}");
    let joined = read("On 3 May 2019 [Ruritania] condemned [Arvonia] and attacked [Moldavia].");
    assert!(joined.contains(&"ASSAULT/- reported Ruritania > Moldavia 2019-05-03".to_owned()), "{joined:?}");
}

#[test]
fn what_is_announced_denied_or_possible_is_no_fact() {
    assert_eq!(read("[Ruritania] will send food to [Arvonia]."), ["AGREE/- planned Ruritania > Arvonia"]);
    assert_eq!(read("[Ruritania] will attack [Arvonia]."), ["THREATEN/violence threatened Ruritania > Arvonia"]);
    assert_eq!(read("[Ruritania] may attack [Arvonia]."), ["ASSAULT/- hypothetical Ruritania > Arvonia"]);
    assert_eq!(read("[Ruritania] did not attack [Arvonia]."), ["ASSAULT/- negated Ruritania > Arvonia"]);
    assert_eq!(read("[Ruritania] allegedly attacked [Arvonia]."), ["ASSAULT/- alleged Ruritania > Arvonia"]);
    assert_eq!(read("[Theresa May|person] resigned on Friday."), ["RETREAT/resign reported Theresa May >  2020-04-10"]);
}

#[test]
fn a_claim_about_others_is_alleged_and_becomes_a_fact_where_the_article_says_so() {
    let text = "\"[Ruritania] arrested [Jon Abel|person],\" said [Eva Abel|person].";
    let w = worked(text);
    let statements = [statement(&w, "Eva Abel", "Ruritania arrested Jon Abel,")];
    assert_eq!(show(&w, &statements), ["COERCE/arrest alleged Ruritania > Jon Abel"]);
    let w = worked(&format!("{text} [Ruritania] arrested [Jon Abel|person] on Friday."));
    let statements = [statement(&w, "Eva Abel", "Ruritania arrested Jon Abel,")];
    assert_eq!(show(&w, &statements), ["COERCE/arrest reported Ruritania > Jon Abel 2020-04-10"]);
}

#[test]
fn what_only_is_thought_forbidden_or_drafted_is_no_event() {
    assert_eq!(read("[Ruritania] drafted a bill that would allow the police to arrest [Jon Abel|person]."), Vec::<String>::new());
    assert_eq!(read("Do not attack [Ruritania]!"), Vec::<String>::new());
    assert_eq!(read("[Ruritania] needs to attack [Arvonia]."), Vec::<String>::new());
    assert_eq!(read("At least 12 people were killed there on Friday."), Vec::<String>::new());
    assert_eq!(read("At least 12 people were killed there on Friday by a bomb."), ["ASSAULT/- reported  > At least 12 people 2020-04-10"]);
}

#[test]
fn making_somebody_do_it_is_as_true_as_the_making() {
    assert_eq!(read("The talks did not persuade [Ruritania] to sanction [Arvonia]."), ["SANCTION/discontinue negated Ruritania > Arvonia"]);
    assert_eq!(read("[Jon Abel|person] is to resign on Friday."), ["CONCEDE/- planned Jon Abel >  2020-04-10"]);
    assert_eq!(read("No group has attacked [Arvonia]."), Vec::<String>::new());
}

#[test]
fn an_authority_knows_of_arrests_and_what_others_predict_is_expected() {
    let w = worked("\"Two suspects were arrested,\" said [Eva Abel|official].");
    assert_eq!(show(&w, &[statement(&w, "Eva Abel", "Two suspects were arrested,")]), ["COERCE/arrest reported  > Two suspects"]);
    let w = worked("\"Two suspects were arrested,\" said [Eva Abel|person].");
    assert_eq!(show(&w, &[statement(&w, "Eva Abel", "Two suspects were arrested,")]), ["COERCE/arrest alleged  > Two suspects"]);
    let w = worked("\"[Ruritania] will attack [Arvonia],\" said [Eva Abel|person].");
    assert_eq!(
        show(&w, &[statement(&w, "Eva Abel", "Ruritania will attack Arvonia,")]),
        ["THREATEN/violence hypothetical Ruritania > Arvonia"]
    );
}

#[test]
fn nobody_acts_upon_himself_and_people_need_no_name() {
    assert!(among(&worked("[Ruritania] condemned [Ruritania]."), &[]).iter().all(|e| e.targets.is_empty()));
    assert_eq!(read("Gunmen killed at least 12 people."), ["ASSAULT/- reported Gunmen > at least 12 people"]);
}

#[test]
fn people_without_a_name_have_a_sector_and_tolls_are_counted() {
    let w = worked("Gunmen killed at least 12 people and wounded dozens of soldiers.");
    let event = &among(&w, &[])[0];
    assert_eq!(event.sources[0].sector.as_deref(), Some("UAF"));
    assert_eq!((event.killed.min, event.killed.max), (Some(12), None));
    assert_eq!(event.injured.min, Some(24));
}

proptest! {
    #[test]
    fn rows_are_sound_whatever_the_words(parts in proptest::collection::vec(0..22_usize, 0..40)) {
        const PARTS: [&str; 22] = [
            "[Ruritania]", "[Arvonia]", "[Jon Abel|official]", "[the Coast Front|armed_group]", "condemned", "was arrested by",
            "met", "and", ",", ".", "\"", "on Friday", "said", "imposed sanctions on", "not", "the", "did", "attacked",
            "agreed to", "who", "protests against", "killing 12 people",
        ];
        let text = parts.iter().map(|p| PARTS[*p]).collect::<Vec<_>>().join(" ");
        let w = worked(&text);
        for event in among(&w, &[]) {
            let sentence = w.document.sentences[event.sentence as usize].span;
            prop_assert!(sentence.contains(event.trigger) && !event.trigger.is_empty());
            for party in event.sources.iter().chain(&event.targets) {
                prop_assert!(party.span.is_none_or(|span| !span.is_empty()));
                if let Some(mention) = party.mention {
                    prop_assert_eq!(w.mentions[mention.0 as usize].referent, Referent::Actor(party.chain.unwrap()));
                }
            }
            prop_assert!(!event.sources.is_empty() || !event.targets.is_empty());
            let ordered = event.occurred.as_ref().is_none_or(|d| d.from.zip(d.to).is_none_or(|(from, to)| from <= to));
            prop_assert!(ordered);
        }
    }
}
