import type OpenAI from 'openai'

/** A tool that records what goes through a client of the `openai` package. One file each in this folder. */
export type OpenAIRival = {
  /** For the command line. */
  readonly name: string
  /** As its users know it. */
  readonly title: string
  /** Sets it up as its documentation says: recording content, sending in batches, here to the stub. */
  readonly open: (stub: string) => Promise<OpenRival>
}

export type OpenRival = {
  readonly wrap: (client: OpenAI) => OpenAI
  readonly flush: () => Promise<void>
}

/** What wraps of rivals return is a client by its members only. */
export function requireClient(value: unknown): OpenAI {
  if (isClient(value)) return value
  throw new TypeError('the rival returned no client')
}

function isClient(value: unknown): value is OpenAI {
  return typeof value === 'object' && value !== null && 'chat' in value
}
