import type { FaqTopic } from '../faq/entry.ts'
import { createLanguageDetector } from '../retrieval/language.ts'
import { createFaqSearch } from '../retrieval/search.ts'
import type { Answer, Draft } from './answer.ts'
import { draftFromFaq } from './faq-answer.ts'
import { fitSchema } from './fit-schema.ts'
import { draftFlaw, readFlaw } from './flaws.ts'
import { draftFromResults } from './order-answer.ts'
import { draftOrderCall } from './order-question.ts'
import { draftPictures, draftSmallTalk } from './small-talk.ts'
import { questionsOf, type Turn } from './turn.ts'

/** Answers a turn. The same turn and variant always give the same answer; the next variant gives another one. */
export type Responder = (turn: Turn, variant: number) => Answer

/** A question that is asked for a flaw alone, such as `/cut`, when the text says nothing else. */
const DEFAULT_QUESTION = 'How long does delivery take?'
/** Only the end of a longer text is read: looking words up takes longer than linear time. */
const READ_AT_MOST = 2000

/** A model without weights: looks answers up in a FAQ, plays small talk, calls one tool, fails on request. */
export function createResponder(topics: readonly FaqTopic[]): Responder {
  const search = createFaqSearch(topics)
  const languageOf = createLanguageDetector()

  const answerQuestion = (turn: Turn, question: string, variant: number): Draft => {
    const earlier = endOf(readFlaw(questionsOf(turn).at(-2) ?? '').rest)
    return (
      draftOrderCall(question, turn.tools) ??
      draftPictures(turn) ??
      draftSmallTalk(question, variant) ??
      draftFromFaq(question, search(question, earlier), variant)
    )
  }

  return (turn, variant) => {
    const asked = questionsOf(turn).at(-1) ?? ''
    const lastOther = turn.messages.findLastIndex(({ role }) => role !== 'tool')
    const results = turn.messages.slice(lastOther + 1)
    if (results.length > 0) {
      return finish(
        turn,
        draftFromResults(results, languageOf(endOf(questionsOf(turn).join('\n'))) ?? 'en', variant),
        undefined,
      )
    }
    const { flaw, rest } = readFlaw(asked)
    const question = flaw !== undefined && rest === '' ? DEFAULT_QUESTION : endOf(rest)
    const flawed = flaw === undefined ? undefined : draftFlaw(flaw, topics, variant)
    return finish(turn, flawed ?? answerQuestion(turn, question, variant), flaw)
  }
}

function endOf(text: string): string {
  return text.slice(-READ_AT_MOST)
}

/** Gives a draft the form that was asked for. */
function finish(turn: Turn, draft: Draft, flaw: Answer['flaw']): Answer {
  const { text, thoughts, facts, toolCalls = [] } = draft
  const thinking = turn.think ? thoughts : ''
  if (turn.format === undefined || toolCalls.length > 0) return { thinking, text, toolCalls, flaw }
  const filling = { ...facts, answer: text }
  const value = turn.format === 'json' ? filling : fitSchema(turn.format, filling)
  return { thinking, text: JSON.stringify(value), toolCalls, flaw }
}
