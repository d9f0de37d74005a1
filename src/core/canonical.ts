import { sortedJson, type Json } from './json.ts'
import type { FilePart, Message, Part, Role } from './message.ts'

// Stands in the form itself, so that hashes of two versions never meet.
const VERSION = 1

/** Thoughts that a model wrote into its text: apps cut them off before they send the answer back. */
const THOUGHTS = /^\s*<think>[\s\S]*?<\/think>/

/**
 * The text that identifies a message when a chat app sends it again: role, joined text in NFC without outer space,
 * tool names and arguments as sorted JSON, files by address or hash. Reasoning, ids and names are left out, because
 * apps drop or rewrite them on the way back.
 *
 * It opens with a JSON array of its version, the role and what is no text, and ends with the text as it is. As the end of the
 * array cannot be mistaken, messages that differ in any of this never share their text.
 *
 * @example canonicalMessage({ role: 'user', parts: [{ type: 'text', text: ' hi ' }] }) // '[1,"user"]hi'
 */
export function canonicalMessage(message: Message): string {
  const { role, parts } = message
  let text = ''
  let rest: Json[] | undefined
  for (const part of parts) {
    if (part.type === 'text') text += part.text
    else {
      const canonical = canonicalPart(part)
      if (canonical !== undefined) (rest ??= [VERSION, role]).push(canonical)
    }
  }
  return rest === undefined
    ? plainForm(role, bareText(role, text))
    : `${inNfc(sortedJson(rest))}${bareText(role, text)}`
}

/** The canonical text of a message that is nothing but text, of which `bareText` is left. */
export function plainForm(role: Role, bare: string): string {
  return `${PLAIN_HEADS.get(role) ?? plainHeadOf(role)}${bare}`
}

/** What is left of the text of a message when an app sends it again: the text itself, mostly. */
export function bareText(role: Role, text: string): string {
  return inNfc((role === 'assistant' ? text.replace(THOUGHTS, '') : text).trim())
}

/** Characters that are no part of NFC's work: none below is ever composed, decomposed or moved. */
const BEYOND_NFC_INERT = /[^\0-\u02ff]/

function inNfc(text: string): string {
  return BEYOND_NFC_INERT.test(text) ? text.normalize('NFC') : text
}

function plainHeadOf(role: Role): string {
  return `[${VERSION},${JSON.stringify(role)}]`
}

// Most messages are nothing but text, and most of a log is messages.
const ROLES: readonly Role[] = ['system', 'developer', 'user', 'assistant', 'tool']
const PLAIN_HEADS: ReadonlyMap<Role, string> = new Map(ROLES.map((role) => [role, plainHeadOf(role)]))

function canonicalPart(part: Part): Json | undefined {
  switch (part.type) {
    case 'tool_call':
      return ['call', part.name, part.argumentsRaw ?? part.arguments]
    case 'tool_result':
      return ['result', part.result]
    case 'file':
      return ['file', ...fileAddress(part)]
    case 'other':
      return ['other', part.kind, part.value]
    case 'text':
    case 'reasoning':
    case 'source':
      return undefined
    default:
      // A part type of a later version of the record reaches this line at run time.
      return ['unknown', part]
  }
}

function fileAddress({ sha256, fileId, uri, mediaType, filename }: FilePart): readonly Json[] {
  if (sha256 !== undefined) return ['sha256', sha256]
  if (fileId !== undefined) return ['id', fileId]
  if (uri !== undefined) return ['uri', uri]
  return ['none', mediaType, filename ?? null]
}
