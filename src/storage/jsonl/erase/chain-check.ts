import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import { chainedOf } from '../../codec/chained.ts'

/** Watches whether the lines that stay and those that go build on one another, in either direction. */
export type ChainCheck = {
  /** To be shown every line of a file in order. */
  take(segment: string, stored: JsonObject, goes: boolean): void
  /**
   * True when they do not. Then what a reader remembers of those that stay is the same without the others, for
   * these only took up room: so nothing that stays has to be written in another way.
   */
  readonly areApart: () => boolean
}

export function createChainCheck(): ChainCheck {
  let stay = new Set<string>()
  let go = new Set<string>()
  let current: string | undefined
  let areApart = true

  return {
    take(segment, stored, goes) {
      if (segment !== current) {
        stay = new Set()
        go = new Set()
        current = segment
      }
      const generation = chainedOf(stored)
      if (generation === undefined || !areApart) return
      const { id, request } = generation
      const [own, others] = goes ? [go, stay] : [stay, go]
      const base = isJsonObject(request['base']) ? request['base']['id'] : undefined
      own.add(id)
      areApart = !others.has(id) && (typeof base !== 'string' || !others.has(base))
    },
    areApart: () => areApart,
  }
}
