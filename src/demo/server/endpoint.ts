import type { Json, JsonObject } from '../../core/json.ts'
import type { TurnMessage } from '../answering/turn.ts'
import type { Speech } from './speech.ts'

/** One way to ask for an answer: its own reading of a body and its own way to write. */
export type Endpoint = {
  /** The request in Ollama's form, in which it is checked and read. */
  readonly toOllama: (body: JsonObject) => JsonObject
  readonly messagesOf: (body: JsonObject) => readonly TurnMessage[]
  readonly speechFor: (asked: AskedBody) => Speech
  readonly errorBody: (status: number, message: string) => Json
  /** What comes back when there is nothing to answer; undefined where that is an error. */
  readonly loaded?: (body: JsonObject, unloads: boolean) => Json
}

export type AskedBody = {
  /** As it came. */
  readonly body: JsonObject
  readonly model: string
  readonly messages: readonly TurnMessage[]
  /** The same for the same conversation and variant, in every process. */
  readonly key: number
}

/** An id that nobody else in the conversation has, and yet the same in each run. */
export function idFor({ key, messages }: AskedBody, index: number): string {
  return (key + messages.length + index).toString(36).padStart(8, '0')
}
