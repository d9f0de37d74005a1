import { badOption, checkOptions } from '../../core/check-options.ts'
import type { Example, ExampleMessage } from '../../core/example.ts'
import type { Message, Part } from '../../core/message.ts'
import { drop, keep, type Step } from '../../core/step.ts'
import type { Tool } from '../../core/tool.ts'
import { replaceMessages, upToLastTrained } from './edit-example.ts'
import { estimateTokens } from './estimate-tokens.ts'

export type LimitLengthOptions = {
  /** The most characters (UTF-16 code units) of a whole example. */
  readonly characters?: number
  /** The most tokens of a whole example. */
  readonly tokens?: number
  /** Counts the tokens of a text. Default: an estimate, `estimateTokens`. */
  readonly count?: (text: string) => number
}

/** Tokens that chat templates put around a message. */
const FRAME = 4

/**
 * Cuts examples that are longer than a limit, reason `too_long`: the start stays, up to the last whole answer that fits;
 * an example whose first answer does not fit is dropped. A tool call is never parted from its result.
 *
 * Counted are texts, thoughts, tool calls, results and the tools offered; tokens with 4 for the frame of each message.
 * Not among the default steps: trainers differ, and cut by themselves.
 *
 * @throws FinetapError `bad_option` without a limit, or with one that is no number above 0
 * @example buildDataset({ rules: { length: { tokens: 8192 } }, … })
 */
export function limitLength(options: LimitLengthOptions): Step {
  checkOptions('limitLength', options, { characters: 'number', tokens: 'number', count: 'function' })
  const { characters, tokens, count = estimateTokens } = options
  refuseBadLimits(characters, tokens)
  return {
    name: 'limit-length',
    version: 1,
    apply(example) {
      const measures = [
        { limit: characters ?? Infinity, sizeOf: (text: string) => text.length },
        { limit: tokens ?? Infinity, sizeOf: (text: string) => count(text) + FRAME },
      ].filter(({ limit }) => limit !== Infinity)
      const fitting = Math.min(...measures.map(({ limit, sizeOf }) => countFitting(example, limit, sizeOf)))
      if (fitting >= example.messages.length) return keep(example)
      const messages = upToLastTrained(example.messages.slice(0, turnEndAt(example.messages, fitting)))
      if (messages.length === 0) return drop(example, 'too_long')
      return keep(replaceMessages(example, messages, 'too_long'))
    },
  }
}

function refuseBadLimits(...limits: readonly (number | undefined)[]): void {
  const given = limits.filter((limit) => limit !== undefined)
  if (given.length > 0 && given.every((limit) => limit > 0)) return
  throw badOption('limitLength has no limit above 0', 'pass characters or tokens, such as { tokens: 8192 }')
}

/** How many messages from the start stay within the limit. */
function countFitting({ messages, tools = [] }: Example, limit: number, sizeOf: (text: string) => number): number {
  let size = tools.length === 0 ? 0 : sizeOf(textOfTools(tools))
  for (const [index, { message }] of messages.entries()) {
    size += sizeOf(wholeText(message))
    // A count that is no number never fits.
    if (!(size <= limit)) return index
  }
  return messages.length
}

/** The end of the last whole turn among the first messages: an answer that waits for no tool. */
function turnEndAt(messages: readonly ExampleMessage[], fitting: number): number {
  for (let end = fitting; end > 0; end -= 1) {
    const last = messages[end - 1]?.message.role
    const next = messages[end]?.message.role
    if (last === 'assistant' && next !== 'assistant' && next !== 'tool') return end
  }
  return 0
}

function textOfTools(tools: readonly Tool[]): string {
  return JSON.stringify(tools)
}

function wholeText(message: Message): string {
  return message.parts.map(textOfPart).join('')
}

function textOfPart(part: Part): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text
    case 'tool_call':
      return part.name + (part.argumentsRaw ?? JSON.stringify(part.arguments))
    case 'tool_result':
      return typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
    case 'file':
    case 'source':
    case 'other':
      return ''
    default:
      // A part type of a later version of the record reaches this line at run time.
      return ''
  }
}
