/** How a model server answers, as the bodies that lie ready for the clients. */
export type Wire = {
  /** Of a streamed answer. */
  readonly contentType: 'text/event-stream' | 'application/x-ndjson'
  /** The JSON of a whole answer. */
  readonly whole: (answer: string) => object
  /** A streamed answer, cut where the server sends: one event each. */
  readonly stream: (pieces: readonly string[]) => readonly string[]
}

/** An event that says of which type it is, as in the newer protocols. */
export type TypedEvent = { readonly type: string; readonly [field: string]: unknown }

/** An event as most servers send it. */
export function sse(data: object | string, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`
}
