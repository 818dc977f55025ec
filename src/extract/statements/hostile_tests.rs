//! What holds for any text: spans are in place, and the time stays linear.

use proptest::prelude::*;

use super::tests::statements;
use super::*;
use crate::ingest::Paragraph;

fn check(article: &Article, found: &[Statement]) {
    for s in found {
        assert!(!s.content.is_empty() && !s.rule.is_empty());
        assert!(s.content.windows(2).all(|w| w[0].end <= w[1].start), "content is in order: {s:?}");
        for span in s.content.iter().chain(&s.cue).chain(&s.venue).chain(s.speakers.iter().filter_map(|p| p.span.as_ref())) {
            let inside = |p: &Paragraph| p.section.has_rows() && p.span.contains(*span);
            assert!(!span.is_empty() && article.paragraphs.iter().any(inside), "one paragraph holds each span: {s:?}");
        }
        assert!(s.cue.is_none_or(|cue| s.content.iter().all(|c| !c.overlaps(cue))), "the cue is no content");
    }
    let starts: Vec<_> = found.iter().map(|s| s.cue.unwrap_or(s.content[0]).start).collect();
    assert!(starts.is_sorted());
}

proptest! {
    #[test]
    fn any_text_keeps_the_promises(words in proptest::collection::vec(prop_oneof![
        Just("“"), Just("”"), Just("\""), Just(","), Just("."), Just(":"), Just("\n\n"), Just("Lee"), Just("Haddad"), Just("Veland"), Just("said"),
        Just("that"), Just("adding"), Just("told"), Just("according to"), Just("accused"), Just("of"), Just("and"), Just("he"), Just("was"), Just("to"),
        Just("the bridge"), Just("who"), Just("when"), Just("called"), Just(";"), Just("("), Just(")"), Just("but"), Just("is"), Just("saying"), Just("called for"), Just("in an interview"), Just("on Monday"), Just("not"), Just("who"), Just("officials"), Just("‘"), Just("’"),
    ], 0..60), spaces in proptest::collection::vec(any::<bool>(), 60)) {
        let text: String = words.iter().zip(&spaces).map(|(word, space)| format!("{word}{}", if *space { " " } else { "" })).collect();
        let spaced = words.join(" ");
        for text in [text, spaced] {
            let (article, _, found) = statements(&text);
            check(&article, &found);
        }
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in [
        "\" ",
        "“a ” ",
        "Lee said ",
        "Lee, ",
        "and said ",
        "said that ",
        "“Lee ",
        ", adding ",
        "according to ",
        "Lee said that. ",
        "“a.” Lee said. ",
        "according to Lee, ",
        ", according to Lee, and ",
        "Lee, he said, ",
        "when Lee said that ",
        "who said ",
        "the old ship said ",
        "called it “a” and ",
        "was saying ",
        "said a; ",
    ] {
        let start = std::time::Instant::now();
        let (article, _, found) = statements(&piece.repeat(60_000 / piece.len()));
        // some tenths of a second where nothing else runs; what grows with the square takes minutes
        assert!(start.elapsed().as_secs() < 60, "{piece:?} took {:?}", start.elapsed());
        check(&article, &found);
    }
}
