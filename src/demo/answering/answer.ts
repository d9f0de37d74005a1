import type { JsonObject } from '../../core/json.ts'
import type { Language } from '../faq/entry.ts'
import type { Flaw } from './flaws.ts'

export type ToolCall = { readonly name: string; readonly arguments: JsonObject }

/** What stands behind an answer; the values that a JSON answer is filled with. */
export type Facts = {
  /** False when the FAQ knows nothing of it. */
  readonly found: boolean
  readonly language: Language
  readonly topic: string
  /** The question of the FAQ that was answered, `''` when there is none. */
  readonly question: string
  /** The id of the entry or the name of the tool that the answer comes from. */
  readonly source: string
  /** The share of the question that the answer is about, 0 to 1. */
  readonly confidence: number
}

/** What a JSON answer is filled with. */
export type Filling = Facts & { readonly answer: string }

/** An answer in plain words, before it is given the form that was asked for. */
export type Draft = {
  readonly text: string
  /** How the answer was found, in English. */
  readonly thoughts: string
  readonly facts: Facts
  readonly toolCalls?: readonly ToolCall[]
}

/** What the demo model says. */
export type Answer = {
  /** Empty unless it was asked for. */
  readonly thinking: string
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly flaw: Flaw | undefined
}

/** Facts of an answer that does not come from the FAQ. */
export function factsWithout(entry: { readonly topic: string; readonly language: Language }): Facts {
  return { found: true, question: '', source: 'demo', confidence: 1, ...entry }
}
