use super::*;
use crate::annotate::annotate;
use crate::codebook::SegmentRules;
use crate::extract::{Chain, ChainIx, Mention, MentionForm, Referent};
use crate::ingest::Section;
use crate::model::network::Network;
use crate::schema::SchemaFiles;

/// Actors of the tests: their forms, the longest first, and whether they are persons.
const ACTORS: [(&[&str], bool); 5] = [
    (&["Foreign Minister Ann Lee", "Ann Lee", "Lee"], true),
    (&["Omar Haddad", "Haddad"], true),
    (&["Veland"], false),
    (&["Borduria"], false),
    (&["Reuters"], false),
];

fn article(text: &str) -> Article {
    Article::of_body(text)
}

fn mentions(article: &Article, document: &Document) -> Mentions {
    let mut all = Mentions::default();
    for (n, (forms, person)) in ACTORS.iter().enumerate() {
        let kind = if *person { ActorKind::Person } else { ActorKind::Government };
        let names = forms.iter().map(|form| (*form).to_owned()).collect();
        let name = forms[0].to_owned();
        let chain = Chain { kind, entry: None, name, names, local: false, country: None, sector: None, offices: Vec::new() };
        all.chains.push(chain);
        let mut taken: Vec<Span> = Vec::new();
        for form in *forms {
            for (at, _) in article.text.match_indices(form) {
                let span = Span::new(at, at + form.len());
                let Some(sentence) = document.sentence_at(span.start).filter(|_| !taken.iter().any(|t| t.overlaps(span))) else { continue };
                taken.push(span);
                let (section, referent) = (Section::Body, Referent::Actor(ChainIx(n as u32)));
                let (form, rule) = (MentionForm::Name, "test".to_owned());
                all.mentions.push(Mention { span, section, sentence: sentence as u32, form, referent, office: None, rule });
            }
        }
    }
    all.mentions.sort_by_key(|m| m.span);
    all
}

fn worked(text: &str) -> (Article, Mentions, Document) {
    let article = article(text);
    let document = annotate(&article, &SegmentRules::load(&SchemaFiles::embedded()).unwrap(), Network::embedded().unwrap());
    let mentions = mentions(&article, &document);
    (article, mentions, document)
}

pub(super) fn statements(text: &str) -> (Article, Mentions, Vec<Statement>) {
    let (article, mentions, document) = worked(text);
    let cues = Cues::load(&SchemaFiles::embedded()).unwrap();
    let found = find(&article, &document, &mentions, &cues, Judge::embedded().unwrap());
    (article, mentions, found)
}

/// What the rules propose: `speaker [basis] cue/act kind: content + content`, one a statement, parted by `; `.
fn read(text: &str) -> String {
    let worked = worked(text);
    show(&worked.0, &worked.1, &ruled(&worked))
}

fn ruled((article, mentions, document): &(Article, Mentions, Document)) -> Vec<Statement> {
    let cues = Cues::load(&SchemaFiles::embedded()).unwrap();
    let mut found: Vec<Statement> = by_rules(article, document, mentions, &cues).1.into_iter().map(|found| found.statement).collect();
    found.sort_by_key(|s| (s.cue.unwrap_or(s.content[0]).start, s.content[0].start));
    found
}

/// The same for what the models make of it.
fn judged(text: &str) -> String {
    let (article, mentions, found) = statements(text);
    show(&article, &mentions, &found)
}

fn show(article: &Article, mentions: &Mentions, found: &[Statement]) -> String {
    let text = &article.text;
    let show = |s: &Statement| {
        let party =
            |p: &Party| p.chain.map_or_else(|| p.span.map_or("", |s| s.of(text)), |c| &mentions.chains[c.0 as usize].name).to_owned();
        let speakers = s.speakers.iter().map(party).collect::<Vec<_>>().join(" & ");
        let content = s.content.iter().map(|c| c.of(&article.text)).collect::<Vec<_>>().join(" + ");
        let cue = s.cue.map_or("-", |cue| cue.of(text));
        format!("{speakers} [{}] {cue}/{} {}: {content}", s.speaker_basis, s.act, s.kind)
    };
    found.iter().map(show).collect::<Vec<_>>().join("; ")
}

