import { generate, prepareAnswer, stream, type Level } from './calls.ts'
import type { Door, Site } from './door.ts'
import { pieces, type RequestSource } from './requests.ts'
import type { Contestant } from './rounds.ts'

/** A section of calls, as many as `calls`, each awaited before the next. */
export type CallSection = { readonly level: Level; readonly requests: () => RequestSource; readonly calls: number }

export function callContestant(site: Site, door: Door, { level, requests, calls }: CallSection): Contestant {
  const nextRequest = requests()
  return {
    name: door.name,
    flush: door.flush,
    prepare() {
      const batch = Array.from({ length: calls }, nextRequest)
      return async () => {
        for (const request of batch) {
          prepareAnswer(site, request)
          await generate(door, level, request)
        }
      }
    },
  }
}

/** A section of streamed calls, `calls` of them, whose answers come in `chunks`. */
export type StreamSection = CallSection & { readonly chunks: number }

export function streamContestant(site: Site, door: Door, section: StreamSection): Contestant {
  const { level, requests, calls, chunks } = section
  const nextRequest = requests()
  const answer = pieces(chunks)
  return {
    name: door.name,
    flush: door.flush,
    prepare() {
      const batch = Array.from({ length: calls }, nextRequest)
      site.script.pieces = answer
      return async () => {
        for (const request of batch) await stream(door, level, request)
      }
    },
  }
}
