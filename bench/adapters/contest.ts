import type { Contestant } from '../support/rounds.ts'
import { pieces, plainExchanges } from '../support/requests.ts'
import { streamedAnswer, wholeAnswer, type Transport } from './transport.ts'
import type { Way } from './way.ts'
import type { Wire } from './wires/wire.ts'

const CHARACTERS = 2_048

/** Where the ways of one table meet: the same network, answering by the same wire. */
export type Meeting = { readonly transport: Transport; readonly wire: Wire }

/** A section of calls for whole answers, each awaited before the next; questions and answers of 2 KB. */
export function callContestant({ transport, wire }: Meeting, way: Way, calls: number): Contestant {
  const nextExchange = plainExchanges(CHARACTERS, CHARACTERS)
  return {
    name: way.name,
    flush: way.flush,
    prepare() {
      const batch = Array.from({ length: calls }, () => {
        const { question, answer } = nextExchange()
        return { question, answer: wholeAnswer(wire, answer) }
      })
      return async () => {
        for (const { question, answer } of batch) {
          transport.answer = answer
          await way.caller.ask(question)
        }
      }
    },
  }
}

/** A section of streamed calls, whose answers come in `chunks`. */
export function streamContestant({ transport, wire }: Meeting, way: Way, calls: number, chunks: number): Contestant {
  const nextExchange = plainExchanges(CHARACTERS, CHARACTERS)
  const answer = streamedAnswer(wire, pieces(chunks))
  return {
    name: way.name,
    flush: way.flush,
    prepare() {
      const batch = Array.from({ length: calls }, nextExchange)
      transport.answer = answer
      return async () => {
        for (const { question } of batch) await way.caller.stream(question)
      }
    },
  }
}
