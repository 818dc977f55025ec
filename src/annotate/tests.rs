use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::codebook::SegmentRules;
use crate::ingest::{Article, Section};
use crate::model::network::Network;
use crate::schema::SchemaFiles;
use crate::text::Span;
use crate::ud::Relation;

fn rules() -> SegmentRules {
    SegmentRules::load(&SchemaFiles::embedded()).unwrap()
}

/// An article whose paragraphs stand between blank lines, all of them body.
fn article(text: &str) -> Article {
    Article::of_body(text)
}

/// The tokens of a text: words as they are, opening marks as `<`, closing ones as `>`, sentences apart by ` | `.
fn cut(text: &str) -> String {
    let article = article(text);
    let document = annotate(&article, &rules(), Network::embedded().unwrap());
    let show = |token: &Token| match token.kind {
        TokenKind::QuoteOpen => "<".to_owned(),
        TokenKind::QuoteClose => ">".to_owned(),
        _ => token.span.of(text).to_owned(),
    };
    let sentence = |s: &Sentence| document.tokens_of(s).iter().map(show).collect::<Vec<_>>().join(" ");
    document.sentences.iter().map(sentence).collect::<Vec<_>>().join(" | ")
}

#[test]
fn clitics_and_contractions_are_words() {
    assert_eq!(cut("They don't, Mali's CAN'T cannot."), "They do n't , Mali 's CA N'T can not .");
    assert_eq!(cut("It’s what they’d’ve said"), "It ’s what they ’d ’ve said");
    assert_eq!(cut("The rebels' camp in O'Brien's town"), "The rebels ' camp in O'Brien 's town");
    assert_eq!(cut("Give 'em the '90s"), "Give 'em the '90s");
}

#[test]
fn hyphens_and_slashes_split_but_for_prefixes() {
    assert_eq!(cut("US-led and/or ex-minister e-mail"), "US - led and / or ex-minister e-mail");
    assert_eq!(cut("Jean-Yves Le Drian—there—left"), "Jean - Yves Le Drian — there — left");
}

#[test]
fn numbers_keep_their_marks_and_lose_their_units() {
    assert_eq!(
        cut("1,135 men, $1.2bn, 50%, 10km, 20th, 10:30, 2004-2005"),
        "1,135 men , $ 1.2 bn , 50 % , 10 km , 20th , 10:30 , 2004 - 2005"
    );
    assert_eq!(cut("US$5 in 1990's, 2003's"), "US$ 5 in 1990's , 2003 's");
    assert_eq!(cut("Call 555-0100 or +49 202-555-0100, 12-20-2000"), "Call 555-0100 or +49 202-555-0100 , 12-20-2000");
    assert_eq!(cut("See 12,13 and .25 of 1,234,500"), "See 12 , 13 and .25 of 1,234,500");
}

#[test]
fn words_without_their_apostrophe_are_cut_where_nothing_else_can_be_meant() {
    assert_eq!(cut("They dont say its a shame; its end came"), "They do nt say it s a shame ; its end came");
}

#[test]
fn signs_of_written_talk_are_tokens() {
    assert_eq!(cut("Fine :-) #topic @name ---> good:) <<so>>"), "Fine :-) #topic @name ---> good :) << so >>");
    assert_eq!(cut("th- the w/o minutes-2.doc"), "th- the w/o minutes-2.doc");
}

#[test]
fn parts_of_a_surface_token_are_marked() {
    let text = "They don't say Mali's cannot, the rebels' $5m 10km";
    let article = article(text);
    let document = annotate(&article, &rules(), Network::embedded().unwrap());
    let joined: Vec<_> = document.tokens.iter().filter(|t| t.joined).map(|t| t.span.of(text)).collect();
    assert_eq!(joined, ["n't", "'s", "not", "'"]);
}

#[test]
fn an_abbreviation_at_the_end_leaves_its_full_stop() {
    assert_eq!(cut("Ships, boats, etc. and the like, etc."), "Ships , boats , etc. and the like , etc .");
}

#[test]
fn abbreviations_and_initials_hold_their_full_stop() {
    assert_eq!(cut("Lt. Gen. J. K. Moore left the U.S. Embassy. He flew."), "Lt. Gen. J. K. Moore left the U.S. Embassy . | He flew .");
    assert_eq!(
        cut("They left the U.S. The army stayed at 5 p.m. It left at 6 p.m. Monday."),
        "They left the U.S. | The army stayed at 5 p.m. | It left at 6 p.m. Monday ."
    );
    assert_eq!(cut("Resolution No. 5 passed. She said no. Talks ended."), "Resolution No. 5 passed . | She said no . | Talks ended .");
    assert_eq!(cut("That was plan B. The men left."), "That was plan B . | The men left .");
}

