/**
 * Ids of tool calls. Old function calls have none, and some servers send none: these become `call_0`, `call_1`, … in the
 * order of the conversation, so that a call has the same id in the answer and in every later history.
 */
export type CallIds = {
  /** The id of the next call; `given` wins when there is one. */
  forCall(name: string, given: string | undefined): string
  /** The id of the oldest call without a result, of that name if there is one. */
  forResult(name: string | undefined): string
  /** How many calls there were. */
  count(): number
}

/** @param count how many calls came before */
export function createCallIds(count = 0): CallIds {
  const waiting: { readonly id: string; readonly name: string }[] = []
  let calls = count
  return {
    forCall(name, given) {
      if (given === undefined) waiting.push({ id: `call_${calls}`, name })
      calls += 1
      return given ?? `call_${calls - 1}`
    },
    forResult(name) {
      const sameName = waiting.findIndex((call) => call.name === name)
      const [call] = waiting.splice(Math.max(sameName, 0), 1)
      return call?.id ?? 'call_unknown'
    },
    count: () => calls,
  }
}
