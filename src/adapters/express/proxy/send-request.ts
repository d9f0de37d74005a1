import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { field } from '../../../core/field.ts'
import { flushHead, pairsOf, requestHeaders } from './headers.ts'
import type { Passage } from './passage.ts'

/** What comes of a request; one of them, once. */
export type Replies = {
  readonly answered: (answer: IncomingMessage) => void
  readonly failed: (error: unknown) => void
}

/** Sends a request on to the target as it comes. What is returned breaks it off. */
export function sendRequest(passage: Passage, replies: Replies): () => void {
  const sending = new Sending(passage, replies)
  sending.start()
  return () => sending.stop()
}

// A connection that was closed before is seen to be within one way there and back.
const CLOSED_UNREAD_MS = 1_000

class Sending {
  readonly #passage: Passage
  readonly #replies: Replies
  #upstream: ClientRequest
  #isSecond = false
  #mayHaveBegun = false
  #openedAt = 0
  #isWhole = false
  #isOver = false
  #isAnswered = false

  constructor(passage: Passage, replies: Replies) {
    this.#passage = passage
    this.#replies = replies
    this.#upstream = this.#open()
  }

  start(): void {
    const { request, given } = this.#passage
    if (given !== undefined) {
      this.#piece(given)
      return this.#end()
    }
    // The head alone tells a target who asks, and it may say no before a long body has come.
    flushHead(this.#upstream, request.rawHeaders)
    if (request.readableEnded) return this.#end()
    request.on('data', (piece: Buffer) => this.#piece(piece))
    request.once('end', () => this.#end())
    // A client that leaves is seen at its answer.
    request.on('error', () => {})
  }

  stop(): void {
    this.#isOver = true
    this.#upstream.destroy()
  }

  #open(): ClientRequest {
    const { proxy, request, path, given } = this.#passage
    const { target, agent, headers } = proxy
    const send = target.protocol === 'https:' ? requestHttps : requestHttp
    const upstream = send({
      agent,
      // Addresses of IPv6 stand in brackets in a URL only.
      host: target.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: target.port,
      method: request.method,
      path,
      headers: requestHeaders({ request, target, own: headers, length: given?.length }),
    })
    this.#openedAt = performance.now()
    upstream.once('information', () => (this.#mayHaveBegun = true))
    upstream.once('response', (answer) => this.#answered(answer))
    upstream.on('error', (error) => this.#failed(error))
    upstream.on('drain', () => request.resume())
    upstream.once('close', () => {
      // Whoever still sends is not to wait for a target that takes no more.
      request.resume()
      // Node tells no error where a target goes over to another protocol that nobody asked for.
      if (upstream === this.#upstream) this.#failed(new Error('the target closed the connection without an answer'))
    })
    return upstream
  }

  #piece(piece: Uint8Array): void {
    const { request, held } = this.#passage
    held.add(piece)
    if (!this.#upstream.destroyed && !this.#upstream.write(piece)) request.pause()
  }

  #end(): void {
    const { recording, held } = this.#passage
    this.#isWhole = true
    this.#endUpstream()
    // Behind it, so that the target need not wait until the copy is read.
    recording.asked(held)
    if (this.#isAnswered) held.letGo()
  }

  #endUpstream(): void {
    const trailers = pairsOf(this.#passage.request.rawTrailers)
    if (this.#upstream.destroyed) return
    if (trailers.length > 0) this.#upstream.addTrailers(trailers)
    this.#upstream.end()
  }

  #answered(answer: IncomingMessage): void {
    this.#isAnswered = true
    if (this.#isWhole) this.#passage.held.letGo()
    if (this.#isOver) this.#upstream.destroy()
    else this.#replies.answered(answer)
  }

  #failed(error: unknown): void {
    // What breaks behind the head is told by the answer itself.
    if (this.#isOver || this.#isAnswered) return
    if (this.#mayTryAgain(error)) return this.#tryAgain()
    this.#isOver = true
    this.#replies.failed(error)
  }

  /**
   * A target may close an open connection in the very moment in which it is used again; it has read nothing then. One that
   * closes it later, or has said something, may have begun to answer, and to ask it twice would be paid for twice.
   */
  #mayTryAgain(error: unknown): boolean {
    const code = field(error, 'code')
    const isReset = code === 'ECONNRESET' || code === 'EPIPE'
    const isUnread = !this.#mayHaveBegun && performance.now() - this.#openedAt < CLOSED_UNREAD_MS
    return isReset && isUnread && this.#upstream.reusedSocket && !this.#isSecond && this.#passage.held.isWhole
  }

  #tryAgain(): void {
    this.#isSecond = true
    this.#upstream = this.#open()
    for (const piece of this.#passage.held.pieces) this.#upstream.write(piece)
    if (this.#isWhole) this.#endUpstream()
    else this.#passage.request.resume()
  }
}
