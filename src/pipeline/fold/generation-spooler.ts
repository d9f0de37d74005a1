import type { Generation } from '../../core/generation.ts'
import type { Message } from '../../core/message.ts'
import { conversationOf, noteOf } from './call-note.ts'
import { createChainSpooler } from './chain-spooler.ts'
import type { Base } from './continuations.ts'
import { conversationName } from './conversation-key.ts'
import { createFingerprinter, createToolsFingerprinter, instructs, type Fingerprinter } from './fingerprint.ts'
import { createLinks, type Link } from './links.ts'
import { createRecentSet, type RecentSet } from './recent-set.ts'
import { generationLine, toolsLine } from './spool-record.ts'
import type { Spool } from './spool.ts'
import type { Anchor, UnnamedCall } from './window-keys.ts'

/** Lists of tools that are remembered as spooled: those of so many conversations that go on side by side. */
const RECENT_TOOLS = 32_768

/** Characters of messages that are remembered: those of the conversations that go on side by side. */
const RECENT_CHARACTERS = 12_000_000

/** Who hears of the generations that are spooled. */
export type SpoolerListeners = {
  /** Where each answer stands, for generations that go on from it. */
  readonly answered: (generation: Generation, base: Base) => void
  /** Calls that belong to no named conversation. */
  readonly unnamed: (generation: Generation, call: UnnamedCall) => void
}

/**
 * Spools generations: each message once at its place, and a note of the call. What is forgotten of the messages
 * is spooled again.
 */
export function createGenerationSpooler(
  spool: Spool,
  { answered, unnamed }: SpoolerListeners,
  recentCharacters: number = RECENT_CHARACTERS,
): (generation: Generation, base?: Base | 'missing') => void {
  const fingerprint = createFingerprinter(recentCharacters / 16)
  const links = createLinks(fingerprint, recentCharacters)
  const spoolChain = createChainSpooler(spool, links)
  const spoolTools = createToolSpooler(spool, createRecentSet(RECENT_TOOLS))

  /** Finds the places of all that a call says, and spools what is new of it. */
  function spoolMessages(generation: Generation, known: Base | undefined) {
    const { messages, changesOpening } = behind(known, generation.request.messages, fingerprint)
    const name = known?.place ?? conversationName(generation, fingerprint)
    const root = links.rootOf(name, known?.place)
    const key = known?.key ?? root.id
    const places = spoolChain(key, root, root, messages)
    const leaf = places.at(-1) ?? root
    const answers: Link[] = []
    for (const message of contentsOf(generation)) {
      for (const answer of spoolChain(key, root, leaf, [message])) {
        answer.isAnswer = true
        answers.push(answer)
      }
    }
    return { messages, changesOpening, key, places, leaf, answers }
  }

  return (generation, base) => {
    const known = typeof base === 'object' ? base : undefined
    const { messages, changesOpening, key, places, leaf, answers } = spoolMessages(generation, known)
    const depth = (known?.depth ?? 0) + messages.length
    const conversationId = conversationOf(generation, known)
    const isUnnamed = base === undefined && conversationId === undefined
    const leading = places.slice(0, lengthOfOpening(messages))
    if (isUnnamed) {
      const goesOnFrom = lastAnswer(messages, places, leading.length)
      unnamed(generation, { key, goesOnFrom, asked: places.at(-1)?.print, answers: answers.map(({ print }) => print) })
    }
    const place = answers[0]?.id ?? leaf.id
    const opening = known === undefined || changesOpening ? openingOf(leading) : known.opening
    answered(generation, { generationId: generation.id, conversationId, key, place, depth: depth + 1, opening })
    const note = noteOf(generation, known, {
      leaf: leaf.id,
      depth,
      answers: answers.map(({ id }) => id),
      tools: spoolTools(key, generation.request.tools),
      onlyAnswer: isUnnamed && isFirstCall(messages, leading.length) ? onlyAnswerOf(answers) : undefined,
      newOpeningAfter: changesOpening ? known?.place : undefined,
      openings: datedOpening(leading),
      historyIsMissing: base === 'missing' ? true : undefined,
    })
    spool.write(key, generationLine(key, note))
  }
}

/** Spools lists of tools, each once for a conversation, and gives their ids. */
function createToolSpooler(spool: Spool, spooled: RecentSet) {
  const fingerprint = createToolsFingerprinter()
  return (key: string, tools: Generation['request']['tools']): string | undefined => {
    if (tools === undefined || tools.length === 0) return undefined
    const id = fingerprint(tools)
    const place = key + id
    if (!spooled.has(place)) {
      spooled.add(place)
      spool.write(key, toolsLine(key, id, JSON.stringify(tools)))
    }
    return id
  }
}

/** The messages that are new behind a base. A server keeps no system messages, so those in force are sent again. */
function behind(base: Base | undefined, messages: readonly Message[], fingerprint: Fingerprinter) {
  if (base === undefined) return { messages, changesOpening: false }
  const leading = messages.slice(0, lengthOfOpening(messages))
  const isSame = leading.map((message) => fingerprint(message).print.canonical).join() === base.opening
  return { messages: isSame ? messages.slice(leading.length) : messages, changesOpening: !isSame }
}

function openingOf(leading: readonly Link[]): string {
  return leading.map(({ print }) => print.canonical).join()
}

function lengthOfOpening(messages: readonly Message[]): number {
  const end = messages.findIndex((message) => !instructs(message))
  return end === -1 ? messages.length : end
}

/** True when only the instructions stand before what the user says. */
function isFirstCall(messages: readonly Message[], opening: number): boolean {
  return messages.at(-1)?.role === 'user' && opening === messages.length - 1
}

function onlyAnswerOf([answer, another]: readonly Link[]): string | undefined {
  return another === undefined && answer?.role === 'assistant' ? answer.print.canonical : undefined
}

/** The last answer in a history with the message before it; none where it is known to have been given there. */
function lastAnswer(messages: readonly Message[], places: readonly Link[], opening: number): Anchor | undefined {
  const index = messages.findLastIndex(({ role }) => role === 'assistant')
  const answer = places[index]
  if (answer === undefined || answer.isAnswer) return undefined
  return { before: index > opening ? places[index - 1]?.print : undefined, answer: answer.print }
}

/** The places of the instructions that these messages open with, when a date or time in them says when they were sent. */
function datedOpening(leading: readonly Link[]): readonly string[] | undefined {
  return leading.some(({ print }) => print.isDated) ? leading.map(({ id }) => id) : undefined
}

/** The choices that hold something. What a call without errors gave counts as an answer even when it is empty. */
function contentsOf({ response, status }: Generation): readonly Message[] {
  const said = response.messages.filter(hasContent)
  return said.length === 0 && status === 'ok' ? response.messages : said
}

function hasContent(message: Message): boolean {
  return message.parts.some((part) => {
    return part.type === 'text' || part.type === 'reasoning' ? part.text.trim() !== '' : true
  })
}
