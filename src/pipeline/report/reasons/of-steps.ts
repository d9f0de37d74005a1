import type { ReasonNotes } from './reason-note.ts'

/** Why a step dropped an example or an answer, or what it noticed. */
export const STEP_REASONS: ReasonNotes = {
  bad_structure: {
    title: 'the turns are out of order',
    meaning: 'no order that chat templates take can be made of it, such as a tool call without its result',
    fix: 'record tool results and whole histories; the detail of the drop names the problem',
  },
  content_filter: {
    title: 'cut by the content filter',
    meaning: 'the provider withheld the answer or a part of it',
    fix: 'nothing: what is left is no whole answer',
  },
  detector_failed: {
    title: 'a detector of personal data failed',
    meaning: 'one that takes its time gave no answer, so the example was masked by the others alone',
    fix: "see why it failed; without onDetectorError: 'flag' such examples are dropped",
  },
  empty_answer: {
    title: 'the answer says nothing',
    meaning: 'no text beside white space and thoughts, no tool call, no file',
    fix: 'nothing, if they are few; else look at such calls in the log',
  },
  exact_duplicate: {
    title: 'the same conversation again',
    meaning: 'it equals an earlier one but for case, white space and Unicode form',
    fix: 'nothing: one stays; many may be tests or monitoring that should not be recorded',
  },
  invalid_content: {
    title: 'the text is damaged',
    meaning: 'it holds unreadable or control characters, or UTF-8 that was read in another encoding',
    fix: 'look where the app decodes what it gets',
  },
  step_failed: {
    title: 'a step threw',
    meaning: 'the step failed on the example, which is therefore dropped',
    fix: "repair the step; onStepError: 'throw' stops at the first one",
  },
  too_short: {
    title: 'next to nothing is said',
    meaning: 'the user or the answers have fewer letters than the least length',
    fix: 'lower the least length: rules: { short: { … } }',
  },
  truncated: {
    title: 'cut by the token limit',
    meaning: 'the answer ended because it reached the largest number of tokens',
    fix: 'raise the token limit of the calls (max_tokens)',
  },
}
