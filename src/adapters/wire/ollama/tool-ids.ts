/**
 * Ids for tool calls that came without one, as with Ollama: `call_0`, `call_1`, … in the order of the conversation, so
 * that a call has the same id in the answer and in every later history.
 */
export type ToolIds = {
  /** The id of the next call; `given` wins when the server sent one. */
  forCall(name: string, given?: string): string
  /** The id of the oldest call without a result, of that name if there is one; `given` wins when the app sent one. */
  forResult(name?: string, given?: string): string
}

export function createToolIds(): ToolIds {
  const waiting: { readonly id: string; readonly name: string }[] = []
  let count = 0
  return {
    forCall(name, given) {
      const id = given ?? `call_${count}`
      count += 1
      waiting.push({ id, name })
      return id
    },
    forResult(name, given) {
      const sameName = waiting.findIndex((call) => call.name === name)
      const index = given === undefined ? Math.max(sameName, 0) : waiting.findIndex(({ id }) => id === given)
      const [call] = index === -1 ? [] : waiting.splice(index, 1)
      return given ?? call?.id ?? 'call_unknown'
    },
  }
}
