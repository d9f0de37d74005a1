import type { JsonObject } from '../../../core/json.ts'

/** A piece of an answer, whatever the protocol. */
export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly arguments: JsonObject }
  /** An error that the provider reports inside the stream. */
  | { readonly type: 'failure'; readonly message: string }
  /** The terminal event. */
  | { readonly type: 'finish'; readonly reason: 'stop' | 'tool_call' }

/** What an upstream does, one after the other. Without `finish` the answer just ends. */
export type ScriptStep =
  | Piece
  /** Sends the piece byte by byte. */
  | { readonly type: 'bytewise'; readonly piece: Piece }
  /** Goes on when the promise resolves. */
  | { readonly type: 'pause'; readonly until: () => Promise<unknown> }
  /** Destroys the socket. */
  | { readonly type: 'kill' }
  /** Answers with an HTTP error. */
  | { readonly type: 'status'; readonly status: number; readonly message: string }

export type Script = readonly ScriptStep[]

export const FINISH: Piece = { type: 'finish', reason: 'stop' }

export function text(value: string): Piece {
  return { type: 'text', text: value }
}

/** Pieces of text that occur nowhere else, so that a chunk can be recognised by what it carries. */
export function marker(index: number): string {
  return `<piece-${index}> `
}

export function markers(count: number): readonly Piece[] {
  return Array.from({ length: count }, (_, index) => text(marker(index)))
}

/** A place where the upstream waits for the test. */
export type Gate = { readonly step: ScriptStep; open(): void }

export function createGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { step: { type: 'pause', until: () => promise }, open: resolve }
}

/** A place where as many answers wait for each other. */
export function createBarrier(count: number): ScriptStep {
  const { promise, resolve } = Promise.withResolvers<void>()
  let arrived = 0
  return {
    type: 'pause',
    until() {
      arrived += 1
      if (arrived === count) resolve()
      return promise
    },
  }
}
