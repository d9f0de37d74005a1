import type { Example } from '../../core/example.ts'
import { textOf, type Message, type Part } from '../../core/message.ts'
import { keep, type Step } from '../../core/step.ts'
import { createRedactor, type RedactorOptions } from '../../redaction/index.ts'
import { mapMessages } from './edit-example.ts'

/** As of `createRedactor`, but numbered by default. */
export type RedactPersonalDataOptions = RedactorOptions

/**
 * Replaces e-mail addresses, URLs and secrets by `[EMAIL]`, `[URL]` and `[SECRET]`, in texts, reasoning, tool calls and
 * results, and tool descriptions. A second distinct value within an example prints `[EMAIL_2]`.
 *
 * @example buildDataset({ steps: [redactPersonalData({ keepHosts: ['docs.example.com'] })], … })
 */
export function redactPersonalData(options: RedactPersonalDataOptions = {}): Step {
  const redactor = createRedactor({ mode: 'numbered', ...options })
  return {
    name: 'redact-personal-data',
    version: redactor.version,
    apply(example) {
      const scope = redactor.begin()
      const masked = maskLabels(
        mapMessages(example, (message) => scope.message(withTextInOnePiece(message))),
        scope.text,
      )
      const tools = example.tools?.map(scope.tool)
      if (Object.keys(scope.counts).length === 0) return keep(example)
      const redactions = addCounts(example.redactions, scope.counts)
      return keep(tools === undefined ? { ...masked, redactions } : { ...masked, tools, redactions })
    },
  }
}

/** Apps use addresses as ids. `group` and `id` are hashes already. */
function maskLabels(example: Example, text: (text: string) => string): Example {
  const { conversationId, sessionId, userId, tenantId } = example
  return {
    ...example,
    conversationId: text(conversationId),
    ...(sessionId === undefined ? {} : { sessionId: text(sessionId) }),
    ...(userId === undefined ? {} : { userId: text(userId) }),
    ...(tenantId === undefined ? {} : { tenantId: text(tenantId) }),
  }
}

/** Formats join the texts of a message over thoughts and sources, so an address may stand half before and half behind. */
function withTextInOnePiece(message: Message): Message {
  const first = message.parts.findIndex((part) => part.type === 'text')
  const isSplit = message.parts.filter((part) => part.type === 'text').length > 1
  if (!isSplit || message.parts.some(saysOtherThings)) return message
  const text = textOf(message)
  const parts = message.parts.filter((part, index) => part.type !== 'text' || index === first)
  return { ...message, parts: parts.map((part) => (part.type === 'text' ? { ...part, text } : part)) }
}

// Between pictures and tool calls the place of a text counts.
function saysOtherThings({ type }: Part): boolean {
  return type !== 'text' && type !== 'reasoning' && type !== 'source'
}

type Counts = { readonly [rule: string]: number }

function addCounts(before: Counts, counts: Counts): Counts {
  const sum = { ...before }
  for (const [rule, count] of Object.entries(counts)) sum[rule] = (sum[rule] ?? 0) + count
  return sum
}
