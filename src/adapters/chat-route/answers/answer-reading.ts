import type { AnswerHead, AnswerOptions, AnswerReading } from './answer.ts'
import { customFirst } from './custom-first.ts'
import { readCustom } from './custom-reading.ts'
import { lookAtHtml, lookAtUntyped } from './looking-at-text.ts'
import { lookAtEvents, lookAtLines } from './looking.ts'
import { readRefusal } from './refusal.ts'
import { readAsTold } from './told.ts'
import { readUiMessageStream } from './ui-message-stream/index.ts'
import { readWholeJson } from './whole-json.ts'
import { readWholeText } from './whole-text.ts'

export type { AnswerHead, AnswerOptions, AnswerReading } from './answer.ts'

// Of AI SDK 4, whose lines are no text that anybody was shown.
const OLD_DATA_STREAM = 'x-vercel-ai-data-stream'
const UI_MESSAGE_STREAM = 'x-vercel-ai-ui-message-stream'

/**
 * How the answer of a chat route is read, found out from its head and its first bytes. Undefined when it says nothing that
 * a model could have said: pages, images, redirects, answers without a body and refused requests.
 *
 * @example
 * const reading = readAnswer({ status: 200, header: (name) => response.headers.get(name) ?? undefined })
 */
export function readAnswer(head: AnswerHead, options: AnswerOptions = {}): AnswerReading | undefined {
  const { status, header } = head
  if (status >= 500) return readRefusal(status)
  if (!CARRIES_ANSWER.has(status)) return undefined
  const contentType = (header('content-type') ?? '').toLowerCase()
  const known = readKnown(head, contentType)
  if (options.custom === undefined) return known
  return customFirst(readCustom({ status, contentType, custom: options.custom }), known)
}

function readKnown({ header }: AnswerHead, contentType: string): AnswerReading | undefined {
  if (header(UI_MESSAGE_STREAM) !== undefined) return readUiMessageStream('sse')
  if (header(OLD_DATA_STREAM) !== undefined) return undefined
  return readByType(bareType(contentType))
}

const CARRIES_ANSWER: ReadonlySet<number> = new Set([200, 201, 202, 203])

function readByType(type: string): AnswerReading | undefined {
  switch (type) {
    case 'text/event-stream':
      return readAsTold(lookAtEvents())
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
    case 'application/x-jsonlines':
    case 'application/json-lines':
    case 'application/jsonlines':
    case 'application/stream+json':
    case 'application/json-seq':
      return readAsTold(lookAtLines())
    case 'text/plain':
    case 'text/markdown':
    case 'text/x-markdown':
      return readWholeText()
    // Express says so of any text that is sent without a type.
    case 'text/html':
      return readAsTold(lookAtHtml())
    case '':
    case 'application/octet-stream':
      return readAsTold(lookAtUntyped())
    default:
      return /^(application|text)\/([^;]+\+)?json$/.test(type) ? readWholeJson() : undefined
  }
}

function bareType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim()
}
