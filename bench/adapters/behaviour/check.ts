import type { OpenAI } from 'openai'
import type { Server } from './server.ts'

/** Something that apps do with a client, and what they see of it. */
export type Check = {
  readonly name: string
  /** Whether a model is asked, which is then to be recorded. */
  readonly asks: boolean
  /** What the app sees, as plain values. What it throws is seen too. */
  readonly see: (client: OpenAI, request: AskRequest, server: Server) => unknown
}

/** A plain request; each check has its own question. */
export type AskRequest = {
  readonly model: string
  readonly messages: { role: 'user'; content: string }[]
}
