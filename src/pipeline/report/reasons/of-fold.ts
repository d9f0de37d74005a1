import type { ReasonNotes } from './reason-note.ts'

/** Why a generation became part of no example, and what folding noticed. */
export const FOLD_REASONS: ReasonNotes = {
  aborted: {
    title: 'stopped by the app or the reader',
    meaning: 'a signal or a cancel ended the call, so the answer is cut off',
    fix: 'nothing: half answers teach a model to stop half-way',
  },
  abandoned: {
    title: 'nobody read on',
    meaning: 'the app stopped reading the answer without cancelling it, or the process ended',
    fix: 'read streams to their end, or cancel them, in the app',
  },
  conversation_cut: {
    title: 'part of a very long conversation',
    meaning: 'its windows hold over 200,000 messages, so it became several rows, each a stretch of time',
    fix: 'nothing, if they are few; else look why the app gives so many calls one conversation id',
  },
  duplicate: {
    title: 'the same record again',
    meaning: 'the log holds a generation of this id twice',
    fix: 'nothing: it counts once; compacting the store removes the copies',
  },
  erased: {
    title: 'forgotten',
    meaning: 'an erasure in the log names it, or what it goes on from',
    fix: 'nothing: it must not come back',
  },
  error: {
    title: 'the model call failed',
    meaning: 'the upstream answered with an error, so there is no whole answer',
    fix: 'see the errors in the log; the app may need retries',
  },
  history_cut: {
    title: 'the model saw only the last messages',
    meaning: 'the app sent the end of the conversation, and the row holds it from its start',
    fix: 'nothing; where it matters that the model saw no more, drop them in a step of your own',
  },
  history_missing: {
    title: 'what came before is not in the log',
    meaning: 'the server kept the history (previous_response_id), and the log lacks the call that it goes on from',
    fix: 'record every call of a conversation, from the first one on',
  },
  history_withheld: {
    title: 'it repeats what must not be used',
    meaning: 'its request sends the words of a generation that was erased or lacks consent',
    fix: 'nothing: to train on it would bring them back',
  },
  interrupted: {
    title: 'the upstream broke off',
    meaning: 'the answer ended without its terminal event, so it is cut off',
    fix: 'look at the network and the limits of the upstream',
  },
  no_answer: {
    title: 'no answer came',
    meaning: 'the call succeeded and gave no message',
    fix: 'nothing, if they are few; else look at such calls in the log',
  },
  no_consent: {
    title: 'no consent',
    meaning: 'the build asks for consent, and the record does not state it',
    fix: 'record consent: true in the app, or build without asking for it',
  },
  regenerated: {
    title: 'another answer was chosen',
    meaning: 'the same question was answered again, and the conversation went on from the other answer',
    fix: 'nothing: the chosen one is trained; the pair serves preference training',
  },
  retried: {
    title: 'another attempt succeeded',
    meaning: 'the call gave nothing, and the same request was answered in another attempt',
    fix: 'nothing: the answer that came is trained',
  },
}
