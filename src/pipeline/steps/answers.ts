import type { ExampleMessage } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { spokenText } from './text/spoken-text.ts'
import { factsOf, type TextFacts } from './text/text-facts.ts'

/** An answer that would be trained, and where it stands among the messages of its example. */
export class Answer {
  readonly entry: ExampleMessage
  readonly index: number
  readonly messages: readonly ExampleMessage[]
  /** As of `textOf`. */
  readonly text: string
  /** What is said aloud of `text`. */
  readonly spoken: string
  private known: TextFacts | undefined = undefined

  constructor(messages: readonly ExampleMessage[], index: number, entry: ExampleMessage) {
    this.entry = entry
    this.index = index
    this.messages = messages
    this.text = textOf(entry.message)
    this.spoken = spokenText(this.text)
  }

  /** Of `spoken`; read once, when a rule first asks. */
  get facts(): TextFacts {
    this.known ??= factsOf(this.spoken)
    return this.known
  }
}

type Answers = { readonly all: readonly Answer[]; readonly texts: readonly Answer[] }

let latest: Answers = { all: [], texts: [] }
let latestOf: readonly ExampleMessage[] | undefined

// A step in plain JavaScript may change messages in place.
function isStillSo({ messages, index, entry, text }: Answer): boolean {
  return messages[index] === entry && entry.weight !== 0 && textOf(entry.message) === text
}

/** The answers of an example that would be trained. One rule after the other asks for the same ones. */
export function answersIn(messages: readonly ExampleMessage[]): Answers {
  if (latestOf === messages && latest.all.every(isStillSo)) return latest
  const all: Answer[] = []
  const texts: Answer[] = []
  for (let index = 0; index < messages.length; index += 1) {
    const entry = messages[index]
    if (entry === undefined || entry.weight === 0 || entry.message.role !== 'assistant') continue
    const answer = new Answer(messages, index, entry)
    all.push(answer)
    if (answer.text !== '') texts.push(answer)
  }
  latest = { all, texts }
  latestOf = messages
  return latest
}
