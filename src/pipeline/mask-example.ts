import type { AnswerFeedback, Example, ExampleMessage } from '../core/example.ts'
import { textOf, type Message } from '../core/message.ts'
import type { Tool } from '../core/tool.ts'
import { mapUnlessSame, maskFields } from '../redaction/mask-json.ts'
import { maskLabels, someLabel } from './mask-labels.ts'

/** How what an example holds is masked. Each gives back what it was given when there is nothing to mask. */
export type ExampleMasking = {
  readonly text: (text: string) => string
  /** `index`: its place in the example. */
  readonly message: (message: Message, index: number) => Message
  readonly tool: (tool: Tool) => Tool
  /** For ids of calls and names of tools and models (default: as a text). */
  readonly label?: (label: string) => string
  /** False only when neither `text` nor `label` would change the text (default: true). */
  readonly mayMask?: (text: string) => boolean
}

/** Apps use addresses as ids. */
const LABELS = ['conversationId', 'sessionId', 'userId', 'tenantId'] as const
/** A correction becomes a row as an answer does. */
const SAID = ['comment', 'correction'] as const

/**
 * The example with everything masked that a person may stand in: `id` and `group` are hashes already, and
 * generations keep their ids, by which the build accounts for them, until their rows are written. What holds nothing to mask comes back as the same object.
 */
export function maskExample(example: Example, masking: ExampleMasking): Example {
  const { mayMask } = masking
  const isPlain = mayMask !== undefined && !someLabel(example, mayMask)
  return maskSaid(isPlain ? example : maskLabels(example, masking.label ?? masking.text), masking)
}

function maskSaid(example: Example, masking: ExampleMasking): Example {
  const messages = mapUnlessSame(example.messages, (entry, index) => maskEntry(entry, index, masking))
  const tools = example.tools === undefined ? undefined : mapUnlessSame(example.tools, (tool) => masking.tool(tool))
  const labelled = maskFields(example, LABELS, masking.text)
  if (messages === example.messages && tools === example.tools) return labelled
  return { ...labelled, messages, ...(tools === undefined ? {} : { tools }) }
}

function maskEntry(entry: ExampleMessage, index: number, masking: ExampleMasking): ExampleMessage {
  const message = masking.message(withTextInOnePiece(entry.message), index)
  const feedback = maskFeedback(entry.origin?.feedback, masking.text)
  if (message === entry.message && feedback === entry.origin?.feedback) return entry
  if (entry.origin === undefined || feedback === undefined) return { ...entry, message }
  return { ...entry, message, origin: { ...entry.origin, feedback } }
}

function maskFeedback(feedback: AnswerFeedback | undefined, text: ExampleMasking['text']): AnswerFeedback | undefined {
  return feedback === undefined ? undefined : maskFields(feedback, SAID, text)
}

/** Formats join the texts of a message over thoughts and sources, so an address may stand half before and half behind. */
function withTextInOnePiece(message: Message): Message {
  if (message.parts.length < 2 || !isSplitText(message)) return message
  const text = textOf(message)
  const first = message.parts.findIndex((part) => part.type === 'text')
  const parts = message.parts.filter((part, index) => part.type !== 'text' || index === first)
  return { ...message, parts: parts.map((part) => (part.type === 'text' ? { ...part, text } : part)) }
}

/** Several texts, and nothing among them where their place counts, such as pictures and tool calls. */
function isSplitText({ parts }: Message): boolean {
  let texts = 0
  for (const { type } of parts) {
    if (type === 'text') texts += 1
    else if (type !== 'reasoning' && type !== 'source') return false
  }
  return texts > 1
}
