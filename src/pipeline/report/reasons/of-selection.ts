import type { ReasonNotes } from './reason-note.ts'

/** Why a whole example is left out among the others, or may stand in no split. */
export const SELECTION_REASONS: ReasonNotes = {
  contaminated: {
    title: 'stands in an evaluation set',
    meaning: 'a long run of its words stands in a file that you named for decontamination',
    fix: 'nothing: to train on it would spoil the evaluation',
  },
  excluded_model: {
    title: 'a model that you exclude',
    meaning: 'rules: { models: { exclude } } names this model',
    fix: 'nothing, or take the model off the list',
  },
  near_check_incomplete: {
    title: 'not compared with all that look alike',
    meaning: 'a template makes thousands look alike, and only some of them were compared',
    fix: 'nothing; copies among them may be left',
  },
  near_duplicate: {
    title: 'almost the same conversation',
    meaning: 'it shares most of its word sequences with another one, and that one was kept',
    fix: 'raise the threshold if wording matters, rules: { nearDuplicates: { threshold } }; many may be tests or monitoring',
  },
  near_held_out: {
    title: 'almost a conversation that is held out',
    meaning:
      'it nearly equals one, or begins with its question and long answer: to train on it would give away what is tested, so it stays aside in later builds too',
    fix: 'nothing',
  },
  other_model: {
    title: 'a model that you did not choose',
    meaning: 'rules: { models: { include } } names other models only',
    fix: 'nothing, or add the model to the list',
  },
  prompt_cap: {
    title: 'enough of this question',
    meaning: 'many rows begin with nearly the same question, and rules: { promptCap } keeps a few of them',
    fix: 'raise its number of rows',
  },
  several_models: {
    title: 'answers of several models',
    meaning: 'rules: { models: { onlyOne } } asks for one model in each example',
    fix: 'nothing, or leave out `onlyOne`',
  },
  split_conflict: {
    title: 'it belongs to two splits',
    meaning: 'it joins what was already divided, such as a user and a conversation in two splits',
    fix: 'nothing: held-out rows never move; few of them are usual as data grows',
  },
  too_long: {
    title: 'longer than the limit',
    meaning: 'not even the first answer fits into the limit, or this answer stands behind it',
    fix: 'raise the limit, or shorten the system prompt',
  },
  user_cap: {
    title: 'enough of this user',
    meaning: 'rules: { userCap } keeps a limited number of rows of each user',
    fix: 'raise the limit, or collect from more users',
  },
}
