import type { FinishReason, GenerationStatus } from '../../core/generation.ts'
import type { Message, Role } from '../../core/message.ts'
import { DIGEST_LENGTH } from '../digest.ts'
import type { Stretch } from '../read-at.ts'
import { instructs } from './fingerprint.ts'
import { BEFORE_TEXT, letterOfTexts, roleOfLetter, textWithNumber } from './spool-line.ts'

/** A message at its place in a conversation. `canonical` names the message alone, `id` and `parent` the place. */
export type NodeHead = {
  readonly id: string
  readonly parent: string
  readonly canonical: string
  /** An instruction of the app: a message of the system or the developer. */
  readonly instructs: boolean
}

/** What folding needs of a generation; its messages are named by the ids of their nodes. */
export type GenerationNote = {
  readonly id: string
  readonly turnId: string
  readonly parentId?: string
  readonly startedAt: string
  readonly status: GenerationStatus
  readonly finishReason?: FinishReason
  /** The responding model, or the requested one when the provider did not say. */
  readonly model: string
  readonly conversationId?: string
  /** What the app called the conversation, where that is not what it goes on from. */
  readonly ownConversationId?: string
  readonly sessionId?: string
  readonly userId?: string
  readonly tenantId?: string
  /** The last message of the request; the conversation's key when there was none. */
  readonly leaf: string
  /** Messages of the request. */
  readonly depth: number
  /** The instructions that it opens with in the form in which they were sent, where they hold a date or time. */
  readonly openings?: readonly string[]
  /** One for each choice of the response that has content. */
  readonly answers: readonly string[]
  /** What its only answer says, when it is the first call of a chat without an id. */
  readonly onlyAnswer?: string
  /** The tools that were offered. */
  readonly tools?: string
  /** The generation whose answer the server went on from. */
  readonly basedOn?: string
  /**
   * The place that it goes on from with other system messages than those in force there: its own, or none, stand in their
   * place.
   */
  readonly newOpeningAfter?: string
  /** The server kept what came before, and the log does not hold it. */
  readonly historyIsMissing?: boolean
  /** Whoever asked did not agree that it is used. */
  readonly lacksConsent?: boolean
  /** It is accounted for in another part of its conversation. */
  readonly isVisit?: boolean
}

/** Where a message lies: a text and who said it, or JSON when `role` is undefined. */
export type Body = Stretch & { readonly role: Role | undefined }

export type SpoolRecord =
  | ({ readonly kind: 'node'; readonly key: string; readonly body: Body } & NodeHead)
  | { readonly kind: 'tools'; readonly key: string; readonly id: string; readonly body: Stretch }
  | { readonly kind: 'generation'; readonly key: string; readonly note: GenerationNote }

/** True for a text that can be spooled as it is. */
export function canBeTextLine(role: Role, text: string): boolean {
  // What is not well-formed does not survive as UTF-8.
  return letterOfTexts(role) !== undefined && text.isWellFormed()
}

/** @param role who said `body`, when that is a text and not JSON */
export function nodeLine(key: string, node: NodeHead, body: string, role?: Role): string {
  const letter = (role === undefined ? undefined : letterOfTexts(role)) ?? (node.instructs ? 's' : 'n')
  return `${letter}${key}${node.id}${node.parent}${node.canonical}${role === undefined ? body : textWithNumber(body)}\n`
}

export function toolsLine(key: string, id: string, json: string): string {
  return `t${key}${id}${json}\n`
}

/** A note as it is written: what is undefined is left out. */
export type WrittenNote = { readonly [Field in keyof GenerationNote]: GenerationNote[Field] | undefined }

export function generationLine(key: string, note: WrittenNote): string {
  return `g${key}${JSON.stringify(note)}\n`
}

/** The record of a line that starts at `offset` of its file; bodies stay in the file. */
export function readSpoolLine(line: Buffer, offset: number): SpoolRecord {
  const letter = line[0]
  const role = roleOfLetter(letter)
  if (role !== undefined || letter === NODE || letter === INSTRUCTION) {
    // One call for all: each costs more than what it reads.
    const head = line.toString('latin1', 1, 1 + 4 * DIGEST_LENGTH)
    const [key, id, parent, canonical] = [digestIn(head, 0), digestIn(head, 1), digestIn(head, 2), digestIn(head, 3)]
    const start = role === undefined ? BEFORE_JSON : BEFORE_TEXT
    const body = { offset: offset + start, length: line.length - start, role }
    const isInstruction = role === undefined ? letter === INSTRUCTION : instructs({ role })
    return { kind: 'node', key, id, parent, canonical, instructs: isInstruction, body }
  }
  const head = line.toString('latin1', 1, 1 + 2 * DIGEST_LENGTH)
  const key = digestIn(head, 0)
  if (letter === TOOLS) {
    const body = { offset: offset + BEFORE_TOOLS, length: line.length - BEFORE_TOOLS }
    return { kind: 'tools', key, id: digestIn(head, 1), body }
  }
  return { kind: 'generation', key, note: readNote(line) }
}

export function isNoteLine(line: Buffer): boolean {
  return line[0] === NOTE
}

export function readNote(line: Buffer): GenerationNote {
  return JSON.parse(line.toString('utf8', 1 + DIGEST_LENGTH))
}

/** @param read gives the text of a stretch */
export function readMessage(body: Body, read: (stretch: Stretch) => string): Message {
  const { role } = body
  return role === undefined ? JSON.parse(read(body)) : { role, parts: [{ type: 'text', text: read(body) }] }
}

const [NODE, INSTRUCTION, TOOLS, NOTE] = [...Buffer.from('nstg')]
const [BEFORE_JSON, BEFORE_TOOLS] = [1 + 4 * DIGEST_LENGTH, 1 + 2 * DIGEST_LENGTH]

function digestIn(head: string, index: number): string {
  return head.slice(index * DIGEST_LENGTH, (index + 1) * DIGEST_LENGTH)
}
