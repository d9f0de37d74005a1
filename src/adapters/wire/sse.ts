import { ByteLines, LARGEST_EVENT } from './byte-lines.ts'

const COLON = 0x3a
const SPACE = 0x20
const DATA = Buffer.from('data')
const EVENT = Buffer.from('event')
const ID = Buffer.from('id')
// What a line costs besides its bytes.
const LINE_COST = 16

/** An event as the WHATWG event-stream rules give it: `event` is `message` unless the server named it. */
export type SseEvent = { readonly event: string; readonly data: string; readonly id: string }

/** A parser that is given the bytes of a stream as they come. */
export type StreamParser = {
  /** @throws TooLargeError when one event is larger than the parser may hold */
  push(bytes: Uint8Array): void
  /** Says that nothing more comes. `truncated` when the stream broke off within an event. */
  end(): 'whole' | 'truncated'
}

/**
 * Parses `text/event-stream` over bytes. Each event is given as soon as the blank line behind it has come, whatever the
 * chunks. Holds one event at most; a last event without its blank line is not given, as the rules ask for.
 *
 * @param take is given the events one by one
 * @param largest bytes that one event may hold (default 16 MiB)
 * @param takeUnended is given, at the end, the event whose blank line never came, which many clients take all the same
 * @example
 * const parser = createSseParser(({ data }) => data !== '[DONE]' && answer.push(JSON.parse(data)))
 * for await (const bytes of response.body) parser.push(bytes)
 */
export function createSseParser(
  take: TakeEvent,
  largest: number = LARGEST_EVENT,
  takeUnended?: TakeEvent,
): StreamParser {
  return new SseParser(take, largest, takeUnended)
}

type TakeEvent = (event: SseEvent) => void

class SseParser implements StreamParser {
  readonly #take: TakeEvent
  readonly #takeUnended: TakeEvent | undefined
  readonly #lines: ByteLines
  #event = ''
  #data: string[] = []
  #id = ''
  /** What the event under way holds. */
  #held = 0

  constructor(take: TakeEvent, largest: number, takeUnended: TakeEvent | undefined) {
    this.#take = take
    this.#takeUnended = takeUnended
    this.#lines = new ByteLines(this.#line, () => Math.max(0, largest - this.#held))
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes)
  }

  end(): 'whole' | 'truncated' {
    if (this.#held === 0 && !this.#lines.hasRest) return 'whole'
    if (this.#takeUnended !== undefined) {
      this.#lines.rest()
      this.#dispatch(this.#takeUnended)
    }
    return 'truncated'
  }

  readonly #line = (bytes: Buffer, start: number, end: number): void => {
    if (start === end) return this.#dispatch(this.#take)
    const colon = colonOf(bytes, start, end)
    // A comment.
    if (colon === start) return
    const value = bytes[colon + 1] === SPACE ? colon + 2 : colon + 1
    if (isNamed(DATA, bytes, start, colon)) {
      this.#hold(end - start)
      this.#data.push(textOf(bytes, value, end))
    } else if (isNamed(EVENT, bytes, start, colon)) {
      this.#hold(end - start)
      this.#event = textOf(bytes, value, end)
    } else if (isNamed(ID, bytes, start, colon)) {
      const id = textOf(bytes, value, end)
      if (!id.includes('\0')) this.#id = id
    }
  }

  #hold(bytes: number): void {
    this.#held += bytes + LINE_COST
  }

  #dispatch(take: TakeEvent): void {
    const event = this.#event
    const data = this.#data
    this.#event = ''
    this.#held = 0
    if (data.length === 0) return
    this.#data = []
    take({ event: event === '' ? 'message' : event, data: data.join('\n'), id: this.#id })
  }
}

// Byte by byte, here and below: names are short, and one call out of JavaScript takes longer than both together.
function colonOf(bytes: Buffer, start: number, end: number): number {
  let colon = start
  while (colon < end && bytes[colon] !== COLON) colon += 1
  return colon
}

function isNamed(name: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== name.length) return false
  for (let index = 0; index < name.length; index += 1) if (bytes[start + index] !== name[index]) return false
  return true
}

function textOf(bytes: Buffer, start: number, end: number): string {
  return start < end ? bytes.toString('utf8', start, end) : ''
}