#[test]
fn quotation_then_speaker() {
    assert_eq!(read("“The bridge is closed,” Ann Lee said."), "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed");
    assert_eq!(read("\"Is it closed?\" asked Haddad."), "Omar Haddad [named] asked/ask direct: Is it closed?");
    assert_eq!(
        read("“It is late. We go,” said Foreign Minister Ann Lee, who left."),
        "Foreign Minister Ann Lee [named] said/say direct: It is late. We go"
    );
    assert_eq!(read("“It is late,” Haddad, the head of the port, told Reuters."), "Omar Haddad [named] told/say direct: It is late");
}

#[test]
fn speaker_then_quotation() {
    assert_eq!(read("Lee said: “We go. They stay.”"), "Foreign Minister Ann Lee [named] said/say direct: We go. They stay.");
    assert_eq!(read("Haddad told reporters on Monday, \"No ship sails.\""), "Omar Haddad [named] told/say direct: No ship sails.");
    assert_eq!(read("According to Haddad, “no ship sails”."), "Omar Haddad [named] According to/say direct: no ship sails");
}

#[test]
fn a_quotation_in_two_parts_is_one_statement() {
    let two = "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed + it stays closed.";
    assert_eq!(read("“The bridge is closed,” Lee said, “it stays closed.”"), two);
    let further = "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed + It is old. It stays closed.";
    assert_eq!(read("“The bridge is closed,” said Lee, the minister. “It is old. It stays closed.”"), further);
}

#[test]
fn a_quotation_goes_on_in_the_next_paragraph() {
    let text = "“The bridge is closed,” Lee said.\n\n“We are waiting for spring.”";
    let both = "Foreign Minister Ann Lee [named] said/say direct: The bridge is closed; Foreign Minister Ann Lee [continued] -/say direct: We are waiting for spring.";
    assert_eq!(read(text), both);
    assert_eq!(read("The bridge is closed.\n\n“We are waiting for spring.”"), "", "nobody is known to say it");
}

#[test]
fn reported_clauses() {
    assert_eq!(read("Veland said that the bridge was closed."), "Veland [named] said/say indirect: the bridge was closed");
    assert_eq!(
        read("On Monday, Lee told Haddad the bridge was “old and tired”."),
        "Foreign Minister Ann Lee [named] told/say mixed: the bridge was “old and tired”"
    );
    assert_eq!(read("The bridge was closed, Haddad said on Monday."), "Omar Haddad [named] said/say indirect: The bridge was closed");
    assert_eq!(
        read("Lee warned that it was late, adding that no ship sailed."),
        "Foreign Minister Ann Lee [named] warned/warn indirect: it was late; Foreign Minister Ann Lee [named] adding/say indirect: no ship sailed"
    );
    assert_eq!(
        read("Lee said it was late, but Haddad denied that it was."),
        "Foreign Minister Ann Lee [named] said/say indirect: it was late; Omar Haddad [named] denied/deny indirect: it was"
    );
    assert_eq!(read("Borduria threatened to close the bridge."), "Borduria [named] threatened/threaten indirect: to close the bridge");
    assert_eq!(
        read("Veland accused Borduria of closing the bridge."),
        "Veland [named] accused/accuse indirect: Borduria + closing the bridge"
    );
}

#[test]
fn noun_phrases_and_sources() {
    assert_eq!(
        read("Veland has confirmed the presence of ships, which Borduria doubts."),
        "Veland [named] confirmed/confirm indirect: the presence of ships"
    );
    assert_eq!(read("Borduria denied the charges."), "Borduria [named] denied/deny indirect: the charges");
    assert_eq!(read("Borduria denied the ship a berth."), "");
    assert_eq!(
        read("The bridge was closed, according to a local report."),
        "a local report [generic] according to/say indirect: The bridge was closed"
    );
    assert_eq!(
        read("According to Haddad, who runs the port, the bridge was closed."),
        "Omar Haddad [named] According to/say indirect: the bridge was closed"
    );
    assert_eq!(read("Lee said that it was late: “We go.”"), "Foreign Minister Ann Lee [named] said/say mixed: it was late + We go.");
}

