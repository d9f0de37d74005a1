import type { Message, Part, TextPart } from '../../core/message.ts'
import { keep, type Step } from '../../core/step.ts'
import { mapMessages } from './edit-example.ts'
import { isTidy } from './is-tidy.ts'
import { tidyText } from './tidy-text.ts'

/**
 * Tidies what people and models wrote: line ends become LF, letters NFC, invisible characters and spaces at line ends
 * go, several blank lines become one, several spaces within a line one, the outer white space goes.
 *
 * Code keeps every character: fenced and indented blocks are left alone, and so are spaces that hold a table, a column
 * or a quotation. Joiners stay where a script or an emoji needs them. Tool calls and results are not touched.
 *
 * @example buildDataset({ steps: [normalizeWhitespace()], … })
 */
export function normalizeWhitespace(): Step {
  return {
    name: 'normalize-whitespace',
    version: 1,
    apply: (example) => keep(mapMessages(example, tidyMessage)),
  }
}

function tidyMessage(message: Message): Message {
  if (message.role === 'tool' || message.parts.every(isTidyPart)) return message
  const parts = joinTexts(message.parts)
  const texts = parts.filter((part) => part.type === 'text')
  const tidied: Part[] = []
  for (const part of parts) {
    const next = part.type === 'text' ? tidyPart(part, part === texts[0], part === texts.at(-1)) : part
    if (next.type !== 'text' || next.text !== '') tidied.push(next)
  }
  const same = tidied.length === message.parts.length && tidied.every((part, index) => part === message.parts[index])
  return same ? message : { ...message, parts: tidied }
}

function isTidyPart(part: Part, index: number, parts: readonly Part[]): boolean {
  if (part.type !== 'text') return true
  return part.text !== '' && parts[index - 1]?.type !== 'text' && isTidy(part.text)
}

/** Between two texts white space may hold words apart, so only the outer ends of a message are trimmed. */
function tidyPart(part: TextPart, isFirst: boolean, isLast: boolean): TextPart {
  const text = tidyText(part.text, { trimStart: isFirst, trimEnd: isLast })
  return text === part.text ? part : { ...part, text }
}

/** Texts side by side are pieces of one text. */
function joinTexts(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.type === 'text' && last?.type === 'text')
      joined[joined.length - 1] = { ...last, text: last.text + part.text }
    else joined.push(part)
  }
  return joined
}
