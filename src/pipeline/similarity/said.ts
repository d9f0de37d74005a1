import { canonicalMessage } from '../../core/canonical.ts'
import type { Example } from '../../core/example.ts'
import { sortedJson } from '../../core/json.ts'
import { textMessage, textOf, type Message, type Part, type Role } from '../../core/message.ts'
import { addFolded, addUnit, clearFolded, createFoldedText, type FoldedText } from './folded-text.ts'
import { onceEach } from './once-each.ts'

/**
 * A stretch of what an example says. `both`: its words count, and it tells whether two say exactly the same. `words` and
 * `identity`: only one of it, as thoughts have words and apps drop them, and a file has an address but no words.
 */
export type SaidPiece = {
  /** The place of its message. */
  readonly message: number
  readonly use: 'both' | 'identity' | 'words'
  readonly start: number
  readonly end: number
}

/** What an example says, folded once for all that compare it. Each piece follows a unit that tells its kind. */
export type Said = { readonly text: FoldedText; readonly pieces: readonly SaidPiece[] }

const ROLES: readonly Role[] = ['system', 'developer', 'user', 'assistant', 'tool']
// Kinds of pieces, behind those of the roles.
const CALL = 16
const RAW_CALL = 17
const RESULT_TEXT = 18
const RESULT_JSON = 19
const ODD = 20

const shared: FoldedText = createFoldedText()

/** Valid until another example is asked for. */
export const saidBy: (example: Example) => Said = onceEach(({ messages }) => {
  clearFolded(shared)
  const pieces: SaidPiece[] = []
  for (const [place, { message }] of messages.entries()) addMessage(pieces, message, place)
  return { text: shared, pieces }
})

function addMessage(pieces: SaidPiece[], message: Message, place: number): void {
  const add = (use: SaidPiece['use'], kind: number, text: string): void => {
    addUnit(shared, kind)
    const start = shared.size
    addFolded(shared, text)
    pieces.push({ message: place, use, start, end: shared.size - 1 })
  }
  const { role, parts } = message
  const text = textOf(message)
  const own = ROLES.indexOf(role)
  if (role === 'assistant' && text.includes('<think>')) {
    add('identity', own, withoutThoughts(role, text))
    add('words', own, text)
  } else add('both', own, text)
  if (parts.length === 1 && parts[0]?.type === 'text') return
  for (const part of parts) addPart(add, role, part)
}

type AddPiece = (use: SaidPiece['use'], kind: number, text: string) => void

function addPart(add: AddPiece, role: Role, part: Part): void {
  switch (part.type) {
    case 'tool_call': {
      const { name, argumentsRaw } = part
      if (argumentsRaw === undefined) add('both', CALL, `${name} ${sortedJson(part.arguments)}`)
      else add('both', RAW_CALL, `${name} ${argumentsRaw}`)
      return
    }
    case 'tool_result':
      if (typeof part.result === 'string') add('both', RESULT_TEXT, part.result)
      else add('both', RESULT_JSON, sortedJson(part.result))
      return
    case 'text':
    case 'reasoning':
    case 'source':
      return
    default: {
      add('identity', ODD, canonicalMessage({ role, parts: [part] }))
      const words = wordsOf(part)
      if (words !== undefined) add('words', ODD, words)
    }
  }
}

function wordsOf(part: Part): string | undefined {
  if (part.type === 'file') return part.sha256 ?? part.fileId ?? part.uri ?? part.filename
  return part.type === 'other' ? sortedJson(part.value) : undefined
}

function withoutThoughts(role: Role, text: string): string {
  return canonicalMessage(textMessage(role, text)).slice(canonicalMessage(textMessage(role, '')).length)
}
