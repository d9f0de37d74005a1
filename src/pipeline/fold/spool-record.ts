import type { FinishReason, GenerationStatus } from '../../core/generation.ts'
import { DIGEST_LENGTH } from '../digest.ts'
import type { Stretch } from '../read-at.ts'

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

export type SpoolRecord =
  | ({ readonly kind: 'node'; readonly key: string; readonly body: Stretch } & NodeHead)
  | { readonly kind: 'tools'; readonly key: string; readonly id: string; readonly body: Stretch }
  | { readonly kind: 'generation'; readonly key: string; readonly note: GenerationNote }

// A line: one letter, the key, digests of fixed length, and JSON up to the line feed, which JSON never holds.

export function nodeLine(key: string, node: NodeHead, json: string): string {
  return `${node.instructs ? 's' : 'n'}${key}${node.id}${node.parent}${node.canonical}${json}\n`
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
  if (letter === NODE || letter === INSTRUCTION) {
    // One call for all: each costs more than what it reads.
    const head = line.toString('latin1', 1, 1 + 4 * DIGEST_LENGTH)
    const [key, id, parent, canonical] = [digestIn(head, 0), digestIn(head, 1), digestIn(head, 2), digestIn(head, 3)]
    const body = bodyAfter(line, offset, 4)
    return { kind: 'node', key, id, parent, canonical, instructs: letter === INSTRUCTION, body }
  }
  const head = line.toString('latin1', 1, 1 + 2 * DIGEST_LENGTH)
  const key = digestIn(head, 0)
  if (letter === TOOLS) return { kind: 'tools', key, id: digestIn(head, 1), body: bodyAfter(line, offset, 2) }
  return { kind: 'generation', key, note: readNote(line) }
}

export function isNoteLine(line: Buffer): boolean {
  return line[0] === NOTE
}

export function readNote(line: Buffer): GenerationNote {
  return JSON.parse(line.toString('utf8', 1 + DIGEST_LENGTH))
}

const [NODE, INSTRUCTION, TOOLS, NOTE] = [...Buffer.from('nstg')]

function digestIn(head: string, index: number): string {
  return head.slice(index * DIGEST_LENGTH, (index + 1) * DIGEST_LENGTH)
}

function bodyAfter(line: Buffer, offset: number, digests: number): Stretch {
  const start = 1 + digests * DIGEST_LENGTH
  return { offset: offset + start, length: line.length - start }
}
