import type { ExampleMessage } from '../../core/example.ts'
import type { Message, Part } from '../../core/message.ts'

/**
 * Joins messages of one role that follow one another, their texts with a blank line between them, where that is safe:
 * system and user messages of one name; messages of one generation; assistant texts that are both only context.
 */
export function mergeNeighbours(messages: readonly ExampleMessage[]): readonly ExampleMessage[] {
  const merged: ExampleMessage[] = []
  for (const entry of messages) {
    const last = merged.at(-1)
    if (last !== undefined && mayMerge(last, entry)) merged[merged.length - 1] = join(last, entry)
    else merged.push(entry)
  }
  return merged
}

/** True when the second of two neighbours may become one with the first. */
export function mayMerge(first: ExampleMessage, second: ExampleMessage): boolean {
  const role = groupOf(first.message)
  if (role !== groupOf(second.message) || first.weight !== second.weight) return false
  switch (role) {
    case 'system':
    case 'user':
      return first.message.name === second.message.name && !hasToolParts(first.message) && !hasToolParts(second.message)
    case 'assistant':
      if (first.origin !== undefined && first.origin.generationId === second.origin?.generationId) return true
      return first.weight === 0 && !hasToolParts(first.message) && !hasToolParts(second.message)
    default:
      return false
  }
}

function groupOf({ role }: Message): string {
  return role === 'developer' ? 'system' : role
}

function hasToolParts(message: Message): boolean {
  return message.parts.some((part) => part.type === 'tool_call' || part.type === 'tool_result')
}

function join(first: ExampleMessage, second: ExampleMessage): ExampleMessage {
  return { ...first, message: { ...first.message, parts: joinParts(first.message.parts, second.message.parts) } }
}

function joinParts(first: readonly Part[], second: readonly Part[]): readonly Part[] {
  const last = first.at(-1)
  const [next, ...rest] = second
  if (last?.type !== 'text' || next?.type !== 'text') return [...first, ...second]
  return [...first.slice(0, -1), { type: 'text', text: `${last.text}\n\n${next.text}` }, ...rest]
}
