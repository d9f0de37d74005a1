import type { AnswerReading } from './answer.ts'
import { ChunkDecoder } from './chunk-decoder.ts'
import { lookAtEvents } from './looking.ts'
import { readAsTold, type Looking } from './told.ts'
import { readWholeJson } from './whole-json.ts'
import { readUnsureText } from './whole-text.ts'

/** A page begins with a tag; what begins otherwise is a text. */
export function lookAtHtml(): Looking {
  return lookAtText((text) => (text.startsWith('<') ? undefined : readUnsureText()))
}

// The longest name of a field of event streams, and its colon.
const ENOUGH = 'event: '.length

/** An answer without a type of its own: an event stream, JSON or a text. */
export function lookAtUntyped(): Looking {
  return lookAtText((text, isEnd) => {
    if (/^[{["]/.test(text)) return readWholeJson()
    if (text.startsWith('<') || (text.length < ENOUGH && !isEnd)) return undefined
    return /^(data|event|id|retry):|^: /.test(text) ? readAsTold(lookAtEvents()) : readUnsureText()
  })
}

/** @param tell is given all that has come, without the blanks before it */
function lookAtText(tell: (text: string, isEnd: boolean) => AnswerReading | undefined): Looking {
  const decoder = new ChunkDecoder()
  let text = ''
  return {
    look(bytes) {
      // A page: more of it tells nothing else.
      if (text.startsWith('<')) return undefined
      text = (text + decoder.decode(bytes)).trimStart()
      return text === '' ? undefined : tell(text, false)
    },
    lookAtEnd() {
      text = (text + decoder.end()).trimStart()
      return text === '' ? undefined : tell(text, true)
    },
  }
}