#[test]
fn text_without_capitals_or_small_letters_is_cut() {
    assert_eq!(cut("the men left. they took the car. nobody saw it."), "the men left . | they took the car . | nobody saw it .");
    assert_eq!(cut("THE MEN LEFT. THEY TOOK THE CAR TO THE U.S. ARMY."), "THE MEN LEFT . | THEY TOOK THE CAR TO THE U.S. ARMY .");
}

#[test]
fn what_is_put_in_ends_no_sentence() {
    assert_eq!(cut("Old Robert (Bob) Smith left a “grand” Paris."), "Old Robert ( Bob ) Smith left a < grand > Paris .");
    assert_eq!(cut("“It ended [...] But they stayed.”"), "< It ended [ ... ] | But they stayed . >");
    assert_eq!(cut("He said: “[...] The end came.”"), "He said : < [ ... ] The end came . >");
}

#[test]
fn datelines_headlines_and_captions_stay_whole() {
    assert_eq!(cut("ACCRA, Ghana (XY) — The port closed."), "ACCRA , Ghana ( XY ) — The port closed .");
    assert_eq!(cut("Port To Close After Storm, Mayor Says"), "Port To Close After Storm , Mayor Says");
    assert_eq!(cut("A man waits at the port of Accra"), "A man waits at the port of Accra");
}

#[test]
fn addresses_are_one_token() {
    assert_eq!(
        cut("See https://example.org/a_b?c=d. Or (www.example.com), a.b-c@d.org!"),
        "See https://example.org/a_b?c=d . | Or ( www.example.com ) , a.b-c@d.org !"
    );
}