#[test]
fn speakers_without_a_name() {
    assert_eq!(read("Local officials said the bridge was closed."), "Local officials [generic] said/say indirect: the bridge was closed");
    assert_eq!(
        read("Lee said it was late. She added that no ship sailed."),
        "Foreign Minister Ann Lee [named] said/say indirect: it was late; Foreign Minister Ann Lee [pronoun] added/say indirect: no ship sailed"
    );
    assert_eq!(
        read("Lee said it was late. Haddad left. He added that no ship sailed."),
        "Foreign Minister Ann Lee [named] said/say indirect: it was late; He [pronoun] added/say indirect: no ship sailed"
    );
}

#[test]
fn negation_and_hedges() {
    let (_, _, found) = statements("Lee did not say that it was late. Veland appeared to confirm that it was.");
    let flags: Vec<_> = found.iter().map(|s| (s.negated, s.hedged, s.act.as_str())).collect();
    assert_eq!(flags, [(true, false, "say"), (false, true, "confirm")]);
}

#[test]
fn hearer_and_venue() {
    let (article, _, found) =
        statements("“We go,” Lee said in an interview with Reuters on Monday. Haddad told Reuters that no ship sailed.");
    assert_eq!(found[0].venue.map(|v| v.of(&article.text)), Some("in an interview with Reuters"));
    assert_eq!(found[1].addressees[0].chain, Some(ChainIx(4)));
}

