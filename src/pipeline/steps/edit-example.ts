import type { Example, ExampleMessage, Exclusion } from '../../core/example.ts'
import type { Message } from '../../core/message.ts'
import { drop, keep, type StepResult } from '../../core/step.ts'

// The one rule of accounting: a generation of an example is trained, or it stands once in `excluded` with the reason.
// Steps that take messages away go through here, so that none can break it.

/** The example with every message changed; the same example when none was. */
export function mapMessages(example: Example, change: (message: Message) => Message): Example {
  let messages: ExampleMessage[] | undefined
  for (let index = 0; index < example.messages.length; index += 1) {
    const entry = example.messages[index]
    if (entry === undefined) continue
    const message = change(entry.message)
    if (message === entry.message) continue
    messages ??= [...example.messages]
    messages[index] = { ...entry, message }
  }
  return messages === undefined ? example : { ...example, messages }
}

/** The example with other messages. Generations that are no longer trained are excluded with `reason`. */
export function replaceMessages(example: Example, messages: readonly ExampleMessage[], reason: string): Example {
  if (isSame(messages, example.messages)) return example
  const lost = [...trainedIds(example.messages)].map((generationId) => ({ generationId, reason }))
  return { ...example, messages, excluded: exclude(example, messages, lost) }
}

/**
 * Gives up answers: `reasons` names them by their index in `example.messages`. In the middle an answer becomes context.
 * At the end it goes, with the questions and tool results that thereby lost their answer. An example without any answer
 * left is dropped with the last reason.
 */
export function giveUpAnswers(example: Example, reasons: ReadonlyMap<number, string>): StepResult {
  const last = [...reasons.values()].at(-1)
  if (last === undefined) return keep(example)
  const messages = upToLastTrained(
    example.messages.map((entry, index) => (reasons.has(index) ? asContext(entry) : entry)),
  )
  const lost: Exclusion[] = []
  for (const [index, reason] of reasons) {
    const origin = example.messages[index]?.origin
    if (origin !== undefined) lost.push({ generationId: origin.generationId, reason })
  }
  const excluded = exclude(example, messages, lost)
  if (messages.length === 0) return drop({ ...example, excluded }, last)
  return keep(
    isSame(messages, example.messages) && excluded === example.excluded ? example : { ...example, messages, excluded },
  )
}

/** Gives up the answers, trained or not, for which there is a reason. */
export function giveUpWhere(example: Example, reasonOf: (answer: ExampleMessage) => string | undefined): StepResult {
  let reasons: Map<number, string> | undefined
  const { messages } = example
  for (let index = 0; index < messages.length; index += 1) {
    const entry = messages[index]
    const reason = entry?.message.role === 'assistant' ? reasonOf(entry) : undefined
    if (reason !== undefined) reasons = (reasons ?? new Map<number, string>()).set(index, reason)
  }
  return reasons === undefined ? keep(example) : giveUpAnswers(example, reasons)
}

/** The messages up to the last one that is trained: what follows would be learned by trainers that know no weights. */
export function upToLastTrained(messages: readonly ExampleMessage[]): readonly ExampleMessage[] {
  return messages.slice(0, messages.findLastIndex((entry) => entry.weight === 1) + 1)
}

function asContext(entry: ExampleMessage): ExampleMessage {
  return entry.weight === 0 ? entry : { ...entry, weight: 0 }
}

function isSame(messages: readonly ExampleMessage[], before: readonly ExampleMessage[]): boolean {
  return messages.length === before.length && messages.every((entry, index) => entry === before[index])
}

function exclude(
  example: Example,
  messages: readonly ExampleMessage[],
  lost: readonly Exclusion[],
): readonly Exclusion[] {
  const accounted = new Set([...trainedIds(messages), ...example.excluded.map((exclusion) => exclusion.generationId)])
  const added: Exclusion[] = []
  for (const exclusion of lost) {
    const { generationId } = exclusion
    if (accounted.has(generationId) || !example.generationIds.includes(generationId)) continue
    accounted.add(generationId)
    added.push(exclusion)
  }
  return added.length === 0 ? example.excluded : [...example.excluded, ...added]
}

function trainedIds(messages: readonly ExampleMessage[]): ReadonlySet<string> {
  const trained = messages.filter((entry) => entry.weight === 1)
  return new Set(trained.map((entry) => entry.origin?.generationId).filter((id) => id !== undefined))
}
