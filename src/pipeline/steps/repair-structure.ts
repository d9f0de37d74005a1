import type { ExampleMessage } from '../../core/example.ts'
import { toolResultsOf, type Message } from '../../core/message.ts'
import { drop, keep, type Step } from '../../core/step.ts'
import { replaceMessages, upToLastTrained } from './edit-example.ts'
import { mayMerge, mergeNeighbours } from './merge-neighbours.ts'
import { saysNothing } from './substance.ts'

/** Why a conversation cannot be repaired: the detail of `bad_structure`. */
export type StructureProblem =
  | 'no_answer'
  | 'no_user'
  | 'system_in_middle'
  | 'same_role_twice'
  | 'call_without_result'
  | 'result_without_call'

/**
 * Brings a conversation into the order that chat templates ask for: at most one system message and it comes first, then
 * user and assistant in turn, tool results behind their calls, an answer at the end.
 *
 * Repaired: messages that say nothing are removed; what an assistant says before the first user message is cut off, and
 * so is everything behind the last answer; system messages at the start become one; neighbours of one role become one
 * when nothing is thereby trained that was not, or the other way round. Else the example is dropped, reason
 * `bad_structure` with the problem. Generations that lose their place are excluded with the same reason.
 *
 * @example buildDataset({ steps: [repairStructure()], … })
 */
export function repairStructure(): Step {
  return {
    name: 'repair-structure',
    version: 1,
    apply(example) {
      if (isInOrder(example.messages)) return keep(example)
      const said = example.messages.filter((entry) => !saysNothing(entry.message))
      const messages = upToLastTrained(mergeNeighbours(fromFirstUser(said)))
      const problem = problemOf(messages)
      if (problem !== undefined) return drop(example, 'bad_structure', { problem })
      return keep(replaceMessages(example, messages, 'bad_structure'))
    },
  }
}

/** True when nothing is to be repaired, as in most conversations. */
function isInOrder(messages: readonly ExampleMessage[]): boolean {
  const first = messages[0]
  const start = first !== undefined && isSystem(first.message) ? 1 : 0
  if (messages[start]?.message.role !== 'user' || messages.at(-1)?.weight !== 1) return false
  for (let index = 0; index < messages.length; index += 1) {
    const [entry, before] = [messages[index], messages[index - 1]]
    if (entry === undefined || saysNothing(entry.message)) return false
    if (before !== undefined && mayMerge(before, entry)) return false
  }
  return problemOf(messages) === undefined
}

/** System messages stay, also when a greeting stands before them; repeats of them further down go. */
function fromFirstUser(messages: readonly ExampleMessage[]): readonly ExampleMessage[] {
  const first = messages.findIndex((entry) => entry.message.role === 'user')
  if (first === -1) return messages
  const leading = messages.slice(0, first).filter((entry) => isSystem(entry.message))
  const known = new Set(leading.map((entry) => JSON.stringify(entry.message.parts)))
  const rest = messages.slice(first)
  const isRepeat = ({ message }: ExampleMessage): boolean =>
    isSystem(message) && known.has(JSON.stringify(message.parts))
  return [...leading, ...rest.filter((entry) => !isRepeat(entry))]
}

function isSystem(message: Message): boolean {
  return message.role === 'system' || message.role === 'developer'
}

function problemOf(messages: readonly ExampleMessage[]): StructureProblem | undefined {
  if (messages.length === 0) return 'no_answer'
  let before: Message | undefined
  const open: string[] = []
  for (const { message } of messages) {
    const problem = problemOfOrder(message, before) ?? problemOfTools(message, open)
    if (problem !== undefined) return problem
    before = message
  }
  return undefined
}

function problemOfOrder(message: Message, before: Message | undefined): StructureProblem | undefined {
  if (isSystem(message)) return before === undefined ? undefined : 'system_in_middle'
  if (message.role === 'tool') return undefined
  if (message.role === before?.role) return 'same_role_twice'
  return message.role === 'assistant' && (before === undefined || isSystem(before)) ? 'no_user' : undefined
}

/** `open` holds the calls that still wait for their result; calls that the provider runs itself need none. */
function problemOfTools(message: Message, open: string[]): StructureProblem | undefined {
  if (message.role !== 'tool' && open.length > 0 && toolResultsOf(message).length === 0) return 'call_without_result'
  for (const part of message.parts) {
    if (part.type === 'tool_call' && part.providerExecuted !== true) open.push(part.id)
    if (part.type !== 'tool_result') continue
    const call = open.indexOf(part.id)
    if (call !== -1) open.splice(call, 1)
    else if (message.role !== 'assistant') return 'result_without_call'
  }
  return undefined
}
