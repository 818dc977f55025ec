//! Looking on while an article is read, for those who ask why.

use super::coreference::{self, Chooser, Question};
use super::events::Scene;
use super::statements::ranking::{Content, Reader, Source};

/// Sees what was weighed while an article is read. An ordinary run has [`Nobody`] look on: a call that does nothing beside
/// the scoring of dozens of features, where a second copy of the whole room would cost every user of the program its size.
pub(crate) trait Watch {
    /// A pronoun or description was given to one of its candidates, or to none.
    fn reference(&mut self, _question: &Question<'_>, _chooser: &Chooser<'_>, _chosen: Option<usize>) {}
    /// A word may be a cue; `gate` is what the first model said, `None` where a rule took it for one.
    fn cue(&mut self, _reader: &Reader<'_>, _cue: usize, _gate: Option<i32>) {}
    /// What speaks for the last cue to report nothing.
    fn nothing(&mut self, _score: i32) {}
    /// What speaks for the last cue to report this.
    fn content(&mut self, _reader: &Reader<'_>, _content: &Content, _score: i32) {}
    /// What speaks for a cue's content to be this source's words, `None` for nobody's.
    fn source(&mut self, _reader: &Reader<'_>, _cue: usize, _source: Option<&Source>, _score: i32) {}
    /// Patterns of events or sanctions were tried on a sentence.
    fn scene(&mut self, _scene: &Scene<'_>) {}
}

/// Nobody looks on.
pub(crate) struct Nobody;

impl Watch for Nobody {}

/// Chooses by the models while somebody looks on.
pub(super) struct Watched<'w, 'm> {
    pub chooser: &'m Chooser<'m>,
    pub watch: &'w mut dyn Watch,
}

impl coreference::Judge for Watched<'_, '_> {
    fn choose(&mut self, question: &Question<'_>) -> Option<usize> {
        let mut chooser = self.chooser;
        let chosen = chooser.choose(question);
        self.watch.reference(question, self.chooser, chosen);
        chosen
    }
}
