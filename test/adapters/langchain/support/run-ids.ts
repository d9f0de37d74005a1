const UUID = /^(run-)?[\da-f]{8}-[\da-f-]{27}$/

/**
 * A message without the ids that LangChain makes up: `run-` and the id of the run as soon as there is any callback, for
 * messages that the provider gave none, and random ids for the tool calls of Ollama.
 */
export function withoutMadeUpIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMadeUpIds)
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  const entries = Object.entries(value).filter(([key, item]) => key !== 'id' || !isMadeUp(item))
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutMadeUpIds(item)]))
}

function isMadeUp(id: unknown): boolean {
  return id === undefined || (typeof id === 'string' && UUID.test(id))
}
