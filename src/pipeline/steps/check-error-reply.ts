import { checkOptions } from '../../core/check-options.ts'
import { textOf } from '../../core/message.ts'
import type { Step } from '../../core/step.ts'
import type { Answer } from './answers.ts'
import { judgeAnswers, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { requireList } from './require-list.ts'
import { isErrorBody, isErrorText } from './text/error-texts.ts'
import { lastUserText } from './text/last-user-text.ts'

export type CheckErrorReplyOptions = {
  /** Default `drop`. */
  readonly action?: RuleAction
  /**
   * What the app itself says when a call fails (default none). A string is the whole answer, apart from case and white
   * space; a pattern decides by itself.
   */
  readonly texts?: readonly (string | RegExp)[]
}

/** Who asks about errors may well be answered with the name of one. */
const ABOUT_ERRORS =
  /error|status|http|\b[45]\d\d\b|fehler|erreur|errore|erro\b|fout|błąd|ошибк|错误|錯誤|エラー|오류|خطأ|hata\b/i

/**
 * Gives up answers that are nothing but an error, reason `error_reply`: the app's own texts, and what gateways,
 * providers and their clients say ("502 Bad Gateway", `{"error": …}`, "Rate limit reached for …").
 *
 * An answer that says more than the error stays, and so does an error that was asked for: the question speaks of errors,
 * or an earlier message shows the `"error"` of a JSON form. Calls that failed by their status are given up by
 * `dropUnfinished`.
 *
 * @example buildDataset({ rules: { errorReplies: { texts: ['Oops, try again later.'] } }, … })
 */
export function checkErrorReply(options: CheckErrorReplyOptions = {}): Step {
  checkOptions('checkErrorReply', options, { action: 'string', texts: 'any' })
  requireChoice('action of checkErrorReply', options.action, ACTIONS)
  requireList('texts of checkErrorReply', options.texts, { patterns: true })
  const { action = 'drop', texts = [] } = options
  const isOwn = ownTexts(texts)
  return {
    name: 'check-error-reply',
    version: 1,
    apply: (example) =>
      judgeAnswers(example, action, (answer) => {
        const text = answer.spoken.trim()
        return isOwn(text) || isUpstreamError(text, answer) ? 'error_reply' : undefined
      }),
  }
}

function ownTexts(texts: readonly (string | RegExp)[]): (text: string) => boolean {
  const whole = new Set(texts.filter((text) => typeof text === 'string').map(folded))
  const longest = Math.max(0, ...[...whole].map((text) => text.length))
  // A pattern with the flag `g` or `y` remembers where it stopped.
  const patterns = texts
    .filter((text) => typeof text !== 'string')
    .map((pattern) => new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, '')))
  return (text) =>
    (text !== '' && text.length <= 2 * longest && whole.has(folded(text))) ||
    patterns.some((pattern) => pattern.test(text))
}

function folded(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

function isUpstreamError(text: string, answer: Answer): boolean {
  if (isErrorBody(text)) return !isFormAgreed(answer)
  return isErrorText(text) && !ABOUT_ERRORS.test(lastUserText(answer))
}

/** True when the app asked for answers that may be `{"error": …}`. */
function isFormAgreed({ messages, index }: Answer): boolean {
  return messages.slice(0, index).some(({ message }) => {
    return message.role !== 'assistant' && /["'`]error["'`]/.test(textOf(message))
  })
}
