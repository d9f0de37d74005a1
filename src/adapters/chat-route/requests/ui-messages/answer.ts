import { defined, field, listField, textField } from '../../../../core/field.ts'
import type { Message, Part } from '../../../../core/message.ts'
import { toUiParts } from './part.ts'
import { isToolPart, toCall, toResults } from './tool-part.ts'

/**
 * An answer on a page as the messages that made it: each step is one of the model's, and one with the results of the tools
 * that it called.
 */
export function readAnswer(parts: readonly unknown[], isPast: boolean): readonly Message[] {
  const messages: Message[] = []
  let said: Part[] = []
  let results: Part[] = []

  function endStep(): void {
    // What only the page sees is no message: it goes with the next step.
    if (!said.some(isForModel)) return
    messages.push({ role: 'assistant', parts: said })
    if (results.length > 0) messages.push({ role: 'tool', parts: results })
    said = []
    results = []
  }

  for (const part of parts) {
    const type = field(part, 'type')
    if (type === 'step-start') endStep()
    else if (type === 'steering-message') {
      endStep()
      messages.push(toSteering(part))
    } else if (!isToolPart(part)) said.push(...toUiParts(part))
    else if (!isPast || field(part, 'state') !== 'approval-requested') {
      said.push(...toCall(part))
      results.push(...toResults(part))
    }
  }
  endStep()
  return withRest(messages, said)
}

/** What the user said while the answer was made. */
function toSteering(part: unknown): Message {
  const parts = listField(part, 'parts').flatMap(toUiParts)
  return { role: 'user', parts, ...defined({ id: textField(part, 'id') }) }
}

const KINDS: ReadonlySet<string> = new Set(['custom', 'tool-approval-response'])

function isForModel(part: Part): boolean {
  return part.type === 'other' ? KINDS.has(part.kind) : part.type !== 'source'
}

function withRest(messages: readonly Message[], rest: readonly Part[]): readonly Message[] {
  if (rest.length === 0) return messages
  const last = messages.findLastIndex(({ role }) => role === 'assistant')
  if (last === -1) return [...messages, { role: 'assistant', parts: rest }]
  return messages.map((message, index) =>
    index === last ? { ...message, parts: [...message.parts, ...rest] } : message,
  )
}
