import type { ReasonNotes } from './reason-note.ts'

/** What rules about the content of answers notice, or drop. */
export const RULE_REASONS: ReasonNotes = {
  bad_tool_arguments: {
    title: 'a tool cannot take its arguments',
    meaning: 'they are no JSON object, lack a required key, or have another type than the schema says',
    fix: 'nothing: to train on it would teach broken calls',
  },
  bot_burst: {
    title: 'a user that no person can be',
    meaning: 'too many conversations, or the same opening too often, in a short time',
    fix: 'leave monitoring and load tests out of the log; rules: { bursts: { … } } sets the limits',
  },
  corrected: {
    title: 'a correction was used',
    meaning: 'a person wrote the answer that should have been given, and it stands in its place',
    fix: 'nothing',
  },
  dissatisfied: {
    title: 'the user was not content',
    meaning: 'the next message says so, or asks the same again',
    fix: "look at them, or drop them: rules: { dissatisfaction: 'drop' }",
  },
  error_reply: {
    title: 'nothing but an error',
    meaning: 'the answer is the text of an error of the app, a gateway or a provider',
    fix: 'nothing: it is no answer of the model',
  },
  identity_leak: {
    title: 'the model speaks as another',
    meaning: 'the answer names a provider as its maker, or the end of its knowledge',
    fix: "drop them, so that yours does not repeat it: rules: { identity: 'drop' }",
  },
  language_mismatch: {
    title: 'another language than the user',
    meaning: 'both languages are sure, and nobody asked for a translation',
    fix: "look at them, or drop them: rules: { language: 'drop' }",
  },
  low_score: {
    title: 'a low score',
    meaning: 'people gave the answer a lower score than rules: { feedback: { score } } asks for',
    fix: 'nothing, or lower the score',
  },
  not_judged: {
    title: 'nobody judged it',
    meaning: 'rules: { feedback: { only } } asks for answers that people judged, or found good',
    fix: 'collect more feedback, or leave out `only`',
  },
  refusal: {
    title: 'the model refuses',
    meaning: 'the answer says that it cannot or will not help',
    fix: "look at them; where they are wrong, drop them: rules: { refusals: 'drop' }",
  },
  repetition: {
    title: 'it says the same again and again',
    meaning: 'a sentence, line or group of sentences stands four times on end',
    fix: "look at them, or drop them: rules: { repetition: 'drop' }",
  },
  system_leak: {
    title: 'it gives away the system prompt',
    meaning: 'the answer shares a long passage with the system prompt',
    fix: "drop them where the prompt is not meant to be known: rules: { systemLeaks: 'drop' }",
  },
  tail_loop: {
    title: 'it ends in a loop',
    meaning: 'the last characters repeat the same piece',
    fix: 'nothing: such answers teach loops; a repetition penalty makes fewer of them',
  },
  template_leak: {
    title: 'tokens of a chat template',
    meaning: 'the answer holds <|im_end|>, [/INST] or their like',
    fix: 'set the stop tokens of the model that is recorded',
  },
  template_leak_trimmed: {
    title: 'tokens of a chat template were cut off',
    meaning: 'they only ended a good answer, which stays without them',
    fix: 'set the stop tokens of the model that is recorded',
  },
  thumbs_down: {
    title: 'a thumb down',
    meaning: 'the latest judgement of the answer is a thumb down',
    fix: 'nothing: it serves preference training as the rejected answer',
  },
  tool_conflict: {
    title: 'one tool name, two tools',
    meaning: 'the example offers different tools under one name',
    fix: 'give tools names of their own in the app',
  },
  tool_error: {
    title: 'a tool failed',
    meaning: 'a tool result says that it is an error',
    fix: 'nothing: models learn from it what to do then; drop them in a step if not wanted',
  },
  trivial: {
    title: 'a greeting and no more',
    meaning: 'one short question and one short answer',
    fix: "many teach nothing; drop them: rules: { trivial: 'drop' }",
  },
  undeclared_tool: {
    title: 'a tool that was not offered',
    meaning: 'the answer calls a tool that is not among those of the example',
    fix: "record the tools of every call; or drop them: rules: { tools: { undeclared: 'drop' } }",
  },
}
