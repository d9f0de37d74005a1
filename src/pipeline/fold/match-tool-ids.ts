import { toolCallsOf, type Message, type Part, type ToolCallPart, type ToolResultPart } from '../../core/message.ts'

/**
 * Gives each tool result the id of the call that it answers. Chats that are alike share their messages, and ids are no
 * part of what makes them alike: a call and its result may be from two of them.
 */
export function matchToolIds(messages: readonly Message[]): readonly Message[] {
  let open: ToolCallPart[] = []
  let isMatched = true
  const matched = messages.map((message, index) => {
    if (message.role === 'assistant') open = [...toolCallsOf(message)]
    if (message.role !== 'tool') return message
    const results = resultsBehind(messages, index)
    const parts = message.parts.map((part) => {
      if (part.type !== 'tool_result') return part
      const call = takeCall(part, open, results)
      if (call === undefined || call.id === part.id) return part
      isMatched = false
      return { ...part, id: call.id }
    })
    return { ...message, parts }
  })
  return isMatched ? messages : matched
}

/** The ids of this and the following results: a call that one of them names is not to be taken by another. */
function resultsBehind(messages: readonly Message[], index: number): ReadonlySet<string> {
  const ids = new Set<string>()
  for (let at = index; messages[at]?.role === 'tool'; at += 1) {
    for (const part of messages[at]?.parts ?? []) if (isResult(part)) ids.add(part.id)
  }
  return ids
}

function takeCall(result: ToolResultPart, open: ToolCallPart[], named: ReadonlySet<string>): ToolCallPart | undefined {
  const own = open.findIndex(({ id }) => id === result.id)
  const free = (call: ToolCallPart): boolean => !named.has(call.id)
  const byName = open.findIndex((call) => free(call) && call.name === result.name)
  const place = own >= 0 ? own : byName >= 0 ? byName : open.findIndex(free)
  return place === -1 ? undefined : open.splice(place, 1)[0]
}

function isResult(part: Part): part is ToolResultPart {
  return part.type === 'tool_result'
}
