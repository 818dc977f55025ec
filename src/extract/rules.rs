//! What the program's rules are, in a sentence each: for those who ask why a row is there.

use crate::extract::MentionForm;

/// What a rule of mentions or statements looks for; `None` for a rule of the codebook's patterns, or none of ours.
pub fn rule_meaning(rule: &str) -> Option<&'static str> {
    RULES.iter().find(|(name, _)| *name == rule).map(|(_, meaning)| *meaning)
}

/// How often a mention that this rule links is linked rightly, in twentieths; `None` where too few are coded by hand.
///
/// Of the linked mentions of GUM's dev part, which taught no model, the share whose actor or place is of the right kind and
/// stands in its article for nothing else: names by the registry 172 of 192, other names 282 of 335, pronouns of the
/// third person 174 of 216. Demonyms, descriptions and first persons are too few there, or aren't marked.
pub fn link_confidence(form: MentionForm, rule: &str) -> Option<u8> {
    match (form, rule) {
        (MentionForm::Name, "lexicon" | "lexicon-context") => Some(18),
        (MentionForm::Name, _) => Some(17),
        (MentionForm::Pronoun, "pronoun") => Some(16),
        _ => None,
    }
}

const RULES: &[(&str, &str)] = &[
    // mentions
    ("body", "a noun for a body of a state, beside the state's name or adjective"),
    ("capital-acts", "a capital that does something or has something done to it: it stands for the government"),
    ("country-acts", "a country that does something or has something done to it: it stands for the government"),
    ("description", "a description that stands for an actor with a name; a learned model chose whom"),
    ("given-name", "capitalised words that begin with a known given name"),
    ("numbered-body", "an ordinal and capitalised words up to a noun that names bodies, or initials"),
    ("town-of-region", "capitalised words between a preposition and a comma with a region behind it"),
    ("members", "the name of an armed body and a noun for some of its own"),
    ("part-of-place", "the part of a place that a direction names"),
    ("head-word", "capitalised words with a noun that names bodies"),
    ("lexicon", "a name that the registry knows"),
    ("lexicon-context", "a name of the registry that may stand for several things; the rest of the article decides"),
    ("lexicon-demonym", "an adjective or noun of a country or place that the registry knows"),
    ("model", "a name that a learned model sees in its sentence and no list knows"),
    ("party", "words of a speaker or party of an event that no other rule takes for a mention"),
    ("pronoun", "a pronoun; a learned model chose whom it stands for"),
    ("pronoun-person", "a name that no list knows; the pronouns that stand for it show that it is a person"),
    ("speaker", "the first person in somebody's words: whoever says them"),
    ("speakers-body", "\"we\" in somebody's words: the body that he is, or the one that he holds an office of"),
    ("surname", "the surname of a person whom the article names in full elsewhere"),
    ("title-name", "a name behind a title or office"),
    // statements
    ("answer", "somebody's denial or confirmation of what another says, told in an aside or a clause of its own"),
    ("according-to", "words beside \"according to\" and the like are those of who is named behind it"),
    ("bare-clause", "the clause behind subject and cue, without \"that\""),
    ("borne", "words on a sign or shirt: they are those of who bears it"),
    ("clause-before", "the clause that hangs on the cue in the sentence's tree and stands before it"),
    ("clause-behind", "the clause that hangs on the cue in the sentence's tree and stands behind it"),
    ("clause-speaker-cue", "the clause before the comma, then speaker and cue"),
    ("continued-quotation", "a quotation without cue: the speaker of the paragraph before goes on"),
    ("gerund", "the cue's verb in -ing is what is said"),
    ("infinitive", "the cue's infinitive is what is said"),
    ("joined-cue", "a further cue joined to a report: the same speaker"),
    ("learned", "no rule has these words; learned models chose what the cue reports and who says it"),
    ("nested", "a report within somebody's words, which the models don't look for"),
    ("object", "the cue's object is what is said"),
    ("object-and-ground", "the cue's object and the ground that is given are what is said"),
    ("participle", "a cue in -ing behind a report or main clause: the same speaker"),
    ("parted-clause", "speaker and cue stand within what is said"),
    ("question-clause", "the clause with a question word behind the cue"),
    ("quote-byline", "a quotation and behind a dash the name of who said it"),
    ("quote-cue-speaker", "a quotation, then cue and speaker"),
    ("quote-speaker-cue", "a quotation, then speaker and cue"),
    ("speaker-cue-quote", "speaker and cue, then a quotation"),
    ("that-clause", "the clause behind the cue and \"that\""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_told_once() {
        for (n, (rule, meaning)) in RULES.iter().enumerate() {
            assert!(!meaning.is_empty() && RULES[..n].iter().all(|(other, _)| other != rule), "{rule}");
        }
        assert_eq!(rule_meaning("event/accuse/accuse"), None);
    }

    #[test]
    fn only_links_that_were_coded_by_hand_have_a_confidence() {
        assert_eq!(link_confidence(MentionForm::Name, "lexicon"), Some(18));
        assert_eq!(link_confidence(MentionForm::Pronoun, "pronoun"), Some(16));
        assert_eq!(link_confidence(MentionForm::Pronoun, "speaker"), None);
        assert_eq!(link_confidence(MentionForm::Demonym, "lexicon-demonym"), None);
    }
}
