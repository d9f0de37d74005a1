import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import express, { type Express, type Request, type Response } from 'express'
import { field } from '../../src/core/field.ts'
import { openaiChat } from '../adapters/wires/openai-chat.ts'
import { answerTo } from './questions.ts'
import { stamped } from './stamps.ts'
import type { Way } from './way.ts'

/** How the model behind the route takes its time, in milliseconds; 0: it answers as soon as others have had their turn. */
export type Tempo = { readonly beforeFirst: number; readonly between: number }

const PIECES = 20

/** A route that answers as OpenAI does, whole or in 20 pieces, without asking any model. */
export function chatApp({ handlers }: Way, tempo: Tempo): Express {
  const app = express()
  app.use(express.json(), ...handlers)
  app.post('/chat', (request, response) => {
    const answer = answerTo(request.body)
    if (field(request.body, 'stream') !== true) return void response.json(openaiChat.whole(answer))
    void stream(request, response, { answer, tempo })
  })
  return app
}

type Streaming = { readonly answer: string; readonly tempo: Tempo }

async function stream(_: Request, response: Response, { answer, tempo }: Streaming): Promise<void> {
  const began = process.hrtime.bigint()
  response.setHeader('content-type', 'text/event-stream')
  const [first = '', ...others] = openaiChat.stream(piecesOf(answer))
  await rest(tempo.beforeFirst)
  response.write(stamped(first, began))
  for (const event of others.slice(0, -1)) {
    await rest(tempo.between)
    response.write(stamped(event, began))
  }
  response.end(others.at(-1))
}

function piecesOf(answer: string): readonly string[] {
  const length = Math.ceil(answer.length / PIECES)
  return Array.from({ length: PIECES }, (_, index) => answer.slice(index * length, (index + 1) * length))
}

async function rest(milliseconds: number): Promise<void> {
  await (milliseconds === 0 ? turn() : pause(milliseconds))
}
