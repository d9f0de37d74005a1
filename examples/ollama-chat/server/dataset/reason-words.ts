/** Why answers are left out, as it reads behind a number. */
const WORDS: { readonly [reason: string]: string } = {
  error: 'failed',
  aborted: 'stopped',
  interrupted: 'interrupted',
  abandoned: 'left unread',
  no_answer: 'without an answer',
  retried: 'failed and tried again',
  regenerated: 'answered anew',
  duplicate: 'captured twice',
  erased: 'forgotten',
  history_missing: 'without what came before',
  truncated: 'cut at the token limit',
  content_filter: 'cut by a content filter',
  empty_answer: 'empty',
  bad_structure: 'out of order',
  too_short: 'too short',
  exact_duplicate: 'repeated',
  step_failed: 'lost to a failing step',
}

export function reasonInWords(reason: string, count: number): string {
  return `${count.toLocaleString('en')} ${WORDS[reason] ?? reason.replaceAll('_', ' ')}`
}
