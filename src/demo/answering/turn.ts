import type { JsonObject } from '../../core/json.ts'

export type TurnMessage = {
  readonly role: string
  readonly content: string
  readonly hasImages: boolean
}

export type OfferedTool = {
  readonly name: string
  /** A JSON Schema; empty when the app gave none. */
  readonly parameters: JsonObject
}

/** What the model is asked to do, whichever endpoint it came in by. */
export type Turn = {
  /** Oldest first. */
  readonly messages: readonly TurnMessage[]
  readonly tools: readonly OfferedTool[]
  /** `json`: any JSON object. An object: the JSON Schema that the answer must fit. */
  readonly format: 'json' | JsonObject | undefined
  readonly think: boolean
}

/** The user messages of a turn, oldest first. */
export function questionsOf(turn: Turn): readonly string[] {
  return turn.messages.filter(({ role }) => role === 'user').map(({ content }) => content)
}