#[test]
fn quotation_marks_are_opened_and_closed() {
    assert_eq!(cut(r#""We go," he said. "They stay.""#), "< We go , > he said . | < They stay . >");
    assert_eq!(cut("“We go.” He left."), "< We go . > | He left .");
    assert_eq!(
        cut("a sign reading ‘down with X’ and 'long live the rebels' cause' there"),
        "a sign reading < down with X > and < long live the rebels ' cause > there"
    );
    assert_eq!(cut(r#"He called it "a shame"."#), "He called it < a shame > .");
    assert_eq!(cut("``So,'' he said"), "< So , > he said");
}

#[test]
fn a_quotation_may_span_sentences_and_paragraphs() {
    assert_eq!(cut("“It is late. We go.\n\n“They stay,” she said."), "< It is late . | We go . | < They stay , > she said .");
}

#[test]
fn a_quoted_question_goes_on_in_its_sentence() {
    assert_eq!(cut("“Why?” he asked. “Stop!” Mayor Ann Lee said."), "< Why ? > he asked . | < Stop ! > Mayor Ann Lee said .");
    assert_eq!(cut("“Why?” The crowd left."), "< Why ? > | The crowd left .");
}

#[test]
fn odd_ends() {
    assert_eq!(
        cut("It ended.The next day ... nothing. Wait… What? 1. First"),
        "It ended . | The next day ... nothing . | Wait … | What ? | 1 . First"
    );
    assert_eq!(cut("(He left.) She stayed"), "( He left . ) | She stayed");
    assert_eq!(cut(""), "");
}

#[test]
fn other_parts_of_a_page_have_no_sentences() {
    let mut article = article("By A Writer\n\nThe story.");
    article.paragraphs[0].section = Section::Byline;
    let document = annotate(&article, &rules(), Network::embedded().unwrap());
    assert_eq!((document.sentences.len(), document.sentences[0].paragraph), (1, 1));
    assert_eq!(document.sentence_at(0), None);
}

/// What [`Document`] promises.
fn check(article: &Article, document: &Document) {
    let text = &article.text;
    let mut at = 0;
    for sentence in &document.sentences {
        let paragraph = &article.paragraphs[sentence.paragraph as usize];
        assert!(paragraph.span.contains(sentence.span) && sentence.section == paragraph.section);
        assert!(text[at..sentence.span.start as usize].trim().is_empty(), "only white space between sentences");
        let tokens = document.tokens_of(sentence);
        assert!(!tokens.is_empty());
        assert_eq!(tokens[0].span.cover(tokens[tokens.len() - 1].span), sentence.span);
        at = sentence.span.start as usize;
        for token in tokens {
            assert!(!token.span.is_empty());
            assert!(text[at..token.span.start as usize].trim().is_empty(), "only white space between tokens");
            assert!(!token.span.of(text).contains(char::is_whitespace));
            at = token.span.end as usize;
        }
    }
    assert!(text[at..].trim().is_empty());
}

/// Every sentence has one root, and each of its words a way there.
fn check_trees(document: &Document) {
    for sentence in &document.sentences {
        let tokens = document.tokens_of(sentence);
        assert_eq!(tokens.iter().filter(|token| token.head == 0).count(), 1);
        for token in tokens {
            let (mut head, mut steps) = (token.head as usize, 0);
            while head != 0 {
                assert!(steps < tokens.len(), "a cycle");
                (head, steps) = (tokens[head - 1].head as usize, steps + 1);
            }
            assert_eq!(token.relation == Relation::Root, token.head == 0);
            assert!(!document.lemma(token).is_empty());
        }
    }
}

/// Each sentence's tokens with what is said of them.
fn told(text: &str) -> Vec<Vec<(String, String, Token)>> {
    let document = annotate(&article(text), &rules(), Network::embedded().unwrap());
    let token = |token: &Token| {
        let (mut anywhere, lemma) = (*token, document.lemma(token).to_owned());
        (anywhere.span, anywhere.lemma) = (Span::new(0, 0), Default::default());
        (token.span.of(text).to_owned(), lemma, anywhere)
    };
    document.sentences.iter().map(|s| document.tokens_of(s).iter().map(token).collect()).collect()
}

const ANY: &str = "(\\PC|[ \n.,'\"’“”‘?!a-zA-Z0-9-]|\n\n|Mr\\. |U\\.S\\. |n't|http://|é|a&|a/|[$#@+&/:;()<>=^|*\\[\\]…]|[0-9]-){0,120}";

proptest! {
    #[test]
    fn tokens_cover_any_text(text in ANY) {
        for text in [text.to_lowercase(), text.to_uppercase(), text] {
            let article = article(&text);
            let document = annotate(&article, &rules(), Network::embedded().unwrap());
            check(&article, &document);
            check_trees(&document);
            prop_assert_eq!(fingerprint(&article, &document).words.len(), if document.word_count() == 0 { 0 } else { 64 });
        }
    }

    #[test]
    fn a_text_is_the_same_alone_and_in_company(before in ANY, behind in ANY) {
        let together = told(&format!("{before}\n\n{behind}"));
        prop_assert_eq!([told(&before), told(&behind)].concat(), together);
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    let rules = rules();
    for piece in [
        "\"",
        "'",
        "’",
        "'a ",
        "‘s’ s' ",
        "a",
        "\u{301}",
        "\u{200f}",
        ".",
        "a.",
        "U.",
        "-",
        "a-",
        "http://(",
        "www.",
        "1,",
        "a@",
        "?”",
        "? A",
        "a's",
        "a-b.",
        "a-b@",
        ":)",
        "a.doc",
        "its ",
        "1-",
    ] {
        let article = article(&piece.repeat(1_000_000 / piece.len()));
        let start = Instant::now();
        let mut document = Document::default();
        segment(&article.text, &article.paragraphs, &rules, &mut document);
        fingerprint(&article, &document);
        assert!(start.elapsed().as_secs() < 5, "{piece:?} took {:?}", start.elapsed());
        if !piece.contains('\u{301}') {
            check(&article, &document);
        }
    }
}

#[test]
fn a_sentence_without_end_is_annotated() {
    let article = article(&"a \" ".repeat(3_000));
    let document = annotate(&article, &rules(), Network::embedded().unwrap());
    check(&article, &document);
    check_trees(&document);
}

fn same(a: &str, b: &str) -> usize {
    let print = |text: &str| {
        let article = article(text);
        fingerprint(&article, &annotate(&article, &rules(), Network::embedded().unwrap()))
    };
    print(a).words.iter().zip(print(b).words).filter(|(a, b)| **a == *b).count()
}

fn figures_alike(a: &str, b: &str) -> usize {
    let print = |text: &str| {
        let article = article(text);
        fingerprint(&article, &annotate(&article, &rules(), Network::embedded().unwrap())).figures
    };
    print(a).iter().zip(print(b)).filter(|(a, b)| **a == *b).count()
}

#[test]
fn fingerprints_tell_an_edited_story_from_another() {
    let story = "The council of the river states met in the port on Monday to discuss the closure of the upper lock. \
        Ministers said that the lock would stay shut until spring, because two of its gates had been damaged by ice. \
        Shipping firms complained that the detour over land costs them three days. The council will meet again in May. \
        A spokeswoman for the port authority said repairs had begun and that the cost would be shared by all members.";
    let edited = story.replace("on Monday", "Monday").replace("complained", "have complained");
    let other = "Ministers of the river states met on Monday in the port, where ice had damaged two gates of the upper lock. \
        It will not open before spring, the council announced. For shipping firms that means a detour of three days. \
        Repairs are under way, the authority's spokeswoman told journalists; every member is to pay a part.";
    assert_eq!(same(story, story), 64);
    assert!(same(story, &edited) >= 45, "{}", same(story, &edited));
    assert!(same(story, other) <= 16, "{}", same(story, other));
    assert_eq!(same("Talks ended.", "TALKS ENDED!"), 64);
    let day = "On Monday the fleet caught 40 tons of cod in 12 hauls off the north cape, with nine boats and 71 men, for 8,300 crowns, 700 of them tax.";
    let next = "On Monday the fleet caught 55 tons of cod in 15 hauls off the north cape, with six boats and 48 men, for 9,100 crowns, 820 of them tax.";
    assert_eq!((figures_alike(day, day), figures_alike(day, next)), (32, 0));
    assert_eq!(same("Talks ended.", "Talks began."), 0);
}
