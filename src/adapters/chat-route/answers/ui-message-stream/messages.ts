import { defined } from '../../../../core/field.ts'
import type { Message, Part, ToolResultPart } from '../../../../core/message.ts'
import { withoutRepeatedSources } from '../../../ai-sdk/content.ts'
import { partOf, resultOf, type Entry } from './entry.ts'

/** A step, or what the user said between two. */
export type Segment = { readonly said: Message } | { readonly entries: readonly Entry[] }

/**
 * The steps of an answer as messages, just as the page's next request will repeat them: of each step what the model said,
 * and what its tools gave back. What only the page sees is no message of its own.
 */
export function toMessages(segments: readonly Segment[], id: string | undefined): readonly Message[] {
  const messages: Message[] = [...toolMessage(segments.flatMap(entriesOf).filter(isOfEarlier).flatMap(resultOf))]
  let rest: readonly Part[] = []
  for (const segment of segments) {
    if ('said' in segment) {
      messages.push(segment.said)
      continue
    }
    rest = [...rest, ...segment.entries.flatMap(partOf)]
    if (!rest.some(isForModel)) continue
    messages.push({ role: 'assistant', parts: rest, ...defined({ id }) })
    messages.push(...toolMessage(segment.entries.filter((entry) => !isOfEarlier(entry)).flatMap(resultOf)))
    rest = []
  }
  return withRest(messages, rest, id).map(withoutRepeatedSources)
}

function entriesOf(segment: Segment): readonly Entry[] {
  return 'said' in segment ? [] : segment.entries
}

function isOfEarlier(entry: Entry): boolean {
  return entry.kind === 'tool' && entry.isOfEarlier
}

function toolMessage(results: readonly ToolResultPart[]): readonly Message[] {
  return results.length === 0 ? [] : [{ role: 'tool', parts: results }]
}

function isForModel(part: Part): boolean {
  return part.type === 'other' ? part.kind === 'custom' : part.type !== 'source'
}

function withRest(messages: readonly Message[], rest: readonly Part[], id: string | undefined): readonly Message[] {
  if (rest.length === 0) return messages
  const last = messages.findLastIndex(({ role }) => role === 'assistant')
  if (last === -1) return [...messages, { role: 'assistant', parts: rest, ...defined({ id }) }]
  return messages.map((message, index) =>
    index === last ? { ...message, parts: [...message.parts, ...rest] } : message,
  )
}
