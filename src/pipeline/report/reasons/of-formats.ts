import type { ReasonNotes } from './reason-note.ts'

const OTHER_FORMAT = 'choose a format that carries it, such as chatml'

/** Why a format has no row for an example or an answer. */
export const FORMAT_REASONS: ReasonNotes = {
  empty_message: {
    title: 'a message says nothing',
    meaning: 'trainers refuse messages without content',
    fix: 'keep repairStructure() among the steps, which removes them',
  },
  empty_question: {
    title: 'the question has no text',
    meaning: 'the format knows only text',
    fix: OTHER_FORMAT,
  },
  file: { title: 'a file or image', meaning: 'the format knows only text', fix: OTHER_FORMAT },
  format_failed: {
    title: 'the format threw',
    meaning: 'a format broke its promise on the example',
    fix: 'repair the format: it should return `refused` for what it cannot carry',
  },
  history_too_long: {
    title: 'a chat repeats too much',
    meaning: 'each row holds all that was said before, and those of this chat 32 million characters already',
    fix: "choose chatml, or alpaca({ history: 'omit' }): they hold each message once",
  },
  invalid_tool_arguments: {
    title: 'tool arguments are no JSON',
    meaning: 'the model called a tool with arguments that cannot be read',
    fix: 'nothing: to train on it would teach broken calls',
  },
  missing_file: {
    title: 'an image is not at hand',
    meaning: 'its content lies elsewhere than in the log',
    fix: 'send images as data URIs or web addresses',
  },
  no_answer_text: {
    title: 'the answer has no text',
    meaning: 'the format knows only text',
    fix: OTHER_FORMAT,
  },
  no_question: {
    title: 'nothing was asked',
    meaning: 'the answer stands before the first message of the user',
    fix: 'keep repairStructure() among the steps',
  },
  nothing_to_train: { title: 'no answer is trained', meaning: 'all answers are context', fix: 'nothing' },
  provider_tool: {
    title: 'the provider ran a tool',
    meaning: 'the model that is tuned would never see its result',
    fix: 'nothing, or run the tool in the app',
  },
  several_answers: {
    title: 'the last answer is not trained',
    meaning: 'the format has one answer for each question, and the last one was given up',
    fix: OTHER_FORMAT,
  },
  tool_calls: {
    title: 'tools were called',
    meaning: 'the row would hide where the answer comes from',
    fix: OTHER_FORMAT,
  },
  tool_message_without_result: {
    title: 'a tool message without a result',
    meaning: 'trainers refuse it',
    fix: 'keep repairStructure() among the steps',
  },
  unknown_part: {
    title: 'a part of unknown kind',
    meaning: 'this version of finetap does not know how to write it',
    fix: 'update finetap, or drop such parts in a step',
  },
  unsupported_file: {
    title: 'a file that trainers do not take',
    meaning: 'it is no image, or stands in an answer',
    fix: 'nothing, or replace it by its text in a step',
  },
}