#[test]
fn what_is_no_statement() {
    for text in [
        "The “iron” bridge of Veland was closed.",
        "Lee, who wrote “The Bridge”, left.",
        "The wife of Haddad said so to Lee.",
        "Haddad would say that it was late.",
        "That is what Lee said.",
        "Lee added a bridge to the plan.",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn content_ends_where_another_frame_begins() {
    assert_eq!(
        read("Lee said the bridge was \"old and tired,\" further saying, \"No ship sails.\""),
        "Foreign Minister Ann Lee [named] said/say mixed: the bridge was \"old and tired; Foreign Minister Ann Lee [named] saying/say direct: No ship sails."
    );
    assert_eq!(
        read("Lee said three ships sailed; their names were not given."),
        "Foreign Minister Ann Lee [named] said/say indirect: three ships sailed"
    );
    assert_eq!(
        read("Lee said that the bridge was closed; that no ship sailed."),
        "Foreign Minister Ann Lee [named] said/say indirect: the bridge was closed; that no ship sailed"
    );
    let aside = "Foreign Minister Ann Lee [named] said/say indirect: the bridge was closed by a guard";
    assert_eq!(read("Lee said that the bridge was closed by a guard, reported by Reuters as old, to stop ships."), aside);
    assert_eq!(read("Lee said that the bridge was closed by a guard, as reported by Reuters."), aside);
    let whole = "Reuters [named] according to/say indirect: Lee said that the bridge was closed by a guard";
    assert_eq!(read("Lee said that the bridge was closed by a guard, according to Reuters."), format!("{aside}; {whole}"));
}

#[test]
fn content_begins_with_a_word() {
    assert_eq!(
        read("Lee said that, in May, the bridge was closed."),
        "Foreign Minister Ann Lee [named] said/say indirect: in May, the bridge was closed"
    );
    assert_eq!(
        read("Lee said that and, in May, the bridge was closed."),
        "Foreign Minister Ann Lee [named] said/say indirect: in May, the bridge was closed"
    );
}

#[test]
fn the_cue_tells_the_act() {
    for (text, act) in [
        ("Lee told Haddad to close the bridge.", "demand"),
        ("Lee called for the bridge to be closed.", "demand"),
        ("Lee demanded an end to the war.", "demand"),
        ("Lee accused Haddad of closing the bridge.", "accuse"),
        ("Lee denied that the bridge was closed.", "deny"),
        ("Lee denied closing the bridge.", "deny"),
        ("Lee promised to close the bridge.", "promise"),
        ("Lee threatened to close the bridge.", "threaten"),
        ("Lee praised Haddad for closing the bridge.", "praise"),
        ("Lee asked Haddad to close the bridge.", "request"),
        ("Lee asked whether the bridge was closed.", "ask"),
        ("Lee claims the bridge is closed.", "claim"),
        ("Lee asked if the bridge was closed.", "ask"),
    ] {
        let (_, _, found) = statements(text);
        assert_eq!(found.iter().map(|s| s.act.as_str()).collect::<Vec<_>>(), [act], "{text}");
    }
}

#[test]
fn speakers_that_no_mention_has() {
    for (text, speaker) in [
        ("Seventy percent of the sailors said the bridge was closed.", "Seventy percent of the sailors"),
        ("The head of the northern port told Reuters that the bridge was closed.", "The head of the northern port"),
        ("On Monday, a sailor and father of two said the bridge was closed.", "a sailor and father of two"),
        ("The bridge was closed, the order released by the port said.", "the order released by the port"),
        ("Maro Venn, owner of three ships, said the bridge was closed.", "Maro Venn"),
        ("Venn said the bridge was closed.", "Venn"),
        ("“The bridge is closed,” the sailor said.", "the sailor"),
        ("“The bridge is closed,” said a sailor from the north.", "a sailor from the north"),
    ] {
        let found = ruled(&worked(text));
        let spans: Vec<_> = found.iter().flat_map(|s| &s.speakers).filter_map(|p| p.span).map(|s| s.of(text)).collect();
        assert_eq!(spans, [speaker], "{text}");
        assert_eq!(found[0].speaker_basis, if speaker == "Maro Venn" { "named" } else { "generic" });
    }
    let apposed = "Omar Haddad [named] said/say indirect: the bridge was closed";
    assert_eq!(read("A sailor from the north, Omar Haddad, said the bridge was closed."), apposed);
}

#[test]
fn an_aside_parts_the_content() {
    assert_eq!(
        read("In May, Lee said, the bridge was closed."),
        "Foreign Minister Ann Lee [named] said/say indirect: In May + the bridge was closed"
    );
    assert_eq!(read("The bridge, she said on Monday, was closed."), "she [pronoun] said/say indirect: The bridge + was closed");
    assert_eq!(
        read("The bridge was closed, said Lee, an engineer who built ships."),
        "Foreign Minister Ann Lee [named] said/say indirect: The bridge was closed"
    );
}

#[test]
fn a_relative_clause_speaks_of_its_noun() {
    assert_eq!(
        read("A letter came from Haddad, who said the bridge was closed."),
        "Omar Haddad [pronoun] said/say indirect: the bridge was closed"
    );
    assert_eq!(read("The book, which Lee said was old, is here."), "");
}

#[test]
fn a_report_in_a_clause_of_time_ends_with_it() {
    assert_eq!(
        read("When Lee said that the bridge was closed, he left the port."),
        "Foreign Minister Ann Lee [named] said/say indirect: the bridge was closed"
    );
    assert_eq!(
        read("Haddad left after Lee said that the bridge was closed."),
        "Foreign Minister Ann Lee [named] said/say indirect: the bridge was closed"
    );
}

#[test]
fn whose_words_they_are() {
    for text in [
        "Veland, the northern port, announced the end of the war.",
        "The sailors have plans to close the bridge.",
        "Their demands have included a new bridge.",
        "Lee told those gathered to watch the ships.",
        "Sailors, working in the cold, according to the port recovered ten ships.",
        "The envoy of the United States said nothing.",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
    assert_eq!(
        read("In a letter to Haddad, Lee said, “any ship will be sold.”"),
        "Foreign Minister Ann Lee [named] said/say direct: any ship will be sold."
    );
    assert_eq!(
        read("Lee called Haddad a “poor sailor” and left for the “old” port."),
        "Foreign Minister Ann Lee [named] called/say mixed: Haddad a “poor sailor”"
    );
    assert_eq!(
        read("Lee promised to close the bridge but sailed to Veland."),
        "Foreign Minister Ann Lee [named] promised/promise indirect: to close the bridge"
    );
    assert_eq!(
        read("Lee is demanding an end to the war."),
        "Foreign Minister Ann Lee [named] demanding/demand indirect: an end to the war"
    );
    assert_eq!(read("When it was late, “We go to the port,” Haddad said."), "Omar Haddad [named] said/say direct: We go to the port");
    assert_eq!(read("Said Lee: “We go.”"), "Foreign Minister Ann Lee [named] Said/say direct: We go.");
    assert_eq!(
        read("According to a May 3, 2019 report of the port, the bridge was closed."),
        "a May 3, 2019 report of the port [generic] According to/say indirect: the bridge was closed"
    );
    assert_eq!(
        read("The bridge, according to the sailors, was closed."),
        "the sailors [generic] according to/say indirect: The bridge + was closed"
    );
    assert_eq!(
        read("Lee left the port in May and said that the bridge was closed."),
        "Foreign Minister Ann Lee [named] said/say indirect: the bridge was closed"
    );
    assert_eq!(
        read("Lee told the Evening Herald that the bridge was closed."),
        "Foreign Minister Ann Lee [named] told/say indirect: the bridge was closed"
    );
}

#[test]
fn the_tree_finds_speakers_that_stand_apart() {
    for (text, expected) in [
        ("He was told by Lee to leave.", "Foreign Minister Ann Lee [named] told/demand indirect: to leave"),
        (
            "Lee, whose bridge had fallen the day before, said that it was late.",
            "Foreign Minister Ann Lee [named] said/say indirect: it was late",
        ),
        (
            "Lee, when the ships had come in, warned on the same day that they would leave.",
            "Foreign Minister Ann Lee [named] warned/warn indirect: they would leave",
        ),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn the_models_find_cues_that_no_list_has() {
    let adamant = "Omar Haddad [named] is adamant/claim indirect: the bridge must stay open";
    assert_eq!(judged("Haddad is adamant that the bridge must stay open."), adamant);
    assert_eq!(judged("“We go.” — Omar Haddad"), "Omar Haddad [named] -/say direct: We go.");
    assert_eq!(judged("The bridge was older than the town. Ships passed below it."), "");
}

#[test]
fn a_statement_in_a_statement_has_its_parent() {
    let (_, _, found) = statements("Lee said on Monday that Haddad had told reporters that the bridge was closed.");
    let parents: Vec<_> = found.iter().map(|s| s.parent.map(|parent| parent.0)).collect();
    assert_eq!(parents, [None, Some(0)]);
}

/// What the models, the codebook's acts and the sentence make of a text: `speaker cue/act flags: content`, parted by `; `.
fn told(text: &str) -> String {
    let (article, mentions, found) = statements(text);
    let show = |s: &Statement| {
        let party = |p: &Party| {
            p.chain.map_or_else(|| p.span.map_or("", |s| s.of(&article.text)), |c| &mentions.chains[c.0 as usize].name).to_owned()
        };
        let joined = |all: &[Party]| all.iter().map(party).collect::<Vec<_>>().join(" & ");
        let content = s.content.iter().map(|c| c.of(&article.text)).collect::<Vec<_>>().join(" + ");
        let cue = s.cue.map_or("-", |cue| cue.of(&article.text));
        let mut notes = String::new();
        for (note, set) in [(" hedged", s.hedged), (" negated", s.negated), (" nested", s.parent.is_some())] {
            notes += if set { note } else { "" };
        }
        if !s.addressees.is_empty() {
            notes += &format!(" to {}", joined(&s.addressees));
        }
        if let Some(venue) = s.venue {
            notes += &format!(" {}", venue.of(&article.text));
        }
        if let Some(answered) = s.responds_to.and_then(|at| found.get(at.0 as usize)) {
            notes += &format!(" answers {}", answered.cue.map_or("-", |cue| cue.of(&article.text)));
        }
        format!("{} {cue}/{}{notes}: {content}", joined(&s.speakers), s.act)
    };
    found.iter().map(show).collect::<Vec<_>>().join("; ")
}

#[test]
fn acts_depend_on_what_follows_and_on_negation() {
    for (text, act) in [
        ("Veland agreed to leave the port.", "agreed/intend"),
        ("Veland agreed that the port was closed.", "agreed/confirm"),
        ("Lee rejected the claim.", "rejected/deny"),
        ("Lee would not say whether the port was closed.", "say/refuse negated"),
        ("Lee did not deny that the port was closed.", "deny"),
        ("Haddad said he did not know about the attack.", "said/deny"),
        ("Haddad said that Lee did not know about the attack.", "said/say"),
        ("Veland appeared to confirm that the port was closed.", "confirm/confirm hedged"),
        ("Lee refused to say who had closed the port.", "refuse"),
    ] {
        assert!(told(text).contains(act), "{text}: {}", told(text));
    }
}

#[test]
fn hearers_and_venues_hang_on_the_cue() {
    for (text, told_of) in [
        ("Lee urged Veland to open the port.", "urged/demand to Veland"),
        ("In an interview with Reuters on Monday, Lee said that the port was closed.", "In an interview with Reuters"),
        ("“The port is closed,” Haddad wrote on Twitter.", "wrote/say on Twitter"),
        ("Lee told reporters that the port was closed.", "told/say to reporters"),
    ] {
        assert!(told(text).contains(told_of), "{text}: {}", told(text));
    }
}

#[test]
fn a_bare_denial_answers_a_statement_and_is_no_part_of_it() {
    assert_eq!(
        told("Lee complained that the vote had been rigged, a charge that Borduria denied."),
        "Foreign Minister Ann Lee complained/criticise: the vote had been rigged; Borduria denied/deny answers complained: a charge"
    );
    let relative = told("Lee has confirmed the presence of troops, which Veland has denied.");
    assert!(relative.starts_with("Foreign Minister Ann Lee confirmed/confirm: the presence of troops; "), "{relative}");
    assert!(relative.contains("Veland denied/deny answers confirmed: "), "{relative}");
    assert!(told("Lee said that the port was closed, something Veland denies.").ends_with("Veland denies/deny answers said: something"));
    let own = told("Lee accused Veland of lies. Borduria denied that it had closed the port.");
    assert!(!own.contains("answers"), "a denial with words of its own answers nothing: {own}");
}

#[test]
fn statements_within_statements() {
    let asked = told("“When we asked our colleagues about the port, they said it was closed,” Lee said.");
    assert!(asked.contains("we asked/ask nested to our colleagues: about the port"), "{asked}");
    assert!(asked.contains("our colleagues said/say nested: it was closed"), "{asked}");
    let aside = told("“They are there, we think, in great numbers,” Lee said.");
    assert!(aside.contains("we think/believe nested: They are there + in great numbers"), "{aside}");
}

#[test]
fn a_sign_speaks_for_its_bearer() {
    assert_eq!(told("Haddad held up a sign that read “Close the port”."), "Omar Haddad read/say: Close the port");
}

#[test]
fn a_quotation_goes_on_behind_a_report_and_with_a_phrase() {
    let found =
        told("Lee said the port was closed.\n\n“The only thing that we wish to see is that the port is opened soon,” in terms of trade.");
    assert!(
        found.ends_with("Foreign Minister Ann Lee -/say: The only thing that we wish to see is that the port is opened soon"),
        "{found}"
    );
}

#[test]
fn who_is_the_noun_before_and_a_document_its_author() {
    for (text, expected) in [
        ("The plan came from Lee, a former sailor, who said that the port was closed.", "Foreign Minister Ann Lee said"),
        ("Lee's statement said that the port was closed.", "Foreign Minister Ann Lee said"),
        ("A letter from Haddad said that the port was closed.", "Omar Haddad said"),
        ("Borduria's people said that the port was closed.", "Borduria's people said"),
        ("A Reuters man, Omar Haddad, said that the port was closed.", "Omar Haddad said"),
    ] {
        let found = told(text);
        assert!(found.split("; ").any(|row| row.starts_with(expected)), "{text}: {found}");
    }
}

#[test]
fn what_follows_a_denial_is_not_what_is_denied() {
    let found = told("Lee confirmed the presence of sailors in the port, which Haddad has denied amid growing protests.");
    assert!(found.contains("Omar Haddad denied/deny answers confirmed: "), "{found}");
    assert!(!found.contains("amid growing protests"), "{found}");
}

#[test]
fn names_and_deeds_are_no_statements() {
    for text in [
        "The plume, called Big Fred, was seen from space.",
        "The town is known as New Harbour.",
        "The group orchestrated the attack on the ship.",
    ] {
        assert_eq!(told(text), "", "{text}");
    }
}

#[test]
fn what_is_said_within_a_quotation_without_cue_hangs_on_it() {
    let found = told("Lee said the port was closed.\n\n“The world should know that Haddad said the bridge was lost,” in terms of trade.");
    assert!(found.ends_with("Haddad said/say nested: the bridge was lost"), "{found}");
}
